package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Lines puts objects next to each other, on as many lines as they need, each in the middle of its
// line.
type Lines struct {
	Gap, Between float32 // between objects, and between lines, in dp
	Trailing     bool    // the lines end at the right
	Whole        bool    // the least width is that of one line, so that whoever has the room gives it
	// Likes is the width that the first likes, if there is room for that; nil: its least
	Likes func() float32
	high  float32 // of the lines that were laid out last
}

var _ fyne.Layout = (*Lines)(nil)

// NewLines returns a container with lines of objects.
func NewLines(lines Lines, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&lines, objects...)
}

// Layout is for Fyne.
func (l *Lines) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	look, y, high := currentLook(), float32(0), float32(0)
	gap := look.dp(l.Gap)
	for at := 0; at < len(objects); {
		taken, width := l.line(objects[at:], at == 0, gap, size.Width)
		if high > 0 {
			y += high + look.dp(l.Between)
		}
		x := float32(0)
		if l.Trailing {
			x = size.Width - width
		}
		high = 0
		for i, o := range objects[at : at+taken] {
			if o.Visible() {
				high = max(high, heightAt(o, l.own(o, at+i == 0, size.Width)))
			}
		}
		for i, o := range objects[at : at+taken] {
			if !o.Visible() {
				continue
			}
			own := l.own(o, at+i == 0, size.Width)
			height := heightAt(o, own)
			place(o, x, y+(high-height)/2, own, height)
			x += own + gap
		}
		at += taken
	}
	l.high = y + high
}

// line returns how many objects fit on a line, and its width. first says that they begin with the
// first of all.
func (l *Lines) line(objects []fyne.CanvasObject, first bool, gap, room float32) (taken int, width float32) {
	for i, o := range objects {
		if !o.Visible() {
			taken++
			continue
		}
		next := width + l.width(o, first && i == 0)
		if width > 0 {
			next += gap
		}
		if width > 0 && next > room {
			return taken, width
		}
		taken, width = taken+1, next
	}
	return taken, width
}

// own returns the width that an object gets.
func (l *Lines) own(o fyne.CanvasObject, first bool, room float32) float32 {
	return min(l.width(o, first), room)
}

func (l *Lines) width(o fyne.CanvasObject, first bool) float32 {
	if first && l.Likes != nil {
		return max(l.Likes(), o.MinSize().Width)
	}
	return o.MinSize().Width
}

// MinSize is for Fyne.
func (l *Lines) MinSize(objects []fyne.CanvasObject) fyne.Size {
	gap, least, line := currentLook().dp(l.Gap), fyne.Size{}, float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		own := o.MinSize()
		if line > 0 {
			line += gap
		}
		line += own.Width
		least = least.Max(own)
	}
	if l.Whole {
		least.Width = line
	}
	return fyne.NewSize(least.Width, max(least.Height, l.high))
}
