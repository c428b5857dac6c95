package ui

import (
	"cmp"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// The time spans to choose from.
const (
	spanAll   = ""
	spanToday = "today"
	spanWeek  = "week"
	spanMonth = "month"
	spanDays  = "days"
)

// journalFilterer filters the list of records.
type journalFilterer interface {
	FilterJournal(desk.JournalFilter)
}

// journalFilter is the filter above the list of records.
type journalFilter struct {
	desk        journalFilterer
	w           *Window
	span        *kit.Select
	outcome     *kit.Select
	environment *kit.Select
	caseNumber  *kit.Entry
	person      *kit.Entry
	operator    *kit.Entry
	desks       *kit.Entry // the desk's word for itself
	days        *span
	between     *fyne.Container
	whose       *fyne.Container // only where everybody's records are
	root        *fyne.Container
}

func newJournalFilter(w *Window, d journalFilterer, keys *kit.Keys) *journalFilter {
	f := &journalFilter{w: w, desk: d}
	say := w.words
	f.span = kit.NewSelect(keys, kit.SelectField, options([]string{spanAll, spanToday, spanWeek, spanMonth, spanDays}, func(id string) string {
		if id == spanAll {
			return say.get("journal.filter.every")
		}
		return say.get("journal.filter." + id)
	}), "", func(picked string) {
		show(f.between, picked == spanDays)
		w.screen.journal.lay()
		f.apply()
	})
	f.outcome = kit.NewSelect(keys, kit.SelectField, options(append([]string{""}, desk.Outcomes()...), func(id string) string {
		switch id {
		case "":
			return say.get("journal.filter.every")
		case desk.OutcomeOpen:
			return say.get("journal.open")
		}
		return say.get("outcome." + id + ".word")
	}), "", func(string) { f.apply() })
	f.environment = kit.NewSelect(keys, kit.SelectField, nil, "", func(string) { f.apply() })
	f.caseNumber = kit.NewEntry(keys, kit.EntryOptions{}, func(string) { f.apply() })
	f.person = kit.NewEntry(keys, kit.EntryOptions{}, func(string) { f.apply() })
	f.operator = kit.NewEntry(keys, kit.EntryOptions{}, func(string) { f.apply() })
	f.desks = kit.NewEntry(keys, kit.EntryOptions{}, func(string) { f.apply() })
	for _, entry := range []*kit.Entry{f.caseNumber, f.person, f.operator, f.desks} {
		entry.OnPaste(func(text string, insert func(string)) { insert(desk.NewPasted(text).Text) }) // cut, and on one line
	}
	f.person.OnCopy(desk.CopiedPerson)
	f.days = newSpan(w, keys, f.apply)
	field := func(key string, o fyne.CanvasObject) fyne.CanvasObject { return kit.NewField(say.get(key), o) }
	f.between = container.New(newEqual(12), f.days.from.root, f.days.until.root)
	f.between.Hide()
	f.whose = container.New(newEqual(12), field("journal.filter.operator", f.operator), field("journal.filter.desk", f.desks))
	f.whose.Hide()
	f.root = kit.NewColumn(8, container.New(yieldingWidth{newEqual(12)},
		field("journal.filter.time", f.span), field("journal.filter.outcome", f.outcome),
		field("journal.filter.environment", f.environment), field("journal.filter.case", f.caseNumber),
		field(w.drawn.Environment.Key("journal.filter.person"), f.person)), f.whose, f.between)
	return f
}

func (f *journalFilter) draw(v *desk.View, rights desk.JournalRights) {
	say := f.w.words
	show(f.whose, rights.Everybody)
	all := []kit.Option{{Label: say.get("journal.filter.every")}}
	for _, e := range v.Environments {
		all = append(all, kit.Option{Value: e.ID, Label: say.environment(e)})
	}
	f.environment.SetOptions(all)
}

// apply asks the desk for the matching records.
func (f *journalFilter) apply() {
	filter := desk.JournalFilter{
		Outcome: f.outcome.Selected(), Environment: f.environment.Selected(), Case: strings.TrimSpace(f.caseNumber.Text),
		Operator: strings.TrimSpace(f.operator.Text), Desk: strings.TrimSpace(f.desks.Text), Person: f.person.Text,
	}
	today := dayOf(f.w.drawn.Now.Local())
	switch f.span.Selected() {
	case spanToday:
		filter.From = today
	case spanWeek:
		filter.From = today.AddDate(0, 0, -6)
	case spanMonth:
		filter.From = today.AddDate(0, 0, -29)
	case spanDays:
		var fine bool
		if filter.From, filter.Until, fine = f.days.read(); !fine {
			return
		}
	}
	f.desk.FilterJournal(filter)
}

// yieldingWidth is equal for objects that may be narrower than they would like to be: a picker cuts
// off what doesn't fit.
type yieldingWidth struct{ equal }

// MinSize asks for no width.
func (q yieldingWidth) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, q.equal.MinSize(objects).Height)
}

// facts returns what a filter picks, in words. The person is cut to the end.
func (f *journalFilter) facts(set desk.JournalFilter) []fact {
	say := f.w.words
	var all []fact
	add := func(key, value string) {
		if value != "" {
			all = append(all, fact{say.get(key), value})
		}
	}
	if !set.From.IsZero() {
		add("journal.filter.from", say.Date(set.From))
	}
	if !set.Until.IsZero() {
		add("journal.filter.until", say.Date(set.Until.AddDate(0, 0, -1)))
	}
	if set.Outcome == desk.OutcomeOpen {
		add("journal.filter.outcome", say.get("journal.open"))
	} else if set.Outcome != "" {
		add("journal.filter.outcome", say.get("outcome."+set.Outcome+".word"))
	}
	for _, e := range f.w.drawn.Environments {
		if e.ID == set.Environment {
			add("journal.filter.environment", say.environment(e))
		}
	}
	add("journal.record.case", set.Case)
	add("journal.column.operator", set.Operator)
	add("journal.filter.desk", set.Desk)
	if set.OfPerson {
		add(f.w.drawn.Environment.Key("journal.filter.person"), cmp.Or(desk.ShortPerson(f.person.Text), dots))
	}
	return all
}

// span is a pair of fields for the first and the last day.
type span struct {
	w           *Window
	from, until *field
}

func newSpan(w *Window, keys *kit.Keys, changed func()) *span {
	s := &span{w: w}
	day := func(key string) *field {
		f := &field{w: w, entry: kit.NewEntry(keys, kit.EntryOptions{}, func(string) { changed() })}
		f.root = kit.NewField(w.words.get("journal.filter.day", "Which", w.words.get(key)), f.entry)
		return f
	}
	s.from, s.until = day("journal.filter.from"), day("journal.filter.until")
	return s
}

// read returns the span from the beginning of the first day to the end of the last one. An empty
// field leaves its end open.
func (s *span) read() (from, until time.Time, fine bool) {
	from, one := s.day(s.from)
	until, other := s.day(s.until)
	if !until.IsZero() {
		until = until.AddDate(0, 0, 1)
	}
	return from, until, one && other
}

func (s *span) day(f *field) (time.Time, bool) {
	text := strings.TrimSpace(f.entry.Text)
	if text == "" {
		f.say(below{})
		return time.Time{}, true
	}
	day, fine := parseDay(text)
	now := below{}
	if !fine {
		now = below{problem, s.w.words.get("journal.day_problem")}
	}
	f.say(now)
	return day, fine
}

// parseDay reads a day as it is written in either language.
func parseDay(text string) (time.Time, bool) {
	for _, form := range []string{"2006-01-02", "2-1-2006", "2.1.2006", "2/1/2006"} {
		if day, err := time.ParseInLocation(form, text, time.Local); err == nil {
			return day, true
		}
	}
	return time.Time{}, false
}

// dayOf returns the beginning of t's day.
func dayOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}
