package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// editorTriesDesk is what looking up and testing a provider needs of the desk.
type editorTriesDesk interface {
	LookUpProvider()
	TryConnection()
	StopTrying()
}

// editorTries are the pages with the results of a look-up and of a connection test.
type editorTries struct {
	e      *editor
	lookUp []fyne.CanvasObject
	trial  []fyne.CanvasObject
}

func newEditorTries(e *editor) *editorTries { return &editorTries{e: e} }

// lookItUp asks the provider what it supports.
func (t *editorTries) lookItUp() {
	t.e.asked = editorLookUp
	t.e.desk.LookUpProvider()
}

// tryIt tests the connection to the provider.
func (t *editorTries) tryIt() {
	t.e.asked = editorTrial
	t.e.desk.TryConnection()
}

// again repeats the look-up or the test of the open page.
func (t *editorTries) again() {
	if t.e.place == editorTrial {
		t.tryIt()
		return
	}
	t.lookItUp()
}

func (t *editorTries) draw(v *desk.Editor) {
	t.lookUp, t.trial = nil, nil
	if v.Form == nil {
		return
	}
	if v.Form.LookUp != nil && t.e.asked == editorLookUp {
		t.lookUp = t.found(v.Form.LookUp)
	}
	if v.Form.Trial != nil && t.e.asked == editorTrial {
		t.trial = t.steps(v.Form.Trial)
	}
}

// page returns one of the two pages.
func (t *editorTries) page(place string) (title string, content []fyne.CanvasObject, buttons []string) {
	say, form := t.e.w.words, t.e.view.Form
	running := false
	if place == editorTrial {
		title, content, running = say.get("editor.button.try"), t.trial, form.Trial.Running
	} else {
		title, content, running = say.get("editor.button.look_up"), t.lookUp, form.LookUp.Running
	}
	buttons = []string{"again", "to_form"}
	if running {
		buttons = []string{"stop", "to_form"}
	}
	return title, content, buttons
}

// found returns what the provider says about itself.
func (t *editorTries) found(l *desk.EditorLookUp) []fyne.CanvasObject {
	say := t.e.w.words
	if l.Running {
		return []fyne.CanvasObject{kit.NewSoft(say.get("editor.look_up.running", "Issuer", l.Issuer))}
	}
	if !l.Problem.IsZero() {
		return []fyne.CanvasObject{problemText(say.say(l.Problem))}
	}
	all := []fyne.CanvasObject{}
	if len(l.Contradictions) == 0 {
		all = append(all, kit.NewText(say.get("editor.look_up.agrees"), kit.Style{Bold: true, Fit: kit.Wrapped}))
	} else {
		all = append(all, kit.NewText(say.get("editor.look_up.contradicts", "Count", len(l.Contradictions)), kit.Style{Bold: true, Color: kit.ColorProblem, Fit: kit.Wrapped}))
		for _, one := range l.Contradictions {
			all = append(all, withSymbol("alert", kit.ColorProblem, kit.NewText(say.say(one), kit.Style{Fit: kit.Wrapped})))
		}
	}
	filled := say.get("editor.look_up.nothing_filled")
	if len(l.Filled) > 0 {
		var names []string
		for _, key := range l.Filled {
			names = append(names, say.get("editor.label."+keyWord(key)))
		}
		filled = say.get("editor.look_up.filled", "Fields", strings.Join(names, ", "))
	}
	all = append(all, kit.NewSoft(filled), kit.NewLine(), kit.NewCaption(say.get("editor.look_up.heading", "Issuer", l.Issuer)))
	facts := kit.NewColumn(6)
	for _, fact := range l.Facts {
		caption := kit.NewLeast(256, 0, kit.NewText(say.say(fact.Name), kit.Style{Size: kit.SizeRow, Color: kit.ColorSoft}))
		facts.Add(kit.NewTopRow(16, 1, caption, kit.NewText(say.value(fact.Value), kit.Style{Size: kit.SizeRow, Fit: kit.Wrapped})))
	}
	return append(all, facts)
}

// steps returns the steps of the connection test and their results.
func (t *editorTries) steps(run *desk.EditorTrial) []fyne.CanvasObject {
	say := t.e.w.words
	all := []fyne.CanvasObject{kit.NewCaption(say.get("editor.trial.heading", "Issuer", run.Issuer) + " · " + say.get("editor.trial.no_secret"))}
	over := !run.Running
	for _, step := range run.Steps {
		symbol, color, text := "clock", kit.ColorSoft, say.say(step.Text)
		switch step.State {
		case "passed":
			symbol, color = "check", kit.ColorInk // ticks are in ink: green is the outcome alone
		case "failed":
			symbol, color = "cross", kit.ColorProblem
		case "skipped":
			symbol = "ban"
		case "running":
			symbol, text = "hourglass", say.get("editor.trial.running")
		default:
			text = say.get("editor.trial.waiting")
			if over {
				text = say.get("editor.trial.untried")
			}
		}
		head := []fyne.CanvasObject{kit.NewText(say.get("editor.trial.step."+step.ID), kit.Style{Bold: true})}
		if slices.Contains([]string{"passed", "failed"}, step.State) {
			head = append(head, kit.NewText(say.get("editor.took", "Count", int(step.Took.Milliseconds())), kit.Style{Size: kit.SizeSmall, Color: kit.ColorSoft}))
		}
		style := kit.Style{Fit: kit.Wrapped, Color: kit.ColorSoft}
		if step.State == "failed" {
			style.Color = kit.ColorProblem
		}
		all = append(all, withSymbol(symbol, color, kit.NewColumn(2, kit.NewRow(10, head...), kit.NewText(text, style))))
	}
	switch {
	case run.Stopped:
		all = append(all, kit.NewText(say.get("editor.stopped"), kit.Style{Bold: true}))
	case run.Good:
		all = append(all, kit.NewText(say.get("editor.trial.good"), kit.Style{Bold: true}))
	}
	return all
}

// withSymbol puts a symbol before an object.
func withSymbol(symbol string, color fyne.ThemeColorName, o fyne.CanvasObject) fyne.CanvasObject {
	return kit.NewTopRow(10, 1, kit.NewInset(2, 0, 0, 0, kit.NewSymbol(symbol, 18, color)), o)
}

func problemText(text string) fyne.CanvasObject {
	return kit.NewText(text, kit.Style{Color: kit.ColorProblem, Fit: kit.Wrapped})
}
