package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// dialogPadding is the padding of a dialog, and ringRoom the part of it that focus rings may use,
// in dp.
const (
	dialogPadding = 20
	ringRoom      = 8
)

// Dialog shows a question or information above the window. Content too high for the window scrolls.
// In a window that is hardly wider it takes the whole window.
//
// While the dialog is open the window's key table is off and the dialog's own is used; Esc closes
// it.
type Dialog struct {
	canvas  fyne.Canvas
	desk    *Keys
	keys    *Keys
	lent    bool
	aside   func() // gives the focus back to what is below
	title   *Text
	content *fyne.Container
	roomy   *fyne.Container   // the content with room for rings
	scroll  *container.Scroll // holds it where it doesn't fit
	stage   *fyne.Container   // holds the one or the other
	buttons *fyne.Container
	panel   *fyne.Container
	overlay *fyne.Container // the panel above the window
	width   float32         // that it would have
	whole   bool            // it takes the whole window
	sized   fyne.Size       // of the window that it was measured for
	unit    float32         // … and one dp then
	wide    least           // the width that it has
	high    least           // the least height of the content
	spare   float32         // what the window has beyond the content
	closed  func()
	kept    fyne.CanvasObject // what was last scrolled into view, because it has the focus,
	keptAt  float32           // and the scroll offset then
}

// NewDialog returns a closed dialog with a width in dp. Create the widgets in it with
// [Dialog.Keys].
func NewDialog(c fyne.Canvas, desk *Keys, width float32, title string) *Dialog {
	d := &Dialog{canvas: c, desk: desk, width: width}
	d.keys = NewKeys()
	d.keys.Bind(fyne.KeyEscape, 0, d.Dismiss)
	d.keys.turned = d.Turn // a list of keys has nothing else that could have the focus
	d.title = NewHeading(title)
	d.content = NewColumn(12)
	d.buttons = NewLines(Lines{Gap: 8, Between: 8, Trailing: true})
	// A scroll cuts off its content at the edges, and focus rings extend a little beyond widgets,
	// so they get room inside.
	d.roomy = NewInset(0, ringRoom, 0, ringRoom, d.content)
	d.scroll = container.NewVScroll(d.roomy)
	d.stage = container.New(&d.high, d.scroll)
	side := float32(dialogPadding - ringRoom)
	body := NewInset(dialogPadding, side, dialogPadding, side, NewColumn(16,
		NewInset(0, ringRoom, 0, ringRoom, d.title), d.stage, NewInset(0, ringRoom, 0, ringRoom, d.buttons)))
	d.panel = container.New(&d.wide, newPanelGround(d), body)
	d.overlay = container.New(overlaid{d}, newShade(), NewGround(c, fyne.Do, nil), d.panel)
	return d
}

// Keys returns the key table for the widgets in the dialog. Esc is bound to Dismiss; bind more as
// needed.
func (d *Dialog) Keys() *Keys { return d.keys }

// SetTitle changes the title.
func (d *Dialog) SetTitle(title string) { d.title.Set(title) }

// SetContent changes the objects between title and buttons, one below the other.
func (d *Dialog) SetContent(objects ...fyne.CanvasObject) {
	d.content.Objects = objects
	d.fit()
}

// SetButtons changes the buttons, from left to right. The most likely one comes last. New ones take
// no click that was meant for what was there before; see [Button.Asks].
func (d *Dialog) SetButtons(buttons ...*Button) {
	before := d.buttons.Objects
	d.buttons.Objects = nil
	for _, b := range buttons {
		if !slices.Contains(before, fyne.CanvasObject(b)) {
			b.Asks()
		}
		d.buttons.Add(b)
	}
	d.fit()
}

// OnDismissed sets a function that is called when the user closes the dialog, with Esc or by
// [Dialog.Dismiss], and not for Hide.
func (d *Dialog) OnDismissed(closed func()) { d.closed = closed }

// Show opens the dialog. Give the focus to one of its widgets afterwards.
func (d *Dialog) Show() {
	if d.lent {
		return
	}
	d.fit()
	d.lent = true
	for _, o := range d.buttons.Objects {
		if b, ok := o.(*Button); ok {
			b.Asks()
		}
	}
	d.desk.lend(d.keys)
	d.aside = d.desk.SetAside(d.canvas)
	d.keys.onFocus(d.reveal)
	d.canvas.Overlays().Add(d.overlay)
	d.fit()
}

// Shown reports whether the dialog is open.
func (d *Dialog) Shown() bool { return d.lent }

// Hide closes the dialog and restores the focus.
func (d *Dialog) Hide() {
	if !d.lent {
		return
	}
	d.lent = false
	d.takeOff()
	d.desk.takeBack(d.keys)
	d.aside()
}

// takeOff removes the dialog from the window, with its menus and the questions that it asks. Fyne
// would take away every other dialog above it, too: one that nobody sees would have the keys.
func (d *Dialog) takeOff() {
	overlays := d.canvas.Overlays()
	all := overlays.List()
	at := slices.Index(all, fyne.CanvasObject(d.overlay))
	if at < 0 {
		return
	}
	above, focused := slices.Clone(all[at+1:]), d.canvas.Focused()
	overlays.Remove(d.overlay)
	other := slices.IndexFunc(above, d.isBeside)
	if other < 0 {
		return
	}
	for _, o := range above[other:] {
		overlays.Add(o)
	}
	if focused != nil {
		d.canvas.Focus(focused)
	}
}

// isBeside reports whether what is above the window is another dialog of it, and not of this one.
func (d *Dialog) isBeside(o fyne.CanvasObject) bool {
	c, ok := o.(*fyne.Container)
	if !ok {
		return false
	}
	of, ok := c.Layout.(overlaid)
	return ok && of.d.desk == d.desk
}

// Dismiss closes the dialog on behalf of the user.
func (d *Dialog) Dismiss() {
	if !d.lent {
		return
	}
	d.Hide()
	if d.closed != nil {
		d.closed()
	}
}

// Refresh lays out the dialog again after its content has changed.
func (d *Dialog) Refresh() { d.fit() }

// ScrollToTop shows the beginning of the content.
func (d *Dialog) ScrollToTop() {
	if d.scrolls() {
		d.scroll.ScrollToTop()
	}
}

// Turn scrolls the content by pages, where it scrolls; see [ScrollPages].
func (d *Dialog) Turn(pages float32) {
	if d.scrolls() {
		ScrollPages(d.scroll, pages)
	}
}

// reveal scrolls to the focused widget, so that users who move through a long dialog with the Tab
// key see where they are. Of a field they see its caption and its problem, too.
func (d *Dialog) reveal() {
	focused, ok := d.canvas.Focused().(fyne.CanvasObject)
	if !ok || !d.scrolls() || slices.Contains(d.buttons.Objects, focused) {
		return
	}
	whole := fieldAround(d.content, focused)
	if whole.Size().Height > d.scroll.Size().Height { // in the lowest windows it is seen alone
		whole = focused
	}
	top := TopIn(d.scroll, whole)
	bottom, room := top+whole.Size().Height, currentLook().dp(2*ringRoom)
	offset := d.scroll.Offset.Y
	switch height := d.scroll.Size().Height; {
	case bottom-top > height: // a list, which scrolls by itself
		if middle := offset + height/2; middle >= top && middle <= bottom {
			return
		}
		offset = min(top, d.scroll.Content.MinSize().Height-height)
	case top-room < offset:
		offset = max(top-room, 0)
	case bottom+room > offset+height:
		offset = min(bottom+room, d.scroll.Content.MinSize().Height) - height
	}
	if offset != d.scroll.Offset.Y {
		d.scroll.ScrollToOffset(fyne.NewPos(0, max(offset, 0)))
	}
	d.kept, d.keptAt = focused, d.scroll.Offset.Y
}

// keep keeps the focused widget in view when the content grows, unless the user has scrolled away
// from it.
func (d *Dialog) keep() {
	if focused, ok := d.canvas.Focused().(fyne.CanvasObject); ok && d.scrolls() && focused == d.kept && d.scroll.Offset.Y == d.keptAt {
		d.reveal()
	}
}

// fit lays out the dialog with the height that its texts need at its width.
func (d *Dialog) fit() {
	d.sized = fyne.Size{}
	d.measure(d.canvas.Size())
	d.overlay.Refresh()
	d.keep()
}

// wholeUnder is the width of a window that every dialog fills, in dp.
const wholeUnder = 600

// measure gives the dialog its size in a window, unless it has it. What fits isn't put into a
// scroll, in which no screen reader finds it.
func (d *Dialog) measure(window fyne.Size) {
	l := currentLook()
	if window == d.sized && l.dp(1) == d.unit {
		return
	}
	d.sized, d.unit = window, l.dp(1)
	width, around := l.dp(d.width), l.dp(2*dialogPadding)
	d.whole = window.Width > 0 && (width+around > window.Width || window.Width < l.dp(wholeUnder))
	if d.whole {
		width, around = window.Width, 0
	}
	d.wide.width, d.high.height = width/l.dp(1), 0
	inner := heightAt(d.content, width-2*l.dp(dialogPadding))
	d.scroll.SetMinSize(fyne.NewSize(0, 0))
	d.stage.Objects = []fyne.CanvasObject{d.scroll}
	frame := heightAt(d.panel, width) - d.scroll.MinSize().Height
	room := window.Height - frame - around
	if window.Height > 0 { // it isn't until the dialog is shown
		d.spare = room - inner
	}
	if window.Height > 0 && inner > room {
		d.scroll.SetMinSize(fyne.NewSize(0, max(room, l.dp(80))))
		return
	}
	d.scroll.Offset = fyne.Position{}
	d.stage.Objects = []fyne.CanvasObject{d.roomy}
	if d.whole {
		d.high.height = room / l.dp(1)
	}
}

// Spare returns how much more height the window has than the dialog needs; it is negative where the
// content scrolls.
func (d *Dialog) Spare() float32 { return d.spare }

// scrolls reports whether the content is too high for the window.
func (d *Dialog) scrolls() bool { return d.stage.Objects[0] == fyne.CanvasObject(d.scroll) }
