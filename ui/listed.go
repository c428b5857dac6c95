package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"ringback/ui/kit"
)

// Sizes of a dialog with a long text, in dp.
const (
	listedWidest = 760
	listedMargin = 48 // left and right of it, together
	listedLeast  = 4  // lines that a low window shows
	listedLetter = 8  // how wide a letter is; most licences have long lines in capitals
)

// listed is a dialog with a long text, in lines that one can scroll through.
type listed struct {
	heading   string
	above     []fyne.CanvasObject
	chrome    float32 // height of all but the lines, in dp
	most      int     // lines at once
	rows      func(letters int) []kit.Row
	copied    func() string // what the button "Copy" copies; nil: there is none
	further   []leading     // more buttons
	dismissed func()
}

// leading is a button that closes the dialog and opens something else.
type leading struct {
	label, key string
	act        func()
}

// width returns how wide the dialog is in the window as it is, in dp.
func (listed) width(w *Window) float32 { return min(w.sizeInDp().Width-listedMargin, listedWidest) }

// showListed shows the dialog.
func (w *Window) showListed(l listed) *kit.Dialog {
	say := w.words
	dialog := kit.NewDialog(w.window.Canvas(), w.keys, l.width(w), l.heading)
	list := kit.NewRows(dialog.Keys(), nil)
	broken := 0 // into lines of so many letters
	w.layListed = func() {
		if letters := int(l.width(w)-listedMargin) / listedLetter; letters != broken {
			broken = letters
			list.Set(l.rows(letters))
		}
		height := min(max(dp(w.sizeInDp().Height-l.chrome), list.Height(listedLeast)), list.Height(l.most))
		dialog.SetContent(append(slices.Clone(l.above), kit.NewLeast(0, inDp(list.Whole(height)), list))...)
	}
	w.layListed()
	closing := kit.NewButton(dialog.Keys(), say.get("button.close"), say.get("key.cancel"), kit.Quiet, dialog.Dismiss)
	var buttons []*kit.Button
	for _, b := range l.further {
		buttons = append(buttons, kit.NewButton(dialog.Keys(), b.label, b.key, kit.Quiet, func() {
			dialog.Dismiss()
			b.act()
		}))
	}
	if l.copied != nil {
		buttons = append(buttons, newPlainCopyButton(w, dialog.Keys(), say.get("button.copy"), kit.Quiet, l.copied))
	}
	dialog.SetButtons(append(buttons, closing)...)
	dialog.OnDismissed(func() {
		w.layListed = nil
		l.dismissed()
	})
	dialog.Show()
	w.focus(closing)
	return dialog
}
