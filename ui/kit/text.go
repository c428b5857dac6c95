package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Fit is what a text does where there is too little width.
type Fit int

// The fits. The minimum width of a OneLine text is its own width, so that nothing is cut off.
const (
	OneLine Fit = iota
	// Wrapped breaks a short text into lines; the height depends on the width. Use it in a
	// [NewColumn].
	Wrapped
	// Cut ends the text with an ellipsis.
	Cut
	// CutInside puts the ellipsis into the middle: the end of a host name says whose it is.
	CutInside
)

// Style is how a [Text] looks. The zero Style is ink of 15 dp on one line.
type Style struct {
	Size   fyne.ThemeSizeName  // SizeText if empty
	Color  fyne.ThemeColorName // ColorInk if empty
	Bold   bool
	Mono   bool
	Fit    Fit
	Align  fyne.TextAlign
	Spaced bool // a little space between the letters, for codes and badges
}

// Text is a short text in the theme's colours. It can't have the focus.
type Text struct {
	widget.BaseWidget
	text  string
	style Style
	width float32 // the last width set; zero at first
}

// NewText returns a text in a style.
func NewText(text string, style Style) *Text {
	t := &Text{text: text, style: style}
	t.ExtendBaseWidget(t)
	return t
}

// NewHeading returns a heading: 17 dp, bold.
func NewHeading(text string) *Text {
	return NewText(text, Style{Size: SizeHeading, Bold: true, Fit: Wrapped})
}

// NewCaption returns a caption: 13 dp, soft.
func NewCaption(text string) *Text {
	return NewText(text, Style{Size: SizeSmall, Color: ColorSoft, Fit: Wrapped})
}

// NewSoft returns a wrapped text in the soft colour.
func NewSoft(text string) *Text {
	return NewText(text, Style{Color: ColorSoft, Fit: Wrapped})
}

// Text returns the shown text.
func (t *Text) Text() string { return t.text }

// Set changes the text.
func (t *Text) Set(text string) {
	if t.text != text {
		t.text = text
		t.Refresh()
	}
}

// SetColor changes the colour.
func (t *Text) SetColor(name fyne.ThemeColorName) {
	if t.style.Color != name {
		t.style.Color = name
		t.Refresh()
	}
}

// SetStyle changes everything about how the text looks.
func (t *Text) SetStyle(style Style) {
	if t.style != style {
		t.style = style
		t.Refresh()
	}
}

// run returns the text as the look draws it.
func (t *Text) run(l look) run {
	r := run{
		text: t.text, size: l.size(SizeText), color: ColorInk,
		style: fyne.TextStyle{Bold: t.style.Bold, Monospace: t.style.Mono},
	}
	if t.style.Size != "" {
		r.size = l.size(t.style.Size)
	}
	if t.style.Color != "" {
		r.color = t.style.Color
	}
	if t.style.Spaced {
		r.spacing = r.size * 0.06
	}
	return r
}

// CreateRenderer is for Fyne.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	r := &textRenderer{text: t}
	// Fyne drops the renderer of a widget that was hidden for a minute, and doesn't lay out the new
	// one if the size is unchanged.
	if size := t.Size(); !size.IsZero() {
		r.draw(size)
	}
	return r
}

type textRenderer struct {
	text    *Text
	objects []fyne.CanvasObject
	known   measuredText
}

// measuredText is a text's minimum size and what it depends on. A single layout of the window asks
// for it many times. A new theme refreshes every text.
type measuredText struct {
	run   run
	fit   Fit
	width float32
	size  fyne.Size
}

func (r *textRenderer) MinSize() fyne.Size {
	l := lookOf(r.text)
	of := measuredText{run: r.text.run(l), fit: r.text.style.Fit, width: r.text.width, size: r.known.size}
	if of != r.known {
		of.size = r.measure(l, of.run)
		r.known = of
	}
	return r.known.size
}

func (r *textRenderer) measure(l look, run run) fyne.Size {
	line := measure(run, run.text).size
	switch r.text.style.Fit {
	case Wrapped:
		// A long identifier is broken rather than widening its column.
		narrow := min(longestWord(run), l.dp(120))
		height := flow(max(r.text.width, 0), run).height
		return fyne.NewSize(narrow, max(height, line.Height))
	case Cut, CutInside:
		return fyne.NewSize(min(line.Width, l.dp(24)), line.Height)
	}
	return line
}

func (r *textRenderer) Layout(size fyne.Size) {
	if r.text.width == size.Width && r.objects != nil {
		return
	}
	r.text.width = size.Width
	r.draw(size)
}

func (r *textRenderer) draw(size fyne.Size) {
	l := lookOf(r.text)
	run := r.text.run(l)
	limit := float32(0)
	switch r.text.style.Fit {
	case Wrapped:
		limit = size.Width
	case Cut:
		run.text = cut(run, size.Width)
	case CutInside:
		run.text = cutInside(run, size.Width)
	}
	paragraph := flow(limit, run)
	r.objects = paragraph.draw(l)
	switch r.text.style.Align {
	case fyne.TextAlignCenter:
		centreLines(r.objects, size.Width)
	case fyne.TextAlignTrailing:
		shift(r.objects, size.Width-paragraph.width, 0)
	}
}

// centreLines centres each line of a paragraph.
func centreLines(objects []fyne.CanvasObject, width float32) {
	for start := 0; start < len(objects); {
		end := start + 1
		for end < len(objects) && objects[end].Position().Y == objects[start].Position().Y {
			end++
		}
		last := objects[end-1]
		used := last.Position().X + last.Size().Width
		shift(objects[start:end], (width-used)/2, 0)
		start = end
	}
}

func (r *textRenderer) Refresh() {
	r.known = measuredText{}
	r.draw(r.text.Size())
	repaint(r.text)
}

func (r *textRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *textRenderer) Destroy() {}
