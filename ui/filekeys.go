package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"ringback/ui/kit"
)

// fileKeys are the keys of Fyne's file dialog: Esc closes it, Enter does what the button says that
// has the focus, or else the main one, and what works everywhere works in it. Fyne's widgets would
// swallow them, so each has a relay.
type fileKeys struct {
	canvas  fyne.Canvas
	keys    *kit.Keys
	ask     *dialog.FileDialog
	overlay fyne.CanvasObject // the dialog
	name    *kit.Entry        // nil where a file is opened
	main    *widget.Button
	relayed map[fyne.CanvasObject]bool
}

// newFileKeys makes the keys of the dialog that has just opened on a canvas.
func newFileKeys(c fyne.Canvas, keys *kit.Keys, ask *dialog.FileDialog) *fileKeys {
	return &fileKeys{canvas: c, keys: keys, ask: ask, overlay: c.Overlays().Top(), relayed: make(map[fyne.CanvasObject]bool)}
}

func (f *fileKeys) bind() {
	f.keys.Bind(fyne.KeyEscape, 0, f.escape)
	f.keys.Bind(fyne.KeyReturn, 0, f.enter)
	f.takeName()
	f.relay()
	if f.name != nil {
		f.canvas.Focus(f.name)
	}
}

// escape closes the topmost dialog: the file dialog, or the question that it asks.
func (f *fileKeys) escape() {
	top := f.canvas.Overlays().Top()
	if top == f.overlay {
		f.ask.Dismiss()
		return
	}
	asked := true
	eachIn(top, func(o fyne.CanvasObject) { // the first button is the one that does nothing
		if button, ok := o.(*widget.Button); ok && asked {
			asked = false
			button.Tapped(nil)
		}
	})
}

// enter presses the button that has the focus or, elsewhere, the main one. A question that lies
// above is answered with the mouse, or with Tab and the blank.
func (f *fileKeys) enter() {
	if relay, ok := f.canvas.Focused().(*kit.Relay); ok {
		if button, ok := relay.To().(*widget.Button); ok {
			button.Tapped(nil)
			return
		}
	}
	if f.canvas.Overlays().Top() == f.overlay && f.main != nil && !f.main.Disabled() {
		f.main.Tapped(nil)
	}
}

// takeName puts a field of ours in the place of Fyne's for the name of a file, and keeps both the
// same.
func (f *fileKeys) takeName() {
	eachIn(f.overlay, func(o fyne.CanvasObject) {
		scroll, ok := o.(*container.Scroll)
		if !ok {
			return
		}
		fynes, ok := scroll.Content.(*widget.Entry)
		if !ok {
			return
		}
		changed := fynes.OnChanged
		f.name = kit.NewEntry(f.keys, kit.EntryOptions{}, fynes.SetText)
		f.name.SetPlaceHolder(fynes.PlaceHolder)
		f.name.Set(fynes.Text)
		fynes.OnChanged = func(text string) {
			changed(text)
			if f.name.Text != text {
				f.name.Set(text)
			}
		}
		scroll.Content = f.name
		scroll.Refresh()
	})
}

// relay gives each list and button that has none a relay.
func (f *fileKeys) relay() {
	eachIn(f.overlay, func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *container.Split:
			o.Leading = f.relayOf(o.Leading)
		case *fyne.Container:
			for i := range o.Objects {
				o.Objects[i] = f.relayOf(o.Objects[i])
			}
		}
	})
	f.overlay.Refresh()
}

// relayOf returns what takes the place of an object: itself, unless it is a list or a button.
func (f *fileKeys) relayOf(o fyne.CanvasObject) fyne.CanvasObject {
	focusable, ok := o.(fyne.Focusable)
	if !ok || f.relayed[o] {
		return o
	}
	switch o := o.(type) {
	case *widget.List:
		f.relayed[o] = true
		relay, both := kit.NewRelayed(f.keys, focusable, o)
		selected := o.OnSelected
		o.OnSelected = func(id widget.ListItemID) {
			selected(id)
			f.relay()                            // the way to a folder is other buttons
			if f.canvas.Focused() == focusable { // a click focuses the list
				f.canvas.Focus(relay)
			}
		}
		return both
	case *widget.Button:
		f.relayed[o] = true
		if o.Importance == widget.HighImportance {
			f.main = o
		}
		tapped := o.OnTapped
		o.OnTapped = func() {
			tapped()
			if f.canvas.Overlays().Top() == f.overlay {
				f.relay() // what the button may have put there
			}
		}
		_, both := kit.NewRelayed(f.keys, focusable, o)
		return both
	case *widget.GridWrap:
		f.relayed[o] = true
		_, both := kit.NewRelayed(f.keys, focusable, o)
		return both
	}
	return o
}
