package ui

import (
	"fmt"
	"image"
	"image/color"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"ringback/ui/kit"
)

// mark is something that shows where the focus is: a ring, or a caret.
type mark struct {
	kind string
	box  box
	room box // what it would be cut off by, if it reached out of it
}

// marks returns the rings and carets in an object, which lies at a position.
func marks(w *Window, o fyne.CanvasObject) []mark {
	accent := w.app.Settings().Theme().Color(kit.ColorAccent, w.app.Settings().ThemeVariant())
	var all []mark
	var visit func(o fyne.CanvasObject, at fyne.Position, room box)
	visit = func(o fyne.CanvasObject, at fyne.Position, room box) {
		if !o.Visible() {
			return
		}
		at = at.Add(o.Position())
		here := boxOf(at, o.Size())
		switch o := o.(type) {
		case *canvas.Rectangle:
			if o.StrokeWidth > 1 {
				all = append(all, mark{"ring", here, room})
			}
			if sameColor(o.FillColor, accent) && o.Size().Width <= 2.5 && o.Size().Height > 8 {
				all = append(all, mark{"caret", here, room})
			}
		case *canvas.Raster:
			if edge := topEdge(o); edge != nil && sameColor(edge, accent) {
				all = append(all, mark{"ring", here, room})
			}
		case *fyne.Container:
			for _, child := range o.Objects {
				visit(child, at, room)
			}
		case *container.Scroll:
			// What is scrolled out of view can be scrolled back, as far as the content reaches.
			content := boxOf(at.Add(o.Content.Position()), o.Content.Size())
			wide := room.and(here)
			room = box{wide.left, min(here.top, content.top), wide.right, max(here.bottom, content.bottom)}
			visit(o.Content, at, room)
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(o).Objects() {
				visit(child, at, room)
			}
		}
	}
	visit(o, fyne.NewPos(0, 0), boxOf(fyne.NewPos(0, 0), w.window.Canvas().Size()))
	return all
}

// topEdge returns the colour of a picture in the middle of its upper edge; nil if it has no size.
func topEdge(raster *canvas.Raster) color.Color {
	width, height := int(raster.Size().Width), int(raster.Size().Height)
	if width < 1 || height < 1 {
		return nil
	}
	drawn, ok := raster.Generator(width, height).(*image.RGBA)
	if !ok {
		return nil // a QR code
	}
	return drawn.At(width/2, 0)
}

func sameColor(a, b color.Color) bool {
	return a != nil && b != nil && color.RGBAModel.Convert(a) == color.RGBAModel.Convert(b)
}

// reachables returns what can have the focus in the topmost layer of a window.
func reachables(w *Window) []fyne.Focusable {
	top := w.window.Canvas().Overlays().Top()
	if top == nil {
		top = w.window.Content()
	}
	var all []fyne.Focusable
	walk(top, func(o fyne.CanvasObject) {
		if one, ok := o.(fyne.Focusable); ok && o.Visible() {
			if off, can := o.(fyne.Disableable); !can || !off.Disabled() {
				all = append(all, one)
			}
		}
	})
	return all
}

// TestRingsAreWhole gives the focus to everything in every screen.
func TestRingsAreWhole(t *testing.T) {
	const slack = 0.1
	for _, size := range []fyne.Size{{Width: 1280, Height: 800}, {Width: 1024, Height: 600}} {
		as := plainShape()
		as.size = size
		w, d := open(t, emptyView(), as)
		for _, s := range oneIn(oneScreenIn, samples()) {
			s.showIn(w, d)
			top := w.window.Canvas().Overlays().Top()
			if top == nil {
				top = w.window.Content()
			}
			for _, one := range reachables(w) {
				if isMenu(one) { // which shows the row that keys act on
					continue
				}
				w.window.Canvas().Focus(one)
				found := marks(w, top)
				if len(found) == 0 && w.window.Canvas().Focused() == one {
					t.Errorf("%s: a %T shows no ring", s.name, one)
				}
				for _, m := range found {
					if m.box.left < m.room.left-slack || m.box.right > m.room.right+slack || m.box.top < m.room.top-slack || m.box.bottom > m.room.bottom+slack {
						t.Errorf("%s in %v: the %s of a %T is at %v and cut off by %v", s.name, size, m.kind, one, m.box, m.room)
					}
				}
			}
		}
	}
}

// TestNothingBehindADialogHasTheFocus looks below what is open in every screen, whatever had the
// focus before.
func TestNothingBehindADialogHasTheFocus(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	covered := 0
	for _, s := range oneIn(oneScreenIn, samples()) {
		w.focus(w.screen.form.person.entry)
		s.showIn(w, d)
		overlays := w.window.Canvas().Overlays().List()
		if len(overlays) == 0 || slices.ContainsFunc(overlays, func(o fyne.CanvasObject) bool { return isMenu(o) }) { // what a menu belongs to keeps its ring
			continue
		}
		covered++
		for _, below := range append([]fyne.CanvasObject{w.window.Content()}, overlays[:len(overlays)-1]...) {
			for _, m := range marks(w, below) {
				t.Errorf("%s: there is a %s at %v behind the dialog", s.name, m.kind, m.box)
			}
		}
	}
	if covered == 0 {
		t.Error("no screen has a dialog")
	}
}

// isMenu reports whether something is an open menu, or the open list of a select.
func isMenu(o any) bool {
	kind := fmt.Sprintf("%T", o)
	return kind == "*kit.menu" || kind == "*kit.groupList" || kind == "*kit.chooser"
}

func TestTheFocusComesBackFromADialog(t *testing.T) {
	w, _ := open(t, emptyView(), plainShape())
	person := w.screen.form.person.entry
	w.focus(person)
	if len(marks(w, w.window.Content())) != 2 {
		t.Errorf("the person's field has %v, not a ring and a caret", marks(w, w.window.Content()))
	}
	w.screen.openSettings()
	if found := marks(w, w.window.Content()); len(found) != 0 {
		t.Errorf("behind the dialog there is %v", found)
	}
	shut(&w.screen.settings)
	if w.window.Canvas().Focused() != fyne.Focusable(person) || len(marks(w, w.window.Content())) != 2 {
		t.Errorf("the focus is at %T with %v", w.window.Canvas().Focused(), marks(w, w.window.Content()))
	}
}
