package ui

import (
	"fmt"
	"reflect"
	"slices"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// result shows the checks behind the verdict, each with what was expected and what was received.
// Before an outcome it explains what will happen.
type result struct {
	w      *Window
	shown  *desk.Outcome
	fill   string // the key of the first step, which depends on the environment
	drawn  bool
	unfold bool
	column *fyne.Container
	fit    *fit
}

// The gaps of the tab, in dp. With more between the checks, the fold of a good answer would lie at
// the edge of the card in a window of the designed size.
const (
	stepsGap  = 14
	checksGap = 10
)

func newResult(w *Window) *result {
	r := &result{w: w, column: kit.NewColumn(stepsGap)}
	r.fit = newFit(kit.NewInset(0, 8, 0, 0, r.column))
	return r
}

func (r *result) object() fyne.CanvasObject { return r.fit.root }

func (r *result) draw(v *desk.View) {
	fill := v.Environment.Key("window.step.fill")
	if v.Form.Has(desk.FieldCPR) {
		fill = "window.step.fill_cpr"
	}
	if r.drawn && r.fill == fill && reflect.DeepEqual(r.shown, v.Outcome) {
		r.fit.settle()
		return
	}
	r.drawn, r.shown, r.fill = true, v.Outcome, fill
	r.unfold = v.Outcome != nil && v.Outcome.Failed > 0 && technicalFailed(v.Outcome)
	r.column.RemoveAll()
	gap := float32(stepsGap)
	if v.Outcome != nil {
		gap = checksGap
	}
	r.column.Layout = kit.NewColumn(gap).Layout
	switch {
	case v.Outcome == nil:
		r.addSteps(v.Environment)
	case len(v.Outcome.Checks) == 0:
		r.column.Add(kit.NewSoft(r.w.words.get("window.no_checks")))
		r.addCode(v.Outcome)
		r.addSupportReference(v.Outcome)
	default:
		r.addChecks(v)
		r.addSupportReference(v.Outcome)
	}
	r.settle()
	r.fit.to(0)
}

func (r *result) settle() {
	for _, o := range r.column.Objects {
		if folded, ok := o.(*fyne.Container); ok {
			settle(folded)
		}
	}
	settle(r.column)
	r.fit.settle()
	r.w.grown()
}

// addSteps adds the explanation of what will happen.
func (r *result) addSteps(in desk.Environment) {
	say := r.w.words
	steps := []string{say.get(r.fill), say.get("window.step.start"), say.get(in.Key("window.step.approve")), say.get(in.Key("window.step.check"))}
	r.column.Add(kit.NewText(say.get("window.steps"), kit.Style{Bold: true}))
	for i, step := range steps {
		number := kit.NewText(fmt.Sprint(i+1), kit.Style{Color: kit.ColorSoft, Bold: true})
		r.column.Add(kit.NewTopRow(14, 1, number, kit.NewSoft(step)))
	}
}

// addCode adds the broker's error code.
func (r *result) addCode(o *desk.Outcome) {
	if o.Error != "" {
		r.column.Add(kit.NewColumn(1, kit.NewCaption(r.w.words.get("window.error_code")), code(o.Error)))
	}
}

// addSupportReference adds the reference that the broker's support asks for.
func (r *result) addSupportReference(o *desk.Outcome) {
	if o.SupportReference != "" && o.Failure {
		r.column.Add(kit.NewColumn(1, kit.NewCaption(r.w.words.get("result.support_reference")), code(o.SupportReference)))
	}
}

func (r *result) addChecks(v *desk.View) {
	say := r.w.words
	var plain, technical []desk.Check
	for _, check := range v.Outcome.Checks {
		if check.Technical {
			technical = append(technical, check)
		} else {
			plain = append(plain, check)
		}
	}
	slices.SortStableFunc(plain, func(a, b desk.Check) int { return slices.Index(plainOrder(), a.ID) - slices.Index(plainOrder(), b.ID) })
	failedFirst(plain) // a low window has room for few
	failedFirst(technical)
	table := kit.NewTable(say.get("check.column.check"), say.get("check.column.expected"), say.get("check.column.received"))
	table.SetSpoken(say.spoken())
	table.Set(r.findings(v, plain))
	r.column.Add(table)
	r.addExplained(v)
	if v.Claims != nil && v.Claims.Withheld {
		r.column.Add(kit.NewCaption(say.get("result.withheld")))
	}
	if len(technical) == 0 {
		return
	}
	rest := kit.NewTable("", "", "")
	rest.SetSpoken(say.spoken())
	rest.Set(r.findings(v, technical))
	fold := kit.NewFold(r.w.keys, r.summary(v.Outcome, technical), rest, func(bool) { r.settle() })
	fold.SetOpen(r.unfold)
	r.column.Add(kit.NewFolded(fold))
}

// plainOrder returns the checks in the order of an operator's questions: who, what, when, and who
// says so.
func plainOrder() []string {
	return []string{"person", "reference_text", "authentication_time", "signature"}
}

// failedFirst moves the failed checks to the front and keeps the order otherwise.
func failedFirst(all []desk.Check) {
	failed := func(c desk.Check) int {
		if c.Result == "fail" {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(all, func(a, b desk.Check) int { return failed(a) - failed(b) })
}

// addExplained explains in plain words what the failed checks require.
func (r *result) addExplained(v *desk.View) {
	for _, check := range v.Outcome.Checks {
		if check.Result == "fail" {
			part := ".explained"
			if check.ByCPR {
				part = ".explained_cpr"
			}
			explained := r.w.words.check(v.Environment, check.ID, part)
			r.column.Add(kit.NewCaption(r.w.words.get("window.must_hold", "Explained", explained)))
		}
	}
}

// summary returns the counts of technical checks in words.
func (r *result) summary(o *desk.Outcome, technical []desk.Check) string {
	failed := 0
	for _, check := range technical {
		if check.Result == "fail" {
			failed++
		}
	}
	if failed > 0 {
		return r.w.words.get("check.failed", "Count", failed)
	}
	return r.w.words.get("check.passed", "Count", o.Passed)
}

func (r *result) findings(v *desk.View, checks []desk.Check) []kit.Finding {
	say := r.w.words.on(v.Now)
	all := make([]kit.Finding, len(checks))
	for i, check := range checks {
		all[i] = kit.Finding{
			Mark: kit.Mark(check.Result), Name: say.check(v.Environment, check.ID, ".name"),
			Expected: say.value(check.Expected), Actual: say.value(check.Actual),
			Whole: check.ByCPR, // the one row that says on whose word it rests, or why nobody can tell
		}
	}
	return all
}

// technicalFailed reports whether a technical check failed. Then they are unfolded.
func technicalFailed(o *desk.Outcome) bool {
	for _, check := range o.Checks {
		if check.Technical && check.Result == "fail" {
			return true
		}
	}
	return false
}
