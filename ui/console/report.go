package console

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"ringback/ui/desk"
)

// reporter writes what happens: sentences, or JSON lines.
type reporter struct {
	Options
	told    int // moments of the course
	started bool
}

func newReporter(o Options) *reporter { return &reporter{Options: o} }

// refuse says why nothing was started.
func (r *reporter) refuse(problems []desk.Text) {
	for _, problem := range problems {
		r.line(r.Err, problem.In(r.Words))
	}
}

// report writes what is new in a view.
func (r *reporter) report(view desk.View) {
	if view.State == desk.Idle {
		return
	}
	if !r.started {
		r.started = true
		r.begin(view)
	}
	for ; r.told < len(view.Course); r.told++ {
		moment := view.Course[r.told]
		switch {
		case !r.JSON:
			r.line(r.Out, r.Words.Clock(moment.At)+"  "+moment.Text.In(r.Words))
		case moment.What != "ended": // the last line says that, with the outcome
			r.json(momentLine{Event: moment.What, At: stamp(moment.At)})
		}
	}
}

func (r *reporter) begin(view desk.View) {
	if r.JSON {
		r.json(startedLine{Event: "started", At: stamp(view.Now), Environment: view.Environment.ID, Kind: string(view.Environment.Badge), ReferenceText: view.Form.Preview})
		return
	}
	name := view.Environment.Name
	if name == "" {
		name = r.Words.Text("environment."+view.Environment.ID+".name", nil)
	}
	r.line(r.Out, r.Words.Text("console.environment", map[string]any{"Environment": name, "Badge": r.badge(view.Environment.Badge)}))
	r.line(r.Out, r.Words.Text(view.Environment.Key("console.reference"), map[string]any{"Reference": view.Form.Preview}))
	say := desk.Say(view.Environment.Key("say.waiting.no_code"), "Reference", view.Form.Preview)
	if view.Form.Code != "" {
		say = desk.Say(view.Environment.Key("say.waiting.code"), "Code", view.Form.Code)
	}
	r.line(r.Out, r.Words.Text("say.label", nil)+": "+say.In(r.Words))
	r.line(r.Out, r.Words.Text("console.cancel_hint", nil))
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
	r.line(r.Out, "")
	r.line(r.Out, word)
	r.line(r.Out, view.Status.Sentence.In(r.Words))
	for _, check := range o.Checks {
		if check.Result != "fail" {
			continue
		}
		r.line(r.Out, fmt.Sprintf("  ✗ %s: %s / %s", r.Words.Text(view.Environment.Key("check."+check.ID+".name"), nil), r.value(check.Expected), r.value(check.Actual)))
	}
	if o.Passed > 0 {
		r.line(r.Out, "  ✓ "+r.Words.Text("check.passed", map[string]any{"Count": o.Passed}))
	}
	if !o.Advice.IsZero() {
		r.line(r.Out, o.Advice.In(r.Words))
	}
	r.line(r.Out, r.Words.Text("say.label", nil)+": "+view.Status.SayNow.In(r.Words))
}

func (r *reporter) badge(b desk.Badge) string {
	return r.Words.Text("environment.kind."+string(b), nil)
}

func (r *reporter) value(v desk.Value) string {
	switch {
	case !v.Word.IsZero():
		return v.Word.In(r.Words)
	case !v.Time.IsZero():
		return r.Words.Clock(v.Time)
	}
	return v.Text
}

func (r *reporter) line(w io.Writer, text string) {
	_, _ = fmt.Fprintln(w, strings.TrimRight(text, " "))
}

func (r *reporter) json(line any) {
	_ = json.MarshalWrite(r.Out, line, jsontext.Multiline(false))
	_, _ = io.WriteString(r.Out, "\n")
}

// stamp writes a time for programs: UTC, to the millisecond.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}
