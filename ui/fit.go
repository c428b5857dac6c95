package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/kit"
)

// A scroll cuts off what lies at its edge. It is a little larger than its place, so that focus
// rings and borders are whole and the scroll bar is next to the content and not on it. In dp.
const (
	spill     = 4  // above and below
	spillSide = 10 // at the left, where rings reach further
	scrollBar = 12
)

// rounding is by how much a height that was added up differs from the same height taken apart.
const rounding = 0.1

// fit shows its content in full where there is room for it, and scrolls it where there isn't. What
// fits isn't put into the scroll, in which no screen reader finds it.
type fit struct {
	content fyne.CanvasObject
	spilled *fyne.Container // the content in its place, here or in the scroll
	scroll  *container.Scroll
	root    *fyne.Container
}

func newFit(content fyne.CanvasObject) *fit {
	f := &fit{content: content, spilled: container.New(spilled{}, content)}
	f.scroll = container.NewVScroll(f.spilled)
	f.root = container.New(f, f.scroll)
	return f
}

// MinSize is the size of the content. The parent may give it less.
func (f *fit) MinSize([]fyne.CanvasObject) fyne.Size {
	return f.content.MinSize()
}

func (f *fit) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	f.scroll.Resize(size.AddWidthHeight(kit.Dp(spillSide+scrollBar), kit.Dp(2*spill)))
	f.scroll.Move(fyne.NewPos(-kit.Dp(spillSide), -kit.Dp(spill)))
	f.settle()
}

// settle gives the content its current height, in the scroll or without it.
func (f *fit) settle() {
	outer := f.scroll.Size()
	inner := outer.SubtractWidthHeight(kit.Dp(spillSide+scrollBar), kit.Dp(2*spill))
	if inner.Width <= 0 {
		return
	}
	want, was := heightFor(f.content, inner.Width), f.root.Objects[0]
	if want <= inner.Height+rounding {
		f.scroll.Offset = fyne.Position{}
		place(f.spilled, -kit.Dp(spillSide), -kit.Dp(spill), outer.Width, outer.Height)
		f.root.Objects[0] = f.spilled
	} else {
		f.root.Objects[0] = f.scroll
		if was != f.root.Objects[0] || f.content.Size().Height != want {
			f.scroll.Refresh()
		}
	}
	if was != f.root.Objects[0] {
		f.root.Refresh()
	}
}

// scrolls reports whether the content is in the scroll.
func (f *fit) scrolls() bool { return f.root.Objects[0] == fyne.CanvasObject(f.scroll) }

// to scrolls to a height of the content, where it scrolls.
func (f *fit) to(y float32) {
	if f.scrolls() {
		f.scroll.ScrollToOffset(fyne.NewPos(0, y))
	}
}

// spilled insets the content to its place in the scroll.
type spilled struct{}

func (spilled) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		place(o, kit.Dp(spillSide), kit.Dp(spill), max(size.Width-kit.Dp(spillSide+scrollBar), 0), max(size.Height-kit.Dp(2*spill), 0))
	}
}

func (spilled) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least := fyne.Size{}
	for _, o := range objects {
		least = least.Max(o.MinSize())
	}
	return least.AddWidthHeight(kit.Dp(spillSide+scrollBar), kit.Dp(2*spill))
}
