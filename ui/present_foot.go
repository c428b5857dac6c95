package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/layout"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// bigFoot lists the keys that do something now. They can also be clicked.
type bigFoot struct {
	p      *presentation
	cancel *kit.Button
	done   *kit.Button
	qr     *kit.Button
	reveal *kit.Button
	pause  *kit.Button
	back   *kit.Button // to the page before
	at     *kit.Text   // which page it is, of how many
	on     *kit.Button // to the next page
	leave  *kit.Button
	row    *fyne.Container
	root   fyne.CanvasObject
}

func newBigFoot(p *presentation) *bigFoot {
	f := &bigFoot{p: p}
	w, say := p.w, p.w.words
	button := func(label, hint string, act func()) *kit.Button {
		return kit.NewButton(w.keys, label, hint, kit.Plain, act)
	}
	f.cancel = button(say.get("button.cancel"), say.get("key.cancel"), p.askToCancel)
	f.done = button(say.get("button.done"), say.key("start"), w.primary)
	f.qr = button(say.get("presentation.qr"), say.key("qr"), func() { p.showQR(!p.qr) })
	f.reveal = button("", say.key("reveal"), p.reveal)
	f.pause = button("", say.get("tour.key_pause"), w.pauseTour)
	f.back = button("", say.key(keyPreviousPage), func() { p.turn(-1) })
	f.at = kit.NewText("", kit.Style{Color: kit.ColorSoft})
	f.on = button("", say.key(keyNextPage), func() { p.turn(1) })
	f.leave = button(say.get("presentation.leave_button"), say.key("present"), w.present)
	f.row = kit.NewRow(4, f.cancel, f.done, f.qr, f.reveal, f.pause, layout.NewSpacer(), f.back, f.at, f.on, layout.NewSpacer(), f.leave)
	f.root = f.row
	return f
}

func (f *bigFoot) draw(v *desk.View) {
	say, touring := f.p.w.words, f.p.w.touring
	alone := touring == nil // the tour presses no keys
	show(f.cancel, v.CanCancel && alone)
	show(f.done, v.State == desk.Ended && alone)
	enable(f.done, v.CanDone)
	show(f.qr, v.State != desk.Ended && v.Appswitch.URL != "" && offersQR(v) && alone)
	f.qr.Set(say.get(either(f.p.qr, "presentation.back", "presentation.qr")), say.key("qr"))
	show(f.reveal, f.p.masking(v) && alone)
	f.reveal.Set(say.get(either(f.p.revealed, "presentation.mask", "button.reveal")), say.key("reveal"))
	f.drawPages()
	show(f.pause, !alone)
	leave := say.key("present")
	if !alone {
		f.pause.Set(say.get(touring.pauseKey()), say.get("tour.key_pause"))
		leave = say.get("key.cancel")
	}
	f.leave.Set(say.get("presentation.leave_button"), leave)
	settle(f.row)
}

// drawPages says which page is shown, and which are beside it.
func (f *bigFoot) drawPages() {
	say, all := f.p.w.words, f.p.pages()
	at, some := slices.Index(all, f.p.page), len(all) > 1 && !f.p.qr
	show(f.back, some && at > 0)
	show(f.at, some)
	show(f.on, some && at < len(all)-1)
	if !some {
		return
	}
	f.at.Set(say.get("presentation.page", "Number", at+1, "Whole", len(all)))
	if at > 0 {
		f.back.Set(say.page(all[at-1]), say.key(keyPreviousPage))
	}
	if at < len(all)-1 {
		f.on.Set(say.page(all[at+1]), say.key(keyNextPage))
	}
}

func either(first bool, one, other string) string {
	if first {
		return one
	}
	return other
}
