package receipt

import (
	"image"
	"slices"
	"time"

	"ringback/assets"
	"ringback/ui/desk"
)

// Field names a row.
type Field string

// The fields. Personal ones can be left out.
const (
	FieldAsked       Field = "asked"
	FieldCall        Field = "call"
	FieldOperator    Field = "operator"
	FieldName        Field = "name"
	FieldText        Field = "reference"
	FieldCase        Field = "case"
	FieldTransaction Field = "transaction"
	FieldEnvironment Field = "environment"
	FieldSent        Field = "sent"
	FieldApproved    Field = "approved"
	FieldEnded       Field = "ended"
	FieldError       Field = "error"

	// By these the receipt can be compared with the journal and with the token itself.
	FieldRecord      Field = "record"
	FieldControlCode Field = "control_code"
	FieldKey         Field = "key"
	FieldToken       Field = "token"
)

// Row is a line of the receipt.
type Row struct {
	Field        Field
	Label, Value string
	Personal     bool   // can be left out; see [Content.Without]
	Whole        string // the value unmasked, if it is known; see [Content.With]

	picture []byte      // of the value, as PNG; see [Content.WithPicture]
	shape   image.Point // its size
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
	Evidence  []Row     // what it can be compared by, below the table of checks
	Headings  [4]string // of the table of checks; "" without checks
	Notes     []string  // what the outcome shows and doesn't show
	Foot      []string

	language assets.Language
	badge    desk.Badge
	tone     desk.Tone
	made     time.Time
	title    string // of the file, with nothing personal
	unnamed  string // Sentence without the name
	ended    time.Time
}

// New makes the content of a receipt from a view, written by a version of the program; false
// without an outcome. Times are written in full, in the local time zone. Whom the operator asked
// for is masked; see [Content.With].
func New(view desk.View, words *assets.Words, version string) (Content, bool) {
	o := view.Outcome
	if o == nil || view.State != desk.Ended {
		return Content{}, false
	}
	words = words.Whole()
	c := Content{
		language: words.Language(), badge: view.Status.Badge, tone: view.Status.Tone, made: view.Now,
		Word: view.Status.Word.In(words), Sentence: clean(view.Status.Sentence.In(words)), ended: o.At,
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
	c.title = say("receipt.title", "Date", words.ShortDate(o.At.Local()), "Word", c.Word)
	c.Rows = rows(view, words)
	c.Checks = checks(view, c.Rows, words)
	c.Evidence = evidence(view, words)
	if len(c.Checks) > 0 {
		c.Headings = [4]string{say("check.column.check"), say("receipt.result"), say("check.column.expected"), say("check.column.received")}
	}
	if !o.Advice.IsZero() {
		c.Notes = append(c.Notes, clean(o.Advice.In(words)))
	}
	if !o.Recorded {
		c.Notes = append(c.Notes, say("outcome.not_recorded"))
	}
	c.Foot = []string{say("receipt.made", "At", desk.At(view.Now), "Version", clean(version)) + " " + say("receipt.unsigned")}
	if lasts(view) {
		c.Foot = append(c.Foot, say("receipt.journal"))
	}
	if apart := view.Environment.Apart(); !apart.IsZero() {
		c.Foot = append(c.Foot, apart.In(words))
	}
	return c, true
}

// lasts reports whether the outcome is recorded in a journal that lasts.
func lasts(view desk.View) bool {
	return view.Outcome.Recorded && view.Status.Badge != desk.BadgeDemo && view.JournalInMemory.IsZero()
}

// asked returns the row of whom the operator asked for. A CPR number stays masked.
func asked(view desk.View, words *assets.Words) Row {
	o := view.Outcome
	row := Row{Field: FieldAsked, Label: words.Text("receipt.asked.label", nil)}
	if o.ByCPR {
		row.Value = words.Text("receipt.asked.cpr", map[string]any{"Person": o.Person})
		return row
	}
	key := view.Environment.Key("receipt.asked.uuid")
	row.Value = words.Text(key, map[string]any{"Person": masked(o.Person)})
	row.Whole = words.Text(key, map[string]any{"Person": clean(o.Person)})
	return row
}

// masked returns what is left of a person: the end of a UUID, and nothing of anything else.
func masked(person string) string {
	const uuid, end = 36, 4
	if len(person) != uuid {
		return "•••"
	}
	return "…" + person[uuid-end:]
}

// evidence returns the rows by which the receipt can be compared with the journal and the token.
func evidence(view desk.View, words *assets.Words) []Row {
	o := view.Outcome
	record, code := o.Record, o.ControlCode
	if !lasts(view) {
		record, code = "", ""
	}
	return slices.DeleteFunc([]Row{
		{Field: FieldRecord, Label: words.Text("receipt.record", nil), Value: clean(record)},
		{Field: FieldControlCode, Label: words.Text("journal.ends", nil), Value: clean(code)},
		{Field: FieldKey, Label: words.Text("receipt.key", nil), Value: clean(o.Thumbprint)},
		{Field: FieldToken, Label: words.Text("receipt.token", nil), Value: clean(o.TokenDigest)},
	}, func(r Row) bool { return r.Value == "" })
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
	caller := words.Text("form.caller.citizen", nil)
	if o.Caller == desk.WeCalled {
		caller = words.Text("form.caller.us", nil)
	}
	row := func(field Field, label, value string, personal bool) Row {
		return Row{Field: field, Label: words.Text(label, nil), Value: clean(value), Personal: personal}
	}
	all := []Row{
		asked(view, words),
		row(FieldName, "result.person", name, true),
		row(FieldText, view.Environment.Key("result.text"), o.Text, true),
		row(FieldCase, "journal.record.case", o.Case, true),
		row(FieldCall, "receipt.call", caller, false),
		row(FieldOperator, "journal.column.operator", o.Operator, false),
		row(FieldEnvironment, "bar.environment", environment, false),
		row(FieldSent, "receipt.sent", moment(o.Sent), false),
		row(FieldApproved, "result.approved_at", moment(o.Approved), false),
		row(FieldEnded, "receipt.ended", moment(o.At), false),
		row(FieldTransaction, "result.transaction", o.Transaction, true),
		row(FieldError, "window.error_code", o.Error, false),
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

// With shows fields whole that are masked otherwise.
func (c Content) With(fields ...Field) Content {
	c.Rows = slices.Clone(c.Rows)
	for i, row := range c.Rows {
		if row.Whole != "" && slices.Contains(fields, row.Field) {
			c.Rows[i].Value = row.Whole
		}
	}
	return c
}

// FileName returns the name to suggest for the file: what it is, the day on which the verification
// ended, and what a file name may have of the case, unless that is left out.
func (c Content) FileName(words *assets.Words) string {
	day := c.ended.Local().Format(time.DateOnly)
	for _, row := range c.Rows {
		if name := desk.CaseInFileName(row.Value); row.Field == FieldCase && name != "" {
			return words.Text("receipt.file_name_case", map[string]any{"Date": day, "Case": name})
		}
	}
	return words.Text("receipt.file_name", map[string]any{"Date": day})
}
