package kit

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Row is a line of [Rows]: up to three cells, each on one line and cut with an ellipsis where it
// doesn't fit.
type Row struct {
	// ID identifies the line where lines are added and removed above it; "" where they aren't.
	ID   string
	Lead string // soft, in a column of its own: a time, a name
	Text string
	Note string // soft, at the right: what a value means, a duration
	// Mono draws Text in a monospaced font.
	Mono bool
	Bold bool
	// Heading draws Lead as the heading of the lines that follow.
	Heading bool
	// Indent indents Text, in steps of 16 dp.
	Indent int
	// Color is the colour of Text; ColorInk if empty.
	Color fyne.ThemeColorName
	// Act is a word in the accent colour after Text, for a line that does something when it is
	// chosen. It isn't copied.
	Act string
	// Copy is what is copied; if empty, the cells with tabs between them.
	Copy string
	// Cells are drawn where the list has columns; see [Rows.SetColumns].
	Cells [mostColumns]Cell
}

// Rows is a list of any number of lines, of which it draws only the visible ones. The arrow keys
// move through it, Ctrl+A selects all lines and Ctrl+C copies the selected ones. It scrolls by
// itself.
type Rows struct {
	list
	rows     []Row
	columns  []Column
	lead     float32 // the width of the column of leads
	notes    bool
	measured float32 // the text size that lead was measured in; 0 after a change
	all      bool
	chosen   func(index int)
	nearEnd  func()
}

// nearEnd is how many lines before the last one [Rows.OnNearEnd] asks for more.
const nearEnd = 25

var (
	_ fyne.Focusable    = (*Rows)(nil)
	_ fyne.Shortcutable = (*Rows)(nil)
)

// NewRows returns an empty list. chosen may be nil; it is called with the index of a line that was
// clicked or reached by Space or Enter.
func NewRows(keys *Keys, chosen func(index int)) *Rows {
	r := &Rows{list: list{keys: keys, current: -1}, chosen: chosen}
	r.Length = func() int { return len(r.rows) }
	r.CreateItem = func() fyne.CanvasObject { return newRowItem(r) }
	r.UpdateItem = func(id widget.ListItemID, item fyne.CanvasObject) {
		if id < len(r.rows) {
			item.(*rowItem).set(r.rows[id])
		}
		if r.nearEnd != nil && id >= len(r.rows)-nearEnd {
			r.nearEnd()
		}
	}
	r.OnSelected = r.selected
	r.OnHighlighted = func(id widget.ListItemID) { r.current = id }
	r.HideSeparators = true
	r.ExtendBaseWidget(r)
	return r
}

// Set changes the lines. It keeps the selection while the lines before it stay the same. With IDs
// the current line stays current, and the visible lines stay visible when others are added above.
func (r *Rows) Set(rows []Row) {
	if slices.Equal(r.rows, rows) {
		return
	}
	grown := len(rows) >= len(r.rows) && slices.Equal(r.rows, rows[:len(r.rows)])
	top, step := r.GetScrollOffset(), r.step()
	seen := r.found(int(top/step), rows)
	current := r.found(r.current, rows)
	moved := float32(seen-int(top/step)) * step
	if grown {
		r.put(rows)
		return
	}
	r.current, r.all = -1, false
	r.put(rows)
	r.UnselectAll()
	if current >= 0 {
		r.Highlight(current)
	}
	if seen >= 0 && top > 0 {
		r.ScrollToOffset(top + moved)
	}
}

// Update changes the content of lines, and may insert or remove lines below the current one. The
// current line stays current, and the list keeps its scroll position.
func (r *Rows) Update(rows []Row) {
	if slices.Equal(r.rows, rows) {
		return
	}
	r.current = min(r.current, len(rows)-1)
	r.put(rows)
}

// put replaces the lines.
func (r *Rows) put(rows []Row) {
	r.rows, r.measured = slices.Clone(rows), 0
	r.measure()
	r.Refresh()
}

// found returns the index of a line among others, or -1.
func (r *Rows) found(index int, among []Row) int {
	if index < 0 || index >= len(r.rows) || r.rows[index].ID == "" {
		return -1
	}
	id := r.rows[index].ID
	return slices.IndexFunc(among, func(row Row) bool { return row.ID == id })
}

// step returns the distance from one line to the next, in dp.
func (r *Rows) step() float32 { return rowHeight(lookOf(r)) + r.Theme().Size(theme.SizeNamePadding) }

// Height returns the height of a number of lines, in dp, including the gap below the last one,
// where a list that continues has its shadow.
func (r *Rows) Height(lines int) float32 { return float32(lines) * r.step() }

// Whole returns the height of the whole lines that fit in a height, at least of one line.
func (r *Rows) Whole(height float32) float32 { return r.Height(max(int(height/r.step()+0.01), 1)) }

// OnNearEnd sets a function that is called whenever one of the last lines is drawn, for a list that
// is loaded in parts.
func (r *Rows) OnNearEnd(ask func()) { r.nearEnd = ask }

// Rows returns the lines.
func (r *Rows) Rows() []Row { return slices.Clone(r.rows) }

// Select selects a line as a click does.
func (r *Rows) Select(index int) { r.List.Select(index) }

// measure measures the leads; their column takes at most two fifths of the width.
func (r *Rows) measure() {
	l := lookOf(r)
	if r.measured == l.size(SizeRow) {
		return
	}
	r.measured, r.lead, r.notes = l.size(SizeRow), 0, false
	for _, row := range r.rows {
		if row.Lead != "" && !row.Heading {
			lead := run{text: row.Lead, size: l.size(SizeRow)}
			r.lead = max(r.lead, lead.width())
		}
		r.notes = r.notes || row.Note != ""
	}
}

func (r *Rows) selected(index int) {
	r.current, r.all = index, false
	if r.chosen != nil {
		r.chosen(index)
	}
}

// TypedKey asks the key table first; the arrow keys move, Enter and Space choose.
func (r *Rows) TypedKey(ev *fyne.KeyEvent) {
	if !r.keys.TypedKey(ev) && len(r.rows) > 0 {
		r.move(ev)
	}
}

// TypedShortcut asks the key table first, and then selects all or copies.
func (r *Rows) TypedShortcut(s fyne.Shortcut) {
	if r.keys.TypedShortcut(s) {
		return
	}
	r.keys.typedPaste(s)
	switch s := s.(type) {
	case *fyne.ShortcutSelectAll:
		r.all = true
		r.Refresh()
	case *fyne.ShortcutCopy:
		if text := r.copied(); text != "" {
			s.Clipboard.SetContent(text)
			r.keys.copied(text)
		}
	}
}

// copied returns the text for Ctrl+C.
func (r *Rows) copied() string {
	rows := r.rows
	if !r.all {
		if r.current < 0 || r.current >= len(rows) {
			return ""
		}
		rows = rows[r.current : r.current+1]
	}
	lines := make([]string, len(rows))
	for i, row := range rows {
		lines[i] = row.copied()
	}
	return strings.Join(lines, "\n")
}

func (row Row) copied() string {
	if row.Copy != "" {
		return row.Copy
	}
	var cells []string
	for _, cell := range []string{row.Lead, row.Text, row.Note} {
		if cell != "" {
			cells = append(cells, cell)
		}
	}
	return strings.Join(cells, "\t")
}

// rowsBleed is how far the list extends at both sides, in dp: its texts are flush with what is
// above them, and the ground of a selected line and the ring need some room around them.
const rowsBleed = 8

// CreateRenderer is for Fyne.
func (r *Rows) CreateRenderer() fyne.WidgetRenderer { return r.renderer(r.measure, rowsBleed, 2) }
