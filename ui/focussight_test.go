package ui

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/assets"
	"ringback/ui/desk"
	"ringback/ui/kit"
)

// TestTheFocusIsInSight goes around every screen with the Tab key: each widget is reached, and is
// where it can be seen, in windows where a lot has to scroll.
func TestTheFocusIsInSight(t *testing.T) {
	for i, as := range []layoutShape{
		{shape{assets.English, "light", fyne.NewSize(leastWidth, leastHeight), 1}, usualTextSize},
		{shape{assets.Danish, "light", fyne.NewSize(1280, 800), 1}, usualTextSize},
		{shape{assets.English, "light", fyne.NewSize(960, 480), 1}, usualTextSize},
		{shape{assets.Danish, "light", fyne.NewSize(960, 540), 1}, 200},
	} {
		all := samples()
		low := slices.DeleteFunc(slices.Clone(all), func(s sample) bool {
			return s.name != "about" && s.name != "appswitch" && s.name != "environments-new" && s.name != "uncheckable"
		})
		w, d := open(t, withTexts(emptyView(), as.texts), as.shape)
		for _, s := range append(low, oneIn(oneScreenIn, all[i:])...) {
			s.showIn(w, d)
			reached := tabAround(t, w, as.String()+": "+s.name)
			above := layers(w)
			walk(above[len(above)-1], func(o fyne.CanvasObject) {
				focusable, is := o.(fyne.Focusable)
				off, can := o.(fyne.Disableable)
				if is && (!can || !off.Disabled()) && !slices.Contains(reached, focusable) {
					t.Errorf("%s: %s: Tab doesn't reach %T", as, s.name, o)
				}
			})
		}
	}
}

// TestDoneLeadsToTheNextPerson: also where the form isn't in sight until then.
func TestDoneLeadsToTheNextPerson(t *testing.T) {
	for _, size := range append(lowSizes(), fyne.NewSize(leastWidth, leastHeight), fyne.NewSize(1280, 800)) {
		as := plainShape()
		as.size = size
		w, d := open(t, waitingView(), as)
		become(w, d, verifiedView())
		become(w, d, emptyView())
		if focused := w.window.Canvas().Focused(); focused != fyne.Focusable(w.screen.form.person.entry) {
			t.Errorf("%v: after Done the focus is at %T", size, focused)
		}
	}
}

// TestTheCaretStaysInSight in a window that gets smaller while something is typed, and in another
// language.
func TestTheCaretStaysInSight(t *testing.T) {
	w, d := open(t, filledView(), plainShape())
	inSight := func(when string) {
		t.Helper()
		text, driver := w.screen.form.text.entry, fyne.CurrentApp().Driver()
		top, foot := driver.AbsolutePositionForObject(text).Y, driver.AbsolutePositionForObject(w.screen.form.foot).Y
		if w.window.Canvas().Focused() != fyne.Focusable(text) || top < 0 || top+text.Size().Height > foot+1 {
			t.Errorf("%s: the field with the caret is at %.0f to %.0f, above %.0f", when, top, top+text.Size().Height, foot)
		}
	}
	for _, size := range append(lowSizes(), fyne.NewSize(leastWidth, leastHeight)) {
		w.window.Resize(fyne.NewSize(1280, 800))
		w.focus(w.screen.form.text.entry)
		w.window.Resize(size)
		inSight(fmt.Sprint(size))
		for _, language := range []string{"da", "en"} {
			become(w, d, filledView(), func(v *desk.View) { v.Settings.Language = language })
			inSight(fmt.Sprint(size, " ", language))
		}
	}
}

// TestWhatIsTypedIsInSight, also after somebody has scrolled away from the caret.
func TestWhatIsTypedIsInSight(t *testing.T) {
	w, _ := open(t, emptyView(), narrowest())
	person, page := w.screen.form.person.entry, w.screen.frame.page
	w.focus(person)
	page.ScrollToBottom()
	person.TypedRune('8')
	if top := fyne.CurrentApp().Driver().AbsolutePositionForObject(person).Y; top < page.Position().Y {
		t.Errorf("the field is at %.0f, the page begins at %.0f", top, page.Position().Y)
	}
}

// TestAFieldThatWasNeverPaintedIsRevealed, as after a change of the language.
func TestAFieldThatWasNeverPaintedIsRevealed(t *testing.T) {
	open(t, emptyView(), plainShape())
	field, room := kit.NewSoft("x"), kit.NewLeast(0, 900, kit.NewSoft(""))
	scroll := container.NewVScroll(kit.NewColumn(10, room, kit.NewColumn(0, field), kit.NewLeast(0, 900, kit.NewSoft(""))))
	scroll.Resize(fyne.NewSize(200, 300))
	revealIn(scroll, field)
	if scroll.Offset.Y < 620 || scroll.Offset.Y > 900 {
		t.Errorf("it scrolls to %.0f, the field is at 910", scroll.Offset.Y)
	}
}

// TestKeysTurnTheOneColumn: what can't have the focus is seen without a mouse as well.
func TestKeysTurnTheOneColumn(t *testing.T) {
	as := plainShape()
	as.size = fyne.NewSize(leastWidth, leastHeight)
	w, _ := open(t, waitingView(), as)
	page, k := w.screen.frame.page, keyboardOf(w)
	for _, f := range []fyne.Focusable{nil, w.screen.status.cancel} {
		focusOn(w, f)
		k.key(fyne.KeyHome, 0)
		k.key(fyne.KeyEnd, 0)
		if end := page.Content.MinSize().Height - page.Size().Height; end <= 0 || page.Offset.Y != end {
			t.Errorf("End scrolls to %v of %v", page.Offset.Y, end)
		}
		k.key(fyne.KeyPageUp, 0)
		k.key(fyne.KeyHome, 0)
		if page.Offset.Y != 0 {
			t.Errorf("Home scrolls to %v", page.Offset.Y)
		}
	}
}

// tabAround presses Tab until the focus is where it was before, and returns what has had it.
func tabAround(t *testing.T, w *Window, where string) (reached []fyne.Focusable) {
	t.Helper()
	canvas, driver := w.window.Canvas(), fyne.CurrentApp().Driver()
	for canvas.FocusNext(); canvas.Focused() != nil && !slices.Contains(reached, canvas.Focused()); canvas.FocusNext() {
		reached = append(reached, canvas.Focused())
		o := canvas.Focused().(fyne.CanvasObject)
		at := boxOf(driver.AbsolutePositionForObject(o), o.Size())
		room := boxOf(fyne.Position{}, canvas.Size())
		switch {
		case o.Size().Height > room.bottom*0.8: // a list, which scrolls to its line, or a whole outcome
		case at.top < -1 && at.bottom > room.bottom*0.4: // a list in a dialog that is lower
		case at.top < -1 || at.left < -1 || at.right > room.right+1 || at.bottom > room.bottom+1:
			label := ""
			if b, is := o.(*kit.Button); is {
				label = b.Label()
			}
			t.Errorf("%s: %T %s has the focus at %.0f, out of sight", where, o, label, at)
		case o.Size().IsZero():
			t.Errorf("%s: %T has the focus, and no size", where, o)
		}
	}
	return reached
}
