package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// paired puts two objects next to each other: one is as wide as it likes, and the other one gets
// the rest. Where that is too little, they are below each other.
type paired struct {
	gap     float32
	least   float32 // the least rest
	fixed   int     // the index of the one that is as wide as it likes
	top     bool    // aligned at the top, and not in the middle
	stacked bool
}

// newAnswered puts a text before what can be answered to it.
func newAnswered(text, answers fyne.CanvasObject) *fyne.Container {
	return container.New(&paired{gap: 16, least: 200, fixed: 1}, text, answers)
}

func (p *paired) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	own, gap := objects[p.fixed].MinSize().Width, dp(p.gap)
	widths := [2]float32{size.Width, size.Width}
	if p.stacked = size.Width-own-gap < dp(p.least); p.stacked {
		y := heightFor(objects[0], size.Width)
		place(objects[0], 0, 0, size.Width, y)
		place(objects[1], 0, y+gap/2, size.Width, heightFor(objects[1], size.Width))
		return
	}
	widths[p.fixed], widths[1-p.fixed] = own, size.Width-own-gap
	x := float32(0)
	for i, o := range objects {
		height, y := heightFor(o, widths[i]), float32(0)
		if !p.top {
			y = (size.Height - height) / 2
		}
		place(o, x, y, widths[i], height)
		x += widths[i] + gap
	}
}

func (p *paired) MinSize(objects []fyne.CanvasObject) fyne.Size {
	one, other := objects[0].MinSize(), objects[1].MinSize()
	if p.stacked {
		return fyne.NewSize(max(one.Width, other.Width), one.Height+dp(p.gap)/2+other.Height)
	}
	return fyne.NewSize(one.Width+dp(p.gap)+other.Width, max(one.Height, other.Height))
}
