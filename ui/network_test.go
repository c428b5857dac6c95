package ui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// openNetwork shows the exchange of the start, with or without a revealed value.
func openNetwork(t *testing.T, v desk.View) (*Window, *fakeDesk, *network) {
	t.Helper()
	w, d := open(t, emptyView(), plainShape())
	sample{view: v, tab: tabNetwork, open: "exchange"}.showIn(w, d)
	d.forget()
	return w, d, w.screen.tabs.panel(tabNetwork).(*network)
}

func rowWith(t *testing.T, n *network, part string) int {
	t.Helper()
	at := slices.IndexFunc(n.whole.Rows(), func(row kit.Row) bool { return strings.Contains(row.Text, part) })
	if at < 0 {
		t.Fatalf("no row holds %q", part)
	}
	return at
}

func TestAMaskedValueIsRevealedOnPurpose(t *testing.T) {
	w, d, n := openNetwork(t, waitingView())
	at := rowWith(t, n, `"auth_req_id": "•••"`)
	if act := n.whole.Rows()[at].Act; act != "Reveal" {
		t.Errorf("the row offers %q", act)
	}
	for range 2 { // nothing has happened yet: the row can be chosen again
		n.whole.Select(at)
	}
	n.whole.Select(rowWith(t, n, "scope ="))
	if calls := d.called(); !slices.Equal(calls, []string{"Reveal 2 1", "Reveal 2 1"}) {
		t.Errorf("called %v", calls)
	}
	d.forget()

	become(w, d, revealedView())
	rows := n.whole.Rows()
	if rows[at].Act != "Hide" || rows[at+1].Text+rows[at+2].Text != sampleID || !strings.Contains(rows[at+3].Text, "expires_in") {
		t.Errorf("revealed it is %+v", rows[at:at+4])
	}
	n.whole.Select(at)
	n.whole.Select(at + 1)
	if calls := d.called(); !slices.Equal(calls, []string{"Conceal", "Conceal"}) {
		t.Errorf("called %v", calls)
	}
}

func TestAMaskedValueIsRevealedByKeyboard(t *testing.T) {
	w, d, n := openNetwork(t, waitingView())
	at := rowWith(t, n, `"auth_req_id": "•••"`)
	focusOn(w, n.whole)
	k := keyboardOf(w)
	for range at {
		k.key(fyne.KeyDown, 0)
	}
	k.key(fyne.KeyReturn, 0)
	if calls := d.called(); !slices.Equal(calls, []string{"Reveal 2 1"}) {
		t.Fatalf("called %v", calls)
	}
	become(w, d, revealedView())
	d.forget()
	k.key(fyne.KeyReturn, 0)
	if calls := d.called(); !slices.Equal(calls, []string{"Conceal"}) {
		t.Errorf("called %v", calls)
	}
}

// TestARevealedValueIsNeverCopied: neither by the buttons nor from the rows.
func TestARevealedValueIsNeverCopied(t *testing.T) {
	w, _, n := openNetwork(t, revealedView())
	clipboard := w.app.Clipboard()
	copied := map[string]func(){
		"Copy": func() { n.copy.Tapped(nil) },
		"curl": func() { n.curl.Tapped(nil) },
		"all rows": func() {
			focusOn(w, n.whole)
			n.whole.TypedShortcut(&fyne.ShortcutSelectAll{})
			n.whole.TypedShortcut(&fyne.ShortcutCopy{Clipboard: clipboard})
		},
		"its row": func() {
			n.whole.Highlight(rowWith(t, n, sampleID[:40]))
			n.whole.TypedShortcut(&fyne.ShortcutCopy{Clipboard: clipboard})
		},
	}
	for name, copies := range copied {
		clipboard.SetContent("")
		copies()
		if got := clipboard.Content(); got == "" || strings.Contains(got, sampleID[:20]) || strings.Contains(got, "Hide") {
			t.Errorf("%s: copied %q", name, got)
		}
	}
}

// TestARevealedValueGoesWhenItIsLeft: whatever moves it out of view hides it.
func TestARevealedValueGoesWhenItIsLeft(t *testing.T) {
	for name, leave := range map[string]func(*Window, *fakeDesk, *network){
		"back":             func(_ *Window, _ *fakeDesk, n *network) { n.back.Tapped(nil) },
		"another exchange": func(_ *Window, _ *fakeDesk, n *network) { n.open(3) },
		"another tab":      func(w *Window, _ *fakeDesk, _ *network) { w.screen.tabs.turnTo(tabCourse) },
		"presentation":     func(w *Window, _ *fakeDesk, _ *network) { w.beginPresentation(true) },
		"the tab goes": func(w *Window, d *fakeDesk, _ *network) {
			become(w, d, revealedView(), func(v *desk.View) { v.Settings.HideNetwork = true })
		},
		"another language": func(w *Window, d *fakeDesk, _ *network) {
			become(w, d, revealedView(), func(v *desk.View) { v.Settings.Language = "da" })
		},
		"it comes too late": func(w *Window, d *fakeDesk, n *network) { n.pick = 3; become(w, d, revealedView()) },
		"late, in the tabs": func(w *Window, d *fakeDesk, _ *network) {
			w.screen.tabs.turnTo(tabCourse)
			d.forget()
			become(w, d, revealedView())
		},
		"late, presentation": func(w *Window, d *fakeDesk, _ *network) {
			w.beginPresentation(true)
			d.forget()
			become(w, d, revealedView())
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, d, n := openNetwork(t, revealedView())
			become(w, d, revealedView())
			if calls := d.called(); len(calls) > 0 {
				t.Fatalf("it is hidden while it is in sight: %v", calls)
			}
			leave(w, d, n)
			if calls := d.called(); !slices.Contains(calls, "Conceal") {
				t.Errorf("called %v", calls)
			}
		})
	}
}

// TestWhatIsNeverShownSaysWhy: a value that can't be revealed has an explanation and no offer.
func TestWhatIsNeverShownSaysWhy(t *testing.T) {
	_, d, n := openNetwork(t, keptBackView())
	at := rowWith(t, n, "client_secret = •••")
	rows := n.whole.Rows()
	if rows[at].Act != "" || rows[at+1].Text != "The client secret is shown only where it is public." {
		t.Errorf("the secret: %+v", rows[at:at+2])
	}
	n.whole.Select(at)
	n.whole.Select(at + 1)
	if calls := d.called(); len(calls) > 0 {
		t.Errorf("called %v", calls)
	}
	at = rowWith(t, n, `"auth_req_id"`)
	if rows[at].Act != "Hide" || rows[at+1].Text != "Shown only after the answer has been checked." {
		t.Errorf("what is kept back: %+v", rows[at:at+2])
	}
}

func TestTheHintIsShownDecoded(t *testing.T) {
	_, _, n := openNetwork(t, waitingView())
	encoded, heading := rowWith(t, n, `login_hint_token = {"idp"`), rowWith(t, n, "login_hint_token, read as JSON")
	if rows := n.whole.Rows(); heading != encoded+4 || rows[heading+3].Text != `  "uuid": "`+samplePerson+`",` {
		t.Errorf("the hint is decoded as %+v", rows[encoded:])
	}
}

func TestCurlSaysWhatItNeeds(t *testing.T) {
	say := load(t, "en")
	e := exchanges()[1]
	e.Curl.Missing = []string{"Cookie"}
	want := ": 'For bash, zsh and dash.'\n: 'Set first: RINGBACK_CLIENT_SECRET'\n: 'Left out, because it is masked: Cookie'\n: 'This sends a new request to the phone.'\ncurl --request 'POST' '" + e.URL + "'"
	if got := curlLine(say, &e); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if got := curlLine(say, &exchanges()[0]); got != ": 'For bash, zsh and dash.'\ncurl '"+exchanges()[0].URL+"'" {
		t.Error(got)
	}
	e.Curl.Text += " $'\\x01'"
	if got := curlLine(say, &e); !strings.HasPrefix(got, ": 'For bash and zsh. In dash") {
		t.Error(got)
	}
}
