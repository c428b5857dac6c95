package kit

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

func lifelines() []Lifeline {
	return []Lifeline{{Label: "Operator"}, {Label: "Ringback"}, {Label: "Broker"}, {Label: "Phone", Unseen: true}}
}

// manySteps returns n steps that go to and fro.
func manySteps(n int) []Step {
	steps := make([]Step, n)
	for i := range steps {
		steps[i] = Step{Lead: "10:42:07", Text: fmt.Sprint("step ", i), Note: "9 ms", Kind: StepKind(i % 7), From: 1, To: 2}
	}
	return steps
}

// diagram is a sequence in a window, with its heads above it.
type diagram struct {
	*desk
	*Sequence
	chosen []int
}

func newDiagram(t *testing.T, size fyne.Size) *diagram {
	t.Helper()
	d := &diagram{}
	d.desk = newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		d.Sequence = NewSequence(keys, lifelines(), func(i int) { d.chosen = append(d.chosen, i) })
		return []fyne.CanvasObject{d.Heads(), NewLeast(size.Width, size.Height, d.Sequence)}
	})
	d.window.Resize(fyne.NewSize(size.Width+20, 600))
	return d
}

// seen returns the visible labels, from the top, with the middles of their rows.
func (d *diagram) seen() (labels []string, middles []float32) {
	top := fyne.CurrentApp().Driver().AbsolutePositionForObject(d.Sequence)
	for _, row := range d.rows() {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(row)
		middle := at.Y + row.Size().Height/2
		if middle > top.Y && middle < top.Y+d.Sequence.Size().Height {
			labels, middles = append(labels, row.step.Text), append(middles, middle)
		}
	}
	return labels, middles
}

// rows returns the existing rows, from the top.
func (d *diagram) rows() []*sequenceRow {
	var rows []*sequenceRow
	var visit func(o fyne.CanvasObject)
	visit = func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *sequenceRow:
			rows = append(rows, o)
		case *container.Scroll:
			visit(o.Content)
		case *fyne.Container:
			for _, child := range o.Objects {
				visit(child)
			}
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(o).Objects() {
				visit(child)
			}
		}
	}
	visit(d.Sequence)
	slices.SortFunc(rows, func(a, b *sequenceRow) int {
		driver := fyne.CurrentApp().Driver()
		return int(driver.AbsolutePositionForObject(a).Y - driver.AbsolutePositionForObject(b).Y)
	})
	return rows
}

func TestAClickFindsItsStep(t *testing.T) {
	d := newDiagram(t, fyne.NewSize(500, 300))
	d.Set(manySteps(40))
	for _, scroll := range []func(){d.ScrollToTop, func() { d.ScrollToOffset(333) }, d.ScrollToBottom} {
		scroll()
		labels, middles := d.seen()
		if len(labels) < 6 {
			t.Fatalf("only %q in sight", labels)
		}
		for i, middle := range middles {
			for _, x := range []float32{30, 250, 480} {
				d.chosen = nil
				test.TapCanvas(d.window.Canvas(), fyne.NewPos(x, middle))
				// the same one can be chosen again
				test.TapCanvas(d.window.Canvas(), fyne.NewPos(x, middle))
				if len(d.chosen) != 2 || d.chosen[0] != d.chosen[1] || fmt.Sprint("step ", d.chosen[0]) != labels[i] {
					t.Fatalf("a click on %q chose %v", labels[i], d.chosen)
				}
			}
		}
	}
}

func TestKeysGoThroughASequence(t *testing.T) {
	d := newDiagram(t, fyne.NewSize(500, 300))
	d.Set(manySteps(40))
	d.press(fyne.KeyTab, 0)
	for _, c := range []struct {
		key  fyne.KeyName
		want int // the current row
	}{
		{fyne.KeyUp, 39}, {fyne.KeyUp, 38}, {fyne.KeyDown, 39}, {fyne.KeyDown, 39}, {fyne.KeyHome, 0}, {fyne.KeyUp, 0}, {fyne.KeyDown, 1}, {fyne.KeyEnd, 39},
	} {
		d.chosen = nil
		d.press(c.key, 0)
		if len(d.chosen) > 0 {
			t.Errorf("%s chooses a row", c.key)
		}
		if d.current != c.want {
			t.Errorf("%s reaches row %d, want %d", c.key, d.current, c.want)
		}
		labels, _ := d.seen()
		if !slices.Contains(labels, fmt.Sprint("step ", c.want)) {
			t.Errorf("after %s only %q are in sight", c.key, labels)
		}
		d.press(fyne.KeyReturn, 0)
		d.press(fyne.KeySpace, 0)
		if !slices.Equal(d.chosen, []int{c.want, c.want}) {
			t.Errorf("after %s, Enter and Space choose %v", c.key, d.chosen)
		}
	}
	clipboard := test.NewClipboard()
	d.TypedShortcut(&fyne.ShortcutCopy{Clipboard: clipboard})
	if clipboard.Content() != "10:42:07\tstep 39\t9 ms" {
		t.Errorf("copied %q", clipboard.Content())
	}
}

// TestEnterOpensNothingThatWasNotReached: the focus alone marks no visible row.
func TestEnterOpensNothingThatWasNotReached(t *testing.T) {
	d := newDiagram(t, fyne.NewSize(500, 300))
	d.Set(manySteps(40))
	d.press(fyne.KeyTab, 0)
	d.press(fyne.KeyReturn, 0)
	if len(d.chosen) > 0 {
		t.Errorf("chose %v", d.chosen)
	}
}

func TestASequenceStaysAtItsEnd(t *testing.T) {
	d := newDiagram(t, fyne.NewSize(500, 300))
	last := func() string {
		labels, _ := d.seen()
		return labels[len(labels)-1]
	}
	for n := 1; n < 30; n++ {
		d.Set(manySteps(n))
		if want := fmt.Sprint("step ", n-1); last() != want {
			t.Fatalf("of %d steps %q is the last one in sight", n, last())
		}
	}
	d.Resize(fyne.NewSize(500, 150))
	if last() != "step 28" {
		t.Errorf("in less room %q is the last one in sight", last())
	}
	d.Resize(fyne.NewSize(500, 300))
	d.ScrollToOffset(200)
	before, _ := d.seen()
	d.Set(manySteps(35))
	if after, _ := d.seen(); !slices.Equal(before, after) {
		t.Errorf("scrolled up, %q were in sight, and now %q", before, after)
	}
	d.ScrollToBottom()
	d.Set(manySteps(36))
	if last() != "step 35" {
		t.Errorf("back at the end, %q is the last one in sight", last())
	}
}

// TestOnlyRowsInSightAreDrawn: ten thousand steps need as many objects as ten.
func TestOnlyRowsInSightAreDrawn(t *testing.T) {
	d := newDiagram(t, fyne.NewSize(500, 300))
	made := 0
	create := d.CreateItem
	d.CreateItem = func() fyne.CanvasObject { made++; return create() }
	d.Set(manySteps(10_000))
	for offset := float32(0); offset < 350_000; offset += 35_000 {
		d.ScrollToOffset(offset)
	}
	if rows := len(d.rows()); rows > 12 || made > 60 {
		t.Errorf("%d rows are there, %d were made", rows, made)
	}
	made = 0
	d.Set(manySteps(10_000))
	if made > 0 {
		t.Error("the same steps are drawn again")
	}
}

// TestLayingOutARowMakesNothing: Fyne lays out often, and paints new objects.
func TestLayingOutARowMakesNothing(t *testing.T) {
	d := newDiagram(t, fyne.NewSize(500, 300))
	d.Set(manySteps(14))
	for _, row := range d.rows() {
		renderer := test.WidgetRenderer(row)
		before := slices.Clone(renderer.Objects())
		for kind := StepArrow; kind <= StepOpen; kind++ {
			step := row.step
			step.Kind = kind
			row.set(step)
			renderer.Layout(fyne.NewSize(400, 36))
			renderer.Layout(fyne.NewSize(500, 36))
		}
		if !slices.Equal(before, renderer.Objects()) {
			t.Error("a row makes objects when it is laid out")
		}
	}
}

// TestLabelsStayInTheirRow whatever their length, and keep clear of the times.
func TestLabelsStayInTheirRow(t *testing.T) {
	long := strings.Repeat("a long word ", 20)
	for _, width := range []float32{380, 500, 900} {
		d := newDiagram(t, fyne.NewSize(width, 300))
		var steps []Step
		for _, kind := range []StepKind{StepArrow, StepCall, StepLost, StepPause, StepNote, StepGroup, StepOpen} {
			for from := range 4 {
				for to := range 4 {
					steps = append(steps, Step{Lead: "10:42:07", Text: long, Note: long, Kind: kind, From: from, To: to})
				}
			}
		}
		for i := 0; i < len(steps); i += 6 {
			d.Set(steps[i:min(i+6, len(steps))])
			for _, row := range d.rows() {
				r := test.WidgetRenderer(row).(*sequenceRowRenderer)
				leadEnds := r.lead.Position().X + r.lead.MinSize().Width
				for _, text := range []*canvas.Text{r.label, r.note} {
					if text.Text == "" {
						continue
					}
					if left, right := text.Position().X, text.Position().X+text.MinSize().Width; left < leadEnds || right > row.Size().Width {
						t.Errorf("%.0f wide: %+v: %q reaches from %.0f to %.0f; the time ends at %.0f, the row at %.0f", width, row.step.Kind, text.Text, left, right, leadEnds, row.Size().Width)
					}
				}
			}
		}
	}
}

// TestLifelinesAreUnderTheirHeads in every row, and none crosses a label.
func TestLifelinesAreUnderTheirHeads(t *testing.T) {
	d := newDiagram(t, fyne.NewSize(500, 300))
	steps := manySteps(7)
	for i := range steps {
		steps[i].Text = "a label that reaches over its neighbours"
	}
	d.Set(steps)
	heads := test.WidgetRenderer(d.heads).(*lifelineHeadsRenderer)
	for _, row := range d.rows() {
		r := test.WidgetRenderer(row).(*sequenceRowRenderer)
		left, right := r.label.Position().X, r.label.Position().X+r.label.MinSize().Width
		for i, line := range r.lines {
			head := heads.boxes[i].Position().X + heads.boxes[i].Size().Width/2
			for _, piece := range line {
				x := piece.Position().X + 0.5
				if !piece.Hidden && (x < head-1 || x > head+1) {
					t.Errorf("lifeline %d is at %.1f and its head at %.1f", i, x, head)
				}
				overlap := min(piece.Position().Y+piece.Size().Height, r.label.Position().Y+r.label.MinSize().Height) - max(piece.Position().Y, r.label.Position().Y)
				if !piece.Hidden && x > left && x < right && overlap > 1 {
					t.Errorf("lifeline %d goes through %q", i, r.label.Text)
				}
			}
		}
	}
}

func TestAllOfASequenceTakesTheTheme(t *testing.T) {
	d := newDiagram(t, fyne.NewSize(500, 300))
	d.Set(manySteps(7))
	fyne.CurrentApp().Settings().SetTheme(NewTheme(Dark))
	d.Refresh()
	d.heads.Refresh()
	dark := darkPalette()
	r := test.WidgetRenderer(d.rows()[0]).(*sequenceRowRenderer)
	if r.label.Color != dark.ink || r.lead.Color != dark.soft || r.strokes[0].StrokeColor != dark.ink || r.lines[0][0].FillColor != dark.fieldBorder {
		t.Error("a row keeps the colours of before")
	}
	if heads := test.WidgetRenderer(d.heads).(*lifelineHeadsRenderer); heads.names[0].Color != dark.ink || heads.boxes[0].fill != dark.field {
		t.Error("the heads keep the colours of before")
	}
}

func BenchmarkSequenceSet(b *testing.B) {
	test.NewTempApp(b).Settings().SetTheme(NewTheme(Light))
	s := NewSequence(NewKeys(), lifelines(), nil)
	w := test.NewTempWindow(b, s)
	w.Resize(fyne.NewSize(500, 300))
	steps := manySteps(10_001)
	for i := 0; b.Loop(); i++ {
		s.Set(steps[:10_000+i%2])
	}
}
