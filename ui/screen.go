package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// screen is everything in the window, in one language.
type screen struct {
	w       *Window
	bar     *bar
	notices *notices
	form    *form
	status  *status
	tabs    *tabs
	phone   *phone
	side    *side
	frame   *frame
	root    *fyne.Container

	setup   *setup         // nil while it isn't open
	guard   *guard         // nil while it isn't open
	number  *number        // nil while it isn't open
	journal *journalSheet  // nil while it isn't open
	editor  *editor        // nil while it isn't open
	receipt *receiptDialog // nil while it isn't open
	decoder *decoder       // nil while it isn't open

	diagnosis     *diagnosis // nil while it isn't open
	diagnosisAway bool

	// guardAway is the guard that was dismissed here: a view that the desk made before it knew may
	// still have it.
	guardAway   *desk.Guard
	numberAway  bool
	journalAway bool
	decoderAway bool
	editorAway  bool
	state       desk.State // that was drawn last
	settings    *settings  // nil while they aren't open
}

func newScreen(w *Window) *screen {
	s := &screen{w: w}
	s.bar, s.notices, s.form = newBar(w, w.desk), newNotices(w), newForm(w, w.desk)
	s.status, s.tabs, s.phone = newStatus(w, w.desk), newTabs(w), newPhone(w, w.desk, false)
	s.side = newSide(w, s.tabs)
	s.frame = &frame{
		bar: s.bar.root, notices: s.notices.root, form: s.form.root, foot: s.form.foot, fold: s.form.fold, edge: kit.NewLine(),
		ground: kit.NewSurface(kit.ColorCard, container.NewWithoutLayout()),
		papers: s.status.papers, status: s.status.root, tabs: s.tabs.root, side: s.side.root, phone: s.phone.object(),
		foldBar: s.bar.fold, sideIn: s.sideIn, onTurn: s.turn, onSize: s.resized, least: s.tabs.least, core: s.tabs.core, high: s.tabs.high, urgent: s.status.urgent,
	}
	s.frame.split = split{share: w.share, choose: w.keepShare, lay: s.layOut, leastOfTabs: s.tabs.kept}
	s.frame.splitter = kit.NewSplitter(w.keys, w.words.get("window.splitter"), &s.frame.split)
	s.root = s.frame.build()
	return s
}

// draw shows a view with every part.
func (s *screen) draw(v *desk.View) {
	s.drawParts(v)
	s.drawDialogs(v)
	s.uncover(v)
}

// drawParts shows what lies under the dialogs.
func (s *screen) drawParts(v *desk.View) {
	s.bar.draw(v)
	s.notices.draw(v)
	s.form.draw(v)
	s.status.draw(v)
	s.tabs.draw(v)
	show(s.phone.object(), v.Phone != nil && s.frame.turned.beside)
	s.phone.draw(v)
	s.layOut()
	s.form.moveFocus(v)
}

// uncover shows the outcome, but not while the decoder is open: its token must not be mistaken for
// that of the outcome.
func (s *screen) uncover(v *desk.View) {
	covered := s.decoder != nil && v.Outcome != nil
	show(s.status.root, !covered)
	show(s.tabs.root, !covered)
	show(s.side.root, !covered && s.side.open != "")
	s.frame.showSplitter()
}

// grown lays the window out again where the height of a part moves the others.
func (w *Window) grown() {
	if w.screen != nil && w.screen.frame.turned.mode == modeNarrow {
		w.screen.layOut()
	}
}

// layOut lays out every part again.
func (s *screen) layOut() {
	s.frame.locked, s.frame.ended = s.w.drawn.Locked, s.w.drawn.State == desk.Ended
	if !s.frame.locked {
		s.form.fold.SetOpen(false)
	}
	s.frame.open = s.form.fold.Open()
	if size := s.root.Size(); size.Width > 0 {
		s.frame.Layout(nil, size)
	}
	kit.PlaceUnfolded(s.w.window.Canvas())
}

// turn draws what depends on how the window is arranged: the phone is next to the tabs in a wide
// window, and else among them; a low window shows fewer notices at once.
func (s *screen) turn(to turned) {
	v := &s.w.drawn
	s.bar.wide, s.notices.low = to.beside, to.low || to.mode == modeNarrow
	s.form.mode, s.form.tiny = to.mode, to.tiny
	s.status.arrange(to)
	s.tabs.arrange(to)

	s.notices.draw(v)
	s.bar.draw(v)
	s.form.drawPrimary(v)
	settle(s.form.columns...)
	s.status.draw(v)
	show(s.phone.object(), v.Phone != nil && to.beside)
	s.tabs.draw(v)
	s.unfocusHidden()
}

// resized gives the lists in open dialogs the height that the window has for them, and keeps open
// lists and menus where they belong, and the caret in sight.
func (s *screen) resized() {
	if s.journal != nil {
		s.journal.lay()
	}
	if s.decoder != nil {
		s.decoder.lay()
	}
	if s.editor != nil && s.editor.place == editorList {
		s.editor.lay()
	}
	if s.w.layListed != nil {
		s.w.layListed()
	}
	s.w.revealCaret()
	kit.PlaceUnfolded(s.w.window.Canvas())
}

// sideIn draws what stands beside the status in a window of a width, and reports whether anything
// can. Then the tabs open with the result, unless the user picked one.
func (s *screen) sideIn(width float32) bool {
	v := &s.w.drawn
	room := hasSide(s.frame.turned, width, v.Phone != nil) && (s.tabs.offers(tabCourse) || s.tabs.offers(tabClaims))
	s.side.draw(v, room)
	if coursed := room && s.tabs.offers(tabCourse); coursed != s.tabs.coursed {
		s.tabs.coursed = coursed
		if natural := s.tabs.natural(v.State); !s.tabs.picked && s.tabs.offers(natural) {
			s.tabs.turnTo(natural)
		}
	}
	return room
}

// unfocusHidden takes the focus out of what isn't shown in this arrangement.
func (s *screen) unfocusHidden() {
	for _, part := range []fyne.CanvasObject{s.form.root, s.form.foot} {
		if !part.Visible() {
			s.w.unfocusIn(part)
		}
	}
	if focused, ok := s.w.window.Canvas().Focused().(fyne.CanvasObject); ok && !focused.Visible() {
		s.w.window.Canvas().Unfocus()
	}
}

// held is what must survive the recreation of the widgets.
type held struct {
	tab      string
	picked   bool
	state    desk.State
	further  bool
	exact    bool
	settings bool
	focus    int    // the index of the form's focused entry; -1 for none
	caret    [2]int // column and row
	typed    desk.SetupInput
	token    string // in the decoder's field
	whole    bool   // … which shows all of it
}

// hold saves what only the window knows.
func (s *screen) hold() held {
	h := held{
		tab: s.tabs.open, picked: s.tabs.picked, state: s.tabs.state,
		further: s.form.further.fold.Open(), exact: s.form.exact.fold.Open(),
		settings: s.settings != nil,
	}
	focused := s.w.window.Canvas().Focused()
	h.focus = slices.IndexFunc(s.form.entries(), func(e *kit.Entry) bool { return focused == fyne.Focusable(e) })
	if h.focus >= 0 {
		entry := s.form.entries()[h.focus]
		h.caret = [2]int{entry.CursorColumn, entry.CursorRow}
	}
	if s.setup != nil {
		h.typed = s.setup.input()
	}
	if s.decoder != nil {
		h.token, h.whole = s.decoder.entry.Text, !s.decoder.entry.Locked()
	}
	return h
}

// resume restores what hold saved.
func (s *screen) resume(h held) {
	s.form.further.fold.SetOpen(h.further)
	s.form.exact.fold.SetOpen(h.exact)
	s.tabs.picked, s.tabs.state = h.picked, h.state
	s.tabs.turnTo(h.tab)
	if h.focus >= 0 {
		entry := s.form.entries()[h.focus]
		s.w.window.Canvas().Focus(entry)
		entry.CursorColumn, entry.CursorRow = h.caret[0], h.caret[1]
		entry.Refresh()
	}
	if h.settings {
		s.openSettings()
	}
	if s.setup != nil {
		s.setup.fill(h.typed)
	}
	if s.decoder != nil {
		s.decoder.entry.Set(h.token)
		s.decoder.entry.SetLocked(!h.whole)
	}
	s.draw(&s.w.drawn)
	s.w.refocus()
}
