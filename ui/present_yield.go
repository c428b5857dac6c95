package ui

import "fyne.io/fyne/v2"

// yielding decides what a card of a presentation leaves out where there isn't room for everything:
// an audience can't scroll, and the type never gets smaller. Only what can't be left out scrolls in
// the end.
type yielding struct {
	card    fyne.CanvasObject
	columns []*fyne.Container // on the card, innermost first
	fit     *fit              // that scrolls them
	parts   []part            // in the order in which they are left out
	decided fyne.Size         // the size that was decided for
}

// part is an object that can be left out or replaced by a shorter one.
type part struct {
	object  fyne.CanvasObject
	shorter fyne.CanvasObject // nil if nothing replaces it
}

func (p part) leaveOut(out bool) {
	show(p.object, !out)
	if p.shorter != nil {
		show(p.shorter, out)
	}
}

// note sets which parts of the card may be left out. Call it after each drawing.
func (y *yielding) note(parts ...part) {
	y.parts, y.decided = nil, fyne.Size{}
	for _, p := range parts {
		if p.object.Visible() {
			y.parts = append(y.parts, p)
		}
	}
}

// into leaves out what doesn't fit into a size, and returns the height of the rest, which can still
// be more than height.
func (y *yielding) into(width, height float32) float32 {
	if now := fyne.NewSize(width, height); now != y.decided {
		y.decided = now
		y.decide(width, height)
	}
	return heightFor(y.card, width)
}

func (y *yielding) decide(width, height float32) {
	for _, p := range y.parts {
		p.leaveOut(false)
	}
	gone := 0
	for ; gone < len(y.parts) && y.wants(width) > height; gone++ {
		y.parts[gone].leaveOut(true)
	}
	for i := gone - 2; i >= 0; i-- { // a larger part was left out after it, so it may fit again
		y.parts[i].leaveOut(false)
		if y.wants(width) > height {
			y.parts[i].leaveOut(true)
		}
	}
	settle(y.columns...)
	y.fit.settle()
}

// wants returns the height of what isn't left out.
func (y *yielding) wants(width float32) float32 {
	heightFor(y.card, width)
	settle(y.columns...)
	return y.card.MinSize().Height
}
