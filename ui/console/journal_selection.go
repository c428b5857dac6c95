package console

import (
	"slices"
	"strings"
	"time"

	"ringback/ui/desk"
)

// maxPersonLine is the longest person that is read, in bytes.
const maxPersonLine = 1024

// selection returns what a call picks. A flag with an empty value is a mistake: an unset variable
// in a script must not pick everybody, verify against nothing, or put plain text on the screen.
func (k *keeper) selection() (s desk.Selection, problem desk.Text) {
	for _, flag := range []struct {
		name  string
		given *string
	}{{"-head", k.call.Head}, {"-out", k.call.Out}, {"-environment", k.call.Environment}, {"-operator", k.call.Operator}, {"-desk", k.call.Desk}} {
		if flag.given != nil && strings.TrimSpace(*flag.given) == "" {
			return s, desk.Say("console.journal.wrong.empty", "Flag", flag.name)
		}
	}
	for _, read := range []func(*desk.Selection) desk.Text{k.selectTime, k.selectOutcomes, k.selectPerson} {
		if problem := read(&s); !problem.IsZero() {
			return s, problem
		}
	}
	for _, flag := range []struct {
		into  *string
		given *string
	}{{&s.Environment, k.call.Environment}, {&s.Operator, k.call.Operator}, {&s.Desk, k.call.Desk}} {
		if flag.given != nil {
			*flag.into = strings.TrimSpace(*flag.given)
		}
	}
	return s, desk.Text{}
}

func (k *keeper) selectTime(s *desk.Selection) desk.Text {
	if k.call.From != nil {
		if s.From, _ = day(*k.call.From); s.From.IsZero() {
			return desk.Say("console.journal.wrong.date", "Flag", "-from")
		}
	}
	if k.call.Until != nil {
		if _, s.Until = day(*k.call.Until); s.Until.IsZero() {
			return desk.Say("console.journal.wrong.date", "Flag", "-until")
		}
	}
	if !s.From.IsZero() && !s.Until.IsZero() && !s.From.Before(s.Until) {
		return desk.Say("console.journal.wrong.order")
	}
	return desk.Text{}
}

func (k *keeper) selectOutcomes(s *desk.Selection) desk.Text {
	if k.call.Outcome == nil {
		return desk.Text{}
	}
	s.Outcomes = strings.Split(*k.call.Outcome, ",")
	for _, outcome := range s.Outcomes {
		if !slices.Contains(desk.Outcomes(), outcome) {
			return desk.Say("console.journal.wrong.outcome", "Known", strings.Join(desk.Outcomes(), ", "))
		}
	}
	return desk.Text{}
}

func (k *keeper) selectPerson(s *desk.Selection) desk.Text {
	if k.call.UUID != nil {
		if s.Person = k.person("uuid", *k.call.UUID); s.Person == "" {
			return desk.Say("console.journal.wrong.uuid")
		}
	}
	if k.call.CPR != nil {
		if s.Person != "" {
			return desk.Say("fill.two_persons")
		}
		if *k.call.CPR != "-" {
			return desk.Say("console.journal.wrong.cpr_input")
		}
		s.ByCPR = true
		if s.Person = k.person("cpr", "-"); s.Person == "" {
			return desk.Say("console.journal.wrong.cpr")
		}
	}
	if k.call.Person != nil {
		if s.Person != "" {
			return desk.Say("fill.two_persons")
		}
		s.Named = true
		if s.Person = k.person("person", *k.call.Person); s.Person == "" {
			return desk.Say("console.journal.wrong.empty", "Flag", "-person")
		}
	}
	return desk.Text{}
}

// person returns the given person; - reads it from standard input, which keeps it out of the
// shell's history and the list of processes.
func (k *keeper) person(flag, given string) string {
	if given != "-" {
		k.warn(desk.Say("console.journal." + flag + "_in_history"))
		return given
	}
	if k.Terminal {
		k.warn(desk.Say("console.journal." + flag + "_ask"))
	}
	line, _ := k.in.ReadString('\n')          // also without a line end
	line = strings.TrimPrefix(line, "\uFEFF") // PowerShell puts it before what it passes on
	if len(line) > maxPersonLine {
		return ""
	}
	return strings.TrimSpace(line)
}

// day reads a day such as 2026-03-14, or a moment in the form of RFC 3339. It returns where that
// begins and ends, both zero if it is neither. A day is one of the local calendar.
func day(text string) (begins, ends time.Time) {
	if t, err := time.ParseInLocation(time.DateOnly, text, time.Local); err == nil {
		return t, t.AddDate(0, 0, 1)
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, t
	}
	return time.Time{}, time.Time{}
}
