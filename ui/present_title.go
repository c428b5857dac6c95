package ui

import "fyne.io/fyne/v2"

// titled puts the badge before the word or, where there isn't room for both next to the button,
// above it.
type titled struct {
	w     *Window
	above bool
}

func (t *titled) gap() float32 { return 8 * t.w.enlarged }

func (t *titled) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	badge, word := objects[0].MinSize(), objects[1].MinSize()
	if t.above = badge.Width+t.gap()+word.Width > size.Width; t.above {
		place(objects[0], 0, 0, badge.Width, badge.Height)
		place(objects[1], 0, badge.Height, word.Width, word.Height)
		return
	}
	place(objects[0], 0, (size.Height-badge.Height)/2, badge.Width, badge.Height)
	place(objects[1], badge.Width+t.gap(), (size.Height-word.Height)/2, word.Width, word.Height)
}

func (t *titled) MinSize(objects []fyne.CanvasObject) fyne.Size {
	badge, word := objects[0].MinSize(), objects[1].MinSize()
	if t.above {
		return fyne.NewSize(max(badge.Width, word.Width), badge.Height+word.Height)
	}
	return fyne.NewSize(word.Width, max(badge.Height, word.Height))
}
