package ui

import (
	"bytes"
	"image"
	"image/color"
	"log"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"ringback/assets"
	"ringback/ui/desk"
	"ringback/ui/kit"
)

// decoding opens the decoder with a view of the desk.
func decoding(t *testing.T, view desk.View, as shape) (*Window, *fakeDesk) {
	t.Helper()
	w, d := open(t, view, as)
	if w.screen.decoder == nil {
		t.Fatal("the decoder isn't open")
	}
	return w, d
}

func (o *decoder) paste(text string) {
	o.w.app.Clipboard().SetContent(text)
	o.entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: o.w.app.Clipboard()})
}

// laidOut counts the characters that Fyne lays out for an entry.
func laidOut(e *kit.Entry) int {
	n := 0
	var visit func(o fyne.CanvasObject)
	visit = func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *canvas.Text:
			n += len(o.Text)
		case *fyne.Container:
			for _, child := range o.Objects {
				visit(child)
			}
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(o).Objects() {
				visit(child)
			}
		}
	}
	visit(e)
	return n
}

func TestPastedTextIsBounded(t *testing.T) {
	empty, _, _, _, _, _ := decodedViews()
	for _, language := range assets.Languages() {
		as := plainShape()
		as.language = language
		w, d := decoding(t, empty, as)
		o := w.screen.decoder
		o.paste("eyJhbGciOiJub25lIn0.e30.")
		if got := d.called(); !slices.Equal(got, []string{"Decode eyJhbGciOiJub25lIn0.e30."}) || o.entry.Text != "eyJhbGciOiJub25lIn0.e30." {
			t.Fatalf("the field holds %q, and the desk was asked %q", o.entry.Text, got)
		}
		d.forget()

		// 5 MB: refused in words, and nothing of it reaches Fyne or the desk.
		o.paste(strings.Repeat("eyJhbGci", 5_400_000/8))
		want := map[assets.Language]string{
			assets.English: "5.2 MB was pasted, but a token has at most 64 kB. The previous content was kept.",
			assets.Danish:  "Der blev indsat 5,2 MB; et token er højst 64 kB. Det, der stod her, står her stadig.",
		}[language]
		if got := o.note.Text(); got != want {
			t.Errorf("it says %q", got)
		}
		if got := d.called(); len(got) != 0 || o.entry.Text != "eyJhbGciOiJub25lIn0.e30." {
			t.Errorf("the field holds %d bytes, and the desk was asked %d times", len(o.entry.Text), len(got))
		}
		if n := laidOut(o.entry); n > 500 {
			t.Errorf("%d bytes are laid out", n)
		}

		// As long as a token may be: read whole, and shown in part.
		long := strings.Repeat("ø", desk.TokenLimit/2)
		o.paste(long)
		if got := d.called(); len(got) != 1 || got[0] != "Decode "+long {
			t.Errorf("the desk was asked %d times", len(got))
		}
		if n := len([]rune(o.entry.Text)); n != entryBeginning+1 || laidOut(o.entry) > 3*entryBeginning || !strings.Contains(o.note.Text(), "64 kB") {
			t.Errorf("%d characters are in the field, %d bytes laid out, and it says %q", n, laidOut(o.entry), o.note.Text())
		}
		d.forget()
		test.Type(o.entry, "x") // into the beginning of a token, which would make an unknown token
		if got := d.called(); len(got) != 0 || len([]rune(o.entry.Text)) != entryBeginning+1 {
			t.Errorf("typed into a beginning: %q", got)
		}

		// After another paste, by the menu as well, the field is editable again.
		o.paste("e30.\r\ne30.AA")
		if o.entry.Locked() || o.entry.Text != "e30. e30.AA" || !slices.Equal(d.called(), []string{"Decode e30.\r\ne30.AA"}) {
			t.Errorf("the field holds %q, locked %t, and the desk was asked %q", o.entry.Text, o.entry.Locked(), d.called())
		}
		d.forget()
		test.Tap(o.clear)
		if o.entry.Text != "" || !slices.Equal(d.called(), []string{"Decode "}) {
			t.Errorf("cleared: %q, %q", o.entry.Text, d.called())
		}
		o.paste(strings.Repeat("a", entryWhole-5))
		test.Type(o.entry, strings.Repeat("b", 50))
		if n := len(o.entry.Text); n != entryWhole {
			t.Errorf("%d characters were typed", n)
		}
	}
}

// TestADecodedTokenHasNoOutcome: whatever its checks say, nothing in the window is green or red, no
// word of the verdict is shown, and no outcome is next to it.
func TestADecodedTokenHasNoOutcome(t *testing.T) {
	noOutcome(t, shape{language: assets.English, theme: "light", size: fyne.NewSize(1024, 600), scale: 1})
}

func noOutcome(t *testing.T, as shape) {
	t.Helper()
	empty, full, checked, odd, none, over := decodedViews()
	w, d := open(t, emptyView(), as)
	all := []sample{
		{name: "checked", view: checked}, {name: "empty", view: empty}, {name: "full", view: full}, {name: "signature", view: checked, open: "token-end"},
		{name: "odd", view: odd}, {name: "none", view: none}, {name: "over", view: over},
	}
	for _, s := range oneIn(oneScreenIn, all) {
		s.showIn(w, d)
		if tone := paints(w, kit.ToneVerified, kit.ToneRefused); tone != "" {
			t.Errorf("%s, %s: the colour of %s is in the window", s.name, as, tone)
		}
		words := strings.ToLower(shown(w))
		for _, row := range w.screen.decoder.token.rows.Rows() {
			words += " " + strings.ToLower(row.Lead+" "+row.Text+" "+row.Copy)
		}
		for _, word := range []string{"verified", "bekræftet", "not proven"} {
			if strings.Contains(words, word) {
				t.Errorf("%s, %s: %q stands there", s.name, as, word)
			}
		}
		if notice := w.words.get("decoded.notice"); !strings.Contains(words, strings.ToLower(notice)) {
			t.Errorf("%s, %s: it doesn't say %q", s.name, as, notice)
		}
	}
}

// paints returns the first of some tones whose text or ground is painted; "" for none.
func paints(w *Window, tones ...string) string {
	look, variant := w.app.Settings().Theme(), w.app.Settings().ThemeVariant()
	wanted := map[color.NRGBA]string{}
	for _, tone := range tones {
		text, ground := kit.ToneColor(tone)
		wanted[color.NRGBAModel.Convert(look.Color(text, variant)).(color.NRGBA)] = tone
		wanted[color.NRGBAModel.Convert(look.Color(ground, variant)).(color.NRGBA)] = tone
	}
	painted := w.window.Canvas().Capture().(*image.NRGBA)
	for i := 0; i+3 < len(painted.Pix); i += 4 {
		if tone := wanted[color.NRGBA{painted.Pix[i], painted.Pix[i+1], painted.Pix[i+2], 255}]; tone != "" {
			return tone
		}
	}
	return ""
}

func TestTheDecoderCoversAndUncoversAnOutcome(t *testing.T) {
	_, _, _, _, _, over := decodedViews()
	w, d := decoding(t, over, plainShape())
	if w.screen.status.root.Visible() || w.screen.tabs.root.Visible() {
		t.Error("there is an outcome behind the decoder")
	}
	w.screen.decoder.dialog.Dismiss()
	if !w.screen.status.root.Visible() || !w.screen.tabs.root.Visible() || !slices.Equal(d.called(), []string{"CloseDecoder"}) {
		t.Errorf("closed, the outcome isn't there: %q", d.called())
	}
	w.Changed() // the desk doesn't know yet
	if w.screen.decoder != nil {
		t.Error("it is open again")
	}

	// An outcome closes it, because the operator is waiting for that.
	waiting := waitingView()
	waiting.Decoded = decodedSample()
	w, d = decoding(t, waiting, plainShape())
	d.set(over)
	w.Changed()
	if w.screen.decoder != nil || !w.screen.status.root.Visible() {
		t.Error("the outcome came behind the decoder")
	}
}

func TestTheDecoderIsClosedWithTheDesks(t *testing.T) {
	_, full, _, _, _, _ := decodedViews()
	w, d := decoding(t, full, plainShape())
	w.screen.decoder.paste("e30.e30.AA")
	full.Decoded = nil // cleared while the operator was away
	d.set(full)
	w.Changed()
	if w.screen.decoder != nil || w.window.Canvas().Overlays().Top() != nil {
		t.Error("the dialog stays")
	}

	_, full, _, _, _, _ = decodedViews()
	w, d = decoding(t, full, plainShape())
	w.beginPresentation(false)
	if w.screen.decoder != nil || !slices.Contains(d.called(), "CloseDecoder") || strings.Contains(shown(w), "Ileya") {
		t.Error("a decoded person is on the big screen")
	}
	w.Changed()
	if w.screen.decoder != nil {
		t.Error("it opens over the presentation")
	}
}

func TestTheMenuOpensTheDecoder(t *testing.T) {
	for _, view := range []desk.View{emptyView(), waitingView()} { // the lock doesn't affect the decoder
		w, d := open(t, view, plainShape())
		w.screen.bar.offerMore()
		overlay := w.window.Canvas().Overlays().Top()
		if !strings.Contains(shown(w), "Decode a token…") {
			t.Fatalf("the menu is %v", overlay)
		}
		w.openDecoder()
		if !slices.Contains(d.called(), "OpenDecoder") {
			t.Errorf("the desk was asked %q", d.called())
		}
	}
}

// TestAPastedTokenLeaksNowhere: neither into the title nor into the log.
func TestAPastedTokenLeaksNowhere(t *testing.T) {
	var logged bytes.Buffer
	before, plain := slog.Default(), log.Writer()
	log.SetOutput(&logged)
	slog.SetDefault(slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before); log.SetOutput(plain) })
	_, full, checked, _, _, _ := decodedViews()
	w, d := decoding(t, full, plainShape())
	const token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJJbGV5YSJ9.c2lnbmF0dXJl"
	w.screen.decoder.paste("Bearer " + token)
	d.set(checked)
	w.Changed()
	w.screen.decoder.dialog.Dismiss()
	for where, text := range map[string]string{"the title": w.window.Title(), "the log": logged.String()} {
		for _, part := range append(strings.Split(token, "."), "Ileya") {
			if strings.Contains(text, part) {
				t.Errorf("%q is in %s: %s", part, where, text)
			}
		}
	}
}

// TestDistancesOfAToken change with the clock, and the list keeps its place.
func TestDistancesOfAToken(t *testing.T) {
	view := verifiedView()
	w, d := open(t, view, plainShape())
	w.screen.tabs.turnTo(tabClaims)
	tab := w.screen.tabs.panel(tabClaims).(*claims)
	text := func() string {
		var b strings.Builder
		for _, row := range tab.rows.Rows() {
			b.WriteString(row.Lead + "|" + row.Text + "\n")
		}
		return b.String()
	}
	for _, want := range []string{"Issued|10:42:51  ·  12 s ago", "Valid until|10:47:51  ·  in 4 min", "exp · number · RFC 7519 §4.1.4", "Key|RSA, 2048 bits", "Key fetched|10:42:50  ·  13 s ago"} {
		if !strings.Contains(text(), want) {
			t.Errorf("%q is missing in\n%s", want, text())
		}
	}
	tab.token.pick(slices.Index(tab.token.of, "payload exp"))
	if !strings.Contains(text(), "|The token is not valid after this time.") || !strings.Contains(text(), "|"+strconv.FormatInt(at(10, 47, 51).Unix(), 10)) {
		t.Errorf("picked, it doesn't say more:\n%s", text())
	}
	tab.rows.Highlight(9)
	later := func(after time.Duration) {
		view.Now = view.Now.Add(after)
		view.Settings = w.drawn.Settings
		d.set(view)
		w.Changed()
	}
	later(3 * time.Minute)
	if !strings.Contains(text(), "Valid until|10:47:51  ·  in 1 min") || !strings.Contains(text(), "The token is not valid after") {
		t.Errorf("three minutes later:\n%s", text())
	}
	before := tab.rows.Rows()
	later(10 * time.Second) // within the same minutes
	if !slices.Equal(before, tab.rows.Rows()) {
		t.Error("within a minute the list changes")
	}
	later(5 * time.Minute)
	if !strings.Contains(text(), "Valid until|10:47:51  ·  3 min ago") {
		t.Errorf("eight minutes later:\n%s", text())
	}
	tab.token.pick(slices.Index(tab.token.of, "payload exp"))
	if strings.Contains(text(), "The token is not valid after") {
		t.Error("picked again, it isn't folded away")
	}
}

func TestWordsOnLines(t *testing.T) {
	if got := strings.Join(joined([]string{"no", "theirs", "ours"}, " · ", 11), "|"); got != "no · theirs|ours" {
		t.Errorf("%q", got)
	}
	if got := strings.Join(wrapped("one two  three four", 9), "|"); got != "one two|three|four" {
		t.Errorf("%q", got)
	}
}

// TestTheDocumentedTokenIsPasted into the window with the real desk.
func TestTheDocumentedTokenIsPasted(t *testing.T) {
	sample := desk.ExampleToken()
	synctest.Test(t, func(t *testing.T) {
		th := newTheatre(t, assets.Danish)
		defer th.end()
		settled := func() {
			for {
				synctest.Wait()
				select {
				case f := <-th.queue:
					f()
				default:
					return
				}
			}
		}
		settled()
		th.openDecoder()
		settled()
		o := th.screen.decoder
		if o == nil {
			t.Fatal("it doesn't open")
		}
		o.paste(`"` + sample + `",`)
		settled()
		all := ""
		for _, row := range o.token.rows.Rows() {
			all += row.Lead + "|" + row.Text + "\n"
		}
		for _, want := range []string{"Navn|Ileya Jensen", "Tekst i MitID|ostemawd :=)", "Længde|256 byte", "Nævner dette miljøs udsteder|nej  ·  https://pp.netseidbroker.dk/op", "iss · tekst · RFC 7519 §4.1.1"} {
			if !strings.Contains(all, want) {
				t.Errorf("%q is missing in\n%s", want, all)
			}
		}
		if note := o.note.Text(); !strings.Contains(note, "anførselstegn") || !strings.Contains(note, "en anden udsteder") {
			t.Errorf("it says %q", note)
		}
		o.example()
		settled()
		th.desk.CheckDecoded()
		settled()
		if note := o.note.Text(); o.entry.Text != sample || !strings.Contains(note, "7. maj 2024") {
			t.Errorf("of the example it says %q", note)
		}
		all = ""
		for _, row := range o.token.rows.Rows() {
			all += row.Lead + "|" + row.Text + "\n"
		}
		if !strings.Contains(all, "Signaturen passer til en af udstederens nøgler|ja") || !strings.Contains(all, "048058BB59F4D3007045896FD488CE81F4EB4923") {
			t.Errorf("of the example it says\n%s", all)
		}
		o.dialog.Dismiss()
		settled()
		if th.screen.decoder != nil || th.desk.View().Decoded != nil {
			t.Error("closed, it is still there")
		}
	})
}
