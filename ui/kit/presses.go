package kit

import "fyne.io/fyne/v2"

// presses distinguishes the press of a key from its repetitions. The driver reports each key that
// goes down, and then a typed key again and again while it is held.
type presses struct {
	// spent has the keys that are down: true once their press has had its effect.
	spent map[fyne.KeyName]bool
}

func newPresses() *presses { return &presses{spent: map[fyne.KeyName]bool{}} }

func (p *presses) down(key fyne.KeyName) { p.spent[key] = false }

func (p *presses) up(key fyne.KeyName) { delete(p.spent, key) }

// first reports whether this is the press itself. A key that wasn't seen going down can't be a
// repetition.
func (p *presses) first(key fyne.KeyName) bool {
	spent, down := p.spent[key]
	if down {
		p.spent[key] = true
	}
	return !spent
}

// spend makes keys have no effect that may have gone down unseen, because another widget had the
// keyboard.
func (p *presses) spend(keys ...fyne.KeyName) {
	for _, key := range keys {
		p.spent[key] = true
	}
}
