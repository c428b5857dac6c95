package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// mostColumns is how many columns a list can have.
const mostColumns = 5

// columnGap is the gap between two columns, in dp.
const columnGap = 12

// Column is a column of [Rows], under its head.
type Column struct {
	Head string
	// Least is the width that it needs, in dp. Where there isn't room for all columns, the last
	// ones aren't drawn.
	Least float32
	// Share is its part of the width that is left.
	Share float32
}

// Cell is what a line has in a column.
type Cell struct {
	Text   string
	Symbol string              // before the text; "" for none
	Color  fyne.ThemeColorName // of text and symbol; ColorInk if empty
}

// SetColumns gives the list columns, five at most. Then the cells of a line are drawn, and not its
// Lead, Text and Note.
func (r *Rows) SetColumns(columns ...Column) {
	r.columns = columns[:min(len(columns), mostColumns)]
	r.Refresh()
}

// slot is where a column is drawn.
type slot struct{ x, width float32 }

// slots returns where the columns are in a width. The last ones, for which there isn't room, are
// left out.
func (r *Rows) slots(l look, width float32) []slot {
	all, used, shares := 0, float32(0), float32(0)
	for _, c := range r.columns {
		next := used + l.dp(c.Least)
		if all > 0 {
			next += l.dp(columnGap)
		}
		if all > 0 && next > width {
			break
		}
		all, used, shares = all+1, next, shares+c.Share
	}
	slots := make([]slot, all)
	x := float32(0)
	for i := range slots {
		c := r.columns[i]
		slots[i] = slot{x: x, width: l.dp(c.Least)}
		if shares > 0 {
			slots[i].width += max(width-used, 0) * c.Share / shares
		}
		x += slots[i].width + l.dp(columnGap)
	}
	return slots
}

// cells draws a line's cells.
func (r *rowItemRenderer) cells(l look, left float32, size fyne.Size) {
	edge := l.dp(rowSymbol)
	for i, slot := range r.item.rows.slots(l, size.Width-2*left) {
		cell := r.item.row.Cells[i]
		if cell.Color == "" {
			cell.Color = ColorInk
		}
		x, width := left+slot.x, slot.width
		if cell.Symbol != "" {
			symbol := NewSymbol(cell.Symbol, rowSymbol, cell.Color)
			place(symbol, x, (size.Height-edge)/2, edge, edge)
			r.texts = append(r.texts, symbol)
			x, width = x+edge+l.dp(6), width-edge-l.dp(6)
		}
		r.cell(l, run{text: cell.Text, size: l.size(SizeRow), color: cell.Color}, x, width, size.Height)
	}
}

// rowSymbol is the edge of a symbol in a cell, in dp.
const rowSymbol = 16

// Heads are the heads of a list's columns, to be put above it.
type Heads struct {
	widget.BaseWidget
	rows *Rows
}

// NewHeads returns the heads of a list's columns.
func NewHeads(rows *Rows) *Heads {
	h := &Heads{rows: rows}
	h.ExtendBaseWidget(h)
	return h
}

// CreateRenderer is for Fyne.
func (h *Heads) CreateRenderer() fyne.WidgetRenderer {
	r := &headsRenderer{heads: h}
	r.draw(h.Size().Width)
	return r
}

type headsRenderer struct {
	heads *Heads
	texts []fyne.CanvasObject
	drawn float32 // the width it was drawn for
}

func (r *headsRenderer) draw(width float32) {
	r.drawn, r.texts = width, nil
	l := lookOf(r.heads)
	for i, slot := range r.heads.rows.slots(l, width-2*l.dp(rowsBleed)) { // as wide as the lines are
		head := run{text: r.heads.rows.columns[i].Head, size: l.size(SizeSmall), color: ColorSoft}
		head.text = cut(head, slot.width)
		r.texts = append(r.texts, measure(head, head.text).object(l, head.text, slot.x))
	}
}

func (r *headsRenderer) MinSize() fyne.Size {
	l := lookOf(r.heads)
	return fyne.NewSize(l.dp(120), measure(run{size: l.size(SizeSmall)}, "x").size.Height)
}

// Layout draws again only if the width has changed.
func (r *headsRenderer) Layout(size fyne.Size) {
	if size.Width != r.drawn {
		r.draw(size.Width)
	}
}

func (r *headsRenderer) Refresh() {
	r.draw(r.heads.Size().Width)
	repaint(r.heads)
}

func (r *headsRenderer) Objects() []fyne.CanvasObject { return r.texts }
func (r *headsRenderer) Destroy()                     {}
