package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// heldNumber shows the whole CPR number that was sent for as long as it is held down, from Start
// until Done. The number is never in a field, from which it could be copied.
type heldNumber struct {
	button *kit.Button
	root   *fyne.Container
}

func newHeldNumber(w *Window) *heldNumber {
	hold := w.words.get("form.person.hold")
	button := kit.NewButton(w.keys, hold, "", kit.Plain, nil)
	button.Holds(func(down bool) {
		label := hold
		if number := w.drawn.Form.CPR; down && w.drawn.Locked && !number.IsZero() {
			label = number.Whole()
		}
		button.Set(label, "")
	})
	h := &heldNumber{button: button, root: kit.NewRow(0, button)}
	h.root.Hide()
	return h
}

func (h *heldNumber) draw(v *desk.View) {
	shown := v.Locked && !v.Form.CPR.IsZero()
	if !shown {
		h.button.LetGo()
	}
	show(h.root, shown)
}

// withoutNumber returns what is copied of the person's field: a CPR number masked.
func withoutNumber(v *desk.View, text string) string {
	number := v.Form.CPR
	separators := strings.NewReplacer("-", "", " ", "", "\u00a0", "")
	if number.IsZero() || !strings.Contains(separators.Replace(text), number.Digits()) {
		return text
	}
	return number.Masked()
}
