package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// MenuItem is a line of a menu. Without a label it is a separator.
type MenuItem struct {
	Label    string
	Checked  bool
	Disabled bool
	Act      func()
}

// menuMargin is the least distance of a menu to the edges of the window, in dp.
const menuMargin = 8

// menuEdges is the width that a menu needs in addition to its labels, in dp. Longer labels are cut.
const menuEdges = 96

// ShowMenu opens a menu below an object. The arrow keys, Home, End and the first letter of an item
// move in it, Enter chooses and Esc closes it. The key table is off while it is open.
func ShowMenu(below fyne.CanvasObject, keys *Keys, items []MenuItem) {
	openMenu(below, func() fyne.Position { return fyne.NewPos(0, below.Size().Height+2) }, below.Size().Width, keys, items)
}

// showMenuAt opens a menu at a position in an object.
func showMenuAt(object fyne.CanvasObject, at fyne.Position, keys *Keys, items []MenuItem) {
	openMenu(object, func() fyne.Position { return at }, 0, keys, items)
}

// menu is an open menu: Fyne's, which draws the items, under keys of ours. It covers the whole
// window; a click outside the items closes it.
type menu struct {
	focusable
	canvas fyne.Canvas
	of     fyne.CanvasObject
	at     func() fyne.Position // in the object
	least  float32              // width
	items  []MenuItem           // those that can be chosen
	now    int                  // the item that the keys came to last; -1 for none
	lines  *widget.PopUpMenu
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
	m := &menu{focusable: focusable{keys: keys}, canvas: on, of: of, at: at, least: least, now: -1, back: on.Focused()}
	lines := fyne.NewMenu("")
	words := theme.TextSize() // as Fyne writes menus
	for _, item := range items {
		if item.Label == "" {
			lines.Items = append(lines.Items, fyne.NewMenuItemSeparator())
			continue
		}
		label := cut(run{text: item.Label, size: words}, on.Size().Width-currentLook().dp(menuEdges))
		line := fyne.NewMenuItem(label, item.Act)
		line.Checked, line.Disabled = item.Checked, item.Disabled
		lines.Items = append(lines.Items, line)
		m.items = append(m.items, item)
	}
	m.lines = widget.NewPopUpMenu(lines, on)
	m.lines.OnDismiss = m.close
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
		m.goTo(min(m.now+1, len(m.items)-1))
	case fyne.KeyUp:
		if m.now < 0 {
			m.now = len(m.items)
		}
		m.goTo(max(m.now-1, 0))
	case fyne.KeyHome:
		m.goTo(0)
	case fyne.KeyEnd, fyne.KeyPageDown:
		m.goTo(len(m.items) - 1)
	case fyne.KeyEnter, fyne.KeyReturn, fyne.KeySpace:
		if m.keys.firstPress(ev) { // the key that opened the menu may be held down
			m.lines.TriggerLast()
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

// goTo moves to an item. Fyne moves only from one to the next.
func (m *menu) goTo(index int) {
	m.lines.DeactivateChild()
	for range index + 1 {
		m.lines.ActivateNext()
	}
	m.now = index
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
func (m *menu) CreateRenderer() fyne.WidgetRenderer { return &menuRenderer{m} }

type menuRenderer struct{ menu *menu }

func (r *menuRenderer) MinSize() fyne.Size { return fyne.Size{} }

// Layout places the items at their object, within the window.
func (r *menuRenderer) Layout(window fyne.Size) {
	m := r.menu
	size, margin := m.lines.MinSize(), currentLook().dp(menuMargin)
	size.Width = min(max(size.Width, m.least), window.Width)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(m.of).Add(m.at())
	x := max(min(at.X, window.Width-margin-size.Width), 0)
	y := max(min(at.Y, window.Height-margin-size.Height), 0)
	m.lines.Move(fyne.NewPos(x, y))
	m.lines.Resize(size)
}

func (r *menuRenderer) Refresh() {
	m := r.menu
	m.lines.Refresh()
	r.Layout(m.Size())
	repaint(m)
}

func (r *menuRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.menu.lines} }

func (r *menuRenderer) Destroy() {}
