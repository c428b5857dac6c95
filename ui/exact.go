package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// exact shows the request as it would be sent, parameter by parameter. It is folded at first.
type exact struct {
	w      *Window
	fold   *kit.Fold
	note   *kit.Text
	list   *fyne.Container
	column *fyne.Container
	shown  []desk.Pair
	hint   string
	folded *fyne.Container
	root   fyne.CanvasObject
}

func newExact(f *form) *exact {
	e := &exact{w: f.w, note: kit.NewCaption(""), list: kit.NewColumn(10)}
	e.column = kit.NewColumn(10, e.note, e.list)
	e.fold = kit.NewFold(f.w.keys, f.w.words.get("form.exact.label"), e.column, f.unfolded(&e.folded))
	e.folded = kit.NewFolded(e.fold)
	e.root = e.folded
	return e
}

func (e *exact) draw(v *desk.View) {
	if !e.fold.Open() {
		e.shown, e.hint = nil, "" // what isn't shown isn't kept
		e.list.RemoveAll()
		return
	}
	note := e.w.words.get("form.exact.note")
	if len(v.Form.Request) == 0 {
		note = e.w.words.get("problem.request_incomplete")
	}
	e.note.Set(note)
	if !slices.Equal(e.shown, v.Form.Request) || e.hint != v.Form.Hint {
		e.shown, e.hint = v.Form.Request, v.Form.Hint
		e.list.RemoveAll()
		for _, pair := range e.shown {
			e.list.Add(kit.NewColumn(1, kit.NewCaption(pair.Name), code(pair.Value)))
		}
		if e.hint != "" && len(e.shown) > 0 {
			lines := kit.NewColumn(1, kit.NewCaption(e.w.words.get("window.hint")))
			for line := range strings.Lines(e.hint) {
				line = strings.TrimRight(line, "\n")
				inner := strings.TrimLeft(line, " ")
				// plain spaces are lost at the beginning of a line
				lines.Add(code(strings.Repeat("\u00a0", len(line)-len(inner)) + inner))
			}
			e.list.Add(lines)
		}
	}
	settle(e.list, e.column, e.folded)
}

// code returns a short monospaced text, wrapped.
func code(text string) *kit.Text {
	return kit.NewText(text, kit.Style{Size: kit.SizeSmall, Mono: true, Fit: kit.Wrapped})
}
