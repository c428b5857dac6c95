package ui

import "fyne.io/fyne/v2"

// yielding is what a card of a presentation leaves out where there isn't room for everything: from
// the back of the room nobody scrolls, and the type never gets smaller. What scrolls in the end is
// what can't be left out.
type yielding struct {
	card    fyne.CanvasObject
	columns []*fyne.Container // on the card, the innermost first
	fit     *fit              // that scrolls them
	parts   []part            // what goes first stands first
	decided fyne.Size         // the place it was decided for
}

// part is something that can be left out, or make way for something shorter.
type part struct {
	object  fyne.CanvasObject
	shorter fyne.CanvasObject // nil: nothing stands in its place
}

func (p part) leaveOut(out bool) {
	show(p.object, !out)
	if p.shorter != nil {
		show(p.shorter, out)
	}
}

// note takes what may be left out of what the card shows now. Call it after each drawing.
func (y *yielding) note(parts ...part) {
	y.parts, y.decided = nil, fyne.Size{}
	for _, p := range parts {
		if p.object.Visible() {
			y.parts = append(y.parts, p)
		}
	}
}

// into leaves out what has no room in a place, and returns the height of the rest. That can be more
// than the place has.
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
	for i := gone - 2; i >= 0; i-- { // something larger went after it: perhaps there is room for it again
		y.parts[i].leaveOut(false)
		if y.wants(width) > height {
			y.parts[i].leaveOut(true)
		}
	}
	settle(y.columns...)
	y.fit.settle()
}

// wants is the height of what isn't left out.
func (y *yielding) wants(width float32) float32 {
	heightFor(y.card, width)
	settle(y.columns...)
	return y.card.MinSize().Height
}
