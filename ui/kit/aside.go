package kit

import "fyne.io/fyne/v2"

// SetAside takes the focus from what a dialog is about to cover. Fyne leaves it there: its ring and
// its caret would be seen behind the dialog, as if keys went there. Until the returned function
// gives the focus back, widgets of this table that are given the focus don't show it.
func (k *Keys) SetAside(c fyne.Canvas) (giveBack func()) {
	focused := c.Focused()
	k.cover(1)
	if focused != nil {
		c.Unfocus()
	}
	return func() {
		k.cover(-1)
		if now := c.Focused(); now != nil { // it was given to something behind the dialog
			now.FocusGained()
			return
		}
		object, ok := focused.(fyne.CanvasObject)
		if ok && fyne.CurrentApp().Driver().CanvasForObject(object) == c {
			c.Focus(focused)
		}
	}
}

func (k *Keys) cover(by int) {
	if k != nil {
		k.covered += by
	}
}

// behind reports whether the widgets of this table are behind a dialog.
func (k *Keys) behind() bool { return k != nil && k.covered > 0 }
