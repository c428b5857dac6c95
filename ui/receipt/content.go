package receipt

import (
	"slices"
	"time"

	"ringback/assets"
	"ringback/ui/desk"
)

// Field names a row.
type Field string

// The fields. Personal ones can be left out.
const (
	FieldName        Field = "name"
	FieldText        Field = "reference"
	FieldCase        Field = "case"
	FieldTransaction Field = "transaction"
	FieldEnvironment Field = "environment"
	FieldSent        Field = "sent"
	FieldApproved    Field = "approved"
	FieldEnded       Field = "ended"
	FieldError       Field = "error"
)

// Row is a line of the receipt.
type Row struct {
	Field        Field
	Label, Value string
	Personal     bool // can be left out; see [Content.Without]
}

// Check is a line of the table of checks.
type Check struct {
	Name             string
	Result           string // as a word
	Failed           bool
	Expected, Actual string // "" for a personal value that is left out
	about            Field  // the row with the same value
}

// Content is what a receipt says, in words. [New] makes it; all of it can be shown before it is
// written.
type Content struct {
	Badge     string // "DEMO" or "TEST"; "" in production
	BadgeNote string // what that means
	Word      string // the outcome, with the badge
	Sentence  string
	Rows      []Row
	Checks    []Check
	Headings  [4]string // of the table of checks; "" without checks
	Notes     []string  // what the outcome shows and doesn't show
	Foot      []string

	language assets.Language
	badge    desk.Badge
	tone     desk.Tone
	made     time.Time
	unnamed  string // Sentence without the name
}

// New makes the content of a receipt from a view; false without an outcome. Times are written in
// full, in the local time zone. The person's UUID is never part of it.
func New(view desk.View, words *assets.Words) (Content, bool) {
	o := view.Outcome
	if o == nil || view.State != desk.Ended {
		return Content{}, false
	}
	words = words.Whole()
	c := Content{
		language: words.Language(), badge: view.Status.Badge, tone: view.Status.Tone, made: view.Now,
		Word: view.Status.Word.In(words), Sentence: clean(view.Status.Sentence.In(words)),
	}
	say := func(key string, args ...any) string { return desk.Say(key, args...).In(words) }
	if c.badge != desk.BadgeProduction {
		c.Badge = say("environment.kind." + string(c.badge))
		c.BadgeNote = say("receipt.badge." + string(c.badge))
		c.Word = say("badge.outcome", "Badge", c.Badge, "Word", c.Word)
	}
	c.unnamed = c.Sentence
	if o.Name != "" && !o.NameProtected {
		c.unnamed = say(view.Environment.Key("outcome.verified.sentence_unnamed"), "At", desk.At(o.Approved))
	}
	if o.Unnamed { // the name is what the operator typed, which no receipt says
		c.Sentence = c.unnamed
	}
	c.Rows = rows(view, words)
	c.Checks = checks(view, c.Rows, words)
	if len(c.Checks) > 0 {
		c.Headings = [4]string{say("check.column.check"), say("receipt.result"), say("check.column.expected"), say("check.column.received")}
	}
	if !o.Advice.IsZero() {
		c.Notes = append(c.Notes, clean(o.Advice.In(words)))
	}
	if !o.Recorded {
		c.Notes = append(c.Notes, say("outcome.not_recorded"))
	}
	c.Foot = []string{say("receipt.made", "At", desk.At(view.Now)) + " " + say("receipt.unsigned")}
	if o.Recorded && c.badge != desk.BadgeDemo && view.JournalInMemory.IsZero() {
		c.Foot[0] += " " + say("receipt.journal")
	}
	if apart := view.Environment.Apart(); !apart.IsZero() {
		c.Foot = append(c.Foot, apart.In(words))
	}
	return c, true
}

func rows(view desk.View, words *assets.Words) []Row {
	o := view.Outcome
	moment := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return words.Time(t)
	}
	name, environment := o.Name, view.Environment.Name
	if o.Unnamed {
		name = ""
	}
	if o.NameProtected {
		name = words.Text("result.protected_name", nil)
	}
	if environment == "" {
		environment = words.Text("environment."+view.Environment.ID+".name", nil)
	}
	all := []Row{
		{FieldName, words.Text("result.person", nil), name, true},
		{FieldText, words.Text(view.Environment.Key("result.text"), nil), o.Text, true},
		{FieldCase, words.Text("journal.record.case", nil), o.Case, true},
		{FieldEnvironment, words.Text("bar.environment", nil), environment, false},
		{FieldSent, words.Text("receipt.sent", nil), moment(o.Sent), false},
		{FieldApproved, words.Text("result.approved_at", nil), moment(o.Approved), false},
		{FieldEnded, words.Text("receipt.ended", nil), moment(o.At), false},
		{FieldTransaction, words.Text("result.transaction", nil), o.Transaction, true},
		{FieldError, words.Text("window.error_code", nil), o.Error, false},
	}
	for i := range all {
		all[i].Value = clean(all[i].Value)
	}
	return slices.DeleteFunc(all, func(r Row) bool { return r.Value == "" })
}

// checks returns the lines of the table. Personal values are left out: the person's UUID and the
// provider's id of the person always, others unless a row has the same value. The transaction of
// another person's approval is one of them.
func checks(view desk.View, rows []Row, words *assets.Words) []Check {
	var table []Check
	for _, check := range view.Outcome.Checks {
		row := Check{
			Name: words.Text(view.Environment.Key("check."+check.ID+".name"), nil), Result: words.Text("check.result."+check.Result, nil), Failed: check.Result == "fail",
			Expected: value(check.Expected, words), Actual: value(check.Actual, words),
		}
		row.about = about(check.ID)
		if row.about != "" && !slices.ContainsFunc(rows, func(r Row) bool { return r.Field == row.about }) {
			row.Expected, row.Actual = onlyWord(check.Expected, words), onlyWord(check.Actual, words)
		}
		table = append(table, row)
	}
	return table
}

// about returns the row that has a check's values, if they are personal.
func about(check string) Field {
	switch check {
	case "person", "subject", "request_binding": // a foreign reference is another person's case
		return fieldNever
	case "reference_text":
		return FieldText
	case "transaction":
		return FieldTransaction
	}
	return ""
}

// fieldNever is the field of values that no row has.
const fieldNever Field = "never"

func value(v desk.Value, words *assets.Words) string {
	switch {
	case !v.Word.IsZero():
		return clean(v.Word.In(words))
	case !v.Time.IsZero():
		return words.Time(v.Time)
	}
	return clean(v.Text)
}

func onlyWord(v desk.Value, words *assets.Words) string {
	if v.Word.IsZero() {
		return ""
	}
	return value(v, words)
}

// Without leaves out personal fields wherever they occur. Other fields stay.
func (c Content) Without(fields ...Field) Content {
	out := func(r Row) bool { return r.Personal && slices.Contains(fields, r.Field) }
	for _, row := range c.Rows {
		if !out(row) {
			continue
		}
		if row.Field == FieldName {
			c.Sentence = c.unnamed
		}
		c.Checks = slices.Clone(c.Checks)
		for i := range c.Checks {
			if c.Checks[i].about == row.Field {
				c.Checks[i].Expected, c.Checks[i].Actual = "", ""
			}
		}
	}
	c.Rows = slices.DeleteFunc(slices.Clone(c.Rows), out)
	return c
}
