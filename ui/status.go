package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/desk"
	"ringback/ui/kit"
	"ringback/ui/linebreak"
)

// outcomeDesk is what the card of an outcome needs of the desk.
type outcomeDesk interface {
	rechecker
	Report()         // the person didn't start this
	TakeBackReport() // … was a mistake
}

// rechecker looks up again whether the answer was used before, where that was not possible.
type rechecker interface {
	CheckAgain()
}

// status is the card to be read at a glance: one word, one sentence, what to say on the phone now.
type status struct {
	statusFace
	w      *Window
	advice *kit.Text
	cancel *kit.Button
	age    *kit.Text

	facts   *facts
	asSent  *sent
	record  *kit.Text   // not recorded
	again   *kit.Button // repeats a look-up that was not possible
	lookRow *fyne.Container
	report  *kit.Button // the person didn't start this; pressed again, it takes that back
	fence   *kit.Text   // what the report does
	reports *fyne.Container
	note    *kit.Button // copies the note for the case file
	receipt *kit.Button

	halo *kit.Halo // has the focus after an outcome

	title, words, head, papers, column *fyne.Container
	parts                              []fyne.CanvasObject // of the column
	fit                                *fit
	sayFirst                           *sayFirst
	placed                             *fyne.Container // the column in its place
	state                              desk.State      // that was drawn last
	mode                               mode
	tight                              bool // there is little room
	card, reportRow, buttons           *fyne.Container
	root                               fyne.CanvasObject
}

func newStatus(w *Window, d outcomeDesk) *status {
	s := &status{statusFace: newStatusFace(), w: w}
	s.advice = kit.NewSoft("")
	s.cancel = kit.NewButton(w.keys, w.words.get("button.cancel"), w.words.get("key.cancel"), kit.Danger, w.cancel)
	s.age = kit.NewText("", kit.Style{Color: kit.ColorSoft, Align: fyne.TextAlignTrailing})

	s.facts = newFacts(w)
	s.asSent = newSent(w.words)
	s.record = kit.NewText("", kit.Style{Color: kit.ColorProblem, Fit: kit.Wrapped})
	s.again = kit.NewButton(w.keys, w.words.get("outcome.check_again"), "", kit.Quiet, d.CheckAgain)
	s.lookRow = kit.NewRow(0, s.again)
	s.report = kit.NewButton(w.keys, w.words.get("outcome.report"), "", kit.Quiet, func() {
		if o := w.drawn.Outcome; o != nil && o.Reported.IsZero() {
			d.Report()
		} else {
			d.TakeBackReport()
		}
	})
	s.fence = kit.NewSoft("")
	s.reportRow = kit.NewRow(0, s.report)
	s.reports = kit.NewColumn(6, s.fence, s.reportRow)
	s.note = newCopyButton(w, w.keys, w.words.get("case_note.copy"), kit.Plain, func() string {
		if w.drawn.Outcome == nil {
			return ""
		}
		return linebreak.Steady(w.words.say(w.drawn.Outcome.Note))
	})
	s.receipt = kit.NewButton(w.keys, w.words.get("receipt.heading"), "", kit.Plain, w.openReceipt)

	// The age next to the word, not to the sentence, which would break elsewhere as the age grows.
	s.title = newTitle(s.badge, s.word, s.age)
	s.words = kit.NewColumn(0, s.title, s.sentence, s.warning)
	s.buttons = kit.NewLines(buttonLines(), s.note, s.receipt)
	s.papers = container.New(outset{s}, s.buttons)
	s.head = kit.NewStretchRow(18, 1, s.tile, s.words, s.cancel)
	s.parts = []fyne.CanvasObject{s.head, s.waiting, s.advice, s.lookRow, s.record, s.facts.root, s.asSent.root, s.reports, s.say, s.papers}
	s.column = kit.NewColumn(statusGap, s.parts...)
	s.fit = newFit(s.column)
	s.sayFirst = newSayFirst(s.column, s.say)
	s.placed = container.New(s.sayFirst, s.fit.root)
	s.halo = kit.NewHalo(w.keys)
	s.halo.SetLabel(func() string { return s.word.Text() + ". " + s.sentence.Text() + " " + s.warning.Text() })
	s.card = container.New(edged{&s.tight}, s.placed)
	s.root = kit.NewHaloed(s.halo, kit.NewCard(s.card))
	s.arrange(turned{})
	return s
}

func (s *status) draw(v *desk.View) {
	say, st := s.w.words, &v.Status
	s.fill(say, v)
	// Outside production the badge goes wherever the outcome goes.
	show(s.badge, v.Outcome != nil && st.Badge != desk.BadgeProduction)
	show(s.cancel, v.CanCancel && s.mode != modeNarrow) // there it is in the foot, which stays
	show(s.papers, v.Outcome != nil)
	show(s.receipt, !v.Fixed.NoReceipt)
	show(s.age, v.Outcome != nil)
	show(s.halo, v.State == desk.Ended)
	s.age.Set("")
	if v.Outcome != nil {
		s.age.Set(say.Ago(st.Age))
	}
	s.drawOutcome(v)
	settle(s.title, s.words, s.head, s.waiting, s.asSent.root, s.reportRow, s.reports, s.buttons, s.papers, s.column, s.placed, s.card)
	s.fit.settle()
	if s.state != v.State { // the word of a new state is always in view
		s.state = v.State
		s.fit.to(0)
	}
}

// statusGap is the gap between the parts of the card, in dp.
const statusGap = 14

// urgent returns the height that the card needs for its word, its sentence and what to say on the
// phone.
func (s *status) urgent() float32 {
	around := s.root.MinSize().Height - s.column.MinSize().Height
	if !s.say.Visible() {
		return around + s.head.MinSize().Height
	}
	return around + s.head.MinSize().Height + dp(statusGap) + s.say.MinSize().Height
}

// drawOutcome shows the person and the text as sent, never as typed since, and what the verdict is
// based on.
func (s *status) drawOutcome(v *desk.View) {
	say, o := s.w.words, v.Outcome
	if o == nil { // what isn't shown isn't kept
		s.facts.set()
		s.advice.Set("")
		s.asSent.set("", "")
		s.fence.Set("")
		for _, part := range []fyne.CanvasObject{s.advice, s.lookRow, s.facts.root, s.asSent.root, s.record, s.reports} {
			part.Hide()
		}
		s.drawSent(v)
		return
	}
	s.advice.Set(say.say(o.Advice))
	show(s.advice, !o.Advice.IsZero())

	facts, copied := outcomeFacts(say, o)
	s.facts.show(facts, copied)
	show(s.facts.root, len(facts) > 0)

	s.asSent.set(fitting(o.Person), o.Text)
	s.asSent.root.Show()

	s.drawReport(v)
	s.record.Set(say.get("outcome.not_recorded"))
	show(s.record, !o.Recorded && !o.Withheld) // else the sentence says it
	show(s.lookRow, v.CanCheckAgain || v.CheckingAgain)
	enable(s.again, v.CanCheckAgain)
}

// drawSent shows what was sent already while waiting, where the form that has it is out of sight.
// A text that is to be said whole is there already.
func (s *status) drawSent(v *desk.View) {
	if !v.Locked || s.mode != modeNarrow && s.mode != modeLow {
		return
	}
	text := v.Form.Text.Value
	if v.Status.SayNow.Args["Text"] == any(text) {
		text = ""
	}
	s.asSent.set(shortened(v.Form.Person.Value), text)
	s.asSent.root.Show()
}

// outcomeFacts returns what a green outcome says about the person, and what can be copied of it:
// whole values, but never a protected name.
func outcomeFacts(say words, o *desk.Outcome) (facts []fact, copied []string) {
	if o.Outcome != "verified" {
		return nil, nil
	}
	add := func(key, value, whole string) {
		if value != "" {
			facts, copied = append(facts, fact{say.get(key), value}), append(copied, whole)
		}
	}
	switch {
	case o.Unnamed: // the sentence has it
	case o.NameProtected:
		add("result.name", say.get("result.protected_name"), "")
	default:
		add("result.name", o.Name, o.Name)
	}
	if !o.DateOfBirth.IsZero() {
		add("result.birth_date", say.ShortDate(o.DateOfBirth), say.ShortDate(o.DateOfBirth))
	}
	add("result.transaction", shortened(o.Transaction), o.Transaction)
	return facts, copied
}

// drawReport shows whether it was reported that the person didn't start this.
func (s *status) drawReport(v *desk.View) {
	say, o := s.w.words.on(v.Now), v.Outcome
	show(s.report, o.CanReport)
	show(s.reports, o.CanReport)
	if !o.CanReport {
		return
	}
	label, told := "outcome.report", ""
	if !o.Reported.IsZero() {
		label = "outcome.take_back"
		told = say.get("outcome.reported", "Until", desk.Until(desk.FencedUntil(o.Reported)))
	}
	if label = say.get(label); s.report.Label() != label {
		s.report.Set(label, "")
		s.report.Asks() // the second click of a double click must not undo what the first did
	}
	s.fence.Set(told)
	show(s.fence, told != "")
	show(s.reports, s.mode != modeNarrow || told != "")
}

// figuresOf returns the figures under the bar: each a soft word and a bold figure, in the
// language's order. At a glance single polls aren't among them, and their places stay empty.
func figuresOf(say words, st *desk.Status) []kit.Figure {
	seconds := func(d time.Duration) int { return int(d / time.Second) }
	next := kit.Figure{Before: say.get("waiting.next.label"), Value: say.get("waiting.next.figure", "Count", seconds(st.NextPoll)), Blank: st.AtAGlance}
	if st.NextPoll <= 0 && !st.AtAGlance {
		next = kit.Figure{Before: say.get("waiting.next.now")}
	}
	return []kit.Figure{
		{Value: leftOf(say, st), After: say.get("waiting.left.label")},
		{Before: say.get("waiting.asked.label"), Value: say.get("waiting.asked.figure", "Count", st.Polls), Blank: st.AtAGlance},
		next,
		{Before: say.get("waiting.every.label"), Value: say.get("waiting.every.figure", "Count", seconds(st.Interval))},
	}
}

// leftOf returns how much time is left: 4:12, at a glance 4 min, 40 s.
func leftOf(say words, st *desk.Status) string {
	switch {
	case !st.AtAGlance:
		return say.Remaining(st.Remaining)
	case st.Remaining <= 0:
		return say.get("waiting.left.under_ten")
	case st.Remaining < time.Minute:
		return say.get("span.seconds", "Count", int(st.Remaining/time.Second))
	}
	return say.get("span.minutes", "Count", int(st.Remaining/time.Minute))
}

// fitting cuts a person to about the length of a UUID, to fit on one line. The form has it in full.
func fitting(person string) string {
	if runes := []rune(person); len(runes) > 40 {
		return string(runes[:39]) + "…"
	}
	return person
}

// shortened keeps both ends of a long identifier. The claims have it in full.
func shortened(id string) string {
	if runes := []rune(id); len(runes) > 14 {
		return string(runes[:8]) + "…" + string(runes[len(runes)-4:])
	}
	return id
}
