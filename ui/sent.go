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
	s.root = container.New(&asSent{text: s.text}, caption, s.person, s.text)
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

// asSent puts the text next to the person where there is room for all of it, and otherwise on
// separate lines.
type asSent struct {
	text   *kit.Text
	nextTo bool
}

func (a *asSent) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x, line := float32(0), a.line(objects)
	for _, o := range objects[:2] {
		least := o.MinSize()
		o.Resize(least)
		o.Move(fyne.NewPos(x, (line-least.Height)/2))
		x += least.Width + kit.Dp(sentGap)
	}
	width := fyne.MeasureText(a.text.Text(), a.text.Theme().Size(kit.SizeSmall), fyne.TextStyle{}).Width
	if a.nextTo = x+width <= size.Width; a.nextTo {
		a.text.Resize(fyne.NewSize(size.Width-x, heightFor(a.text, size.Width-x)))
		a.text.Move(fyne.NewPos(x, 0))
		return
	}
	a.text.Resize(fyne.NewSize(size.Width, heightFor(a.text, size.Width)))
	a.text.Move(fyne.NewPos(0, line+kit.Dp(4)))
}

// line is the height of the line with the person.
func (*asSent) line(objects []fyne.CanvasObject) float32 {
	return max(objects[0].MinSize().Height, objects[1].MinSize().Height)
}

func (a *asSent) MinSize(objects []fyne.CanvasObject) fyne.Size {
	caption, person := objects[0].MinSize(), objects[1].MinSize()
	size := fyne.NewSize(caption.Width+kit.Dp(sentGap)+person.Width, a.line(objects))
	if !a.nextTo {
		size.Height += kit.Dp(4) + a.text.MinSize().Height
	}
	return size
}
