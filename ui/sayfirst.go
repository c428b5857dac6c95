package ui

import (
	"slices"

	"fyne.io/fyne/v2"
)

// sayFirst lays out the status card. Where there isn't room for all of it, what to say on the phone
// comes right below the word and the sentence: it is needed now, and the rest can be scrolled to.
// Where little of it would be visible there either, everything stays in its place: the remaining
// time is worth more than half a line.
type sayFirst struct {
	column *fyne.Container
	say    fyne.CanvasObject
	// the order of the parts with room for all of them, and without
	roomy, full []fyne.CanvasObject
	short       bool
	always      bool // it comes first even where there is room for all
}

// newSayFirst takes a column that begins with the word and the sentence.
func newSayFirst(column *fyne.Container, say fyne.CanvasObject) *sayFirst {
	s := &sayFirst{column: column, say: say}
	s.set(column.Objects)
	return s
}

// set changes the parts of the column, in the order that they have where there is room.
func (s *sayFirst) set(roomy []fyne.CanvasObject) {
	rest := slices.DeleteFunc(slices.Clone(roomy), func(o fyne.CanvasObject) bool { return o == s.say })
	s.roomy, s.full = roomy, slices.Insert(rest, 1, s.say)
	s.column.Objects, s.short = s.roomy, false
}

func (s *sayFirst) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	short := heightFor(s.column, size.Width) > size.Height+0.5
	head, say := s.roomy[0].MinSize().Height, s.say.MinSize().Height
	short = short && head+dp(statusGap)+say/2 <= size.Height
	if short = short || s.always; short != s.short {
		s.short = short
		s.column.Objects = s.roomy
		if short {
			s.column.Objects = s.full
		}
		settle(s.column)
	}
	place(objects[0], 0, 0, size.Width, size.Height)
}

func (s *sayFirst) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }
