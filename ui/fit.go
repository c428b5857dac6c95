package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// A scroll cuts off what lies at its edge. It is a little larger than its place, so that focus
// rings and borders are whole and the scroll bar is next to the content and not on it.
const (
	spill     = 4
	scrollBar = 12
)

// fit shows its content in full where there is room for it, and scrolls it where there isn't.
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

// MinSize is the size of the content. The parent may give it less.
func (f *fit) MinSize([]fyne.CanvasObject) fyne.Size {
	return f.content.MinSize()
}

func (f *fit) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	f.scroll.Resize(size.AddWidthHeight(spill+scrollBar, 2*spill))
	f.scroll.Move(fyne.NewPos(-spill, -spill))
}

// settle gives the content its current height.
func (f *fit) settle() {
	inner := f.scroll.Size().SubtractWidthHeight(spill+scrollBar, 2*spill)
	if inner.Width <= 0 {
		return
	}
	if want := max(heightFor(f.content, inner.Width), inner.Height); f.content.Size().Height != want {
		f.scroll.Refresh()
	}
}

// spilled insets the content to its place in the scroll. The edges are the same in a presentation,
// as its scroll bars are.
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
