package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Figure is a number with its words: "Asked" "9 times" "", or "" "4:12" "left". The value is drawn
// bold and in ink.
type Figure struct {
	Before, Value, After string
	// Blank keeps its place and isn't drawn.
	Blank bool
}

// figureGap is the gap between two figures, and doesn't grow with the texts. figureTight is
// used instead where it keeps them on one line.
const (
	figureGap   = 28
	figureTight = 18
)

// Figures is a row of changing figures. A value keeps the largest width it has had, so that its
// neighbours don't jump. Figures that don't fit on one line are set in columns, on as few lines as
// possible. It can't have the focus.
type Figures struct {
	widget.BaseWidget
	figures []Figure
	places  []float32 // the largest width of each figure so far
}

// NewFigures returns an empty row.
func NewFigures() *Figures {
	f := &Figures{}
	f.ExtendBaseWidget(f)
	return f
}

// Set changes the figures. Different words, or a different number of figures, reset the widths.
func (f *Figures) Set(figures ...Figure) {
	if slices.Equal(f.figures, figures) {
		return
	}
	if !f.sameWords(figures) {
		f.places = make([]float32, len(figures))
	}
	f.figures = slices.Clone(figures)
	f.Refresh()
}

func (f *Figures) sameWords(figures []Figure) bool {
	if len(f.figures) != len(figures) {
		return false
	}
	for i, figure := range figures {
		if figure.Before != f.figures[i].Before || figure.After != f.figures[i].After {
			return false
		}
	}
	return true
}

// CreateRenderer is for Fyne.
func (f *Figures) CreateRenderer() fyne.WidgetRenderer {
	r := &figuresRenderer{figures: f}
	r.draw(f.Size().Width)
	return r
}

type figuresRenderer struct {
	figures *Figures
	unit    float32
	height  float32
	objects []fyne.CanvasObject
	drawn   float32 // the width it was drawn for
}

func (r *figuresRenderer) runs(l look, figure Figure) []run {
	word := run{size: l.size(SizeText), color: ColorSoft}
	value := run{text: figure.Value, size: word.size, color: ColorInk, style: fyne.TextStyle{Bold: true}}
	var runs []run
	if figure.Before != "" {
		word.text = figure.Before + " "
		runs = append(runs, word)
	}
	runs = append(runs, value)
	if figure.After != "" {
		word.text = " " + figure.After
		runs = append(runs, word)
	}
	return runs
}

// draw lays out the figures and stores their size.
func (r *figuresRenderer) draw(width float32) {
	r.drawn = width
	l := lookOf(r.figures)
	if unit := l.size(SizeText); unit != r.unit { // a new text size: the widths are no longer valid
		r.unit, r.figures.places = unit, make([]float32, len(r.figures.figures))
	}
	r.objects, r.height = nil, l.dp(20)
	lines := make([]paragraph, len(r.figures.figures))
	for i, figure := range r.figures.figures {
		lines[i] = flow(0, r.runs(l, figure)...)
		r.figures.places[i] = max(r.figures.places[i], lines[i].width)
	}
	gap, columns := r.gap(width), r.columns(width)
	x, y := float32(0), float32(0)
	for i, figure := range r.figures.figures {
		text, column := lines[i], i%len(columns)
		if i > 0 && column == 0 {
			x, y = 0, y+text.height+l.dp(4)
		}
		if !figure.Blank {
			texts := text.draw(l)
			shift(texts, x, y)
			r.objects = append(r.objects, texts...)
		}
		r.height = y + text.height
		x += columns[column] + gap
	}
}

// columns returns the widths of the columns in a width: as many columns as give the fewest lines,
// without one that is nearly empty.
func (r *figuresRenderer) columns(width float32) []float32 {
	places := r.figures.places
	for lines := 1; ; lines++ {
		columns := make([]float32, max((len(places)+lines-1)/lines, 1))
		for i, taken := range places {
			columns[i%len(columns)] = max(columns[i%len(columns)], taken)
		}
		taken := r.gap(width) * float32(len(columns)-1)
		for _, column := range columns {
			taken += column
		}
		if len(columns) == 1 || width <= 0 || taken <= width {
			return columns
		}
	}
}

// gap returns the gap between two figures in a width.
func (r *figuresRenderer) gap(width float32) float32 {
	taken, gaps, grown := float32(0), float32(len(r.figures.places)-1), lookOf(r.figures).grown()
	for _, place := range r.figures.places {
		taken += place
	}
	usual, tight := figureGap*grown, figureTight*grown
	if taken+gaps*usual > width && taken+gaps*tight <= width {
		return tight
	}
	return usual
}

func (r *figuresRenderer) MinSize() fyne.Size {
	widest := float32(0)
	for _, taken := range r.figures.places {
		widest = max(widest, taken)
	}
	return fyne.NewSize(widest, r.height)
}

// Layout draws again only if the size has changed: Fyne lays out a widget whenever it finds new
// objects in it, and drawing creates some.
func (r *figuresRenderer) Layout(size fyne.Size) {
	if size.Width != r.drawn {
		r.draw(size.Width)
	}
}

func (r *figuresRenderer) Refresh() {
	r.draw(r.figures.Size().Width)
	repaint(r.figures)
}

func (r *figuresRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *figuresRenderer) Destroy()                     {}
