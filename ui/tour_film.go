package ui

import (
	"image"
	"image/draw"
	"image/gif"
	"io"
	"time"
)

// How long a frame of a film stays: as long as it takes to read, within limits.
const (
	filmLeast = 4 * time.Second
	filmMost  = 8 * time.Second
)

// film is a moving picture of a tour, as large as its first frame. Each frame holds only what has
// changed since the one before, in colours of its own.
type film struct {
	last *image.RGBA // the whole picture that was added last; nil at first
	gif  gif.GIF
}

func (f *film) empty() bool { return f.last == nil }

// add adds a picture. Of a window that has changed its size meanwhile, what lies beyond the first
// frame is cut off, and what is missing has its ground: a film with frames larger than itself can't
// be written.
func (f *film) add(picture image.Image, reads time.Duration) {
	size := picture.Bounds()
	if f.last != nil {
		size = f.last.Bounds()
	}
	now := image.NewRGBA(size)
	draw.Draw(now, size, image.NewUniform(picture.At(size.Min.X, size.Min.Y)), image.Point{}, draw.Src)
	draw.Draw(now, picture.Bounds(), picture, picture.Bounds().Min, draw.Src)
	delay := int(min(max(reads, filmLeast), filmMost) / (10 * time.Millisecond))
	changed := now.Bounds()
	if f.last != nil {
		changed = changedIn(f.last, now)
	}
	f.last = now
	if changed.Empty() {
		f.gif.Delay[len(f.gif.Delay)-1] += delay
		return
	}
	f.gif.Image = append(f.gif.Image, fewerColors(now, changed))
	f.gif.Delay = append(f.gif.Delay, delay)
	f.gif.Disposal = append(f.gif.Disposal, gif.DisposalNone)
}

// write writes the film, which begins again when it has ended.
func (f *film) write(to io.Writer) error { return gif.EncodeAll(to, &f.gif) }

// changedIn returns the rectangle in which two pictures of one size differ.
func changedIn(before, now *image.RGBA) image.Rectangle {
	var changed image.Rectangle
	for y := now.Rect.Min.Y; y < now.Rect.Max.Y; y++ {
		first, last := -1, -1
		for x := now.Rect.Min.X; x < now.Rect.Max.X; x++ {
			if before.RGBAAt(x, y) == now.RGBAAt(x, y) {
				continue
			}
			if last = x; first < 0 {
				first = x
			}
		}
		if first >= 0 {
			changed = changed.Union(image.Rect(first, y, last+1, y+1))
		}
	}
	return changed
}
