package ui

import (
	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// bigStatus is the status card of a presentation, readable from the back of the room.
type bigStatus struct {
	statusFace
	w      *Window
	facts  *facts
	whole  *sent
	record *kit.Text
	advice *kit.Text

	// Shorter forms for little room: few replaces the figures, plain the box with what to say, code
	// what is said in either box, and brief what was sent by one line.
	few   *kit.Figures
	plain *kit.SayBox
	code  *kit.SayBox
	brief *sent

	counted *fyne.Container
	spoken  *fyne.Container
	asSent  *fyne.Container
	columns []*fyne.Container
	yields  *yielding
	fit     *fit
	root    fyne.CanvasObject
}

func newBigStatus(w *Window) *bigStatus {
	s := &bigStatus{statusFace: newStatusFace(), w: w, facts: newFacts(w), few: kit.NewFigures(), plain: kit.NewSayBox(), code: kit.NewSayBox()}
	s.few.Hide()
	s.plain.Hide()
	s.code.Hide()
	s.record = kit.NewText("", kit.Style{Color: kit.ColorProblem, Fit: kit.Wrapped})
	s.advice = kit.NewSoft("")

	title := kit.NewRow(8, s.badge, s.word)
	words := kit.NewColumn(0, title, s.sentence, s.warning)
	head := kit.NewStretchRow(11, 1, s.tile, words)
	s.whole, s.brief = newSent(w.words), newBriefSent(w.words)
	s.brief.root.Hide()
	s.asSent = kit.NewColumn(0, s.whole.root, s.brief.root)
	s.counted = kit.NewColumn(0, s.figures, s.few)
	s.waiting = kit.NewColumn(8, s.bar, s.counted, s.why)
	s.spoken = kit.NewColumn(0, s.say, s.plain)
	column := kit.NewColumn(12, head, s.waiting, s.record, s.facts.root, s.asSent, s.spoken, s.code, s.advice)
	s.columns = []*fyne.Container{title, words, head, s.counted, s.waiting, s.whole.root, s.brief.root, s.asSent, s.spoken, column}
	s.fit = newFit(column)
	s.root = kit.NewCard(s.fit.root)
	s.yields = &yielding{card: s.root, columns: s.columns, fit: s.fit}
	return s
}

func (s *bigStatus) draw(v *desk.View) {
	s.fill(s.w.words, v)
	show(s.badge, v.Status.Badge != desk.BadgeProduction)
	s.drawOutcome(v)
	s.drawShorter(v)
	settle(s.columns...)
	s.fit.settle()
}

// drawShorter prepares the shorter forms for little room, and sets the order in which parts are
// left out. What to say on the phone goes last, and the code in it stays.
func (s *bigStatus) drawShorter(v *desk.View) {
	st := &v.Status
	for _, all := range []fyne.CanvasObject{s.figures, s.counted, s.say, s.whole.root} {
		show(all, true)
	}
	for _, shorter := range []fyne.CanvasObject{s.few, s.plain, s.code, s.brief.root} {
		show(shorter, false)
	}
	show(s.spoken, !st.SayNow.IsZero())
	s.plain.Set(s.w.words.get("say.label"), s.w.words.say(st.SayNow), st.SayCode)
	if s.waiting.Visible() {
		s.few.Set(figuresOf(s.w.words, st)[:3]...)
	}
	goes := []part{{s.why, nil}, {s.figures, s.few}}
	if !st.SayMore.IsZero() {
		goes = append(goes, part{s.say, s.plain})
	}
	goes = append(goes, part{s.counted, nil}, part{s.waiting, nil})
	switch {
	case v.Outcome != nil:
		goes = append(goes, part{s.whole.root, s.brief.root}, part{s.asSent, nil}, part{s.facts.root, nil}, part{s.spoken, nil}, part{s.advice, nil})
	case st.SayCode != "":
		s.code.Set("", s.w.words.get("presentation.code_alone", "Code", st.SayCode), st.SayCode)
		goes = append(goes, part{s.spoken, s.code})
	}
	s.yields.note(goes...)
}

// drawOutcome repeats the person and the text, and names who approved.
func (s *bigStatus) drawOutcome(v *desk.View) {
	o := v.Outcome
	for _, part := range []fyne.CanvasObject{s.facts.root, s.asSent, s.advice, s.record} {
		show(part, o != nil)
	}
	if o == nil { // what isn't shown isn't kept
		s.facts.set()
		s.repeat("", "")
		s.advice.Set("")
		return
	}
	say := s.w.words
	s.facts.set(s.approver(o, v.Environment.StatesBirth())...)
	show(s.facts.root, len(s.facts.shown) > 0)
	s.repeat(fitting(o.Person), o.Text)
	s.record.Set(say.get("outcome.not_recorded"))
	show(s.record, !o.Recorded && !o.Withheld)
	s.advice.Set(say.say(o.Advice))
	show(s.advice, !o.Advice.IsZero())
}

// repeat sets what was sent, in full and for little room.
func (s *bigStatus) repeat(person, text string) {
	s.whole.set(person, text)
	s.brief.set(person, text)
}

// approver returns who approved. Masked values are shown as dots, so that the audience sees that
// there is a value.
func (s *bigStatus) approver(o *desk.Outcome, statesBirth bool) []fact {
	if o.Outcome != "verified" {
		return nil
	}
	say := s.w.words
	name, born := o.Name, dots
	if !statesBirth {
		born = ""
	}
	if o.Unnamed {
		name = "" // the sentence has it
	}
	if o.NameProtected {
		name = say.get("result.protected_name")
	}
	if !o.DateOfBirth.IsZero() {
		born = say.ShortDate(o.DateOfBirth)
	} else if o.Name != dots {
		born = ""
	}
	var all []fact
	for _, one := range []fact{
		{say.get("result.name"), name}, {say.get("result.birth_date"), born}, {say.get("result.transaction"), shortened(o.Transaction)},
	} {
		if one.value != "" {
			all = append(all, one)
		}
	}
	return all
}
