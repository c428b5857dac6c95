package ui

import (
	"ringback/ui/desk"
	"ringback/ui/kit"
)

// shuttable is a dialog of the screen's.
type shuttable interface {
	comparable
	hide()
}

// shut closes a dialog, if it is open.
func shut[D shuttable](open *D) {
	if now, none := *open, *new(D); now != none {
		*open = none
		now.hide()
	}
}

// follow has a dialog open as long as the desk wants it. away says that it was dismissed here: a
// view that the desk made before it knew must not open it again.
func follow[D shuttable](open *D, away *bool, wanted bool, anew func() D, draw func(D)) {
	switch none := *new(D); {
	case !wanted:
		*away = false
		shut(open)
	case *open != none:
		draw(*open)
	case !*away:
		*open = anew()
	}
}

// drawSaid shows in a dialog how the last thing went.
func drawSaid(text *kit.Text, say words, said desk.Text, bad bool) {
	color := kit.ColorInk
	if bad {
		color = kit.ColorProblem
	}
	text.SetColor(color)
	text.Set(say.say(said))
	show(text, !said.IsZero())
}

// drawDialogs opens, draws and closes the dialogs that follow the desk.
func (s *screen) drawDialogs(v *desk.View) {
	if v.Setup != nil {
		shut(&s.settings) // its button leads here
	}
	away := false // the desk asks by itself, too: what it asks anew must not be kept shut
	follow(&s.setup, &away, v.Setup != nil, func() *setup { return newSetup(s.w, s.w.desk, v.Setup) }, func(d *setup) { d.draw(v.Setup) })
	if v.Outcome == nil {
		shut(&s.receipt)
	}
	ended := v.State == desk.Ended && s.state != desk.Ended
	s.state = v.State
	s.drawGuard(v)
	s.drawJournal(v, ended)
	s.drawDecoder(v, ended)
	s.drawEditor(v)
	if s.settings != nil {
		s.settings.draw(v)
	}
}

func (s *screen) drawGuard(v *desk.View) {
	switch {
	case v.Guard == nil:
		shut(&s.guard)
	case s.guard == nil && v.Guard != s.guardAway:
		s.guard = newGuard(s.w, s.w.desk, v.Guard)
	}
}

// drawJournal shows the journal. An outcome that comes while it is open is what the operator waits
// for.
func (s *screen) drawJournal(v *desk.View, ended bool) {
	switch {
	case s.w.presented != nil: // it has case numbers in it
	case s.journal != nil && ended:
		s.journal.dialog.Dismiss()
	default:
		follow(&s.journal, &s.journalAway, v.Journal != nil, func() *journalSheet { return newJournal(s.w, s.w.desk, v.Journal) }, func(j *journalSheet) { j.draw(v.Journal) })
	}
}

// drawDecoder shows the decoder. It gives way to an outcome, as the journal does.
func (s *screen) drawDecoder(v *desk.View, ended bool) {
	switch {
	case s.w.presented != nil: // persons are in it
	case s.decoder != nil && ended:
		s.decoder.dialog.Dismiss()
	default:
		follow(&s.decoder, &s.decoderAway, v.Decoded != nil, func() *decoder { return newDecoder(s.w, s.w.desk, v) }, func(o *decoder) { o.draw(v) })
	}
}

// drawEditor shows the editor of environments. While a verification is on the desk it isn't seen;
// what was typed stays on the desk.
func (s *screen) drawEditor(v *desk.View) {
	if v.Editor != nil && (v.Locked || s.w.presented != nil) {
		shut(&s.editor)
		return
	}
	follow(&s.editor, &s.editorAway, v.Editor != nil, func() *editor { return newEditor(s.w, s.w.desk, v.Editor) }, func(e *editor) { e.draw(v.Editor) })
}

// openSettings opens the settings, unless something is open that follows the desk.
func (s *screen) openSettings() {
	if s.settings == nil && s.setup == nil && s.guard == nil && s.journal == nil && s.decoder == nil && s.editor == nil && s.receipt == nil {
		s.settings = newSettings(s.w, s.w.desk)
	}
}

// clear takes the dialogs away, because a presentation begins: persons and case numbers are in
// them. What was typed into the editor stays on the desk.
func (s *screen) clear() {
	if s.journal != nil {
		s.journal.dialog.Dismiss()
	}
	if s.decoder != nil {
		s.decoder.dialog.Dismiss()
	}
	shut(&s.settings)
	shut(&s.receipt)
	shut(&s.editor)
}

// shut closes the dialogs, because the widgets are about to be made anew.
func (s *screen) shut() {
	shut(&s.settings)
	shut(&s.setup)
	shut(&s.receipt)
	shut(&s.decoder)
	shut(&s.guard)
	shut(&s.journal)
	shut(&s.editor)
}

// refocus gives the focus back after something above the screen has closed. Fyne keeps what had it
// before a dialog came, but the click that opens one takes the focus from everything, and a change
// of language makes everything anew: then it goes to where it was last in the form, or else to
// where the next request begins. A locked form has nothing to write in.
func (w *Window) refocus() {
	c := w.window.Canvas()
	if w.screen == nil || w.presented != nil || w.drawn.Locked || c.Overlays().Top() != nil || c.Focused() != nil {
		return
	}
	form := w.screen.form
	if form.last != nil {
		w.focus(form.last)
	}
	if c.Focused() == nil { // it isn't shown any more, or nothing had it yet
		form.focusPerson()
	}
}

func (s *settings) hide()      { s.dialog.Hide() }
func (g *guard) hide()         { g.dialog.Hide() }
func (j *journalSheet) hide()  { j.dialog.Hide() }
func (o *decoder) hide()       { o.dialog.Hide() }
func (e *editor) hide()        { e.dialog.Hide() }
func (r *receiptDialog) hide() { r.dialog.Hide() }
