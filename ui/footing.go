package ui

import "fyne.io/fyne/v2"

// footing gives what stays below the form its margins, which depend on where that is.
type footing struct{ form *form }

func (f *footing) margins() (top, side, bottom float32) {
	switch f.form.mode {
	case modeNarrow:
		if f.form.tiny {
			return dp(4), dp(12), dp(4)
		}
		return dp(10), dp(12), dp(10)
	case modeLow:
		return 0, 0, 0
	}
	return dp(12), dp(20), dp(20)
}

func (f *footing) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	top, side, bottom := f.margins()
	for _, o := range objects {
		place(o, side, top, max(size.Width-2*side, 0), max(size.Height-top-bottom, 0))
	}
}

func (f *footing) MinSize(objects []fyne.CanvasObject) fyne.Size {
	top, side, bottom := f.margins()
	least := fyne.Size{}
	for _, o := range objects {
		least = least.Max(o.MinSize())
	}
	return least.AddWidthHeight(2*side, top+bottom)
}
