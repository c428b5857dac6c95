package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"ringback/assets"
	"ringback/ui/desk"
	"ringback/ui/kit"
)

// lowSizes are what is left to the window on a laptop of 1366 × 768 at 150 % and on one of full HD
// at 200 %, and on two that are a little higher.
func lowSizes() []fyne.Size {
	return []fyne.Size{{Width: 910, Height: 440}, {Width: 960, Height: 480}, {Width: 1024, Height: 600}, {Width: 1024, Height: 700}}
}

// ownMoments returns the samples of what is read while waiting and at the outcome, without notices
// and dialogs, which take room of their own.
func ownMoments() []sample {
	return slices.DeleteFunc(samples(), func(s sample) bool {
		v := &s.view
		return !v.Locked || s.open != "" || s.tab != "" || v.Decoded != nil || v.Setup != nil || v.Offered != nil || v.JournalBlocked != nil ||
			len(v.Notices)+len(v.Unfinished) > 0 || len([]rune(v.Form.Text.Value)) > 40
	})
}

func TestNothingScrollsInALowWindow(t *testing.T) {
	all := ownMoments()
	if len(all) < 15 {
		t.Fatalf("only %d samples are of a moment", len(all))
	}
	for _, language := range assets.Languages() {
		for _, size := range lowSizes() {
			as := shape{language, "light", size, 1}
			w, d := open(t, emptyView(), as)
			for _, s := range all {
				s.showIn(w, d)
				if f := w.screen.status.fit; f.scrolls() {
					t.Errorf("%s in %s: the status scrolls, %.0f are too few", s.name, as, f.root.Size().Height)
				}
			}
		}
	}
}

// TestTheLongestTextIsReadWithoutScrolling while it waits, with a code and, to be said whole,
// without.
func TestTheLongestTextIsReadWithoutScrolling(t *testing.T) {
	for _, language := range assets.Languages() {
		for _, size := range lowSizes() {
			as := shape{language, "light", size, 1}
			w, d := open(t, emptyView(), as)
			for name, v := range map[string]desk.View{"with a code": waitingView(), "without": waitingView()} {
				v.Form.Text.Value = sampleText + strings.Repeat(" og mere", 13)
				if name == "without" {
					v.Form.Code, v.Status.SayCode = "", ""
					v.Status.SayNow = desk.Say("say.waiting.no_code", "Text", v.Form.Text.Value)
				}
				become(w, d, v)
				if f := w.screen.status.fit; f.scrolls() {
					t.Errorf("%s in %s: the status scrolls, %.0f are too few", name, as, f.root.Size().Height)
				}
				if !strings.Contains(shown(w), "og mere og mere") || !w.screen.status.asSent.root.Visible() {
					t.Errorf("%s in %s: it doesn't say what was sent", name, as)
				}
			}
		}
	}
}

func TestThePlainChecksFitInALowWindow(t *testing.T) {
	for _, language := range assets.Languages() {
		as := shape{language, "light", lowSizes()[0], 1}
		w, _ := open(t, verifiedView(), as)
		if w.screen.tabs.panel(tabResult).(*result).fit.scrolls() {
			t.Errorf("%s: the checks of a good answer scroll", as)
		}
	}
}

// TestALowWindowKeepsItsCardsApart finds the ring of the status on the tabs, and buttons at the
// edge of their card.
func TestALowWindowKeepsItsCardsApart(t *testing.T) {
	as := plainShape()
	as.size = lowSizes()[0]
	w, _ := open(t, verifiedView(), as)
	s := w.screen
	ring := s.status.root.Position().X + s.status.root.Size().Width + s.status.halo.Size().Width/2 - s.status.root.Size().Width/2
	if left := s.tabs.root.Position().X; left-ring < 6 {
		t.Errorf("the ring of the status ends at %.0f, the tabs begin at %.0f", ring, left)
	}
	note := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.status.note).X
	if left := s.tabs.root.Position().X; note < left {
		t.Errorf("the note's button begins at %.0f, the tabs above it at %.0f", note, left)
	}
}

func TestANameIsWholeWhereThereIsLittleRoom(t *testing.T) {
	for _, language := range assets.Languages() {
		for _, size := range append(lowSizes(), fyne.NewSize(leastWidth, leastHeight)) {
			w, _ := open(t, verifiedView(), shape{language, "light", size, 1})
			f := w.screen.status.facts
			line := f.natural.MinSize().Height
			if got := f.root.Objects[0].Size().Height; got > line+1 {
				t.Errorf("%s at %v: the name is %.0f high, a line is %.0f", language, size, got, line)
			}
			if f.root.MinSize().Height > f.root.Size().Height+1 {
				t.Errorf("%s at %v: the figures are cut off", language, size)
			}
		}
	}
}

// narrowest is the smallest window.
func narrowest() shape {
	as := plainShape()
	as.size = fyne.NewSize(leastWidth, leastHeight)
	return as
}

// tops returns where some objects begin in the window.
func tops(objects ...fyne.CanvasObject) []float32 {
	var all []float32
	for _, o := range objects {
		all = append(all, fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y)
	}
	return all
}

func TestOneColumnBeginsWithWhatIsNeededNow(t *testing.T) {
	w, d := open(t, filledView(), narrowest())
	s := w.screen
	inOrder := func(what string, objects ...fyne.CanvasObject) {
		t.Helper()
		for _, o := range objects {
			if !o.Visible() {
				t.Errorf("%s: a part is hidden", what)
			}
		}
		if all := tops(objects...); !slices.IsSorted(all) {
			t.Errorf("%s: the parts begin at %v", what, all)
		}
	}
	inSight := func(what string, b *kit.Button) {
		t.Helper()
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
		if !b.Visible() || !s.form.foot.Visible() || at.Y+b.Size().Height > leastHeight || b.Size().Height < 30 {
			t.Errorf("%s can't be reached without scrolling", what)
		}
	}
	inOrder("idle", s.form.root, s.status.root, s.tabs.root)
	inSight("Start", s.form.primary)

	become(w, d, waitingView())
	inOrder("waiting", s.status.root, s.form.fold, s.tabs.root)
	inSight("Cancel", s.form.cancel)
	if s.form.root.Visible() || s.form.primary.Visible() || s.status.cancel.Visible() {
		t.Error("while waiting the form is unfolded, or a button is there that can't be pressed, or twice")
	}
	if !strings.Contains(shown(w), shortened(samplePerson)) || !strings.Contains(shown(w), sampleText) {
		t.Error("while waiting the window doesn't say what was sent to whom")
	}
	s.form.fold.Tapped(nil)
	inOrder("unfolded", s.status.root, s.form.fold, s.form.root, s.tabs.root)

	become(w, d, verifiedView())
	inOrder("ended", s.status.root, s.form.fold, s.tabs.root)
	inSight("Done", s.form.primary)
	become(w, d, emptyView())
	inOrder("done", s.form.root, s.status.root, s.tabs.root)
	if s.form.fold.Visible() || s.form.cancel.Visible() {
		t.Error("after Done the form is folded")
	}
}

func TestACancelWhereStartWasTakesNoDoubleClick(t *testing.T) {
	w, d := open(t, filledView(), narrowest())
	become(w, d, startingView())
	w.screen.form.cancel.Press()
	if slices.Contains(d.called(), "Cancel") {
		t.Error("the second click of Start cancels the request")
	}
}

func TestTheOneColumnShowsWhatHasTheFocus(t *testing.T) {
	view := filledView()
	view.Form.IPFolded = false
	w, _ := open(t, view, narrowest())
	for _, f := range focusables(w) {
		o := f.(fyne.CanvasObject)
		focusOn(w, f)
		if !holds(w.screen.frame.sheet, o) {
			continue
		}
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y
		page := w.screen.frame.page
		if at < page.Position().Y || min(at+o.Size().Height, at+40) > page.Position().Y+page.Size().Height+1 {
			t.Errorf("%T with the focus is out of sight at %.0f", f, at)
		}
	}
}

// TestResizingLeavesNothingBehind compares a window that had many sizes with new ones.
func TestResizingLeavesNothingBehind(t *testing.T) {
	sizes := []fyne.Size{{Width: 480, Height: 400}, {Width: 910, Height: 440}, {Width: 1280, Height: 800}, {Width: 1700, Height: 1000}, {Width: 759, Height: 900}}
	for _, view := range []desk.View{real(waitingView()), real(verifiedView())} {
		as := plainShape()
		used, d := open(t, emptyView(), as)
		become(used, d, view)
		for _, size := range append(sizes, sizes[2], sizes[0], sizes[1]) {
			used.window.Resize(size)
			got := test.RenderToMarkup(used.window.Canvas())
			fresh, other := open(t, emptyView(), shape{as.language, as.theme, size, 1})
			become(fresh, other, view)
			if was, is := fmt.Sprintf("%T", used.window.Canvas().Focused()), fmt.Sprintf("%T", fresh.window.Canvas().Focused()); was != is {
				t.Errorf("%s at %v: the focus is on %s, in a new window on %s", view.State, size, was, is)
			}
			if want := test.RenderToMarkup(fresh.window.Canvas()); got != want {
				t.Errorf("%s at %v differs from a new window: %s", view.State, size, firstOther(got, want))
			}
			fresh.gone.Store(true)
			fresh.window.Close()
		}
	}
}

// firstOther returns the first line in which two texts differ.
func firstOther(a, b string) string {
	one, other := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(one), len(other)) {
		if one[i] != other[i] {
			return one[i] + " | " + other[i]
		}
	}
	return "one is longer"
}

func TestResizingUnderAMenu(t *testing.T) {
	w, _ := open(t, filledView(), plainShape())
	w.screen.bar.more.Tapped(nil)
	for _, size := range []fyne.Size{{Width: 480, Height: 400}, {Width: 1700, Height: 1000}} {
		w.window.Resize(size)
		if menu := w.window.Canvas().Overlays().Top(); menu != nil {
			menu.Refresh()
		}
	}
	shutMenus(w)
	if w.window.Canvas().Overlays().Top() != nil {
		t.Error("a menu stays")
	}
	if w.keys.Suspended() {
		t.Error("the keys stay off")
	}
}

// TestTheCodeIsInSightInTheLeastRoom: in a window of 960 × 540 units with texts of 200 %, nobody
// scrolls for the code that is read aloud.
func TestTheCodeIsInSightInTheLeastRoom(t *testing.T) {
	for _, language := range assets.Languages() {
		w, d := open(t, withTexts(emptyView(), 200), shape{language, "light", fyne.NewSize(960, 540), 1})
		for name, view := range map[string]desk.View{"demo": waitingView(), "elsewhere": real(waitingView())} {
			become(w, d, view)
			page, say := w.screen.frame.page, w.screen.status.say
			end := tops(say)[0] + say.Size().Height
			if bottom := tops(page)[0] + page.Size().Height; end > bottom {
				t.Errorf("%s, %s: what to say ends at %.0f, the window shows until %.0f", language, name, end, bottom)
			}
		}
	}
}

// TestThePersonsReportLinesUp: in one column it is on the line of the note and the receipt, and has
// a ground, which they don't have.
func TestThePersonsReportLinesUp(t *testing.T) {
	w, d := open(t, waitingView(), narrowest())
	w.window.Resize(fyne.NewSize(640, 700))
	become(w, d, notVerifiedView("person", desk.Value{}))
	s, driver := w.screen.status, fyne.CurrentApp().Driver()
	report, sent := driver.AbsolutePositionForObject(s.report), driver.AbsolutePositionForObject(s.asSent.root)
	if report.X < sent.X || report.Y < sent.Y+s.asSent.root.Size().Height {
		t.Errorf("the report is at %v; what was sent is at %v, %v", report, sent, s.asSent.root.Size())
	}
	for _, b := range []*kit.Button{s.note, s.receipt} {
		off := driver.AbsolutePositionForObject(b).Y + b.Size().Height/2 - report.Y - s.report.Size().Height/2
		if off < -0.5 || off > 0.5 {
			t.Errorf("%s is %.1f below the middle of its line", b.Label(), off)
		}
	}
}
