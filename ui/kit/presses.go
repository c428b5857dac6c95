package kit

import "fyne.io/fyne/v2"

// presses tells a press of a key from its repetitions. The driver reports each key that goes down,
// then what is typed, again and again while the key is held.
type presses struct {
	// spent holds the keys that are down: true once their press has had its effect.
	spent map[fyne.KeyName]bool
}

func newPresses() *presses { return &presses{spent: map[fyne.KeyName]bool{}} }

func (p *presses) down(key fyne.KeyName) { p.spent[key] = false }

func (p *presses) up(key fyne.KeyName) { delete(p.spent, key) }

// first says whether this is the press itself. A key that was never seen going down can't be a
// repetition.
func (p *presses) first(key fyne.KeyName) bool {
	spent, down := p.spent[key]
	if down {
		p.spent[key] = true
	}
	return !spent
}

// spend takes the effect from keys that may be held down unseen, because something else had the
// keyboard.
func (p *presses) spend(keys ...fyne.KeyName) {
	for _, key := range keys {
		p.spent[key] = true
	}
}
