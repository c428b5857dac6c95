package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// What lies at the edge of a scroll is cut off there. The scroll is a little larger than its place,
// so that rings and borders are whole and the scroll bar stands beside the content and not on it.
const (
	spill     = 4
	scrollBar = 12
)

// fit shows its content whole where there is room for it, and lets it scroll where there isn't.
type fit struct {
	content fyne.CanvasObject
	scroll  *container.Scroll
	root    *fyne.Container
}

func newFit(content fyne.CanvasObject) *fit {
	f := &fit{content: content, scroll: container.NewVScroll(container.New(spilled{}, content))}
	f.root = container.New(f, f.scroll)
	return f
}

// MinSize is what the content wants: whoever lays the fit out may give it less.
func (f *fit) MinSize([]fyne.CanvasObject) fyne.Size {
	return f.content.MinSize()
}

func (f *fit) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	f.scroll.Resize(size.AddWidthHeight(spill+scrollBar, 2*spill))
	f.scroll.Move(fyne.NewPos(-spill, -spill))
}

// settle gives the content the height that it wants now.
func (f *fit) settle() {
	inner := f.scroll.Size().SubtractWidthHeight(spill+scrollBar, 2*spill)
	if inner.Width <= 0 {
		return
	}
	if want := max(heightFor(f.content, inner.Width), inner.Height); f.content.Size().Height != want {
		f.scroll.Refresh()
	}
}

// spilled gives the content its place in the scroll again. The edges are the same on a big screen,
// whose scroll bars are too.
type spilled struct{}

func (spilled) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		place(o, spill, spill, max(size.Width-spill-scrollBar, 0), max(size.Height-2*spill, 0))
	}
}

func (spilled) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least := fyne.Size{}
	for _, o := range objects {
		least = least.Max(o.MinSize())
	}
	return least.AddWidthHeight(spill+scrollBar, 2*spill)
}
