package ui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// recordOutcome returns the outcome of a record in words. Outside production the badge goes
// wherever the outcome goes.
func recordOutcome(say words, r *desk.JournalRecord) string {
	word := say.get("journal.open")
	if r.Outcome != "" {
		word = say.orRaw("outcome.", r.Outcome, ".word")
	}
	if r.Environment.Badge == desk.BadgeProduction {
		return word
	}
	return say.get("badge.outcome", "Badge", say.badge(r.Environment.Badge), "Word", word)
}

// moment writes a time as the journal does, with its day and its offset from UTC.
func moment(say words, t time.Time) string { return say.Whole().Time(t) }

// recordLine returns a record as one row of the list.
func recordLine(say words, r *desk.JournalRecord) kit.Row {
	note := say.environment(r.Environment)
	if r.Case != "" {
		note = r.Case + "  ·  " + note
	}
	return kit.Row{ID: r.ID, Lead: moment(say, r.Started), Text: recordOutcome(say, r) + "  ·  " + r.Text, Note: note, Copy: plainRecord(say, r)}
}

// recordFacts returns the facts about a record, with captions.
func recordFacts(say words, r *desk.JournalRecord) []fact {
	all := []fact{
		{say.get("journal.column.outcome"), recordOutcome(say, r)},
		{say.get("journal.column.environment"), say.environment(r.Environment)},
		{say.get(r.Environment.Key("journal.column.text")), r.Text},
		{say.get("journal.record.started"), moment(say, r.Started)},
	}
	add := func(key, value string) {
		if value != "" {
			all = append(all, fact{say.get(key), value})
		}
	}
	if !r.Received.IsZero() {
		add("journal.record.received", moment(say, r.Received))
	}
	if !r.Ended.IsZero() {
		add("journal.record.ended", moment(say, r.Ended))
	}
	add("journal.record.case", r.Case)
	add("journal.column.transaction", r.Transaction)
	add("result.support_reference", r.SupportReference)
	add("journal.column.operator", r.Operator)
	return all
}

// recordWhole returns a record in full: facts, and below them the checks in two columns.
func recordWhole(w *Window, r *desk.JournalRecord) []fyne.CanvasObject {
	say := w.words
	facts := kit.NewColumn(6)
	for _, f := range recordFacts(say, r) {
		caption := kit.NewLeast(150, 0, kit.NewText(f.caption, kit.Style{Size: kit.SizeRow, Color: kit.ColorSoft}))
		facts.Add(kit.NewTopRow(16, 1, caption, kit.NewText(f.value, kit.Style{Size: kit.SizeRow, Fit: kit.Wrapped})))
	}
	for _, confirmed := range r.Confirmed {
		facts.Add(kit.NewCaption(say.say(confirmed)))
	}
	all := []fyne.CanvasObject{facts, kit.NewLine()}
	if len(r.Checks) == 0 {
		return append(all, kit.NewSoft(say.get("journal.no_tokens")))
	}
	var findings []kit.Finding
	for _, check := range r.Checks {
		findings = append(findings, kit.Finding{
			Mark: kit.Mark(check.Result), Name: say.check(r.Environment, check.ID, ".name"), Expected: say.orRaw("check.result.", check.Result, ""),
		})
	}
	table := kit.NewTable("", "", "")
	table.Set(findings)
	return append(all, table)
}

// plainRecord returns a record as text for the clipboard.
func plainRecord(say words, r *desk.JournalRecord) string {
	var b strings.Builder
	for _, f := range recordFacts(say, r) {
		b.WriteString(f.caption + ": " + f.value + "\n")
	}
	for _, check := range r.Checks {
		b.WriteString(say.check(r.Environment, check.ID, ".name") + ": " + say.orRaw("check.result.", check.Result, "") + "\n")
	}
	return b.String()
}
