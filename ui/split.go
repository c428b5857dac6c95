package ui

import "ringback/ui/kit"

// split is where the border of the status and the tabs is, where one is above the other. The status
// has at least the height that it has as designed: what its content needs, as far as the tabs leave
// it. The user can give it more, down to the tabs' own least.
type split struct {
	share       func() float32 // the status's share of both, as the user chose it; 0 for none
	choose      func(float32)  // keeps another one
	lay         func()         // lays the window out again
	leastOfTabs func() float32 // the height that the tabs keep at least
	room        float32        // the height of both, at the last layout
	height      float32        // … and of the status
	least, most float32        // … and what it could have been
}

var _ kit.Split = (*split)(nil)

// divide returns the height that the status has of the room for both.
func (f *frame) divide(width, room float32) float32 {
	s := &f.split
	s.room = room
	s.least = min(heightFor(f.status, width), max(room-f.least(), min(room-f.core(), f.urgent())))
	s.most = max(s.least, room-s.leastOfTabs())
	s.height = min(max(s.share()*room, s.least), s.most)
	f.showSplitter()
	return s.height
}

// showSplitter shows the splitter where it can be moved.
func (f *frame) showSplitter() {
	above := f.turned.mode == modeUsual || f.turned.mode == modeWide
	show(f.splitter, above && f.status.Visible() && f.split.most > f.split.least)
}

// At returns the height of the status.
func (s *split) At() float32 { return s.height }

// MoveTo gives the status a height, within what both allow. As little as it can have is no choice:
// then it has that in each state.
func (s *split) MoveTo(height float32) {
	height = min(height, s.most)
	if s.room <= 0 || height <= s.least {
		s.Reset()
		return
	}
	s.choose(height / s.room)
	s.lay()
}

// Reset gives the status the height that it has as designed.
func (s *split) Reset() {
	s.choose(0)
	s.lay()
}
