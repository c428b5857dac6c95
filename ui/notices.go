package ui

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// mostNotices is how many notices show at once. In a low window, which must have room for the form,
// it is one. The others follow when those are dismissed.
const mostNotices = 2

// notices is the strip under the bar with what the operator should know. Each notice stays until it
// is dismissed.
type notices struct {
	w          *Window
	low        bool
	shown      []said
	column     *fyne.Container
	blocked    *journalBlocked
	crashed    *crashed
	offered    *offered
	unfinished *unfinished
	both       *fyne.Container
	root       *fyne.Container
}

// said is a notice in words.
type said struct {
	id   int // negative for the window's own
	text string
	bad  bool
	more int // that follow when this one is dismissed
}

func newNotices(w *Window) *notices {
	n := &notices{w: w, column: kit.NewColumn(8), unfinished: newUnfinished(w, w.desk), blocked: newJournalBlocked(w, w.desk), offered: newOffered(w, w.desk), crashed: newCrashed(w)}
	n.both = kit.NewColumn(8, n.blocked.column, n.offered.column, n.unfinished.column, n.crashed.column, n.column)
	n.root = kit.NewInset(12, 20, 8, 20, n.both)
	n.root.Hide()
	return n
}

func (n *notices) draw(v *desk.View) {
	n.blocked.draw(v)
	n.offered.draw(v)
	n.unfinished.draw(v, n.most(mostUnfinished))
	n.crashed.draw(v)
	n.drawNotices(v)
	show(n.column, len(n.shown) > 0)
	show(n.root, len(n.shown) > 0 || len(n.unfinished.shown) > 0 || n.blocked.shown != nil || n.crashed.shown > 0 || v.Offered != nil)
	settle(n.both)
}

// most returns how many of something show at once: usual, or one in a low window.
func (n *notices) most(usual int) int {
	if n.low {
		return 1
	}
	return usual
}

func (n *notices) drawNotices(v *desk.View) {
	now := slices.Clone(n.w.own)
	for _, notice := range v.Notices {
		now = append(now, said{id: notice.ID, text: n.w.words.on(v.Now).say(notice.Text), bad: notice.Bad})
	}
	if most := n.most(mostNotices); len(now) > most {
		now[most-1].more = len(now) - most
		now = now[:most]
	}
	if slices.Equal(n.shown, now) {
		return
	}
	n.shown = now
	n.column.RemoveAll()
	for _, one := range now {
		tone := kit.ToneNeutral
		if one.bad {
			tone = kit.ToneRefused
		}
		color, _ := kit.ToneColor(tone)
		text := kit.NewText(one.text, kit.Style{Color: color, Fit: kit.Wrapped})
		label := n.w.words.get("button.close")
		if one.more > 0 {
			label = n.w.words.get("button.close_more", "Count", one.more)
		}
		away := kit.NewButton(n.w.keys, label, "", kit.Plain, func() { n.w.dismiss(one.id) })
		n.column.Add(kit.NewNotice(tone, kit.NewInset(-8, 0, -8, 0, kit.NewStretchRow(12, 0, text, away))))
	}
	n.column.Refresh() // a notice that takes the place of one of its size moves nothing
}

// toldFor is how long one of the window's own notices stays. Problems stay until they are
// dismissed.
const toldFor = 6 * time.Second

// tell shows one of the window's own notices: that something was saved, or could not be.
func (w *Window) tell(text desk.Text, bad bool) {
	w.told++
	w.own = append([]said{{id: -w.told, text: w.words.on(w.drawn.Now).say(text), bad: bad}}, w.own...)
	w.own = w.own[:min(len(w.own), mostNotices)]
	if !bad {
		id := -w.told
		w.later(toldFor, func() { w.dismiss(id) }) // does nothing after the window has closed
	}
	w.screen.draw(&w.drawn)
}

// dismisser removes a notice.
type dismisser interface {
	DismissNotice(id int)
}

// dismiss removes a notice.
func (w *Window) dismiss(id int) {
	if id >= 0 {
		w.desk.DismissNotice(id)
		return
	}
	if w.gone.Load() {
		return
	}
	w.own = slices.DeleteFunc(w.own, func(s said) bool { return s.id == id })
	w.screen.draw(&w.drawn)
}
