package ui

import (
	"bytes"
	"errors"
	"image/png"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"ringback/assets"
	"ringback/ui/desk"
	"ringback/ui/kit"
)

// become gives the desk a view, with the settings of the previous one.
func become(w *Window, d *fakeDesk, view desk.View, change ...func(*desk.View)) {
	view.Settings = d.View().Settings
	for _, one := range change {
		one(&view)
	}
	d.set(view)
	w.Changed()
}

// queue is Fyne's loop: the test driver has none and runs fyne.Do on the calling goroutine.
type queue chan func()

func queueOf(w *Window) queue {
	q := make(queue, 16)
	w.do = func(f func()) { q <- f }
	w.later = func(after time.Duration, do func()) *time.Timer { return time.AfterFunc(after, func() { w.do(do) }) }
	return q
}

// next runs one function on this goroutine.
func (q queue) next() { (<-q)() }

// run runs functions until end.
func (q queue) run() {
	for f := range q {
		if f == nil {
			return
		}
		f()
	}
}

func (q queue) end() { q <- nil }

func TestTheLanguageChangesWhileTyping(t *testing.T) {
	w, d := open(t, filledView(), plainShape())
	entry := w.screen.form.text.entry
	w.focus(entry)
	entry.CursorColumn = 7
	w.screen.tabs.strip.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	become(w, d, filledView(), func(v *desk.View) { v.Settings.Language = "da" })

	if all := shown(w); !strings.Contains(all, "Borgeren ringede") || strings.Contains(all, "The citizen") {
		t.Error("the texts aren't Danish")
	}
	now := w.screen.form.text.entry
	if focused := w.window.Canvas().Focused(); focused != fyne.Focusable(now) || now.CursorColumn != 7 {
		t.Errorf("the focus is in %T at column %d, want the text's field at column 7", focused, now.CursorColumn)
	}
	if now.Text != sampleText {
		t.Errorf("what was typed became %q", now.Text)
	}
	if w.screen.tabs.open != tabClaims {
		t.Errorf("the open tab became %q", w.screen.tabs.open)
	}
	become(w, d, filledView(), func(v *desk.View) { v.Settings.Language = "" })
	if w.words.Language() != assets.English {
		t.Error("the language of the system isn't spoken again")
	}
}

func TestTheLanguageChangesFromTheSettings(t *testing.T) {
	w, d := open(t, waitingView(), plainShape())
	w.screen.openSettings()
	d.forget()
	w.screen.settings.language.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	if calls := d.called(); !slices.Equal(calls, []string{"SetLanguage da"}) {
		t.Fatalf("choosing Danish called %v", calls)
	}
	become(w, d, waitingView(), func(v *desk.View) { v.Settings.Language = "da" })
	if w.screen.settings == nil || !strings.Contains(shown(w), "Indstillinger") {
		t.Error("the settings aren't open in Danish")
	}
	if overlays := len(w.window.Canvas().Overlays().List()); overlays != 1 {
		t.Errorf("%d dialogs lie over the window, want one", overlays)
	}
	k := keyboardOf(w)
	k.key(fyne.KeyEscape, 3)
	if w.screen.settings != nil {
		t.Error("Esc doesn't close the settings")
	}
	if slices.Contains(d.called(), "Cancel") {
		t.Error("the Esc that closes the settings cancels the request behind them")
	}
}

func TestTheThemeChanges(t *testing.T) {
	w, d := open(t, filledView(), plainShape())
	w.focus(w.screen.form.text.entry)
	become(w, d, filledView(), func(v *desk.View) { v.Settings.Theme = "dark" })
	if look, ok := w.app.Settings().Theme().(*kit.Theme); !ok || !look.IsDark(0) {
		t.Error("the theme isn't dark")
	}
	if focused := w.window.Canvas().Focused(); focused != fyne.Focusable(w.screen.form.text.entry) {
		t.Error("the focus was lost")
	}
}

func TestAThemeThatWasSwitchedLooksLikeOneFromTheStart(t *testing.T) {
	dark := plainShape()
	dark.theme = "dark"
	fresh := sample{view: waitingView()}.show(t, dark)
	// so that no picture has symbols of the previous theme
	fresh.app.Settings().SetTheme(fresh.app.Settings().Theme())
	want := fresh.window.Canvas().Capture()
	w, d := open(t, waitingView(), plainShape())
	become(w, d, waitingView(), func(v *desk.View) { v.Settings.Theme = "dark" })
	w.app.Settings().SetTheme(w.app.Settings().Theme())
	got := w.window.Canvas().Capture()
	if !reflect.DeepEqual(got, want) {
		if folder := flags().folder; folder != "" {
			picture(t, w, folder, "theme-switched")
			picture(t, fresh, folder, "theme-fresh")
		}
		t.Error("something kept the colours of the light theme")
	}
}

func TestTabsFollowTheVerification(t *testing.T) {
	w, d := open(t, filledView(), plainShape())
	steps := []struct {
		view desk.View
		want string
	}{
		{startingView(), tabCourse}, {waitingView(), tabCourse}, {checkingView(), tabCourse}, {verifiedView(), tabResult}, {emptyView(), tabResult},
	}
	for _, step := range steps {
		become(w, d, step.view)
		if w.screen.tabs.open != step.want {
			t.Errorf("in %s the tab is %q, want %q", step.view.State, w.screen.tabs.open, step.want)
		}
	}
	become(w, d, waitingView())
	w.screen.tabs.strip.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	become(w, d, verifiedView())
	if w.screen.tabs.open != tabNetwork {
		t.Errorf("a tab that was picked by hand gave way to %q", w.screen.tabs.open)
	}
	become(w, d, verifiedView(), func(v *desk.View) { v.Settings.HideNetwork = true })
	if w.screen.tabs.open == tabNetwork || slices.Contains(w.screen.tabs.offered, tabNetwork) {
		t.Error("the network is hidden and still shown")
	}
}

func TestManyChangesAreDrawnOnce(t *testing.T) {
	w, d := open(t, waitingView(), plainShape())
	queue := queueOf(w)
	verified := verifiedView()
	verified.Settings = w.drawn.Settings
	var desks sync.WaitGroup
	for range 8 {
		desks.Go(func() {
			for range 50 {
				w.Changed()
			}
		})
	}
	desks.Wait()
	d.set(verified)
	w.Changed()
	if n := len(queue); n != 1 {
		t.Errorf("401 changes led to %d drawings, want 1", n)
	}
	queue.next()
	if w.drawn.State != desk.Ended {
		t.Error("the newest view wasn't drawn")
	}
	w.gone.Store(true)
	become(w, d, emptyView())
	if len(queue) > 0 || w.drawn.State != desk.Ended {
		t.Error("a window that is gone was drawn")
	}
}

func TestClosingOverARequest(t *testing.T) {
	w, d := open(t, waitingView(), plainShape())
	w.askToClose()
	w.askToClose()
	if w.question == nil || len(w.window.Canvas().Overlays().List()) != 1 {
		t.Fatal("closing over a request that is out isn't asked about, once")
	}
	keyboardOf(w).key(fyne.KeyEscape, 2)
	if w.question != nil || w.closing || len(d.called()) > 0 {
		t.Fatalf("Esc doesn't keep everything as it is: %v", d.called())
	}
	w.askToClose()
	w.cancelAndClose()
	if calls := d.called(); !slices.Equal(calls, []string{"Cancel"}) {
		t.Errorf("closing called %v, want Cancel", calls)
	}
	become(w, d, stoppingView())
	if w.gone.Load() {
		t.Error("the window closed before the request had ended")
	}
	become(w, d, endedView("cancelled", desk.ToneNeutral, "ban", desk.Say("outcome.cancelled.sentence.confirmed"), desk.Text{}))
	if !w.gone.Load() {
		t.Error("the window stays open after the request has ended")
	}
}

func TestClosingWithoutARequest(t *testing.T) {
	w, _ := open(t, filledView(), plainShape())
	w.askToClose()
	if !w.gone.Load() {
		t.Error("the window doesn't close")
	}
}

func TestNotices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, d := open(t, problemView(), plainShape())
		queue := queueOf(w)
		if n := len(w.screen.notices.shown); n != 2 {
			t.Fatalf("%d notices are shown, want 2", n)
		}
		w.dismiss(2)
		if calls := d.called(); !slices.Equal(calls, []string{"DismissNotice 2"}) {
			t.Errorf("dismissing called %v", calls)
		}
		become(w, d, emptyView())
		queue.next()
		w.pictureSaved("code.png", nil)
		w.pictureSaved("", errors.New("the disk is full"))
		if all := shown(w); !strings.Contains(all, "code.png") || !strings.Contains(all, "the disk is full") {
			t.Errorf("how the saving went isn't told: %s", all)
		}
		time.AfterFunc(toldFor+time.Millisecond, queue.end)
		queue.run()
		if all := shown(w); strings.Contains(all, "code.png") || !strings.Contains(all, "the disk is full") {
			t.Error("what is told in passing stays, or a problem goes by itself")
		}
		w.dismiss(w.own[0].id)
		if strings.Contains(shown(w), "the disk is full") {
			t.Error("a problem can't be dismissed")
		}
	})
}

func TestCopyingIsSaidForAMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, _ := open(t, waitingView(), plainShape())
		queue := queueOf(w)
		w.screen.tabs.turnTo(tabAppswitch)
		a := w.screen.tabs.panel(tabAppswitch).(*appswitch)
		a.copy.Tapped(nil)
		if got := w.app.Clipboard().Content(); got != "https://appswitch.mitid.dk" {
			t.Errorf("the clipboard holds %q", got)
		}
		if got := a.copy.Label(); got != "Copied" {
			t.Errorf("the button says %q", got)
		}
		time.AfterFunc(copiedFor+time.Millisecond, queue.end)
		queue.run()
		if got := a.copy.Label(); got != "Copy" {
			t.Errorf("after a while the button still says %q", got)
		}
	})
}

func TestTheKeysAreOffWhileAPlaceToSaveIsChosen(t *testing.T) {
	w, _ := open(t, waitingView(), plainShape())
	a := w.screen.tabs.panel(tabAppswitch).(*appswitch)
	a.saveAs()
	if !w.keys.Suspended() {
		t.Error("Esc would cancel the request behind the dialog")
	}
	a.ask.dialog.Dismiss()
	if w.keys.Suspended() || a.ask.dialog != nil {
		t.Error("the keys stay off after the dialog")
	}
}

func TestCopiedClaimsSayWhatTheyAreWorth(t *testing.T) {
	for language, marks := range map[assets.Language][2]string{
		assets.English: {"Verified by Ringback: DEMO", "UNVERIFIED"},
		assets.Danish:  {"Bekræftet af Ringback: DEMO", "IKKE BEKRÆFTET"},
	} {
		say := load(t, language)
		verified, unverified := verifiedView(), notVerifiedView("person", desk.Value{})
		if text := plainClaims(say, &verified); !strings.HasPrefix(text, marks[0]) || !strings.Contains(text, `"iss"`) {
			t.Errorf("%s: verified claims are copied as %q", language, text)
		}
		if text := plainClaims(say, &unverified); !strings.HasPrefix(text, marks[1]) || !strings.Contains(text, "DEMO") {
			t.Errorf("%s: unverified claims are copied as %q", language, text)
		}
	}
}

// sink is a file that may be unwritable.
type sink struct {
	bytes.Buffer
	failure error
	closed  bool
}

func (s *sink) Write(p []byte) (int, error) {
	if s.failure != nil {
		return 0, s.failure
	}
	return s.Buffer.Write(p)
}

func (s *sink) Close() error { s.closed = true; return s.failure }

func TestThePictureIsSaved(t *testing.T) {
	good := &sink{}
	if err := writePicture(good, "https://appswitch.mitid.dk"); err != nil || !good.closed {
		t.Errorf("saving: %v, closed: %v", err, good.closed)
	}
	if _, err := png.Decode(&good.Buffer); err != nil {
		t.Errorf("what was saved is no PNG: %v", err)
	}
	full := &sink{failure: errors.New("the disk is full")}
	if err := writePicture(full, "https://appswitch.mitid.dk"); err == nil || !full.closed {
		t.Errorf("a full disk: %v, closed: %v", err, full.closed)
	}
}

func TestTheSetupDialog(t *testing.T) {
	view := emptyView()
	view.Environment = view.Environments[2]
	w, d := open(t, view, plainShape())
	asked := &desk.Setup{Environment: "production", NeedClientID: true, NeedSecret: true, NeedIP: true, KeyringWorks: true, IP: "192.0.2.1"}
	become(w, d, view, func(v *desk.View) { v.Setup = asked })
	s := w.screen.setup
	if s == nil {
		t.Fatal("the dialog doesn't open")
	}
	if focused := w.window.Canvas().Focused(); focused != fyne.Focusable(s.client.entry) {
		t.Errorf("the focus is in %T, want the first field", focused)
	}
	test.Type(s.client.entry, "client")
	s.secret.entry.Set("secret\r ") // as a pasted secret ends
	// Typed text stays when the desk finds a problem, and when the language changes.
	become(w, d, view, func(v *desk.View) {
		again := *asked
		again.SecretProblem = desk.Say("secret.problem.characters")
		v.Setup = &again
		v.Settings.Language = "da"
	})
	d.forget()
	keyboardOf(w).ctrlEnter(2)
	if calls := d.called(); !slices.Equal(calls, []string{"SubmitSetup {ClientID:client Secret:secret IP:192.0.2.1 Organisation: MemoryOnly:false}"}) {
		t.Errorf("Ctrl+Enter called %q", calls)
	}
	become(w, d, view)
	if w.screen.setup != nil || len(w.window.Canvas().Overlays().List()) > 0 {
		t.Error("the dialog stays open after it was answered")
	}

	become(w, d, view, func(v *desk.View) { v.Setup = asked })
	d.forget()
	keyboardOf(w).key(fyne.KeyEscape, 0)
	if calls := d.called(); !slices.Equal(calls, []string{"DismissSetup"}) {
		t.Errorf("Esc called %v", calls)
	}
}

func TestWithoutAKeyringTheSecretStaysInMemory(t *testing.T) {
	view := emptyView()
	w, d := open(t, view, plainShape())
	become(w, d, view, func(v *desk.View) {
		v.Setup = &desk.Setup{Environment: "pp", NeedSecret: true, Problem: desk.Say("problem.keyring_absent")}
	})
	if all := shown(w); strings.Contains(all, "never in a file") || !strings.Contains(all, "in memory until") {
		t.Errorf("it promises a keyring that isn't there: %s", all)
	}
	s := w.screen.setup
	if !s.memory.Checked() || !s.memory.Disabled() {
		t.Error("memory isn't the only way")
	}
	if !strings.Contains(shown(w), "This system has no keyring.") {
		t.Error("why isn't said")
	}
	s.secret.entry.Set("s")
	s.submit()
	if calls := d.called(); !slices.Contains(calls, "SubmitSetup {ClientID: Secret:s IP: Organisation: MemoryOnly:true}") {
		t.Errorf("saving called %v", calls)
	}
}

// TestAKeyPressedTwiceAgreesToNothing: where a published secret goes is to be read first. Time
// stands still, as in TestADoubleClickForgetsNoSecret.
func TestAKeyPressedTwiceAgreesToNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, d := open(t, emptyView(), plainShape())
		become(w, d, emptyView(), func(v *desk.View) {
			v.Setup = &desk.Setup{Environment: "own", NeedSecret: true, KeyringWorks: true, Published: true}
		})
		d.forget()
		k := keyboardOf(w)
		k.ctrlEnter(0)
		k.key(fyne.KeyReturn, 0)
		if calls := d.called(); len(calls) > 0 {
			t.Errorf("the second press called %q", calls)
		}
	})
}

// TestThePrivateKeyHasAFieldOfItsOwn: it has several lines, Enter breaks the line, and the desk
// inspects the key while it is typed.
func TestThePrivateKeyHasAFieldOfItsOwn(t *testing.T) {
	view := emptyView()
	w, d := open(t, view, plainShape())
	asked := setupView(desk.Setup{NeedSecret: true, NeedKey: true, KeyringWorks: true})
	become(w, d, asked)
	s := w.screen.setup
	if s.secret.root.Visible() || w.window.Canvas().Focused() != fyne.Focusable(s.key.entry) {
		t.Errorf("the secret's field is shown: %t; the focus is in %T", s.secret.root.Visible(), w.window.Canvas().Focused())
	}
	d.forget()
	w.app.Clipboard().SetContent("MIGH\nMIGH\n")
	s.key.entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: w.app.Clipboard()})
	keyboardOf(w).key(fyne.KeyReturn, 0)
	calls := d.called()
	if len(calls) != 2 || calls[0] != "InspectKey of 10 bytes" || !strings.HasPrefix(calls[1], "InspectKey of") {
		t.Errorf("pasting and Enter called %v", calls)
	}
	s.key.entry.Set("a key\nof lines\n")
	d.forget()
	keyboardOf(w).ctrlEnter(0)
	if calls := d.called(); !slices.Equal(calls, []string{"SubmitSetup {ClientID: Secret:a key\nof lines IP: Organisation: MemoryOnly:false}"}) {
		t.Errorf("Ctrl+Enter called %q", calls)
	}
	become(w, d, asked, func(v *desk.View) {
		v.Setup = &desk.Setup{Environment: v.Setup.Environment, NeedSecret: true, NeedKey: true, KeyFile: "nordby.pem", Key: desk.Say("key.found.rsa", "Bits", 3072)}
	})
	if all := shown(w); !strings.Contains(all, "nordby.pem: RSA key, 3072 bits") {
		t.Errorf("what was found isn't said: %s", all)
	}
	become(w, d, view)
	if s.key.entry.Text != "" {
		t.Error("the key stays in its field")
	}
}

// TestBothHostsAreSideBySide where a saved secret isn't sent.
func TestBothHostsAreSideBySide(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	become(w, d, setupView(desk.Setup{NeedSecret: true, KeyringWorks: true, Withheld: true, Recipients: recipientSamples(), Changed: changeSamples(),
		Problem: desk.Say("problem.secret_bound_elsewhere", "Before", "pp.netseidbroker.dk", "Now", "mirror.nordby.example")}))
	all := shown(w)
	for _, part := range []string{"Nothing was sent.", "Before Now pp.netseidbroker.dk mirror.nordby.example", "gets the client secret, the person and the text"} {
		if !strings.Contains(all, part) {
			t.Errorf("it doesn't say %q: %s", part, all)
		}
	}
	become(w, d, setupView(desk.Setup{NeedSecret: true, KeyringWorks: true, Recipients: []desk.Recipient{{Host: "pp.netseidbroker.dk", Issuer: true}}}))
	if all := shown(w); !strings.Contains(all, "It is sent to pp.netseidbroker.dk.") {
		t.Errorf("it doesn't say which host gets the secret: %s", all)
	}
}

func TestForgettingTheSecretIsAskedTwice(t *testing.T) {
	view := emptyView()
	view.Secret = desk.SecretState{Needed: true, Source: "keyring"}
	w, d := open(t, view, plainShape())
	w.screen.openSettings()
	s := w.screen.settings
	s.forget.Tapped(nil)
	if len(d.called()) > 0 || !s.sure.Visible() {
		t.Errorf("forgetting isn't asked about: %v", d.called())
	}
	s.forget.Tapped(nil)
	if calls := d.called(); !slices.Equal(calls, []string{"ForgetSecret"}) {
		t.Errorf("forgetting called %v", calls)
	}
}

// TestADoubleClickForgetsNoSecret: the button that asks is the one that answers. Time stands still:
// on a busy machine the first click alone may take as long as the button rests.
func TestADoubleClickForgetsNoSecret(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		view := emptyView()
		view.Secret = desk.SecretState{Needed: true, Source: "keyring"}
		w, d := open(t, view, plainShape())
		w.screen.openSettings()
		forget := w.screen.settings.forget
		for range 2 {
			forget.MouseDown(nil)
			forget.MouseUp(nil)
			forget.Tapped(nil)
		}
		if calls := d.called(); len(calls) > 0 || !w.screen.settings.asking {
			t.Errorf("a double click called %v", calls)
		}
	})
}

func TestThePhoneOfTheDemo(t *testing.T) {
	w, d := open(t, waitingView(), plainShape())
	w.screen.phone.face.approve.Tapped(nil)
	w.screen.phone.face.refuse.Tapped(nil)
	if calls := d.called(); !slices.Equal(calls, []string{"Approve", "Refuse"}) {
		t.Errorf("the phone called %v", calls)
	}
	become(w, d, verifiedView())
	if w.screen.phone.face.approve.Visible() {
		t.Error("the phone offers to approve what is over")
	}
}

func TestAnExchangeOpensWhole(t *testing.T) {
	w := sample{view: waitingView(), tab: tabNetwork}.show(t, plainShape())
	n := w.screen.tabs.panel(tabNetwork).(*network)
	n.rows.Select(1)
	if !n.detail.Visible() || n.rows.Visible() {
		t.Fatal("the exchange doesn't open")
	}
	var whole []string
	for _, row := range n.whole.Rows() {
		whole = append(whole, row.Text)
	}
	for _, want := range []string{"scope = openid mitid", "client_secret = •••", `  "expires_in": 300,`} {
		if !slices.Contains(whole, want) {
			t.Errorf("the exchange lacks %q", want)
		}
	}
	n.copy.Tapped(nil)
	if got := w.app.Clipboard().Content(); !strings.HasPrefix(got, "POST http://127.0.0.1:41234/op/connect/ciba\n") {
		t.Errorf("copied: %q", got)
	}
	n.back.Tapped(nil)
	if n.detail.Visible() || !n.rows.Visible() {
		t.Error("there is no way back to the list")
	}
}

// BenchmarkATick draws a second of waiting.
func BenchmarkATick(b *testing.B) {
	app := newApp(b)
	d := &fakeDesk{view: waitingView()}
	w, err := New(Options{App: app, Desk: d})
	if err != nil {
		b.Fatal(err)
	}
	w.window.Resize(fyne.NewSize(1280, 800))
	for b.Loop() {
		view := d.View()
		view.Status.Remaining -= 1e9
		if view.Status.Remaining < 0 {
			view.Status.Remaining = view.Status.Whole
		}
		d.set(view)
		w.Changed()
	}
}
