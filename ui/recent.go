package ui

import (
	"fyne.io/fyne/v2"

	"ringback/ui/kit"
)

// recent offers the texts of earlier requests, by a button or by the Down key on the last line of
// the field. It never fills in anything without being asked.
type recent struct {
	w       *Window
	entry   *kit.Entry
	take    func(text string)
	offered []string
	button  *kit.Button
	root    *fyne.Container
}

// newRecent offers texts for a field. take passes the picked one to the desk.
func newRecent(w *Window, f *field, label string, take func(text string)) *recent {
	r := &recent{w: w, entry: f.entry, take: take}
	r.button = kit.NewButton(w.keys, label, w.words.get("recent.key"), kit.Plain, r.offer)
	r.root = kit.NewRow(0, r.button)
	r.root.Hide()
	f.entry.OnDown(r.offer)
	return r
}

// draw sets the offered texts. They are about earlier callers, so only the open menu shows them.
func (r *recent) draw(offered []string, locked bool) {
	r.offered = offered
	show(r.root, len(offered) > 0 && !locked)
}

func (r *recent) offer() {
	if len(r.offered) == 0 || r.w.drawn.Locked {
		return
	}
	items := make([]kit.MenuItem, len(r.offered))
	for i, text := range r.offered {
		items[i] = kit.MenuItem{Label: text, Act: func() {
			if !r.w.drawn.Locked {
				r.take(text)
				r.w.focus(r.entry)
			}
		}}
	}
	r.w.focus(r.entry)
	kit.ShowMenu(r.entry, r.w.keys, items)
}
