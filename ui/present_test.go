package ui

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

const (
	sampleTransaction = "9581bab6-9f8a-4526-9ddc-dfd3981263b9"
	sampleCase        = "2026-104711"
)

// real turns a view of the demo into one of real people, with a case number in the text.
func real(view desk.View) desk.View {
	view.Environment, view.Phone = view.Environments[2], nil
	view.Status.Badge = desk.BadgeProduction
	view.Form.IP.Value, view.Form.Case.Value = "192.0.2.7", "A-77"
	view.Form.Text.Value = "Kode 4821, sag " + sampleCase
	if view.Outcome != nil {
		outcome := *view.Outcome
		outcome.Text = view.Form.Text.Value
		view.Outcome = &outcome
	}
	view.Course = append(slices.Clone(view.Course), desk.Moment{Seq: 9, At: view.Now, What: "note", Text: desk.Say("form.ip.environment", "IP", "192.0.2.7")})
	view.Sequence = append(slices.Clone(view.Sequence), desk.Step{
		Seq: 99, At: view.Now, Kind: desk.StepNote, From: desk.PartyRingback, To: desk.PartyRingback, What: "note", Tone: desk.ToneNeutral,
		Text: desk.Say("form.ip.environment", "IP", "192.0.2.7"), Exchange: 1,
	})
	return view
}

// personal returns what nobody in the room may read.
func personal() []string {
	// The beginnings are enough: a text that is too long is cut with an ellipsis.
	return []string{samplePerson[:8], sampleName, "A-77", "Mette", "1979", "14 Mar", sampleTransaction, sampleTransaction[:8], "192.0.2.7", sampleCase, "104711"}
}

// readable returns every drawn text, and the content of entries and lists.
func readable(w *Window) string {
	var b strings.Builder
	b.WriteString(shown(w) + " " + w.window.Title())
	walk(w.window.Content(), func(o fyne.CanvasObject) {
		switch one := o.(type) {
		case *kit.Rows:
			for _, row := range one.Rows() {
				b.WriteString(" " + strings.Join([]string{row.Lead, row.Text, row.Note, row.Copy}, " "))
			}
		case *kit.Entry:
			if !one.Password {
				b.WriteString(" " + one.Text)
			}
		}
	})
	return b.String()
}

func TestNothingPersonalIsPresented(t *testing.T) {
	w, d := open(t, real(filledView()), plainShape())
	w.beginPresentation(true)
	for _, s := range oneIn(oneScreenIn, samples()) {
		if s.view.Setup != nil || s.view.Journal != nil || s.open != "" {
			continue
		}
		w.course = s.way
		become(w, d, real(s.view))
		for _, page := range append(w.presented.pages(), tabAppswitch) {
			w.presented.showQR(false) // it covers everything else
			w.presented.openTab(page)
			all := readable(w)
			for _, secret := range personal() {
				if strings.Contains(all, secret) {
					t.Errorf("%s, %s: %q can be read from the back of the room", s.name, page, secret)
				}
			}
		}
		w.presented.showQR(false)
		for _, tab := range []string{tabClaims, tabNetwork} {
			if slices.Contains(w.presented.pages(), tab) {
				t.Errorf("%s: there is a page %s", s.name, tab)
			}
		}
	}
}

// TestNumbersAreMaskedHoweverTheyAreWritten: in the text that the operator writes.
func TestNumbersAreMaskedHoweverTheyAreWritten(t *testing.T) {
	v := real(waitingView())
	v.Form.Case.Value = "B-77/A"
	for written, want := range map[string]string{
		"Kode 4821, sag F2024123456":           "Kode 4821, sag F" + dots,
		"Kode 4821, sag 2026_104711":           "Kode 4821, sag " + dots,
		"010190–1234":                          dots,
		"010190\u00a01234":                     dots,
		"٠١٠١٩٠١٢٣٤":                           dots,
		"8a9856e0f12d4217b320c8a076be9320":     dots,
		"8A9856E0-F12D-4217-B320-C8A076BE9320": dots,
		"Kode 4821, fra ::1":                   "Kode 4821, fra " + dots,
		"Kode 4821, sag b-77/A og B-77/a":      "Kode 4821, sag " + dots + " og " + dots,
		"Kode 4821, 2 af 3":                    "Kode 4821, 2 af 3",
	} {
		if got := newVeil(&v).text(written); got != want {
			t.Errorf("%q is shown as %q, want %q", written, got, want)
		}
	}
}

func TestWhatIsNoTextIsMaskedToo(t *testing.T) {
	v := real(waitingView())
	v.Form.Case.Value = "77\xff"
	if got := newVeil(&v).text("Kode 4821"); got != "Kode 4821" {
		t.Errorf("it shows %q", got)
	}
}

func TestTheDemoIsNotMasked(t *testing.T) {
	w, _ := open(t, verifiedView(), plainShape())
	w.beginPresentation(true)
	if all := readable(w); !strings.Contains(all, sampleName) || strings.Contains(all, dots) {
		t.Error("the demo's made-up person is masked")
	}
	if !slices.Contains(w.presented.pages(), tabClaims) {
		t.Error("the demo's claims are hidden")
	}
}

func TestRevealingUntilDone(t *testing.T) {
	w, d := open(t, real(verifiedView()), plainShape())
	w.beginPresentation(true)
	k := keyboardOf(w)
	k.key(keyReveal, 3)
	all := readable(w)
	for _, want := range []string{sampleName, "14 Mar 1979", sampleTransaction[:8]} {
		if !strings.Contains(all, want) {
			t.Errorf("%q isn't revealed", want)
		}
	}
	refused := endedView("refused", desk.ToneRefused, "hand", desk.Say("outcome.refused.sentence"), desk.Text{})
	become(w, d, real(refused))
	if all := readable(w); !strings.Contains(all, samplePerson) || !strings.Contains(all, sampleCase) {
		t.Errorf("what was asked isn't revealed: %s", all)
	}
	if slices.Contains(w.presented.pages(), tabClaims) {
		t.Error("revealing shows the claims, which hold more than was asked to be seen")
	}
	become(w, d, real(emptyView()))
	become(w, d, real(verifiedView()))
	if strings.Contains(readable(w), sampleName) {
		t.Error("after Done the next person isn't masked")
	}
	k.key(keyReveal, 0)
	k.key(keyReveal, 0)
	if strings.Contains(readable(w), sampleName) {
		t.Error("a second press doesn't mask again")
	}
	k.key(keyPresent, 0)
	become(w, d, real(verifiedView()))
	w.beginPresentation(true)
	if strings.Contains(readable(w), sampleName) {
		t.Error("a new presentation begins revealed")
	}
}

func TestTheLanguageChangesWhilePresenting(t *testing.T) {
	w, d := open(t, real(verifiedView()), plainShape())
	w.beginPresentation(true)
	become(w, d, real(verifiedView()), func(v *desk.View) { v.Settings.Language, v.Settings.Theme = "da", "dark" })
	all := readable(w)
	if w.presented == nil || !strings.Contains(all, "Bekræftet") || strings.Contains(all, sampleName) {
		t.Errorf("in Danish the presentation says %s", all)
	}
	if look, ok := w.app.Settings().Theme().(enlarged); !ok || !look.IsDark(0) {
		t.Error("the look isn't the dark one for a big screen")
	}
}

func TestProductionWarnsBeforeItIsPresented(t *testing.T) {
	synctest.Test(t, productionWarns)
}

func productionWarns(t *testing.T) {
	w, _ := open(t, real(filledView()), plainShape())
	k := keyboardOf(w)
	k.key(keyPresent, 2)
	if w.presented != nil || !strings.Contains(shown(w), "real people") {
		t.Fatal("nothing warns")
	}
	k.key(fyne.KeyEscape, 2)
	if w.presented != nil || len(w.window.Canvas().Overlays().List()) > 0 {
		t.Fatal("Esc presents all the same")
	}
	k.key(keyPresent, 0)
	k.canvas.FocusNext()
	time.Sleep(time.Second) // it is read
	k.key(fyne.KeyReturn, 0)
	if w.presented == nil || !w.window.FullScreen() || len(w.window.Canvas().Overlays().List()) > 0 {
		t.Error("the presentation doesn't begin when it is wanted")
	}
}

func TestPresentingByKeyboard(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	k := keyboardOf(w)
	presses := func(name string, want ...string) {
		t.Helper()
		calls := slices.DeleteFunc(d.called(), func(call string) bool { return call == "Touch" })
		if !slices.Equal(calls, want) {
			t.Errorf("%s called %v, want %v", name, calls, want)
		}
		d.forget()
	}
	k.key(keyApprove, 0) // only where the key is named
	k.key(keyReveal, 0)
	presses("a key of presentations at the desk")
	k.key(keyPresent, 3)
	if w.presented == nil || !w.window.FullScreen() {
		t.Fatal("F11, held for a while, doesn't present")
	}
	presses("beginning", "SetPerson "+samplePerson) // so that Ctrl+Enter alone begins
	become(w, d, filledView())
	k.ctrlEnter(4)
	presses("Ctrl+Enter", "Start")
	become(w, d, waitingView())
	k.key(keyApprove, 3)
	presses("F8", "Approve")
	k.key(keyRefuse, 3)
	presses("F9", "Refuse")
	k.key(keyQR, 0)
	if !w.presented.code.root.Visible() || w.presented.phone.root.Visible() {
		t.Error("F3 doesn't show the QR code alone")
	}
	k.key(keyQR, 0)
	k.key(fyne.KeyEscape, 3)
	presses("Esc")
	become(w, d, filledView()) // and what it asked is gone
	become(w, d, waitingView())
	become(w, d, stoppingView())
	k.key(fyne.KeyEscape, 0)
	just := verifiedView()
	just.CanDone = false // the second after an outcome
	become(w, d, just)
	k.key(fyne.KeyEscape, 0)
	if w.presented == nil {
		t.Error("an Esc that was meant for the request leaves the presentation")
	}
	presses("Esc that comes too late")
	w.outcomeRest = time.Hour // a busy machine drew it later than it came
	become(w, d, verifiedView())
	k.key(fyne.KeyEscape, 0)
	if w.presented == nil {
		t.Error("an Esc leaves the presentation of an outcome that nobody could read yet")
	}
	w.outcomeRest = 0
	k.ctrlEnter(2)
	presses("Ctrl+Enter after an outcome", "Done")
	become(w, d, filledView())
	k.key(fyne.KeyEscape, 0)
	if w.presented != nil || w.window.FullScreen() {
		t.Error("Esc doesn't leave")
	}
	if focused := w.window.Canvas().Focused(); focused != fyne.Focusable(w.screen.form.person.entry) {
		t.Errorf("afterwards the focus is in %T", focused)
	}
}

// TestPresentingBeginsWithThePerson: outside demo nobody is picked, and typed or pasted text must
// reach the field.
func TestPresentingBeginsWithThePerson(t *testing.T) {
	w, d := open(t, real(emptyView()), plainShape())
	begins := func(when string) {
		t.Helper()
		if focused := w.window.Canvas().Focused(); focused != fyne.Focusable(w.presented.request.person.entry) {
			t.Errorf("%s the focus is in %T", when, focused)
		}
	}
	w.beginPresentation(true)
	begins("at first")
	become(w, d, real(verifiedView()))
	w.window.Canvas().Unfocus()
	become(w, d, real(emptyView()))
	begins("after Done")
}

// TestKeysOfAPresentationFromWidgets checks that no widget in a presentation swallows its keys.
func TestKeysOfAPresentationFromWidgets(t *testing.T) { keysOfAPresentation(t, waitingView()) }

func keysOfAPresentation(t *testing.T, views ...desk.View) {
	t.Helper()
	w, d := open(t, filledView(), plainShape())
	for _, view := range views {
		w.beginPresentation(true)
		become(w, d, view)
		var all []fyne.Focusable
		walk(w.window.Content(), func(o fyne.CanvasObject) {
			if f, ok := o.(fyne.Focusable); ok {
				all = append(all, f)
			}
		})
		if len(all) < 2 {
			t.Fatalf("%s: only %d widgets can have the focus", view.State, len(all))
		}
		for _, f := range all {
			w.beginPresentation(true)
			focusOn(w, f)
			keyboardOf(w).key(keyPresent, 2)
			if w.presented != nil {
				t.Errorf("%s: F11 doesn't leave from %T", view.State, f)
			}
			w.beginPresentation(true)
		}
	}
}

func TestTheTypeIsLarge(t *testing.T) {
	w, _ := open(t, waitingView(), plainShape())
	look := w.app.Settings().Theme()
	w.beginPresentation(true)
	large := w.app.Settings().Theme()
	for _, size := range []fyne.ThemeSizeName{kit.SizeText, kit.SizeSmall, kit.SizeRow, kit.SizeHeading, kit.SizeTitle, kit.SizeSay, kit.SizeCode, kit.SizeState} {
		if ratio := large.Size(size) / look.Size(size); ratio < 1.599 {
			t.Errorf("%s is only %.2f times as large", size, ratio)
		}
	}
	w.window.Resize(fyne.NewSize(1920, 1200))
	if larger := w.app.Settings().Theme(); larger.Size(kit.SizeState) < 1.4*large.Size(kit.SizeState) {
		t.Error("on a larger screen the type stays as it is")
	}
	w.endPresentation()
	if again := w.app.Settings().Theme(); again.Size(kit.SizeText) != look.Size(kit.SizeText) {
		t.Error("at the desk the type stays large")
	}
}

// TestWhatAScenarioDoesIsSaidBelowIt, and not below the person.
func TestWhatAScenarioDoesIsSaidBelowIt(t *testing.T) {
	w, _ := open(t, filledView(), plainShape())
	w.beginPresentation(true)
	driver, r := fyne.CurrentApp().Driver(), w.presented.request
	picked, explained := driver.AbsolutePositionForObject(r.scenario.root), driver.AbsolutePositionForObject(r.scenario.explained)
	if !r.scenario.explained.Visible() || explained.X != picked.X || explained.Y < picked.Y+r.scenario.root.Size().Height {
		t.Errorf("the scenario is at %v, and what it does at %v", picked, explained)
	}
}

// TestAnOutcomeHasTheFocusAfterItWasPresented, as it had before.
func TestAnOutcomeHasTheFocusAfterItWasPresented(t *testing.T) {
	w, d := open(t, waitingView(), plainShape())
	become(w, d, verifiedView())
	w.beginPresentation(true)
	w.endPresentation()
	if focused := w.window.Canvas().Focused(); focused != fyne.Focusable(w.screen.status.halo) {
		t.Errorf("the focus is in %T", focused)
	}
}
