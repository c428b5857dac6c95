package kit

import "fyne.io/fyne/v2"

// trailing puts objects next to each other at the right, on as many lines as they need.
type trailing struct {
	gap  float32
	high float32 // of the lines that were laid out last
}

func (t *trailing) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	gap, y := currentLook().dp(t.gap), float32(0)
	for len(objects) > 0 {
		taken, width, high := t.line(objects, gap, size.Width)
		x := size.Width - width
		for _, o := range objects[:taken] {
			if o.Visible() {
				own := o.MinSize()
				place(o, x, y, min(own.Width, size.Width), own.Height)
				x += own.Width + gap
			}
		}
		objects, y = objects[taken:], y+high+gap
	}
	t.high = max(y-gap, 0)
}

// line returns how many objects fit on a line, and its size.
func (t *trailing) line(objects []fyne.CanvasObject, gap, room float32) (taken int, width, high float32) {
	for _, o := range objects {
		if !o.Visible() {
			taken++
			continue
		}
		own := o.MinSize()
		next := width + own.Width
		if width > 0 {
			next += gap
		}
		if width > 0 && next > room {
			return taken, width, high
		}
		taken, width, high = taken+1, next, max(high, own.Height)
	}
	return taken, width, high
}

func (t *trailing) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least := fyne.Size{}
	for _, o := range objects {
		if o.Visible() {
			least = least.Max(o.MinSize())
		}
	}
	return fyne.NewSize(least.Width, max(least.Height, t.high))
}
