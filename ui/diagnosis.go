package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// diagnosisWidth is the width of the dialog, and diagnosisCheck that of the names in it, in dp. A
// narrow window puts the names above what is said.
const (
	diagnosisWidth  = 760
	diagnosisMargin = 48
	diagnosisCheck  = 150
	diagnosisNarrow = 600
)

// diagnosisDesk is what the diagnosis needs of the desk.
type diagnosisDesk interface {
	Diagnose() // opens View.Diagnosis, and examines again if it is open
	CloseDiagnosis()
}

// diagnosis is the dialog that says what is wrong with this machine. Its ticks are in ink: green is
// the outcome alone.
type diagnosis struct {
	w      *Window
	dialog *kit.Dialog
	page   *desk.Diagnosis // drawn last
	narrow bool
	again  *kit.Button
	copy   *kit.Button
	close  *kit.Button
}

// openDiagnosis has this machine examined.
func (w *Window) openDiagnosis() {
	w.screen.diagnosisAway = false
	w.desk.Diagnose()
}

func newDiagnosis(w *Window, d diagnosisDesk, v *desk.View) *diagnosis {
	o := &diagnosis{w: w}
	say := w.words
	width := min(w.sizeInDp().Width-diagnosisMargin, diagnosisWidth)
	o.narrow = width < diagnosisNarrow
	o.dialog = kit.NewDialog(w.window.Canvas(), w.keys, width, say.get("doctor.heading"))
	keys := o.dialog.Keys()
	keys.Bind(fyne.KeyPageDown, 0, func() { o.dialog.Turn(1) })
	keys.Bind(fyne.KeyPageUp, 0, func() { o.dialog.Turn(-1) })
	o.again = kit.NewButton(keys, say.get("doctor.again"), "", kit.Quiet, d.Diagnose)
	o.copy = newCopyButton(w, keys, say.get("button.copy"), kit.Quiet, func() string { return plainDiagnosis(say, o.page) })
	o.close = kit.NewButton(keys, say.get("button.close"), say.get("key.cancel"), kit.Quiet, o.dialog.Dismiss)
	o.dialog.OnDismissed(func() {
		w.screen.diagnosis, w.screen.diagnosisAway = nil, true
		d.CloseDiagnosis()
	})
	o.dialog.SetButtons(o.again, o.copy, o.close)
	o.draw(v)
	o.dialog.Show()
	w.focus(o.close)
	return o
}

func (o *diagnosis) hide() { o.dialog.Hide() }

// draw shows the lines that have come.
func (o *diagnosis) draw(v *desk.View) {
	if v.Diagnosis == o.page {
		return
	}
	o.page = v.Diagnosis
	say := o.w.words
	lines := kit.NewColumn(8)
	faults := 0
	for _, line := range o.page.Lines {
		if line.Level == desk.LevelFault {
			faults++
		}
		lines.Add(o.line(line))
	}
	summary := say.get("doctor.good")
	switch {
	case o.page.Running:
		summary = say.get("doctor.running")
	case faults > 0:
		summary = say.get("doctor.faults", "Count", faults)
	}
	o.dialog.SetContent(kit.NewText(summary, kit.Style{Bold: true}), lines)
	enable(o.again, !o.page.Running)
	enable(o.copy, !o.page.Running)
}

// line shows a finding, its name before it, and what to do below it.
func (o *diagnosis) line(line desk.Diagnostic) fyne.CanvasObject {
	say := o.w.words
	symbol, color := "check", kit.ColorInk
	switch line.Level {
	case desk.LevelWarning:
		symbol = "alert"
	case desk.LevelFault:
		symbol, color = "cross", kit.ColorProblem
	}
	said := kit.NewColumn(2, kit.NewText(say.say(line.Text), kit.Style{Fit: kit.Wrapped, Color: color}))
	if !line.Remedy.IsZero() {
		said.Add(kit.NewSoft(say.say(line.Remedy)))
	}
	name := kit.NewText(say.get("doctor.check."+line.Check), kit.Style{Bold: true})
	if o.narrow {
		return withSymbol(symbol, color, kit.NewColumn(2, name, said))
	}
	return withSymbol(symbol, color, kit.NewTopRow(12, 1, kit.NewLeast(diagnosisCheck, 0, name), said))
}

// plainDiagnosis returns the lines as text, as the console writes them.
func plainDiagnosis(say words, page *desk.Diagnosis) string {
	var b strings.Builder
	for _, line := range page.Lines {
		b.WriteString(line.In(say) + "\n")
	}
	return b.String()
}
