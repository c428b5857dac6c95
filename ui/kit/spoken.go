package kit

import (
	"strings"

	"fyne.io/fyne/v2"
)

// Spoken are the words of a screen reader for what a sighted user sees without words. The zero
// value says nothing of it.
type Spoken struct {
	Checked, Unchecked string
	Open, Closed       string // a fold
	Among              string // before the options that a choice has
	Hidden             string // in place of what a password field holds
	Unavailable        string // a button or field that takes nothing now
	Passed, Failed     string // a check
	Skipped            string
	Expected, Actual   string // before what a check expected and received
}

// SetSpoken sets the words of a screen reader, for dialogs as well.
func (k *Keys) SetSpoken(words Spoken) { *k.spoken = words }

// words returns the words of a screen reader.
func (k *Keys) words() Spoken {
	if k == nil {
		return Spoken{}
	}
	return *k.spoken
}

// Every focusable widget, and every text, is a [fyne.Accessible]: a label in the language in use,
// and the nearest of the few roles that there are. Fyne asks for them in each frame, in a program
// built with the tag accessibility only, so labels are made when they are asked for. It finds
// objects in containers alone: a widget that has others in it speaks for them.
var (
	_ fyne.Accessible = (*Text)(nil)
	_ fyne.Accessible = (*Badge)(nil)
	_ fyne.Accessible = (*Figures)(nil)
	_ fyne.Accessible = (*SayBox)(nil)
	_ fyne.Accessible = (*Prompt)(nil)
	_ fyne.Accessible = (*Table)(nil)
	_ fyne.Accessible = (*Heads)(nil)
	_ fyne.Accessible = (*Field)(nil)
	_ fyne.Accessible = (*Entry)(nil)
	_ fyne.Accessible = (*Button)(nil)
	_ fyne.Accessible = (*SymbolButton)(nil)
	_ fyne.Accessible = (*Check)(nil)
	_ fyne.Accessible = (*Fold)(nil)
	_ fyne.Accessible = (*Segmented)(nil)
	_ fyne.Accessible = (*Select)(nil)
	_ fyne.Accessible = (*Tabs)(nil)
	_ fyne.Accessible = (*Rows)(nil)
	_ fyne.Accessible = (*Sequence)(nil)
	_ fyne.Accessible = (*Halo)(nil)
	_ fyne.Accessible = (*Splitter)(nil)
	_ fyne.Accessible = (*Relay)(nil)
	_ fyne.Accessible = (*groupList)(nil)
)

// spoken joins the parts of a label and leaves out empty ones.
func spoken(parts ...string) string {
	var said []string
	for _, part := range parts {
		if part = strings.TrimSpace(part); part != "" {
			said = append(said, part)
		}
	}
	return strings.Join(said, ", ")
}

// either returns one of two words.
func either(first bool, one, other string) string {
	if first {
		return one
	}
	return other
}

// AccessibilityLabel is the text.
func (t *Text) AccessibilityLabel() string { return t.text }

// AccessibilityRole is text.
func (*Text) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is the word.
func (b *Badge) AccessibilityLabel() string { return b.text.Text() }

// AccessibilityRole is text.
func (*Badge) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is the figures with their words.
func (f *Figures) AccessibilityLabel() string {
	said := make([]string, len(f.figures))
	for i, figure := range f.figures {
		said[i] = strings.Join(strings.Fields(figure.Before+" "+figure.Value+" "+figure.After), " ")
	}
	return spoken(said...)
}

// AccessibilityRole is text.
func (*Figures) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is what to say.
func (s *SayBox) AccessibilityLabel() string {
	return strings.TrimSpace(s.caption + "\n" + s.text + "\n" + s.more)
}

// AccessibilityRole is text.
func (*SayBox) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is every check on a line of its own: its name, its result, what was expected
// and what was received.
func (t *Table) AccessibilityLabel() string {
	lines := make([]string, len(t.findings))
	for i, f := range t.findings {
		result := map[Mark]string{Passed: t.spoken.Passed, Failed: t.spoken.Failed, Skipped: t.spoken.Skipped}[f.Mark]
		lines[i] = spoken(f.Name, result, said(t.spoken.Expected, f.Expected), said(t.spoken.Actual, f.Actual))
	}
	return strings.Join(lines, "\n")
}

// said returns a value after what it is; "" if there is none.
func said(what, value string) string {
	if value == "" {
		return ""
	}
	return strings.TrimSpace(what + " " + value)
}

// AccessibilityRole is text.
func (*Table) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is the heads of the columns.
func (h *Heads) AccessibilityLabel() string {
	heads := make([]string, len(h.rows.columns))
	for i, column := range h.rows.columns {
		heads[i] = column.Head
	}
	return spoken(heads...)
}

// AccessibilityRole is text.
func (*Heads) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is the caption, what the control says, the counter, and the line below it.
func (f *Field) AccessibilityLabel() string {
	control := ""
	if accessible, ok := f.control.(fyne.Accessible); ok {
		control = spokenIn(accessible)
	}
	return spoken(f.caption.Text(), control, f.note.Text(), f.below.Text())
}

// AccessibilityRole is text.
func (*Field) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// spokenIn returns the labels of an object and of those in it, as Fyne finds them.
func spokenIn(o fyne.Accessible) string {
	box, ok := o.(*fyne.Container)
	if !ok {
		return o.AccessibilityLabel()
	}
	var labels []string
	for _, inner := range box.Objects {
		if accessible, ok := inner.(fyne.Accessible); ok && inner.Visible() {
			labels = append(labels, spokenIn(accessible))
		}
	}
	return spoken(labels...)
}

// AccessibilityLabel is what the field shows, and in an empty one what it asks for. What a password
// field holds is never said.
func (e *Entry) AccessibilityLabel() string {
	text := e.Text
	switch {
	case text == "":
		text = e.PlaceHolder
	case e.Password:
		text = e.keys.words().Hidden
	}
	return spoken(text, either(e.locked, e.keys.words().Unavailable, ""))
}

// AccessibilityRole is text.
func (*Entry) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// unavailable says that a widget takes nothing now.
func (f *focusable) unavailable() string {
	return either(f.Disabled(), f.keys.words().Unavailable, "")
}

// AccessibilityRole is button, the nearest role of most of them.
func (*focusable) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel is the label.
func (b *Button) AccessibilityLabel() string { return spoken(b.label, b.unavailable()) }

// AccessibilityLabel is what the button was named.
func (b *SymbolButton) AccessibilityLabel() string { return b.named }

// AccessibilityLabel is the label, and whether the box is checked.
func (c *Check) AccessibilityLabel() string {
	words := c.keys.words()
	return spoken(c.label, either(c.checked, words.Checked, words.Unchecked), c.unavailable())
}

// AccessibilityLabel is nothing: Fyne's own widget speaks for itself, as far as it does.
func (*Relay) AccessibilityLabel() string { return "" }

// AccessibilityRole is text.
func (*Relay) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is what it is between.
func (s *Splitter) AccessibilityLabel() string { return s.label }

// AccessibilityLabel is the label, and whether the fold is open.
func (f *Fold) AccessibilityLabel() string {
	return spoken(f.label, either(f.open, f.keys.words().Open, f.keys.words().Closed))
}

// AccessibilityLabel is the selected option, and then all of them.
func (c *choice) AccessibilityLabel() string {
	labels, selected := make([]string, len(c.options)), ""
	for i, o := range c.options {
		labels[i] = spoken(o.Badge, o.Label)
		if o.Value == c.selected {
			selected = labels[i]
		}
	}
	return spoken(selected, c.unavailable(), said(c.keys.words().Among, strings.Join(labels, ", ")))
}

// AccessibilityLabel is the option that is current.
func (g *groupList) AccessibilityLabel() string {
	o := g.options[g.current]
	return spoken(o.Group, o.Badge, o.Label)
}

// AccessibilityLabel is the current line or, without one, the first: the arrow keys move through
// the others.
func (r *Rows) AccessibilityLabel() string {
	if len(r.rows) == 0 {
		return ""
	}
	row := r.rows[min(max(r.current, 0), len(r.rows)-1)]
	cells := []string{row.Lead, row.Text, row.Note, row.Act}
	for i := range r.columns {
		cells = append(cells, row.Cells[i].Text)
	}
	return spoken(cells...)
}

// AccessibilityLabel is the current step: the arrow keys move through the others.
func (s *Sequence) AccessibilityLabel() string {
	if len(s.steps) == 0 {
		return ""
	}
	step := s.steps[min(max(s.current, 0), len(s.steps)-1)]
	from, to := "", ""
	if step.From < len(s.lines) && step.To < len(s.lines) && step.From != step.To {
		from, to = s.lines[step.From].Label, s.lines[step.To].Label
	}
	return spoken(step.Lead, from, to, step.Text, step.Note)
}

// AccessibilityRole is text.
func (*list) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is what the halo is around; see [Halo.SetLabel].
func (h *Halo) AccessibilityLabel() string {
	if h.label == nil {
		return ""
	}
	return h.label()
}

// AccessibilityRole is text.
func (*Halo) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }
