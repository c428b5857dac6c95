package kit

import (
	"slices"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// StepKind says what a [Step] draws.
type StepKind int

// The kinds.
const (
	StepArrow StepKind = iota // from one lifeline to the other
	StepCall                  // an arrow there, and a thin one back
	StepLost                  // an arrow there, and a cross because nothing came back
	StepPause                 // a bar on the lifeline From
	StepNote                  // a dot on the lifeline From
	StepGroup                 // several calls in one row, closed
	StepOpen                  // … open, with the calls below it
)

// Step is a row of a [Sequence].
type Step struct {
	Lead     string // soft, at the left: a time
	Text     string // above the arrow, cut with an ellipsis where it doesn't fit
	Note     string // soft, after the arrow: how long it took
	Kind     StepKind
	From, To int                 // lifelines, from 0
	Color    fyne.ThemeColorName // of arrow and text; ColorInk if empty
	Bold     bool
}

// Lifeline is a participant in a [Sequence].
type Lifeline struct {
	Label string
	// Unseen marks a participant that isn't observed directly: the line is dashed.
	Unseen bool
}

// Sequence is a sequence diagram that grows at its end: a row for each step, with the lifelines
// through all of them. It draws only the visible rows. The arrow keys move through it. It stays at
// its end unless the user has scrolled away.
type Sequence struct {
	list
	heads   *lifelineHeads
	lines   []Lifeline
	steps   []Step
	longest string  // of the leads
	lead    float32 // the width of the column of leads
	reached bool    // a row was chosen, or reached by keys, which continue from there
	chosen  func(index int)
}

var (
	_ fyne.Focusable    = (*Sequence)(nil)
	_ fyne.Shortcutable = (*Sequence)(nil)
)

// NewSequence returns an empty diagram. chosen is called with the index of a row that was clicked
// or reached by Space or Enter.
func NewSequence(keys *Keys, lines []Lifeline, chosen func(index int)) *Sequence {
	s := &Sequence{list: list{keys: keys}, lines: slices.Clone(lines), chosen: chosen}
	s.heads = newLifelineHeads(s)
	s.Length = func() int { return len(s.steps) }
	s.CreateItem = func() fyne.CanvasObject { return newSequenceRow(s) }
	s.UpdateItem = func(id widget.ListItemID, item fyne.CanvasObject) {
		if id < len(s.steps) {
			item.(*sequenceRow).set(s.steps[id])
		}
	}
	s.OnSelected = s.selected
	s.OnHighlighted = func(id widget.ListItemID) { s.current = id }
	s.HideSeparators = true
	s.ExtendBaseWidget(s)
	return s
}

// Heads returns the names of the lifelines. Put them above the diagram in the same width; they
// don't scroll with it.
func (s *Sequence) Heads() fyne.CanvasObject { return s.heads }

// SetLifelines changes the participants. Their number must stay the same.
func (s *Sequence) SetLifelines(lines []Lifeline) {
	if slices.Equal(s.lines, lines) {
		return
	}
	s.lines = slices.Clone(lines)
	s.heads.Refresh()
	s.Refresh()
}

// Set changes the rows. If the end was visible, it stays visible.
func (s *Sequence) Set(steps []Step) {
	if slices.Equal(s.steps, steps) {
		return
	}
	atEnd := s.atEnd()
	s.steps = slices.Clone(steps)
	s.longest = ""
	for i := range s.steps {
		if utf8.RuneCountInString(s.steps[i].Lead) > utf8.RuneCountInString(s.longest) {
			s.longest = s.steps[i].Lead
		}
	}
	s.measure()
	s.Refresh()
	if atEnd {
		s.ScrollToBottom()
	}
}

// Steps returns the rows.
func (s *Sequence) Steps() []Step { return slices.Clone(s.steps) }

// measure measures the longest lead. Figures are equally wide, so it is the widest.
func (s *Sequence) measure() {
	lead := float32(0)
	if s.longest != "" {
		lead = run{text: s.longest, size: lookOf(s).size(SizeSmall)}.width()
	}
	if lead != s.lead {
		s.lead = lead
		s.heads.Refresh()
	}
}

// step returns the distance from one row to the next, in dp.
func (s *Sequence) step() float32 {
	return sequenceRowHeight(lookOf(s)) + s.Theme().Size(theme.SizeNamePadding)
}

// Whole returns the height of the whole rows that fit in a height, at least of one row.
func (s *Sequence) Whole(height float32) float32 {
	return float32(max(int(height/s.step()+0.01), 1)) * s.step()
}

// atEnd reports whether the last row is visible.
func (s *Sequence) atEnd() bool {
	whole := float32(len(s.steps)) * s.step()
	return s.GetScrollOffset()+s.Size().Height >= whole-sequenceRowHeight(lookOf(s))/2
}

// Resize keeps the end visible.
func (s *Sequence) Resize(size fyne.Size) {
	if size == s.Size() {
		return
	}
	atEnd := s.atEnd()
	s.List.Resize(size)
	if atEnd && len(s.steps) > 0 {
		s.ScrollToBottom()
	}
}

// selected reports a chosen row and unselects it, so that it can be chosen again.
func (s *Sequence) selected(index int) {
	s.current, s.reached = index, true
	s.UnselectAll()
	if s.chosen != nil {
		s.chosen(index)
	}
}

// TypedKey asks the key table first; the arrow keys move, Enter and Space choose.
func (s *Sequence) TypedKey(ev *fyne.KeyEvent) {
	if s.keys.TypedKey(ev) || len(s.steps) == 0 {
		return
	}
	switch key := oneEnter(ev.Name); key {
	case fyne.KeyHome, fyne.KeyEnd, fyne.KeyUp, fyne.KeyDown, fyne.KeyReturn, fyne.KeySpace:
		// The first key goes to the newest row, which is visible.
		if !s.reached && key != fyne.KeyHome {
			ev = &fyne.KeyEvent{Name: fyne.KeyEnd}
		}
		s.reached = true
	}
	s.move(ev)
}

// TypedShortcut asks the key table first, and then copies the current row.
func (s *Sequence) TypedShortcut(shortcut fyne.Shortcut) {
	if s.keys.TypedShortcut(shortcut) {
		return
	}
	s.keys.typedPaste(shortcut)
	if c, ok := shortcut.(*fyne.ShortcutCopy); ok && s.current >= 0 && s.current < len(s.steps) {
		step := s.steps[s.current]
		text := Row{Lead: step.Lead, Text: step.Text, Note: step.Note}.copied()
		c.Clipboard.SetContent(text)
		s.keys.copied(text)
	}
}

// CreateRenderer is for Fyne.
func (s *Sequence) CreateRenderer() fyne.WidgetRenderer { return s.renderer(s.measure, 0, 0) }

// sequenceGaps returns the relative gaps between the lifelines: the widest is where most is
// exchanged.
func sequenceGaps(lines int) []float32 {
	if lines == 4 {
		return []float32{1, 1.5, 1}
	}
	gaps := make([]float32, max(lines-1, 0))
	for i := range gaps {
		gaps[i] = 1
	}
	return gaps
}

// sequencePad is the padding of the rows at both sides, in dp: for the ground of the current row,
// and for the ring.
const sequencePad = 8

// lifelineAt returns the position of a lifeline in a width.
func (s *Sequence) lifelineAt(l look, index int, width float32) float32 {
	margin := s.headWidth(l, width) / 2
	left, right := s.left(l)+margin, width-l.dp(sequencePad)-margin
	sum, before := float32(0), float32(0)
	for i, gap := range sequenceGaps(len(s.lines)) {
		sum += gap
		if i < index {
			before += gap
		}
	}
	if sum == 0 {
		return left
	}
	return left + (right-left)*before/sum
}

// left returns where the diagram begins, to the right of the leads.
func (s *Sequence) left(l look) float32 {
	if s.lead == 0 {
		return l.dp(sequencePad)
	}
	return l.dp(sequencePad) + s.lead + l.dp(12)
}

// headWidth returns how wide the head of a lifeline may be.
func (s *Sequence) headWidth(l look, width float32) float32 {
	return min(l.dp(104), max(0, (width-s.left(l)-l.dp(sequencePad))/4.6))
}
