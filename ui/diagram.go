package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// diagram shows the course as a sequence diagram.
type diagram struct {
	w        *Window
	tabs     *tabs // that it belongs to
	sequence *kit.Sequence
	stage    *fyne.Container

	steps  []desk.Step  // drawn last
	groups []group      // the steps that each row of the diagram shows
	open   map[int]bool // the expanded groups, by the number of their first step
}

func newDiagram(w *Window, t *tabs) *diagram {
	d := &diagram{w: w, tabs: t, open: make(map[int]bool)}
	d.sequence = kit.NewSequence(w.keys, d.lifelines(false), d.choose)
	heads := d.sequence.Heads()
	// The rows have some padding at their sides; the heads get the same width.
	rows := container.New(wholeLines{d.sequence.Whole}, d.sequence)
	d.stage = container.NewStack(kit.NewInset(0, -8, -6, -8, container.New(above{gap: 2, head: heads, body: rows}, heads, rows)))
	return d
}

func (d *diagram) object() fyne.CanvasObject { return d.stage }

// lifelines returns the participants. Outside demo, the phone is not observed directly.
func (d *diagram) lifelines(demo bool) []kit.Lifeline {
	var all []kit.Lifeline
	for _, party := range desk.Parties() {
		all = append(all, kit.Lifeline{Label: d.w.words.get("sequence.party." + string(party)), Unseen: party == desk.PartyPhone && !demo})
	}
	return all
}

func (d *diagram) draw(v *desk.View) {
	d.sequence.SetLifelines(d.lifelines(v.Phone != nil))
	if sameSteps(d.steps, v.Sequence) {
		return
	}
	// Another verification has no open groups.
	if len(d.steps) == 0 || len(v.Sequence) == 0 || !d.steps[0].At.Equal(v.Sequence[0].At) {
		clear(d.open)
	}
	d.steps = v.Sequence
	d.redraw()
}

// sameSteps compares the slices only, not the steps: the desk makes a new slice whenever something
// changes.
func sameSteps(a, b []desk.Step) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// redraw recreates the rows.
func (d *diagram) redraw() {
	d.groups = fold(d.steps, d.open)
	rows := make([]kit.Step, len(d.groups))
	for i, g := range d.groups {
		rows[i] = d.row(g)
	}
	d.sequence.Set(rows)
}

func (d *diagram) row(g group) kit.Step {
	step := g.steps[0]
	say := d.w.words.on(d.w.drawn.Now)
	row := kit.Step{
		Lead: say.Time(step.At), Text: say.say(step.Text), Kind: drawnAs(step.Kind), Color: stepColor(step),
		From: slices.Index(desk.Parties(), step.From), To: slices.Index(desk.Parties(), step.To),
		Bold: step.To == desk.PartyOperator,
	}
	switch {
	case g.polls > 0:
		row.Kind, row.Text = kit.StepGroup, say.get("sequence.folded", "Count", g.polls)
		if d.open[step.Seq] {
			row.Kind = kit.StepOpen
		}
	case step.Kind == desk.StepCall:
		row.Note = say.get("network.duration", "Count", step.Duration.Milliseconds())
	}
	return row
}

func drawnAs(kind desk.StepKind) kit.StepKind {
	switch kind {
	case desk.StepCall:
		return kit.StepCall
	case desk.StepLost:
		return kit.StepLost
	case desk.StepWait:
		return kit.StepPause
	case desk.StepNote:
		return kit.StepNote
	default:
		return kit.StepArrow
	}
}

// stepColor is ink for a normal step, and soft for a wait.
func stepColor(step desk.Step) fyne.ThemeColorName {
	if step.Tone == desk.ToneNeutral {
		if step.Kind == desk.StepWait {
			return kit.ColorSoft
		}
		return kit.ColorInk
	}
	color, _ := kit.ToneColor(string(step.Tone))
	return color
}

// choose opens the exchange of a row, or expands the polls that are folded into it.
func (d *diagram) choose(index int) {
	if index >= len(d.groups) {
		return
	}
	g := d.groups[index]
	switch first := g.steps[0]; {
	case g.polls > 0:
		d.open[first.Seq] = !d.open[first.Seq]
		d.redraw()
	case first.Exchange > 0:
		d.tabs.openExchange(first.Exchange)
	}
}
