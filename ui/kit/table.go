package kit

import (
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Mark is the result of a check.
type Mark string

// The marks. Ticks are in ink: green is the outcome alone.
const (
	Passed  Mark = "pass"
	Failed  Mark = "fail"
	Skipped Mark = "skip"
)

// Finding is a row of a [Table]: one check of a token.
type Finding struct {
	Mark             Mark
	Name             string
	Expected, Actual string
	Whole            bool // never cut, even if nothing failed
}

// Table shows checks with what was expected and what was received. A failed row is in the colour of
// refused and is shown in full, and so is one that is whole; in other rows, text that doesn't fit
// ends with an ellipsis. It is for tens of rows and can't have the focus.
type Table struct {
	widget.BaseWidget
	headings [3]string
	findings []Finding
	spoken   Spoken
}

// NewTable returns an empty table. Without headings it has no heading row.
func NewTable(name, expected, actual string) *Table {
	t := &Table{headings: [3]string{name, expected, actual}}
	t.ExtendBaseWidget(t)
	return t
}

// SetSpoken sets the words of a screen reader for results, and for what was expected and received.
func (t *Table) SetSpoken(words Spoken) { t.spoken = words }

// Set changes the rows.
func (t *Table) Set(findings []Finding) {
	if !slices.Equal(t.findings, findings) {
		t.findings = slices.Clone(findings)
		t.Refresh()
	}
}

// CreateRenderer is for Fyne.
func (t *Table) CreateRenderer() fyne.WidgetRenderer {
	r := &tableRenderer{table: t}
	r.draw(t.Size().Width)
	return r
}

type tableRenderer struct {
	table   *Table
	height  float32
	objects []fyne.CanvasObject
	drawn   float32 // the width it was drawn for
}

// The widths that columns need, in dp: for a UUID on one line, and for the names and results of the
// plain checks.
const (
	personColumn  = 291
	otherColumns  = 345
	nameShare     = 0.286
	expectedShare = 0.414
	nameMost      = 0.36 // … and what names, and what was received, get so that no word is broken
)

// columns returns the left edges of the three columns, and the right edge of the last. The expected
// value is often a UUID, and gets one line if the other columns can spare the width.
func (r *tableRenderer) columns(l look, width float32) [4]float32 {
	mark := l.dp(36)
	rest := max(width-mark, 0)
	expected := max(rest*expectedShare, min(l.dp(personColumn), rest-l.dp(otherColumns)))
	name := (rest - expected) * nameShare / (1 - expectedShare)
	if least := min(r.longest(l, 0, math.MaxFloat32)+l.dp(cellGap), rest*nameMost); name < least {
		expected -= (least - name) / 2 // no word of a name is broken, where that costs the others little
		name = least
	}
	expected = min(expected, rest-name-r.longest(l, 2, rest*nameMost-l.dp(cellGap))-l.dp(cellGap))
	return [4]float32{mark, mark + name, mark + name + expected, width}
}

// cellGap is the gap between two columns, in dp.
const cellGap = 12

// longest returns the width of the longest word in a column, without those that are longer than a
// width: identifiers are broken anyway.
func (r *tableRenderer) longest(l look, column int, most float32) float32 {
	longest := float32(0)
	for _, f := range r.table.findings {
		cells, _ := r.cells(l, f)
		if word := longestWord(cells[column]); word <= most {
			longest = max(longest, word)
		}
	}
	return longest
}

func (r *tableRenderer) draw(width float32) {
	r.drawn = width
	l := lookOf(r.table)
	if width <= 0 {
		width = l.dp(400)
	}
	columns := r.columns(l, width)
	r.objects, r.height = nil, 0
	if r.table.headings != ([3]string{}) {
		cells := [3]run{}
		for i, heading := range r.table.headings {
			cells[i] = run{text: heading, size: l.size(SizeSmall), color: ColorSoft}
		}
		r.row(l, columns, cells, true, 6)
	}
	for _, finding := range r.table.findings {
		cells, whole := r.cells(l, finding)
		top := r.height
		r.row(l, columns, cells, whole, 7.5)
		r.mark(l, finding.Mark, top)
	}
}

// cells returns the three texts of a finding, and whether they are shown in full.
func (r *tableRenderer) cells(l look, f Finding) ([3]run, bool) {
	cell := func(text string) run { return run{text: text, size: l.size(SizeRow), color: ColorInk} }
	cells := [3]run{cell(f.Name), cell(f.Expected), cell(f.Actual)}
	switch f.Mark {
	case Failed:
		cells[2].color, cells[2].style.Bold = ColorProblem, true
	case Skipped:
		for i := range cells {
			cells[i].color = ColorSoft
		}
	}
	return cells, f.Whole || f.Mark == Failed
}

// mostLines is how many lines a cell may take. A longer text is cut to one line, unless its check
// failed, or it is the name of the check.
const mostLines = 2

// row lays out one row: names and cells shown in full wrap, and others wrap up to [mostLines].
func (r *tableRenderer) row(l look, columns [4]float32, cells [3]run, whole bool, padding float32) {
	top, height := r.height+l.dp(padding), float32(0)
	for i, cell := range cells {
		width := columns[i+1] - columns[i] - l.dp(cellGap)
		text := flow(width, cell)
		if single := flow(0, cell); !whole && i > 0 && text.height >= (mostLines+1)*single.height {
			cell.text = cut(cell, width)
			text = flow(0, cell)
		}
		texts := text.draw(l)
		shift(texts, columns[i], top)
		r.objects = append(r.objects, texts...)
		height = max(height, text.height)
	}
	r.height = top + height + l.dp(padding)
}

// mark draws the mark of a check before its row.
func (r *tableRenderer) mark(l look, mark Mark, top float32) {
	name, color := "check", ColorInk
	switch mark {
	case Failed:
		name, color = "cross", ColorProblem
	case Skipped:
		return
	}
	symbol := NewSymbol(name, 18, color)
	place(symbol, 0, top+l.dp(8), l.dp(18), l.dp(18))
	r.objects = append(r.objects, symbol)
}

func (r *tableRenderer) MinSize() fyne.Size {
	return fyne.NewSize(lookOf(r.table).dp(320), r.height)
}

// Layout draws again only if the size has changed: Fyne lays out a widget whenever it finds new
// objects in it, and drawing creates some.
func (r *tableRenderer) Layout(size fyne.Size) {
	if size.Width != r.drawn {
		r.draw(size.Width)
	}
}

func (r *tableRenderer) Refresh() {
	r.draw(r.table.Size().Width)
	repaint(r.table)
}

func (r *tableRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *tableRenderer) Destroy()                     {}
