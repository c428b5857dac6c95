package console

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"ringback/ui/desk"
	"ringback/ui/linebreak"
)

// reporter writes what happens, as sentences or JSON lines.
type reporter struct {
	Options
	out  *Output
	told int    // moments of the course that were written
	day  string // the last day that was written
	news int    // the id of the last news that was written
}

func newReporter(o Options) *reporter {
	o.Words = o.Words.Whole() // the output may be read anywhere
	return &reporter{Options: o, out: NewOutput(o.Out)}
}

// refuse writes why nothing was started, and returns status. With -json the last line gives the
// outcome even then.
func (r *reporter) refuse(status int, outcome, reason string, problems ...desk.Text) int {
	for _, problem := range problems {
		r.line(r.Err, problem.In(r.Words))
	}
	if r.JSON {
		r.json(r.notSent(outcome, reason))
	}
	return r.out.Status(status, r.Words, r.Err)
}

// notSent returns the last line for a request that was never sent.
func (r *reporter) notSent(outcome, reason string) endedLine {
	view := r.Desk.View()
	return endedLine{
		Event: "ended", At: stamp(view.Now), Outcome: outcome, Reason: reason,
		Environment: view.Environment.ID, Kind: string(view.Environment.Badge), Text: view.Form.Preview, Checks: []checkLine{},
	}
}

// report writes what is new in a view.
func (r *reporter) report(view desk.View) {
	r.tellNews(view)
	if view.State == desk.Idle || len(view.Course) == 0 {
		return // until something has happened, the guard can still refuse it
	}
	for ; r.told < len(view.Course); r.told++ {
		moment := view.Course[r.told]
		switch {
		case !r.JSON:
			r.dayOf(moment.At)
			r.line(r.out, r.Words.Clock(moment.At)+"  "+moment.Text.In(r.Words))
			if moment.What == "acknowledged" {
				r.sayNow(view)
			}
		case moment.What != "ended": // that is in the last line, with the outcome
			r.json(momentLine{Event: moment.What, At: stamp(moment.At)})
		}
	}
}

// tellNews writes news of what this desk recorded alone, the oldest first.
func (r *reporter) tellNews(view desk.View) {
	for _, notice := range slices.Backward(view.Notices) {
		if notice.News && notice.ID > r.news {
			r.news = notice.ID
			r.line(r.Err, notice.Text.In(r.Words))
		}
	}
}

// dayOf writes the day and the UTC offset of the times that follow: first, and whenever it changes.
func (r *reporter) dayOf(t time.Time) {
	if day := r.Words.Day(t); day != r.day {
		r.line(r.out, day)
		r.day = day
	}
}

// begin writes the first lines, before anything is sent.
func (r *reporter) begin(view desk.View) {
	if !view.JournalInMemory.IsZero() {
		r.line(r.Err, view.JournalInMemory.In(r.Words))
	}
	if r.JSON {
		r.json(startedLine{Event: "started", At: stamp(view.Now), Environment: view.Environment.ID, Kind: string(view.Environment.Badge), Text: view.Form.Preview})
		return
	}
	name := view.Environment.Name
	if name == "" {
		name = r.Words.Text("environment."+view.Environment.ID+".name", nil)
	}
	r.line(r.out, r.Words.Text("console.environment", map[string]any{"Environment": name, "Badge": r.badge(view.Environment.Badge)}))
	r.line(r.out, r.Words.Text(view.Environment.Key("console.text"), map[string]any{"Text": view.Form.Preview}))
	r.line(r.out, r.Words.Text("console.cancel_hint", nil))
}

// sayNow writes what the operator says on the phone while the person decides.
func (r *reporter) sayNow(view desk.View) {
	say := desk.Say(view.Environment.Key("say.waiting.no_code"), "Text", view.Form.Preview)
	if view.Form.Code != "" {
		say = desk.Say(view.Environment.Key("say.waiting.code"), "Code", view.Form.Code)
	}
	r.line(r.out, r.Words.Text("say.label", nil)+": "+say.In(r.Words))
}

// guarded writes why nothing was sent.
func (r *reporter) guarded(view desk.View) int {
	reason, said := view.Guard.Reason, view.Guard.Said
	if reason == "open" {
		reason = reasonOpen
	}
	if view.Guard.CanConfirm {
		said = append(slices.Clip(said), desk.Say("console.confirm"))
	}
	return r.refuse(ExitFailed, "failed", reason, said...)
}

// otherHosts names the hosts other than the issuer's that are sent something, before anything is
// sent with a secret from outside. The user who gave the secret agrees to them.
func (r *reporter) otherHosts(view desk.View) {
	if view.Secret.Source != "given" {
		return
	}
	for _, recipient := range view.Environment.Recipients {
		if recipient.Issuer {
			continue
		}
		r.line(r.Err, r.Words.Text("console.other_host", map[string]any{"Host": recipient.Host, "What": recipient.What(r.Words)}))
	}
}

// end writes the outcome.
func (r *reporter) end(view desk.View) {
	if r.JSON {
		r.json(ended(view))
		return
	}
	o := view.Outcome
	word := view.Status.Word.In(r.Words)
	if view.Status.Badge != desk.BadgeProduction {
		word = r.badge(view.Status.Badge) + " · " + word
	}
	r.line(r.out, "")
	r.line(r.out, word)
	r.line(r.out, view.Status.Sentence.In(r.Words))
	for _, check := range o.Checks {
		if check.Result != "fail" {
			continue
		}
		r.line(r.out, fmt.Sprintf("  ✗ %s: %s / %s", r.Words.Text(view.Environment.Key("check."+check.ID+".name"), nil), r.value(check.Expected), r.value(check.Actual)))
	}
	if o.Passed > 0 {
		r.line(r.out, "  ✓ "+r.Words.Text("check.passed", map[string]any{"Count": o.Passed}))
	}
	if !o.Advice.IsZero() {
		r.line(r.out, o.Advice.In(r.Words))
	}
	r.line(r.out, r.Words.Text("say.label", nil)+": "+view.Status.SayNow.In(r.Words))
	if o.SupportReference != "" && o.Failure {
		r.line(r.out, r.Words.Text("result.support_reference", nil)+": "+o.SupportReference)
	}
}

func (r *reporter) badge(b desk.Badge) string {
	return r.Words.Text("environment.kind."+string(b), nil)
}

func (r *reporter) value(v desk.Value) string {
	switch {
	case !v.Word.IsZero():
		return v.Word.In(r.Words)
	case !v.Time.IsZero():
		return r.Words.Time(v.Time)
	}
	return v.Text
}

func (r *reporter) line(w io.Writer, text string) {
	writeLine(w, linebreak.Steady(strings.TrimRight(text, " ")))
}

func (r *reporter) json(line any) { _ = writeJSON(r.out, line) } // r.out remembers an error

// writeJSON writes a whole line with one call.
func writeJSON(w io.Writer, line any) error {
	text, err := json.Marshal(line, jsontext.Multiline(false))
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// stamp returns a time for programs: UTC, to the millisecond.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}
