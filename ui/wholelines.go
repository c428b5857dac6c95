package ui

import "fyne.io/fyne/v2"

// wholeLines gives a list the height of whole lines. Otherwise a list scrolled to its end would
// begin with half a line.
type wholeLines struct{ whole func(height float32) float32 }

func (l wholeLines) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, size.Width, min(l.whole(size.Height), size.Height))
}

func (l wholeLines) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }
