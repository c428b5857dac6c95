package kit

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func abc() []Option {
	return []Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}, {Value: "c", Label: "C"}}
}

func TestSegmentedAndTabsChooseWithArrows(t *testing.T) {
	type choice interface {
		fyne.Focusable
		fyne.CanvasObject
		Selected() string
		SetSelected(string)
	}
	for name, make := range map[string]func(*Keys, func(string)) choice{
		"Segmented": func(k *Keys, f func(string)) choice { return NewSegmented(k, abc(), "a", f) },
		"Tabs":      func(k *Keys, f func(string)) choice { return NewTabs(k, abc(), "a", f) },
	} {
		t.Run(name, func(t *testing.T) {
			var c choice
			var chosen []string
			d := newDesk(t, func(keys *Keys) []fyne.CanvasObject {
				c = make(keys, func(v string) { chosen = append(chosen, v) })
				return []fyne.CanvasObject{c}
			})
			d.canvas.Focus(c)
			for _, key := range []fyne.KeyName{fyne.KeyLeft, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeyLeft} {
				d.press(key, 0)
			}
			if want := []string{"b", "c", "b"}; !slices.Equal(chosen, want) || c.Selected() != "b" {
				t.Errorf("told %q, selected %q; want %q", chosen, c.Selected(), want)
			}
			c.SetSelected("a")
			if len(chosen) != 3 {
				t.Error("the setter told of a choice")
			}
		})
	}
}

func TestSegmentedTapped(t *testing.T) {
	var s *Segmented
	d := newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		s = NewSegmented(keys, abc(), "a", nil)
		return []fyne.CanvasObject{s}
	})
	test.TapAt(s, fyne.NewPos(s.Size().Width-10, 10))
	if s.Selected() != "c" || d.canvas.Focused() != s {
		t.Errorf("selected %q, focus %T", s.Selected(), d.canvas.Focused())
	}
	s.Disable()
	test.TapAt(s, fyne.NewPos(10, 10))
	s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	if s.Selected() != "c" {
		t.Error("it was changed while it was disabled")
	}
}

func TestTabsTapped(t *testing.T) {
	var tabs *Tabs
	newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		tabs = NewTabs(keys, abc(), "a", nil)
		return []fyne.CanvasObject{tabs}
	})
	l := lookOf(tabs)
	second := tabs.width(l, tabs.options[0], tabs.room) + tabs.gap + 2
	test.TapAt(tabs, fyne.NewPos(second, 10))
	if tabs.Selected() != "b" {
		t.Errorf("selected %q, want b", tabs.Selected())
	}
	test.TapAt(tabs, fyne.NewPos(tabs.Size().Width-2, 10))
	if tabs.Selected() != "b" {
		t.Error("a tap next to the tabs chose one")
	}
}

func TestFold(t *testing.T) {
	content := NewSoft("content")
	var told []bool
	var fold *Fold
	d := newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		fold = NewFold(keys, "More", content, func(open bool) { told = append(told, open) })
		return []fyne.CanvasObject{NewFolded(fold)}
	})
	d.canvas.Focus(fold)
	if content.Visible() {
		t.Error("a new fold is open")
	}
	d.press(fyne.KeyRight, 0)
	d.press(fyne.KeyRight, 0)
	if !content.Visible() || !slices.Equal(told, []bool{true}) {
		t.Errorf("Right: visible %v, told %v", content.Visible(), told)
	}
	d.press(fyne.KeyLeft, 0)
	test.Tap(fold)
	fold.SetOpen(false)
	if content.Visible() || !slices.Equal(told, []bool{true, false, true}) {
		t.Errorf("closed: visible %v, told %v", content.Visible(), told)
	}
}

func TestCheckDisabled(t *testing.T) {
	var c *Check
	newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		c = NewCheck(keys, "Yes", nil)
		return []fyne.CanvasObject{c}
	})
	c.Disable()
	test.Tap(c)
	c.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if c.Checked() {
		t.Error("it was ticked while it was disabled")
	}
	c.Enable()
	test.Tap(c)
	if !c.Checked() {
		t.Error("a tap didn't tick it")
	}
}

func TestRowsCopy(t *testing.T) {
	var rows *Rows
	var chosen []int
	d := newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		rows = NewRows(keys, func(i int) { chosen = append(chosen, i) })
		return []fyne.CanvasObject{NewLeast(0, 300, rows)}
	})
	rows.Set([]Row{{Lead: "10:42:07", Text: "sent"}, {Text: "pending", Copy: "whole"}, {Text: "last", Note: "n"}})
	d.canvas.Focus(rows)
	copied := func() string {
		fyne.CurrentApp().Clipboard().SetContent("")
		d.press(fyne.KeyC, fyne.KeyModifierControl)
		return fyne.CurrentApp().Clipboard().Content()
	}
	if got := copied(); got != "10:42:07\tsent" {
		t.Errorf("with the first line marked copied %q", got)
	}
	d.press(fyne.KeyDown, 0)
	d.press(fyne.KeyReturn, 0)
	if got := copied(); got != "whole" || !slices.Equal(chosen, []int{1}) {
		t.Errorf("copied %q, chosen %v", got, chosen)
	}
	d.press(fyne.KeyA, fyne.KeyModifierControl)
	if got := copied(); got != "10:42:07\tsent\nwhole\nlast\tn" {
		t.Errorf("all copied: %q", got)
	}
	rows.Set(nil)
	d.press(fyne.KeyDown, 0)
	d.press(fyne.KeyReturn, 0)
	if got := copied(); got != "" {
		t.Errorf("from an empty list copied %q", got)
	}
}

// TestRowsHoldTheirPlace: lines added above change neither the current line nor the visible ones.
func TestRowsHoldTheirPlace(t *testing.T) {
	var rows *Rows
	d := newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		rows = NewRows(keys, nil)
		return []fyne.CanvasObject{NewLeast(0, 300, rows)}
	})
	var many []Row
	for i := range 100 {
		many = append(many, Row{ID: strconv.Itoa(i), Text: "line " + strconv.Itoa(i)})
	}
	copied := func() string {
		d.press(fyne.KeyC, fyne.KeyModifierControl)
		return fyne.CurrentApp().Clipboard().Content()
	}
	rows.Set(many)
	d.canvas.Focus(rows)
	d.press(fyne.KeyDown, 0)
	more := append([]Row{{ID: "new", Text: "a new one"}}, many...)
	rows.Set(more)
	if got := copied(); got != "line 1" || rows.GetScrollOffset() != 0 {
		t.Errorf("at the top: current is %q, scrolled to %v", got, rows.GetScrollOffset())
	}
	rows.Highlight(60)
	before := rows.GetScrollOffset()
	rows.Set(append([]Row{{ID: "newer", Text: "a newer one"}, {ID: "newest", Text: "the newest one"}}, more...))
	if got, by := copied(), rows.GetScrollOffset()-before; got != "line 59" || by != 2*rows.step() {
		t.Errorf("further down: current is %q, scrolled by %v, a line is %v", got, by, rows.step())
	}
	rows.Set(many[:10])
	d.press(fyne.KeyDown, 0)
	if got := copied(); got == "" {
		t.Error("nothing is current after the current one went")
	}
}

func TestRowsDrawsOnlyWhatIsInSight(t *testing.T) {
	var rows *Rows
	newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		rows = NewRows(keys, nil)
		return []fyne.CanvasObject{NewLeast(0, 300, rows)}
	})
	made := 0
	create := rows.CreateItem
	rows.CreateItem = func() fyne.CanvasObject { made++; return create() }
	many := make([]Row, 100_000)
	for i := range many {
		many[i] = Row{Lead: "iat", Text: "1700000000"}
	}
	rows.Set(many)
	rows.Highlight(99_999)
	if made > 60 {
		t.Errorf("made %d lines for %d rows", made, len(many))
	}
}

// TestSegmentsShareTheirWidth: a label longer than its equal share takes width from a shorter one
// before it wraps, and a tap still chooses the segment under it.
func TestSegmentsShareTheirWidth(t *testing.T) {
	var s *Segmented
	newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		s = NewSegmented(keys, []Option{
			{Value: "long", Label: "The citizen called us"},
			{Value: "short", Label: "We called"},
		}, "short", nil)
		return []fyne.CanvasObject{s}
	})
	for _, one := range []struct {
		width         float32
		equal, single bool
	}{{width: 400, equal: true, single: true}, {width: 316, single: true}, {width: 200, equal: true}} {
		s.Resize(fyne.NewSize(one.width, 40))
		l := lookOf(s)
		widths := s.segments(l, one.width)
		if sum := widths[0] + widths[1] + l.dp(6); sum < one.width-0.5 || sum > one.width+0.5 {
			t.Errorf("in %.0f they are %.0f wide", one.width, sum)
		}
		if (widths[0] == widths[1]) != one.equal {
			t.Errorf("in %.0f the segments are %.0f", one.width, widths)
		}
		if low := s.labelHeight(l, one.width) < 30; low != one.single {
			t.Errorf("in %.0f the labels are %.0f high", one.width, s.labelHeight(l, one.width))
		}
	}
	s.Resize(fyne.NewSize(316, 40))
	test.TapAt(s, fyne.NewPos(159, 10)) // right of the middle, and still on the long one
	if s.Selected() != "long" {
		t.Error("a tap chose what lies elsewhere")
	}
}

// TestFiguresMoveCloserBeforeTheyWrap: figures that would need a second line for lack of a few
// units are set closer together instead.
func TestFiguresMoveCloserBeforeTheyWrap(t *testing.T) {
	var f *Figures
	newDesk(t, func(*Keys) []fyne.CanvasObject {
		f = NewFigures()
		f.Set(Figure{Value: "4:12", After: "tilbage"}, Figure{Before: "Spurgt", Value: "9 gange"}, Figure{Before: "Hvert", Value: "5. sekund"})
		return []fyne.CanvasObject{f}
	})
	whole := 2 * float32(figureGap)
	for _, place := range f.places {
		whole += place
	}
	high := func(width float32) float32 { f.Resize(fyne.NewSize(width, 20)); return f.MinSize().Height }
	line := high(whole)
	if high(whole-2*(figureGap-figureTight)+1) != line {
		t.Error("they wrapped where they could have stood closer")
	}
	if high(whole-2*(figureGap-figureTight)-1) <= line {
		t.Error("they don't wrap")
	}
}

// TestFiguresThatWrapFormColumns: four figures that don't fit on one line are set two by two: a
// single one on a line looks forgotten.
func TestFiguresThatWrapFormColumns(t *testing.T) {
	var f *Figures
	newDesk(t, func(*Keys) []fyne.CanvasObject {
		f = NewFigures()
		f.Set(Figure{Value: "4:12", After: "tilbage"}, Figure{Before: "Spurgt", Value: "9 gange"}, Figure{Before: "Næste om", Value: "3 s"}, Figure{Before: "Hvert", Value: "5. sekund"})
		return []fyne.CanvasObject{f}
	})
	whole := 3 * float32(figureTight)
	for _, place := range f.places {
		whole += place
	}
	f.Resize(fyne.NewSize(whole-1, 20))
	found, _, _ := texts(t, f)
	at := map[string]fyne.Position{}
	for _, text := range found {
		at[strings.TrimSpace(text.Text)] = text.Position()
	}
	if at["4:12"].X != at["Næste om"].X || at["Spurgt"].X != at["Hvert"].X || at["4:12"].Y != at["Spurgt"].Y || at["Næste om"].Y != at["Hvert"].Y {
		t.Errorf("they are at %v", at)
	}
}
