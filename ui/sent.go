package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/kit"
)

// sentGap is the gap between the parts of what was sent, in dp.
const sentGap = 14

// sent repeats on an outcome to whom the request was sent, and its text.
type sent struct {
	person, text *kit.Text
	root         *fyne.Container
}

// newSent shows the text in full, on as many lines as that takes.
func newSent(say words) *sent {
	caption, s := newSentParts(say, kit.Wrapped)
	s.root = container.New(&sentLayout{text: s.text}, caption, s.person, s.text)
	return s
}

// newBriefSent shows everything on one line, and cuts the text where that is too short.
func newBriefSent(say words) *sent {
	caption, s := newSentParts(say, kit.Cut)
	s.root = kit.NewStretchRow(sentGap, 2, caption, s.person, s.text)
	return s
}

func newSentParts(say words, fit kit.Fit) (*kit.Text, *sent) {
	return kit.NewText(say.get("outcome.as_sent"), kit.Style{Size: kit.SizeSmall, Color: kit.ColorSoft}), &sent{
		person: kit.NewText("", kit.Style{Size: kit.SizeSmall, Mono: true}),
		text:   kit.NewText("", kit.Style{Size: kit.SizeSmall, Fit: fit}),
	}
}

func (s *sent) set(person, text string) {
	s.person.Set(person)
	s.text.Set(text)
}

// sentLayout puts the text next to the person where there is room for all of it, and otherwise on
// separate lines.
type sentLayout struct {
	text   *kit.Text
	nextTo bool
}

func (s *sentLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x, line := float32(0), s.line(objects)
	for _, o := range objects[:2] {
		least := o.MinSize()
		o.Resize(least)
		o.Move(fyne.NewPos(x, (line-least.Height)/2))
		x += least.Width + kit.Dp(sentGap)
	}
	width := fyne.MeasureText(s.text.Text(), s.text.Theme().Size(kit.SizeSmall), fyne.TextStyle{}).Width
	if s.nextTo = x+width <= size.Width; s.nextTo {
		s.text.Resize(fyne.NewSize(size.Width-x, heightFor(s.text, size.Width-x)))
		s.text.Move(fyne.NewPos(x, 0))
		return
	}
	s.text.Resize(fyne.NewSize(size.Width, heightFor(s.text, size.Width)))
	s.text.Move(fyne.NewPos(0, line+kit.Dp(4)))
}

// line is the height of the line with the person.
func (*sentLayout) line(objects []fyne.CanvasObject) float32 {
	return max(objects[0].MinSize().Height, objects[1].MinSize().Height)
}

func (s *sentLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	caption, person := objects[0].MinSize(), objects[1].MinSize()
	size := fyne.NewSize(caption.Width+kit.Dp(sentGap)+person.Width, s.line(objects))
	if !s.nextTo {
		size.Height += kit.Dp(4) + s.text.MinSize().Height
	}
	return size
}
