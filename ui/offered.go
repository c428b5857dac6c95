package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// offerTaker takes an offer over, or drops it.
type offerTaker interface {
	TakeOver(id int)
	DismissOffer(id int)
}

// offered is the notice of a request that a link or another program offers.
type offered struct {
	w      *Window
	desk   offerTaker
	id     int // 0 while there is none
	what   string
	note   *kit.Text
	take   *kit.Button
	column *fyne.Container
}

func newOffered(w *Window, d offerTaker) *offered {
	return &offered{w: w, desk: d, column: kit.NewColumn(8)}
}

func (o *offered) draw(v *desk.View) {
	now := v.Offered
	show(o.column, now != nil)
	if now == nil {
		o.id = 0
		o.column.RemoveAll()
		return
	}
	if what := o.describe(now); now.ID != o.id || what != o.what {
		o.id, o.what = now.ID, what
		o.build(now)
	}
	enable(o.take, now.CanTake)
	note := "offer.replaces"
	switch {
	case v.Locked:
		note = "offer.after_done"
	case now.Environment.ID != v.Environment.ID:
		note = "offer.switches"
	}
	o.note.Set(o.w.words.get(note))
}

// describe returns what is known of an offer: its case, its environment and the end of the
// person's id.
func (o *offered) describe(now *desk.Offered) string {
	say := o.w.words
	parts := []string{say.environment(now.Environment)}
	if now.Case != "" {
		parts = slices.Insert(parts, 0, say.get("offer.case", "Case", now.Case))
	}
	if now.Person != "" {
		label := say.get(now.Environment.Key("form.person.label"))
		if now.ByCPR {
			label = say.get("form.cpr.label")
		}
		parts = append(parts, label+" "+now.Person)
	}
	return strings.Join(parts, "  ·  ")
}

func (o *offered) build(now *desk.Offered) {
	say := o.w.words
	badge := kit.NewBadge(say.badge(now.Environment.Badge), string(now.Environment.Badge))
	head := kit.NewRow(10, badge, kit.NewText(say.get("offer.heading."+string(now.Kind)), kit.Style{Bold: true}))
	o.note = kit.NewCaption("")
	texts := kit.NewColumn(2, head, kit.NewText(o.what, kit.Style{Size: kit.SizeRow, Fit: kit.Wrapped}), o.note)
	o.take = kit.NewButton(o.w.keys, say.get("offer.take"), "", kit.Quiet, func() { o.desk.TakeOver(now.ID) })
	away := kit.NewButton(o.w.keys, say.get("offer.dismiss"), "", kit.Plain, func() { o.desk.DismissOffer(now.ID) })
	o.take.Asks()
	away.Asks() // it may appear below a pointer that is about to click
	o.column.RemoveAll()
	row := newAnswered(texts, kit.NewLines(buttonLines(), o.take, away))
	o.column.Add(kit.NewNotice(kit.ToneNeutral, kit.NewInset(0, 2, 0, 2, row)))
	o.column.Refresh() // a notice that takes the place of one of its size moves nothing
}
