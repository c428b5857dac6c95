package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// rowItem draws one [Row]; the list uses the same few again and again.
type rowItem struct {
	widget.BaseWidget
	rows *Rows
	row  Row
}

func newRowItem(rows *Rows) *rowItem {
	i := &rowItem{rows: rows}
	i.ExtendBaseWidget(i)
	return i
}

func (i *rowItem) set(row Row) {
	i.row = row
	i.Refresh()
}

// CreateRenderer is for Fyne.
func (i *rowItem) CreateRenderer() fyne.WidgetRenderer {
	r := &rowItemRenderer{item: i, ground: unseen()}
	r.draw(i.Size())
	return r
}

type rowItemRenderer struct {
	item   *rowItem
	ground *canvas.Rectangle
	texts  []fyne.CanvasObject
	drawn  fyne.Size // the size it was drawn for
}

func (r *rowItemRenderer) MinSize() fyne.Size {
	l := lookOf(r.item)
	return fyne.NewSize(l.dp(120), rowHeight(l))
}

func rowHeight(l look) float32 { return measure(run{size: l.size(SizeRow)}, "x").size.Height + l.dp(2) }

// Layout draws again only if the size has changed: Fyne lays out a widget whenever it finds new
// objects in it, and drawing creates some.
func (r *rowItemRenderer) Layout(size fyne.Size) {
	if size != r.drawn {
		r.draw(size)
	}
}

func (r *rowItemRenderer) draw(size fyne.Size) {
	r.drawn = size
	l := lookOf(r.item)
	row, rows := r.item.row, r.item.rows
	r.ground.Hidden = !rows.all
	l.fill(r.ground, ColorAccentPale, 4)
	place(r.ground, 0, 0, size.Width, size.Height)
	r.texts = nil
	left, right := l.dp(rowsBleed), size.Width-l.dp(rowsBleed)
	if len(rows.columns) > 0 {
		r.cells(l, left, size)
		return
	}
	lead := min(rows.lead, size.Width*0.4)
	if row.Heading {
		r.cell(l, run{text: row.Lead, size: l.size(SizeRow), color: ColorInk, style: fyne.TextStyle{Bold: true}}, left, right-left, size.Height)
		return
	}
	r.cell(l, run{text: row.Lead, size: l.size(SizeRow), color: ColorSoft}, left, lead, size.Height)
	if rows.lead > 0 {
		left += lead + l.dp(28)
	}
	if rows.notes {
		note := size.Width * 0.3
		r.cell(l, run{text: row.Note, size: l.size(SizeRow), color: ColorSoft}, right-note, note, size.Height)
		right -= note + l.dp(12)
	}
	left += l.dp(16) * float32(row.Indent)
	text := run{text: row.Text, size: l.size(SizeRow), color: ColorInk, style: fyne.TextStyle{Bold: row.Bold, Monospace: row.Mono}}
	if row.Mono {
		text.size = l.size(SizeSmall)
	}
	if row.Color != "" {
		text.color = row.Color
	}
	act := run{text: row.Act, size: l.size(SizeSmall), color: ColorAccent, style: fyne.TextStyle{Bold: true}}
	gap := float32(0)
	if row.Act != "" {
		gap = l.dp(14)
		right -= gap + act.width()
	}
	left += r.cell(l, text, left, right-left, size.Height) + gap
	r.cell(l, act, left, size.Width-left, size.Height)
}

// cell draws one cell, centred vertically, and returns its width.
func (r *rowItemRenderer) cell(l look, text run, x, width, height float32) float32 {
	if text.text == "" || width <= 0 {
		return 0
	}
	text.text = cut(text, width)
	piece := measure(text, text.text)
	r.texts = append(r.texts, piece.object(l, text.text, x))
	shift(r.texts[len(r.texts)-1:], 0, (height-piece.size.Height)/2)
	return piece.size.Width
}

func (r *rowItemRenderer) Refresh() {
	r.draw(r.item.Size())
	repaint(r.item)
}

func (r *rowItemRenderer) Objects() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{r.ground}, r.texts...)
}

func (r *rowItemRenderer) Destroy() {}
