package ui

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// recordOutcome returns the outcome of a record in words. Outside production the badge goes
// wherever the outcome goes; one that nobody knows, of a record that can't be read, is left out.
func recordOutcome(say words, r *desk.JournalRecord) string {
	word := say.get("journal.open")
	if r.Outcome != "" {
		word = say.orRaw("outcome.", r.Outcome, ".word")
	}
	if r.ReplayFound {
		word += " · " + say.get("journal.replay_found")
	}
	if r.Environment.Badge == desk.BadgeProduction || r.Environment.Badge == "" {
		return word
	}
	return say.get("badge.outcome", "Badge", say.badge(r.Environment.Badge), "Word", word)
}

// moment writes a time as the journal does, with its day and its offset from UTC.
func moment(say words, t time.Time) string { return say.Whole().Time(t) }

// listShape is what decides how wide the columns of the list are.
type listShape struct {
	everybody bool // it says who asked
	replays   bool // it has a replay that was found later
}

func listShapeOf(page *desk.JournalPage) listShape {
	return listShape{
		everybody: page.Rights.Everybody,
		replays:   slices.ContainsFunc(page.Records, func(r desk.JournalRecord) bool { return r.ReplayFound }),
	}
}

// recordColumns returns the columns of the list of records. Where everybody's are, who asked takes
// the environment's place. All of them fit into the narrowest window, 910 dp wide.
func recordColumns(say words, shape listShape) []kit.Column {
	outcome := kit.Column{Head: say.get("journal.column.outcome"), Least: 164}
	if shape.replays {
		outcome.Least = 230
	}
	last := kit.Column{Head: say.get("journal.column.environment"), Least: 145, Share: 1}
	if shape.everybody {
		last = kit.Column{Head: say.get("journal.column.operator"), Least: 184}
	}
	return []kit.Column{
		{Head: say.get("journal.record.started"), Least: 154},
		outcome,
		{Head: say.get("journal.record.case"), Least: 120},
		{Head: say.get("journal.column.text"), Least: 70, Share: 3},
		last,
	}
}

// recordText returns the text that the person saw.
func recordText(say words, r *desk.JournalRecord) string {
	if r.Illegible && r.Text == "" {
		return say.get("journal.illegible")
	}
	return r.Text
}

// recordLine returns a record as one row of the list.
func recordLine(say words, r *desk.JournalRecord, shape listShape) kit.Row {
	color, _ := kit.ToneColor(string(r.Tone))
	started := say.get("moment.other_day", "Date", say.ShortDate(r.Started.Local()), "Clock", say.Clock(r.Started))
	last := say.environment(r.Environment)
	if shape.everybody {
		last = whose(say, r)
	}
	return kit.Row{ID: r.ID, Copy: plainRecord(say, r), Cells: [...]kit.Cell{
		{Text: started, Color: kit.ColorSoft},
		{Text: recordOutcome(say, r), Symbol: r.Symbol, Color: color},
		{Text: r.Case},
		{Text: recordText(say, r)},
		{Text: last, Color: kit.ColorSoft},
	}}
}

// whose returns who asked: the account, which is the desk's own word, and the login, as the server
// of a shared journal wrote it.
func whose(say words, r *desk.JournalRecord) string {
	if r.Login == "" {
		return r.Operator
	}
	return say.get("journal.whose", "Operator", cmp.Or(r.Operator, dots), "Login", r.Login)
}

// recordFacts returns the facts about a record, with captions.
func recordFacts(say words, r *desk.JournalRecord) []fact {
	all := []fact{
		{say.get("journal.column.outcome"), recordOutcome(say, r)},
		{say.get("journal.column.environment"), say.environment(r.Environment)},
		{say.get(r.Environment.Key("journal.column.text")), recordText(say, r)},
		{say.get("journal.record.started"), moment(say, r.Started)},
	}
	add := func(key, value string) {
		if value != "" {
			all = append(all, fact{say.get(key), value})
		}
	}
	if r.ReplayFound {
		add("journal.record.replay", say.get("journal.replay_explained"))
	}
	if r.Illegible {
		add("journal.record.content", say.get("journal.illegible_explained"))
	}
	if r.DeskOnly {
		add("journal.record.recorded", say.get("journal.desk_only"))
	}
	if !r.HandedIn.IsZero() {
		add("journal.record.handed_in", moment(say, r.HandedIn))
	}
	if !r.Received.IsZero() {
		add("journal.record.received", moment(say, r.Received))
	}
	if !r.Ended.IsZero() {
		add("journal.record.ended", moment(say, r.Ended))
	}
	add("journal.record.why", say.say(r.Why))
	add("journal.record.case", r.Case)
	add("journal.column.transaction", r.Transaction)
	add("result.support_reference", r.SupportReference)
	add("journal.column.operator", whose(say, r))
	add("journal.filter.desk", r.Desk)
	if !r.Reported.IsZero() {
		add("journal.record.reported", factOf(say.get("outcome.report"), moment(say, r.Reported), r.ReportedBy))
	}
	if !r.Lifted.IsZero() {
		add("journal.record.lifted", factOf(moment(say, r.Lifted), r.LiftedBy))
	}
	return all
}

// factOf joins the parts of a fact that are known.
func factOf(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), "  ·  ")
}

// recordWhole returns a record in full: facts, and below them the checks in two columns.
func recordWhole(w *Window, r *desk.JournalRecord) []fyne.CanvasObject {
	say := w.words
	color, _ := kit.ToneColor(string(r.Tone))
	outcome := kit.NewStretchRow(8, 1, kit.NewSymbol(r.Symbol, 20, color), kit.NewText(recordOutcome(say, r), kit.Style{Bold: true, Color: color, Fit: kit.Wrapped}))
	facts := kit.NewColumn(6, outcome)
	facts.Objects = append(facts.Objects, factRows(recordFacts(say, r)[1:])...) // without the outcome
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
	table.SetSpoken(say.spoken())
	table.Set(findings)
	return append(all, table)
}

// factRows returns facts below each other, with the captions before them.
func factRows(all []fact) []fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, len(all))
	for i, f := range all {
		caption := kit.NewLeast(150, 0, kit.NewText(f.caption, kit.Style{Size: kit.SizeRow, Color: kit.ColorSoft}))
		rows[i] = kit.NewTopRow(16, 1, caption, kit.NewText(f.value, kit.Style{Size: kit.SizeRow, Fit: kit.Wrapped}))
	}
	return rows
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
