package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// presentation is the window on a big screen: one thing at a time, in large type. It draws a view
// that is already masked, so that no part has to mask anything itself.
type presentation struct {
	w        *Window
	revealed bool       // personal data is shown
	qr       bool       // the QR code alone is shown
	state    desk.State // that was drawn last
	asked    bool       // the demo's first person was picked, because nobody else was
	seen     desk.View  // the drawn view: masked, unless revealed or in demo
	page     string     // that is shown: pageStatus, or a tab

	request *bigRequest
	status  *bigStatus
	phone   *bigPhone
	code    *bigCode
	tabs    *tabs // what its other pages show
	sheet   *bigSheet
	caption *caption
	offer   *bigOffer
	asking  *kit.Dialog // whether to cancel; nil while it isn't asked
	foot    *bigFoot
	layout  *bigLayout
	root    *fyne.Container
}

// newPresentation creates the widgets in the current language and theme.
func newPresentation(w *Window) *presentation {
	p := &presentation{w: w, state: w.drawn.State, seen: masked(&w.drawn), page: pageStatus}
	p.request, p.status, p.phone, p.code = newBigRequest(w, w.desk), newBigStatus(w), newBigPhone(w, w.desk), newBigCode(w, w.desk)
	p.tabs = newTabs(w)
	p.tabs.see = func() *desk.View { return &p.seen }
	p.tabs.turned = p.pageTurned
	p.sheet = newBigSheet(w, p.tabs.stage)
	p.caption, p.offer, p.foot = newCaption(), newBigOffer(), newBigFoot(p)
	p.layout = &bigLayout{p: p}
	p.root = p.layout.container()
	return p
}

// again recreates the widgets after a change of language, and keeps what is shown.
func (p *presentation) again() *presentation {
	next := newPresentation(p.w)
	next.revealed, next.qr, next.page, next.state, next.asked = p.revealed, p.qr, p.page, p.state, p.asked
	next.caption.set(p.caption.shown)
	if p.asking != nil {
		p.stopAsking()
		next.askToCancel()
	}
	return next
}

// draw shows a view.
func (p *presentation) draw(v *desk.View) {
	done := v.State == desk.Idle && p.state != desk.Idle
	if done {
		p.revealed, p.asked = false, false // Done: the next person is masked again
		p.request.mask()
	}
	if v.State == desk.Ended && p.state != desk.Ended {
		p.qr = false // it is no longer to be scanned
		p.w.clearTheWay()
	}
	if reaches(p.state, v.State) {
		p.page = pageStatus
	}
	p.state = v.State
	p.seen = *v
	if p.masking(v) && !p.revealed {
		p.seen = masked(v)
	}
	p.bar(v)
	if !slices.Contains(p.pages(), p.page) {
		p.page = pageStatus
	}
	p.pickSomebody(v)

	idle := v.State == desk.Idle
	show(p.request.root, idle && !p.qr)
	show(p.status.root, !idle && !p.qr && p.page == pageStatus)
	show(p.sheet.root, !p.qr && p.page != pageStatus)
	show(p.phone.root, v.Phone != nil && v.State == desk.Waiting && !v.Status.Stopping && !p.qr)
	show(p.code.root, p.qr)
	p.request.draw(&p.seen)
	p.status.draw(&p.seen)
	p.phone.draw(&p.seen)
	p.code.draw(&p.seen)
	p.drawPage(done)
	p.caption.draw(p.w.words)
	p.offer.draw(p.w.words, v, !p.qr && p.w.touring == nil)
	p.drawAsking(v)
	p.foot.draw(v)
	p.w.bindPages(p.qr || len(p.pages()) > 1)
	p.layOut()
	p.w.prompter.draw(p)
	if done {
		p.focusPerson()
	}
}

// focusPerson focuses the field for the next person. In demo a person is already picked.
func (p *presentation) focusPerson() {
	if p.request.root.Visible() && p.request.person.root.Visible() {
		p.w.focus(p.request.person.entry)
	}
}

// layOut lays out every part again.
func (p *presentation) layOut() {
	if size := p.root.Size(); size.Width > 0 {
		p.layout.Layout(nil, size)
	}
}

// masking reports whether there is personal data to hide. In demo everybody is made up.
func (p *presentation) masking(v *desk.View) bool { return v.Environment.Badge != desk.BadgeDemo }

// pickSomebody picks the demo's first person if nobody is picked, so that Ctrl+Enter is enough to
// start.
func (p *presentation) pickSomebody(v *desk.View) {
	if people, _ := fictionals(v); v.State == desk.Idle && len(people) > 0 && v.Form.Person.Value == "" && !p.asked && p.w.touring == nil {
		p.asked = true
		p.w.desk.SetPerson(people[0].Value)
	}
}

// showQR shows the QR code alone, or the previous content again.
func (p *presentation) showQR(on bool) {
	if p.qr == on || on && !offersQR(&p.w.drawn) {
		return
	}
	p.qr = on
	p.draw(&p.w.drawn)
}

// offersQR reports whether an app address is known, and may be shown.
func offersQR(v *desk.View) bool {
	return len(v.Appswitch.Platforms) > 0 && !v.Fixed.Hides(tabAppswitch)
}

// reveal shows the masked data, or masks it again.
func (p *presentation) reveal() {
	if p.masking(&p.w.drawn) {
		p.revealed = !p.revealed
		p.draw(&p.w.drawn)
	}
}

// present begins or ends a presentation. In production it warns first.
func (w *Window) present() {
	switch {
	case w.touring != nil:
		w.touring.leave()
	case w.presented != nil:
		w.endPresentation()
	case w.drawn.Environment.Badge == desk.BadgeProduction:
		w.warnOfPresenting()
	default:
		w.beginPresentation(true)
	}
}

// warnOfPresenting warns that real requests will be visible on a big screen.
func (w *Window) warnOfPresenting() {
	say := w.words
	dialog := kit.NewDialog(w.window.Canvas(), w.keys, 460, say.get("presentation.warning.heading"))
	keys := dialog.Keys()
	stay := kit.NewButton(keys, say.get("button.cancel"), say.get("key.cancel"), kit.Quiet, dialog.Dismiss)
	begin := kit.NewButton(keys, say.get("bar.present"), "", kit.Danger, func() {
		dialog.Dismiss()
		w.beginPresentation(true)
	})
	dialog.SetContent(kit.NewSoft(say.get("presentation.warning.text")))
	dialog.SetButtons(begin, stay)
	dialog.OnDismissed(func() { w.warning = nil })
	w.warning = dialog
	dialog.Show()
	w.focus(stay)
}

// beginPresentation replaces the screen by the presentation.
func (w *Window) beginPresentation(full bool) {
	if w.presented != nil {
		return
	}
	w.conceal()
	w.screen.clear()
	w.window.Canvas().Unfocus()
	size := w.window.Canvas().Size()
	w.enlarged = enlargement(size)
	w.presenting = true
	w.wear(w.drawn.Settings)
	w.presented = newPresentation(w)
	w.attend()
	w.presented.qr = w.screen.tabs.open == tabAppswitch && w.drawn.State != desk.Ended
	w.setContent()
	w.presented.draw(&w.drawn)
	w.presented.focusPerson()
	if full {
		w.fillScreen(size)
	}
}

// endPresentation restores the screen.
func (w *Window) endPresentation() {
	if w.presented != nil {
		w.presented.stopAsking()
	}
	w.window.Canvas().Unfocus()
	w.presented, w.presenting = nil, false
	w.bindPages(false)
	w.attend()
	w.endPrompter()
	w.wear(w.drawn.Settings)
	w.leaveScreen()
	w.setContent()
	w.screen.draw(&w.drawn)
	if !w.drawn.Locked {
		w.screen.form.focusPerson()
	}
	w.refocus()
}

// drawContent draws the view in the screen or the presentation, whichever is in the window.
func (w *Window) drawContent(v *desk.View) {
	if w.presented == nil {
		w.screen.draw(v)
		return
	}
	w.presented.draw(v)
	if v.State == desk.Idle && w.screen.tabs.state != desk.Idle {
		w.screen.drawParts(v) // Done: the hidden screen drops the outcome as well
	}
	w.screen.drawGuard(v) // the only dialog without data about the person
}

// setContent puts the screen or the presentation into the window.
func (w *Window) setContent() {
	root := w.screen.root
	if w.presented != nil {
		root = w.presented.root
	}
	w.window.SetContent(container.NewStack(w.newGround(), root))
}

// escape handles Esc: it cancels an open request, in a presentation after a question, and otherwise
// leaves the presentation. Right after an outcome it does nothing, because the Esc may have been
// meant for the request.
func (w *Window) escape() {
	switch {
	case w.touring != nil:
		w.touring.leave()
	case w.drawn.CanCancel && w.presented != nil:
		w.presented.askToCancel()
	case w.drawn.CanCancel:
		w.desk.Cancel()
	case w.presented == nil:
	case w.presented.qr:
		w.presented.showQR(false)
	case w.drawn.State == desk.Idle || w.canBeDone():
		w.endPresentation()
	}
}
