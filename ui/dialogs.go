package ui

import (
	"ringback/ui/desk"
	"ringback/ui/kit"
)

// shuttable is a dialog of the screen.
type shuttable interface {
	comparable
	hide()
}

// shut closes a dialog if it is open.
func shut[D shuttable](open *D) {
	if now, none := *open, *new(D); now != none {
		*open = none
		now.hide()
	}
}

// follow keeps a dialog open as long as the desk wants it. away says that the user dismissed it: a
// view that the desk made before it knew must not open it again.
func follow[D shuttable](open *D, away *bool, wanted bool, create func() D, draw func(D)) {
	switch none := *new(D); {
	case !wanted:
		*away = false
		shut(open)
	case *open != none:
		draw(*open)
	case !*away:
		*open = create()
	}
}

// drawSaid shows the result of the last action in a dialog.
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
		shut(&s.settings) // its button opened the setup
	}
	away := false // the desk can ask on its own: a new question must not stay closed
	follow(&s.setup, &away, v.Setup != nil, func() *setup { return newSetup(s.w, s.w.desk, v.Setup) }, func(d *setup) { d.draw(v.Setup) })
	if v.Outcome == nil {
		shut(&s.receipt)
	} else if s.receipt != nil {
		s.receipt.follow(v)
	}
	ended := v.State == desk.Ended && s.state != desk.Ended
	s.state = v.State
	if ended {
		s.w.clearTheWay()
	}
	if ended && s.w.presented == nil && s.w.window.Canvas().Overlays().Top() == nil {
		s.w.focus(s.status.halo) // what is typed now was meant for something else
	}
	s.drawGuard(v)
	s.drawNumber(v)
	s.drawJournal(v, ended)
	s.drawDecoder(v, ended)
	s.drawDiagnosis(v, ended)
	s.drawEditor(v)
	if s.settings != nil {
		s.settings.draw(v)
	}
}

// clearTheWay closes what only informs, or asks what has answered itself: nothing covers an
// outcome.
func (w *Window) clearTheWay() {
	for _, open := range []*kit.Dialog{w.report, w.about, w.listed, w.question, w.warning} {
		if open != nil {
			open.Dismiss()
		}
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

// drawNumber asks for the CPR number, which a big screen must not show.
func (s *screen) drawNumber(v *desk.View) {
	if s.w.presented != nil {
		shut(&s.number)
		return
	}
	follow(&s.number, &s.numberAway, v.Number != nil, func() *number { return newNumber(s.w, s.w.desk, v.Number) }, func(n *number) { n.draw(v.Number) })
}

// drawJournal shows the journal. An outcome closes it, because the operator is waiting for that.
func (s *screen) drawJournal(v *desk.View, ended bool) {
	switch {
	case s.w.presented != nil: // it shows case numbers
	case s.journal != nil && ended:
		s.journal.dialog.Dismiss()
	default:
		follow(&s.journal, &s.journalAway, v.Journal != nil, func() *journalSheet { return newJournal(s.w, s.w.desk, v.Journal) }, func(j *journalSheet) { j.draw(v.Journal) })
	}
}

// drawDecoder shows the decoder. Like the journal, it closes for an outcome.
func (s *screen) drawDecoder(v *desk.View, ended bool) {
	switch {
	case s.w.presented != nil: // it shows persons
	case s.decoder != nil && ended:
		s.decoder.dialog.Dismiss()
	default:
		follow(&s.decoder, &s.decoderAway, v.Decoded != nil, func() *decoder { return newDecoder(s.w, s.w.desk, v) }, func(o *decoder) { o.draw(v) })
	}
}

// drawDiagnosis shows the diagnosis of this machine. Like the journal, it closes for an outcome.
func (s *screen) drawDiagnosis(v *desk.View, ended bool) {
	switch {
	case s.w.presented != nil:
	case s.diagnosis != nil && ended:
		s.diagnosis.dialog.Dismiss()
	default:
		follow(&s.diagnosis, &s.diagnosisAway, v.Diagnosis != nil, func() *diagnosis { return newDiagnosis(s.w, s.w.desk, v) }, func(o *diagnosis) { o.draw(v) })
	}
}

// drawEditor shows the editor of environments. It is hidden during a verification; the desk keeps
// what was typed.
func (s *screen) drawEditor(v *desk.View) {
	if v.Editor != nil && (v.Locked || s.w.presented != nil) {
		shut(&s.editor)
		return
	}
	follow(&s.editor, &s.editorAway, v.Editor != nil, func() *editor { return newEditor(s.w, s.w.desk, v.Editor) }, func(e *editor) { e.draw(v.Editor) })
}

// openSettings opens the settings, unless another dialog is open.
func (s *screen) openSettings() {
	if s.settings == nil && s.setup == nil && s.guard == nil && s.number == nil && s.journal == nil && s.decoder == nil && s.diagnosis == nil && s.editor == nil && s.receipt == nil {
		s.settings = newSettings(s.w, s.w.desk)
	}
}

// clear closes the dialogs when a presentation begins, because they show persons and case numbers.
// The desk keeps what was typed into the editor.
func (s *screen) clear() {
	if s.journal != nil {
		s.journal.dialog.Dismiss()
	}
	if s.decoder != nil {
		s.decoder.dialog.Dismiss()
	}
	if s.diagnosis != nil {
		s.diagnosis.dialog.Dismiss()
	}
	shut(&s.settings)
	shut(&s.receipt)
	shut(&s.editor)
	shut(&s.number)
}

// shut closes the dialogs before the widgets are recreated.
func (s *screen) shut() {
	shut(&s.settings)
	shut(&s.setup)
	shut(&s.receipt)
	shut(&s.decoder)
	shut(&s.diagnosis)
	shut(&s.guard)
	shut(&s.number)
	shut(&s.journal)
	shut(&s.editor)
}

// refocus restores the focus after a dialog has closed. Fyne remembers what had the focus before a
// dialog opened, but the click that opens one clears the focus, and a change of language recreates
// the widgets. Then the focus goes to the last focused field of the form, or else to the first one.
// A locked form has no field to write in, and beside an outcome the outcome has it.
func (w *Window) refocus() {
	c := w.window.Canvas()
	if w.screen == nil || w.presented != nil || c.Overlays().Top() != nil || c.Focused() != nil {
		return
	}
	form := w.screen.form
	switch {
	case w.drawn.State == desk.Ended:
		w.focus(w.screen.status.halo)
		return
	case w.drawn.Locked:
		return
	}
	if form.last != nil {
		w.focus(form.last)
	}
	if c.Focused() == nil { // that field isn't shown any more, or none had the focus yet
		form.focusPerson()
	}
}

func (s *settings) hide() {
	if s.cpr.question != nil {
		s.cpr.question.Hide()
	}
	s.dialog.Hide()
}

func (g *guard) hide()         { g.dialog.Hide() }
func (j *journalSheet) hide()  { j.dialog.Hide() }
func (o *decoder) hide()       { o.dialog.Hide() }
func (e *editor) hide()        { e.dialog.Hide() }
func (r *receiptDialog) hide() { r.dialog.Hide() }
