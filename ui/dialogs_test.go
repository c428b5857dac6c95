package ui

import (
	"math"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ringback/assets"
	"ringback/ui/desk"
	"ringback/ui/kit"
)

// TestDialogsThatFollowTheDesk: they open and close with the view, whatever else happens in the
// window.
func TestDialogsThatFollowTheDesk(t *testing.T) {
	page, form := journalPage(), editorSample(t, "environments-form").Editor
	for _, dialog := range []struct {
		name   string
		put    func(v *desk.View)
		closes string // the call to the desk when it closes; "" if it only hides
	}{
		{name: "journal", put: func(v *desk.View) { v.Journal = page }, closes: "CloseJournal"},
		{name: "decoder", put: func(v *desk.View) { v.Decoded = decodedSample() }, closes: "CloseDecoder"},
		{name: "diagnosis", put: func(v *desk.View) { v.Diagnosis = diagnosisSample() }, closes: "CloseDiagnosis"},
		{name: "editor", put: func(v *desk.View) { v.Editor = form }},
	} {
		t.Run(dialog.name, func(t *testing.T) {
			w, d := open(t, idleAtTest(), plainShape())
			above := func() int { return len(w.window.Canvas().Overlays().List()) }
			in := func(language string) func(v *desk.View) {
				return func(v *desk.View) { v.Settings.Language = language }
			}
			become(w, d, idleAtTest(), dialog.put)
			if above() != 1 {
				t.Fatal("it doesn't open")
			}
			w.screen.openSettings()
			if w.screen.settings != nil || above() != 1 {
				t.Error("the settings open above it")
			}
			become(w, d, idleAtTest(), dialog.put, in("da"))
			if above() != 1 {
				t.Error("it isn't open in another language")
			}
			d.forget()
			w.beginPresentation(false)
			if closed := slices.Contains(d.called(), dialog.closes); above() != 0 || closed != (dialog.closes != "") {
				t.Errorf("%d dialogs lie over the presentation, and the desk was told %v", above(), d.called())
			}
			become(w, d, idleAtTest(), dialog.put, in("en")) // a view from before the desk knew
			if above() != 0 {
				t.Error("it comes back above the presentation")
			}
			w.endPresentation()
			become(w, d, idleAtTest())
			become(w, d, idleAtTest(), dialog.put)
			if above() != 1 {
				t.Error("after the presentation it doesn't open again")
			}
			become(w, d, waitingView(), dialog.put)
			d.forget()
			become(w, d, verifiedView(), dialog.put)
			if above() != 0 || slices.Contains(d.called(), dialog.closes) != (dialog.closes != "") {
				t.Errorf("an outcome came, and %d dialogs lie over it; the desk was told %v", above(), d.called())
			}
		})
	}
}

// TestTheFocusComesBack closes each dialog. The click that opened it cleared the focus, as the
// driver's clicks on a button do; the form must still get the keyboard back.
func TestTheFocusComesBack(t *testing.T) {
	put := func(change func(v *desk.View)) func(w *Window, d *fakeDesk) {
		return func(w *Window, d *fakeDesk) { become(w, d, idleAtTest(), change) }
	}
	page, form, setup := journalPage(), editorSample(t, "environments-form").Editor, desk.Setup{Environment: "pp", NeedSecret: true}
	opens := map[string]func(w *Window, d *fakeDesk){
		"settings": func(w *Window, _ *fakeDesk) { w.screen.openSettings() },
		"settings in another language": func(w *Window, d *fakeDesk) {
			w.screen.openSettings()
			view := idleAtTest()
			view.Settings.Language = "da"
			d.set(view)
			w.Changed()
		},
		"setup":         put(func(v *desk.View) { v.Setup = &setup }),
		"journal":       put(func(v *desk.View) { v.Journal = page }),
		"decoder":       put(func(v *desk.View) { v.Decoded = decodedSample() }),
		"editor":        put(func(v *desk.View) { v.Editor = &desk.Editor{Environments: environments()} }),
		"editor's form": put(func(v *desk.View) { v.Editor = form }),
		"guard":         put(func(v *desk.View) { v.Guard = &desk.Guard{} }),
		"menu":          func(w *Window, _ *fakeDesk) { w.screen.bar.offerMore() },
	}
	for name, come := range opens {
		t.Run(name, func(t *testing.T) {
			w, d := open(t, idleAtTest(), plainShape())
			c := w.window.Canvas()
			for _, last := range []func() *kit.Entry{
				func() *kit.Entry { return w.screen.form.person.entry },
				func() *kit.Entry { return w.screen.form.text.entry },
			} {
				w.focus(last())
				c.Unfocus()
				come(w, d)
				if c.Overlays().Top() == nil {
					t.Fatal("it doesn't open")
				}
				want := last()
				if w.screen.form.last == nil { // recreated in another language
					want = w.screen.form.person.entry
				}
				keyboardOf(w).key(fyne.KeyEscape, 0)
				become(w, d, idleAtTest())
				if got := c.Focused(); c.Overlays().Top() != nil || got != fyne.Focusable(want) {
					t.Errorf("%v lies above the screen, and %T %p has the focus and not %p", c.Overlays().Top(), got, got, want)
				}
			}
		})
	}
}

// TestTheFocusComesBackToTheOutcome and not to a locked form: a blinking caret there costs as much
// as everything else.
func TestTheFocusComesBackToTheOutcome(t *testing.T) {
	w, d := open(t, idleAtTest(), plainShape())
	become(w, d, verifiedView())
	w.openReceipt()
	keyboardOf(w).key(fyne.KeyEscape, 0)
	if got := w.window.Canvas().Focused(); w.screen.receipt != nil || got != fyne.Focusable(w.screen.status.halo) {
		t.Errorf("the receipt is %v, and %T has the focus", w.screen.receipt, got)
	}
}

// TestTheFocusOutlastsALanguage: the language picker had it, and is recreated with everything else.
func TestTheFocusOutlastsALanguage(t *testing.T) {
	w, d := open(t, idleAtTest(), plainShape())
	w.focus(w.screen.bar.language)
	become(w, d, idleAtTest(), func(v *desk.View) { v.Settings.Language = "da" })
	if got := w.window.Canvas().Focused(); got != fyne.Focusable(w.screen.form.person.entry) {
		t.Errorf("%T has the focus", got)
	}
}

// low returns the shape of the smallest window.
func low(language string) shape {
	as := plainShape()
	as.language, as.size = assets.Language(language), fyne.NewSize(1024, 600)
	return as
}

// TestAProblemOfTheKeyringIsVisible although the two fields above it have problems, too.
func TestAProblemOfTheKeyringIsVisible(t *testing.T) {
	for _, language := range assets.Languages() {
		w, d := open(t, idleAtTest(), low(string(language)))
		become(w, d, editorSample(t, "setup-problems"))
		for _, one := range texts(w) {
			ofKeyring := strings.Contains(w.screen.setup.state.Text(), one.text) || one.text == w.words.get("secret.memory_only")
			if one.layer > 0 && ofKeyring && one.at.Y+one.size.Height > one.within.bottom+1 {
				t.Errorf("%s: %q ends at %.0f, and what is seen at %.0f", language, one.text, one.at.Y+one.size.Height, one.within.bottom)
			}
		}
	}
}

// TestListsInDialogsShowWholeLines: half a line at the end looks cut off.
func TestListsInDialogsShowWholeLines(t *testing.T) {
	for _, size := range windowSizes() {
		as := plainShape()
		as.size = size
		w, d := open(t, idleAtTest(), as)
		check := func(name string, rows *kit.Rows) {
			t.Helper()
			if got := rows.Size().Height; math.Abs(float64(got-rows.Whole(got))) > 0.5 {
				t.Errorf("%v: the list of the %s has %.1f, and whole lines take %.1f", size, name, got, rows.Whole(got))
			}
		}
		become(w, d, editorSample(t, "journal"))
		check("journal", w.screen.journal.rows)
		j := w.screen.journal
		if line := j.rows.Whole(1); j.dialog.Spare() >= line && j.rows.Size().Height+line <= dp(journalMost) {
			t.Errorf("%v: the list of the journal has %.1f, and %.1f is left empty", size, j.rows.Size().Height, j.dialog.Spare())
		}
		become(w, d, idleAtTest())
		become(w, d, editorSample(t, "decoder"))
		check("decoder", w.screen.decoder.token.rows)
		become(w, d, idleAtTest())
		become(w, d, editorSample(t, "environments"))
		check("environments", w.screen.editor.rows)
		if got, all := w.screen.editor.rows.Size().Height, w.screen.editor.rows.Height(4); math.Abs(float64(got-all)) > 0.5 {
			t.Errorf("%v: four environments take %.1f and have %.1f", size, all, got)
		}
	}
}
