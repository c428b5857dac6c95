package ui

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/kit"
)

// The presentation is designed at 1280 × 800. A larger screen enlarges everything; a smaller one
// keeps the size of the type and narrows the margins, and only below their least the type gets
// smaller, too: such a screen has many pixels for each unit.
const (
	bigWidth, bigHeight = 1280, 800
	// at which the margins are the least
	bigLeastWidth, bigLeastHeight = 1000, 560
	// below which it is narrower than any screen
	bigNarrow = 860
	// the margins, and the gap between status and phone: as designed, and on the smallest screen
	bigSide, bigLeast = 64, 24
	bigTop            = 48
	bigPhoneWidth     = 336
	bigPhoneLeast     = 300
	bigPhoneHeight    = 640
	// the smallest type as designed, and how many lines of it may at most fill the height
	bigSmallest, bigSmallestIn = 20.8, 45
	enlargementStep            = 0.125
)

// enlargement returns the factor by which a screen of this size enlarges the design; it is below 1
// where narrower margins aren't enough. It goes in steps, so that a window being resized isn't
// redrawn for each pixel.
func enlargement(size fyne.Size) float32 {
	k := max(min(size.Width/bigWidth, size.Height/bigHeight), 1)
	most := min(size.Width/bigLeastWidth, size.Height/bigLeastHeight, 3)
	k = stepped(max(min(k, most), leastEnlargement(size)))
	if larger := k + enlargementStep; k*bigSmallest < size.Height/bigSmallestIn && larger <= most {
		return larger // a screen that isn't wide: the margins get narrower
	}
	return k
}

// stepped rounds a factor down to a step.
func stepped(k float32) float32 {
	return float32(math.Floor(float64(k/enlargementStep))) * enlargementStep
}

// leastEnlargement makes texts about as large as those of the window, and smaller where the window
// is narrower than any screen: what is cut off can't be read at all.
func leastEnlargement(size fyne.Size) float32 {
	if size.Width < bigNarrow {
		return 0.5
	}
	return 0.75
}

// enlarged is the theme of a presentation on a screen larger than the design, or much smaller.
type enlarged struct {
	*kit.Theme
	by float32
}

// Size returns the size of a name, in dp.
func (e enlarged) Size(name fyne.ThemeSizeName) float32 { return e.Theme.Size(name) * e.by }

// bigLayout lays out a presentation.
type bigLayout struct{ p *presentation }

func (l *bigLayout) container() *fyne.Container {
	p := l.p
	return container.New(l, p.request.root, p.status.root, p.phone.root, p.code.root, p.sheet.root, p.offer.root, p.caption.root, p.foot.root)
}

// MinSize is the minimum of the window in any mode: what doesn't fit is left out or scrolls.
func (l *bigLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return leastSize()
}

// Layout is for Fyne.
func (l *bigLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	p := l.p
	p.w.enlarge(size)
	k := p.w.enlarged
	roomy := between(bigLeastWidth, size.Width, bigWidth)
	side := (bigLeast + (bigSide-bigLeast)*roomy) * k
	left, right := side, size.Width-side
	top := (bigLeast + (bigTop-bigLeast)*between(bigLeastHeight, size.Height, bigHeight)) * k

	foot := heightFor(p.foot.root, right-left)
	bottom := size.Height - foot - 8*k
	place(p.foot.root, left, bottom, right-left, foot)
	bottom -= 12 * k
	for _, line := range []fyne.CanvasObject{p.offer.root, p.caption.root} {
		if line.Visible() {
			height := heightFor(line, right-left)
			bottom -= height
			place(line, left, bottom, right-left, height)
			bottom -= 16 * k
		}
	}

	place(p.request.root, left, top, right-left, min(p.request.yields.into(right-left, bottom-top), bottom-top))
	place(p.code.root, left, top, right-left, bottom-top)
	width := right - left
	if p.phone.root.Visible() {
		phone := (bigPhoneLeast + (bigPhoneWidth-bigPhoneLeast)*roomy) * k
		height := min(bigPhoneHeight*k, bottom-top)
		p.phone.yields.into(phone, height)
		place(p.phone.root, right-phone, top, phone, height)
		width -= phone + side
	}
	place(p.status.root, left, top, width, min(p.status.yields.into(width, bottom-top), bottom-top))
	place(p.sheet.root, left, top, width, bottom-top)
	kit.PlaceUnfolded(p.w.window.Canvas())
}

// between returns where a size lies between the least and the designed one, from 0 to 1.
func between(least, size, picture float32) float32 {
	return min(max((size-least)/(picture-least), 0), 1)
}

// place moves and resizes an object.
func place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(width, height))
}

// enlarge adapts the theme to the size of the screen. It changes the theme after the layout, not
// during it.
func (w *Window) enlarge(size fyne.Size) {
	if w.presented == nil || enlargement(size) == w.enlarged {
		return
	}
	w.enlarged = enlargement(size)
	w.do(func() {
		if w.presented == nil || w.gone.Load() {
			return
		}
		w.wear(w.drawn.Settings)
		w.presented = w.presented.again()
		w.setContent()
		w.presented.draw(&w.drawn)
	})
}
