package ui

import (
	"reflect"
	"strings"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// mostUnfinished is how many unfinished verifications show at once in a window that isn't low. The
// others follow when those are handled.
const mostUnfinished = 2

// resumer resumes or ends an unfinished verification.
type resumer interface {
	Resume(id string)
	CancelUnfinished(id string)
	EndUnfinished(id string) // files it as unknown
}

// unfinished offers to resume or end the verifications that a crash or a closed window left.
type unfinished struct {
	desk   resumer
	w      *Window
	shown  []desk.Unfinished
	more   int // that follow
	column *fyne.Container
}

func newUnfinished(w *Window, d resumer) *unfinished {
	return &unfinished{w: w, desk: d, column: kit.NewColumn(8)}
}

func (u *unfinished) draw(v *desk.View, most int) {
	now := v.Unfinished[:min(len(v.Unfinished), most)]
	more := len(v.Unfinished) - len(now)
	// They can't be handled now, and a low window has no room for another person's request.
	if v.Locked {
		now = nil
	}
	show(u.column, len(now) > 0)
	if len(u.shown) == len(now) && u.more == more && (len(now) == 0 || reflect.DeepEqual(u.shown, now)) {
		return
	}
	u.shown, u.more = now, more
	u.column.RemoveAll()
	for i, one := range now {
		follow := 0
		if i == len(now)-1 {
			follow = more
		}
		u.column.Add(u.card(one, follow))
	}
	u.column.Refresh() // as in notices
}

// card returns the card of one of them, with its buttons and how many follow.
func (u *unfinished) card(one desk.Unfinished, follow int) fyne.CanvasObject {
	say := u.w.words.on(u.w.drawn.Now)
	badge := kit.NewBadge(say.badge(one.Environment.Badge), string(one.Environment.Badge))
	head := kit.NewRow(10, badge, kit.NewText(say.get("unfinished.heading"), kit.Style{Bold: true}))
	what := kit.NewText(say.environment(one.Environment)+" · "+one.Text, kit.Style{Size: kit.SizeRow, Fit: kit.Wrapped})
	since := say.get("unfinished.since", "At", desk.At(one.Started))
	since += " " + u.left(one)
	if follow > 0 {
		since += " " + say.get("unfinished.more", "Count", follow)
	}
	when := kit.NewCaption(since)

	resume := func() { u.desk.Resume(one.ID) }
	var buttons []*kit.Button
	button := func(key string, kind kit.Kind, act func()) {
		buttons = append(buttons, kit.NewButton(u.w.keys, say.get(key), "", kind, act))
	}
	switch away := one.Elsewhere; {
	case away != nil:
		if away.CancelAt != "" {
			label := say.get("unfinished.cancel_at", "Host", away.CancelAt)
			buttons = append(buttons, kit.NewButton(u.w.keys, label, "", kit.Danger, func() { u.desk.CancelUnfinished(one.ID) }))
		}
		button("unfinished.end_here", kit.Quiet, func() { u.desk.EndUnfinished(one.ID) })
	case one.Left == "waiting":
		button("unfinished.cancel", kit.Danger, func() { u.desk.CancelUnfinished(one.ID) })
		button("unfinished.resume", kit.Quiet, resume)
	case one.Left == "received":
		button("unfinished.show", kit.Quiet, resume)
	default:
		button("unfinished.file", kit.Quiet, resume)
	}
	row := kit.NewLines(buttonLines())
	for _, b := range buttons {
		b.Asks()
		row.Add(b)
	}
	texts := kit.NewColumn(2, head, what, when)
	return kit.NewNotice(kit.ToneNeutral, kit.NewInset(0, 2, 0, 2, newAnswered(texts, row)))
}

// left returns the description of an unfinished verification.
func (u *unfinished) left(one desk.Unfinished) string {
	say := u.w.words.on(u.w.drawn.Now)
	known := say.get("unfinished.unknown")
	switch one.Left {
	case "waiting":
		known = say.get("unfinished.waiting", "Until", desk.Until(one.Until))
	case "received":
		known = say.get("unfinished.received")
	}
	if one.Elsewhere == nil {
		return known
	}
	return known + " " + u.away(*one.Elsewhere)
}

// away says where a request was sent that can't be resumed, and why not.
func (u *unfinished) away(from desk.Elsewhere) string {
	say := u.w.words
	switch {
	case from.SentTo == "":
		return say.get("unfinished.not_noted")
	case from.Gone:
		return say.get("unfinished.gone", "Host", from.SentTo)
	}
	var what []string
	for _, key := range from.Changed {
		what = append(what, say.get("editor.label."+keyWord(key)))
	}
	return say.get("unfinished.changed", "Host", from.SentTo, "What", strings.Join(what, ", "))
}
