package ui

import (
	"fyne.io/fyne/v2"

	"ringback/ui/kit"
)

// fixable is a control with a quiet line below it while the organisation's policy fixes its value.
type fixable struct {
	line *kit.Text
	root *fyne.Container
}

// newFixable returns a control that isn't fixed. The line begins so many dp from the left.
func newFixable(say words, control fyne.CanvasObject, from float32) *fixable {
	f := &fixable{line: kit.NewCaption(say.get("fixed.line"))}
	f.root = kit.NewColumn(2, control, kit.NewInset(0, 0, 0, from, f.line))
	f.draw(false)
	return f
}

// draw shows or hides the line.
func (f *fixable) draw(fixed bool) {
	show(f.line, fixed)
	show(f.root.Objects[1], fixed)
	settle(f.root)
}

// fixedOr returns the line for what the policy fixes, or else another text.
func (w words) fixedOr(fixed bool, key string) string {
	if fixed {
		return w.get("fixed.line")
	}
	return w.get(key)
}
