package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// sequenceRow draws one [Step]; the list uses the same few again and again.
type sequenceRow struct {
	widget.BaseWidget
	sequence *Sequence
	step     Step
}

func newSequenceRow(s *Sequence) *sequenceRow {
	row := &sequenceRow{sequence: s}
	row.ExtendBaseWidget(row)
	return row
}

func (row *sequenceRow) set(step Step) {
	row.step = step
	row.Refresh()
}

// sequenceRowHeight returns the height of every row: a line of text, and the arrow below it.
func sequenceRowHeight(l look) float32 {
	return measure(run{size: l.size(SizeSmall)}, "x").size.Height + l.dp(15)
}

// dashesPerRow is how many dashes a dashed lifeline has in a row. The gap between two rows is one
// of its gaps.
const dashesPerRow = 4

// CreateRenderer is for Fyne.
func (row *sequenceRow) CreateRenderer() fyne.WidgetRenderer {
	r := &sequenceRowRenderer{row: row, bar: unseen(), lead: canvas.NewText("", color.Transparent), label: canvas.NewText("", color.Transparent), note: canvas.NewText("", color.Transparent)}
	for range row.sequence.lines {
		var line lifeline
		for i := range line {
			line[i] = unseen()
			r.objects = append(r.objects, line[i])
		}
		r.lines = append(r.lines, line)
	}
	r.objects = append(r.objects, r.bar)
	for i := range r.strokes {
		r.strokes[i] = canvas.NewLine(color.Transparent)
		r.objects = append(r.objects, r.strokes[i])
	}
	r.objects = append(r.objects, r.lead, r.label, r.note)
	r.draw(row.Size())
	return r
}

// lifeline is the part of a lifeline in one row. A solid line uses only the first rectangle.
type lifeline [dashesPerRow]*canvas.Rectangle

type sequenceRowRenderer struct {
	row               *sequenceRow
	bar               *canvas.Rectangle
	lines             []lifeline
	strokes           [8]*canvas.Line
	used              int // of the strokes
	lead, label, note *canvas.Text
	objects           []fyne.CanvasObject
	drawn             fyne.Size // the size it was drawn for
}

func (r *sequenceRowRenderer) MinSize() fyne.Size {
	l := lookOf(r.row)
	return fyne.NewSize(l.dp(300), sequenceRowHeight(l))
}

// Layout draws again only if the size has changed. All objects exist from the start, so it creates
// none.
func (r *sequenceRowRenderer) Layout(size fyne.Size) {
	if size != r.drawn {
		r.draw(size)
	}
}

func (r *sequenceRowRenderer) draw(size fyne.Size) {
	r.drawn = size
	l := lookOf(r.row)
	step := r.row.step
	if step.Color == "" {
		step.Color = ColorInk
	}
	r.used = 0
	r.bar.Hidden = true

	lead := run{text: step.Lead, size: l.size(SizeSmall), color: ColorSoft}
	write(l, r.lead, lead)
	least := r.lead.MinSize()
	place(r.lead, l.dp(sequencePad), (size.Height-least.Height)/2, least.Width, least.Height)

	above := r.arrow(l, step, size)
	for i := r.used; i < len(r.strokes); i++ {
		r.strokes[i].Hidden = true
	}
	for i := range r.lines {
		r.lifeline(l, i, size, above)
	}
}

// span is an area of a row, from left to right and down to bottom, that the lifelines leave free.
type span struct{ left, right, bottom float32 }

// arrow draws the arrow of a row. It returns the area of its label.
func (r *sequenceRowRenderer) arrow(l look, step Step, size fyne.Size) span {
	s := r.row.sequence
	from, to := s.lifelineAt(l, step.From, size.Width), s.lifelineAt(l, step.To, size.Width)
	y := size.Height - l.dp(8)
	switch step.Kind {
	case StepPause, StepNote:
		return r.beside(l, step, from, size)
	case StepCall, StepGroup, StepOpen:
		r.head(l, step.Color, from, to, y-l.dp(3.5), 1.5)
		r.head(l, ColorFieldBorder, to, from, y+l.dp(4), 1)
	case StepLost:
		end := to - l.dp(9)
		r.stroke(l, step.Color, 1.5, from, y, end, y)
		r.stroke(l, step.Color, 1.5, end-l.dp(4), y-l.dp(4), end+l.dp(4), y+l.dp(4))
		r.stroke(l, step.Color, 1.5, end-l.dp(4), y+l.dp(4), end+l.dp(4), y-l.dp(4))
	default:
		r.head(l, step.Color, from, to, y, 1.5)
	}
	label := r.labelled(l, step, (from+to)/2, size)
	right := max(from, to) + l.dp(8)
	note := run{text: step.Note, size: l.size(SizeSmall), color: ColorSoft}
	note.text = cut(note, size.Width-right-l.dp(sequencePad))
	r.write(l, r.note, note, right, y-measure(note, "x").size.Height/2)
	return label
}

// labelled draws the label above an arrow, centred if there is room for that.
func (r *sequenceRowRenderer) labelled(l look, step Step, middle float32, size fyne.Size) span {
	left, right := r.row.sequence.left(l), size.Width-l.dp(sequencePad)
	label := run{text: step.Text, size: l.size(SizeSmall), color: step.Color, style: fyne.TextStyle{Bold: step.Bold}}
	sign := float32(0)
	if step.Kind == StepGroup || step.Kind == StepOpen {
		sign = l.dp(14)
		label.style.Bold = true
	}
	label.text = cut(label, right-left-sign)
	width := label.width() + sign
	x := min(max(middle-width/2, left), max(right-width, left))
	r.write(l, r.label, label, x+sign, 0)
	height := r.label.MinSize().Height
	if sign > 0 {
		r.chevron(l, step.Kind == StepOpen, x+l.dp(4), height/2)
	}
	return span{x - l.dp(3), x + width + l.dp(3), height}
}

// beside draws a step on one lifeline, and its label to the right of it, or to the left of the last
// one.
func (r *sequenceRowRenderer) beside(l look, step Step, x float32, size fyne.Size) span {
	label := run{text: step.Text, size: l.size(SizeSmall), color: step.Color, style: fyne.TextStyle{Bold: step.Bold}}
	gap := l.dp(12)
	room, at := size.Width-l.dp(sequencePad)-x-gap, x+gap
	if step.From == len(r.lines)-1 {
		room = x - gap - r.row.sequence.left(l)
		label.text = cut(label, room)
		at = x - gap - label.width()
	} else {
		label.text = cut(label, room)
	}
	r.write(l, r.label, label, at, (size.Height-measure(label, "x").size.Height)/2)
	r.write(l, r.note, run{size: l.size(SizeSmall), color: ColorSoft}, at, 0)

	r.bar.Hidden = false
	l.fill(r.bar, step.Color, 4)
	if step.Kind == StepPause {
		place(r.bar, x-l.dp(4), l.dp(3), l.dp(8), size.Height-l.dp(6))
	} else {
		place(r.bar, x-l.dp(4), size.Height/2-l.dp(4), l.dp(8), l.dp(8))
	}
	return span{at - l.dp(3), at + label.width() + l.dp(3), size.Height}
}

func (r *sequenceRowRenderer) write(l look, text *canvas.Text, label run, x, y float32) {
	write(l, text, label)
	least := text.MinSize()
	place(text, x, y, least.Width, least.Height)
}

// head draws an arrow with its head.
func (r *sequenceRowRenderer) head(l look, name fyne.ThemeColorName, from, to, y, width float32) {
	tip := l.dp(5)
	if to < from {
		tip = -tip
	}
	r.stroke(l, name, width, from, y, to, y)
	r.stroke(l, name, width, to-tip, y-l.dp(3), to, y)
	r.stroke(l, name, width, to-tip, y+l.dp(3), to, y)
}

// chevron draws the sign of a row that can be opened.
func (r *sequenceRowRenderer) chevron(l look, open bool, x, y float32) {
	if open {
		r.stroke(l, ColorSoft, 1.5, x-l.dp(3), y-l.dp(1.5), x, y+l.dp(2))
		r.stroke(l, ColorSoft, 1.5, x, y+l.dp(2), x+l.dp(3), y-l.dp(1.5))
		return
	}
	r.stroke(l, ColorSoft, 1.5, x-l.dp(1.5), y-l.dp(3), x+l.dp(2), y)
	r.stroke(l, ColorSoft, 1.5, x+l.dp(2), y, x-l.dp(1.5), y+l.dp(3))
}

// stroke draws a line with the next unused stroke.
func (r *sequenceRowRenderer) stroke(l look, name fyne.ThemeColorName, width, x1, y1, x2, y2 float32) {
	line := r.strokes[r.used]
	r.used++
	line.Hidden = false
	line.StrokeColor, line.StrokeWidth = l.color(name), width*l.hair()
	line.Position1, line.Position2 = fyne.NewPos(x1, y1), fyne.NewPos(x2, y2)
	line.Refresh()
}

// lifeline draws the part of a lifeline in this row, except behind the label.
func (r *sequenceRowRenderer) lifeline(l look, index int, size fyne.Size, label span) {
	x, hair := r.row.sequence.lifelineAt(l, index, size.Width), l.hair()
	gap := r.row.sequence.Theme().Size(theme.SizeNamePadding)
	top, bottom := -gap, size.Height
	behind := x > label.left && x < label.right
	pieces := r.lines[index]
	for _, piece := range pieces {
		l.fill(piece, ColorFieldBorder, 0)
		piece.Hidden = true
	}
	if !r.row.sequence.lines[index].Unseen {
		if behind {
			top = label.bottom
		}
		if bottom > top {
			pieces[0].Hidden = false
			place(pieces[0], x-hair/2, top, hair, bottom-top)
		}
		return
	}
	pitch := (bottom - top) / dashesPerRow
	for i, piece := range pieces {
		y := top + pitch*float32(i)
		piece.Hidden = behind && y < label.bottom
		place(piece, x-hair/2, y, hair, pitch/2)
	}
}

func (r *sequenceRowRenderer) Refresh() {
	r.draw(r.row.Size())
	repaint(r.row)
}

func (r *sequenceRowRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *sequenceRowRenderer) Destroy()                     {}
