package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
)

// MenuItem is a line of a menu. Without a label it is a separator.
type MenuItem struct {
	Label    string
	Checked  bool
	Disabled bool
	Act      func()
}

// ShowMenu opens a menu below an object. The arrow keys, Home, End and the first letter of an item
// move in it, Enter chooses and Esc closes it. The key table is off while it is open. A menu that
// is higher than the window scrolls.
func ShowMenu(below fyne.CanvasObject, keys *Keys, items []MenuItem) {
	openMenu(below, func() fyne.Position { return fyne.NewPos(0, below.Size().Height+2) }, below.Size().Width, keys, items)
}

// showMenuAt opens a menu at a position in an object.
func showMenuAt(object fyne.CanvasObject, at fyne.Position, keys *Keys, items []MenuItem) {
	openMenu(object, func() fyne.Position { return at }, 0, keys, items)
}

// menu is an open menu. It covers the whole window; a click outside the items closes it. Fyne's own
// doesn't scroll to the item that the keys come to.
type menu struct {
	focusable
	canvas fyne.Canvas
	of     fyne.CanvasObject
	at     func() fyne.Position // in the object
	least  float32              // width
	items  []MenuItem           // with the separators
	now    int                  // the item under the pointer, or that the keys came to last; -1 for none
	lines  *menuLines
	scroll *container.Scroll
	back   fyne.Focusable // gets the focus when the menu closes; may be nil
	shut   bool
}

var (
	_ fyne.Focusable         = (*menu)(nil)
	_ fyne.Tappable          = (*menu)(nil)
	_ fyne.SecondaryTappable = (*menu)(nil)
	_ desktop.Hoverable      = (*menu)(nil) // so that nothing below it is hovered
)

// openMenu opens a menu, unless the object isn't on a canvas.
func openMenu(of fyne.CanvasObject, at func() fyne.Position, least float32, keys *Keys, items []MenuItem) {
	on := fyne.CurrentApp().Driver().CanvasForObject(of)
	if on == nil || len(items) == 0 {
		return
	}
	m := &menu{focusable: focusable{keys: keys}, canvas: on, of: of, at: at, least: least, items: items, now: -1, back: on.Focused()}
	m.lines = newMenuLines(m)
	m.scroll = container.NewVScroll(m.lines)
	m.ExtendBaseWidget(m)
	keys.Suspend()
	on.Overlays().Add(m)
	m.Resize(on.Size())
	on.Focus(m)
}

// close closes the menu and returns the focus.
func (m *menu) close() {
	if m.shut {
		return
	}
	m.shut = true
	m.canvas.Overlays().Remove(m)
	m.keys.Resume()
	if m.keys != nil {
		// The key that closed the menu went down unseen; held down, it must not act on what is
		// below.
		m.keys.presses.spend(fyne.KeyEscape, fyne.KeyReturn, fyne.KeySpace)
	}
	if m.back != nil {
		m.canvas.Focus(m.back)
	}
}

// TypedKey moves in the menu, chooses an item or closes the menu.
func (m *menu) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyDown:
		m.step(m.now, 1)
	case fyne.KeyUp:
		if m.now < 0 {
			m.now = len(m.items)
		}
		m.step(m.now, -1)
	case fyne.KeyHome, fyne.KeyPageUp:
		m.step(-1, 1)
	case fyne.KeyEnd, fyne.KeyPageDown:
		m.step(len(m.items), -1)
	case fyne.KeyEnter, fyne.KeyReturn, fyne.KeySpace:
		if m.keys.firstPress(ev) { // the key that opened the menu may be held down
			m.choose(m.now)
		}
	case fyne.KeyEscape:
		m.close()
	}
}

// TypedRune moves to the next item that begins with a letter.
func (m *menu) TypedRune(typed rune) {
	if at, found := nextBeginning(len(m.items), m.now, typed, func(i int) string { return m.items[i].Label }); found {
		m.goTo(at)
	}
}

// step moves from a place to the next item that is no separator, if there is one.
func (m *menu) step(from, by int) {
	for i := from + by; i >= 0 && i < len(m.items); i += by {
		if m.items[i].Label != "" {
			m.goTo(i)
			return
		}
	}
}

// goTo moves to an item, and scrolls to it.
func (m *menu) goTo(index int) {
	m.mark(index)
	from, to := m.lines.span(index)
	scrollTo(m.scroll, from, to)
}

func (m *menu) mark(index int) {
	if m.now != index {
		m.now = index
		m.lines.Refresh()
	}
}

// choose closes the menu and runs an item; none only closes it.
func (m *menu) choose(index int) {
	if index < 0 {
		m.close()
		return
	}
	if item := m.items[index]; item.Label != "" && !item.Disabled {
		m.close()
		if item.Act != nil {
			item.Act()
		}
	}
}

// Tapped closes the menu: the tap was outside it.
func (m *menu) Tapped(*fyne.PointEvent) { m.close() }

// TappedSecondary closes the menu: the tap was outside it.
func (m *menu) TappedSecondary(*fyne.PointEvent) { m.close() }

// MouseIn does nothing.
func (m *menu) MouseIn(*desktop.MouseEvent) {}

// MouseMoved does nothing.
func (m *menu) MouseMoved(*desktop.MouseEvent) {}

// MouseOut does nothing.
func (m *menu) MouseOut() {}

// CreateRenderer is for Fyne.
func (m *menu) CreateRenderer() fyne.WidgetRenderer { return newUnfoldedRenderer(m, m.scroll) }

func (m *menu) narrow(most float32) { m.lines.most = most }

// place puts the items at their object, within the window.
func (m *menu) place(l look, window, wants fyne.Size) (fyne.Position, fyne.Size) {
	margin := l.dp(unfoldedMargin)
	width := min(max(wants.Width, m.least), window.Width-2*margin)
	height := min(wants.Height, window.Height-2*margin)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(m.of).Add(m.at())
	x := max(min(at.X, window.Width-margin-width), margin)
	y := max(min(at.Y, window.Height-margin-height), margin)
	return fyne.NewPos(x, y), fyne.NewSize(width, height)
}
