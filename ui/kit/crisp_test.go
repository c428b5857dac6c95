package kit

import (
	"fmt"
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// bordered returns one of everything that has a border.
func bordered() map[string]fyne.CanvasObject {
	keys := NewKeys()
	options := []Option{{Value: "p", Label: "The person decides"}}
	return map[string]fyne.CanvasObject{
		"entry":              NewEntry(keys, EntryOptions{}, nil),
		"small entry":        NewEntry(keys, EntryOptions{Small: true}, nil),
		"entry of 3 lines":   NewEntry(keys, EntryOptions{Rows: 3}, nil),
		"select":             NewSelect(keys, SelectField, options, "p", nil),
		"check box":          NewCheck(keys, "Keep it", nil),
		"field card":         NewFieldCard(NewSoft("Code 4821")),
		"head of a lifeline": newLifelineHeads(NewSequence(keys, []Lifeline{{Label: "A", Unseen: true}}, nil)),
	}
}

// edged returns one of everything that has a border in high contrast only.
func edged() map[string]fyne.CanvasObject {
	keys := NewKeys()
	options := []Option{{Value: "p", Label: "The person decides"}, {Value: "q", Label: "Other"}}
	three := []Option{{Value: "a", Label: "iOS"}, {Value: "b", Label: "Android"}, {Value: "c", Label: "None"}}
	disabled := NewButton(keys, "Start", "Ctrl+Enter", Primary, nil)
	disabled.Disable()
	return map[string]fyne.CanvasObject{
		"primary button":     NewButton(keys, "Start", "Ctrl+Enter", Primary, nil),
		"disabled button":    disabled,
		"quiet button":       NewButton(keys, "Close", "", Quiet, nil),
		"dangerous button":   NewButton(keys, "Delete", "", Danger, nil),
		"select in the bar":  NewSelect(keys, SelectBar, options, "p", nil),
		"segmented control":  NewSegmented(keys, options, "p", nil),
		"segmented of three": NewSegmented(keys, three, "b", nil),
		"small segmented":    NewSmallSegmented(keys, options, "p", nil),
	}
}

// leastEdge is the least contrast of a border in high contrast.
const leastEdge = 4.5

// shaded is a theme on a system that asks for light or for dark.
type shaded struct {
	*Theme
	variant fyne.ThemeVariant
}

// Color returns the colour of a name.
func (s shaded) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	return s.Theme.Color(name, s.variant)
}

// TestBordersAreCrisp measures the pixels of borders, at each scale that a screen can have (Fyne
// rounds 1.25 to 1.3): each edge has a pixel with a contrast of 3:1 or more to what is inside and
// to what is outside.
func TestBordersAreCrisp(t *testing.T) {
	for mode, look := range map[string]fyne.Theme{
		"light": NewTheme(Light), "dark": NewTheme(Dark),
		"light of high contrast": shaded{NewTheme(HighContrast), theme.VariantLight},
		"dark of high contrast":  shaded{NewTheme(HighContrast), theme.VariantDark},
	} {
		least := leastShape
		if _, high := look.(shaded); high {
			least = leastEdge
		}
		for _, scale := range []float32{1, 1.3, 1.5, 2} {
			t.Run(fmt.Sprintf("%s at %g", mode, scale), func(t *testing.T) {
				test.NewTempApp(t).Settings().SetTheme(look)
				bordersAreSharp(t, bordered(), scale, least)
			})
		}
	}
}

// bordersAreSharp measures the borders of objects, which must have some, against what is inside and
// outside.
func bordersAreSharp(t *testing.T, objects map[string]fyne.CanvasObject, scale float32, least float64) {
	t.Helper()
	for name, o := range objects {
		// Places between two pixels, as centred rows and scrolls have them.
		for _, at := range []fyne.Position{{X: 20, Y: 20}, {X: 21, Y: 23}, {X: 20.5, Y: 22.4}} {
			painted := paintAt(t, o, at, scale)
			plates := platesIn(o, at)
			if len(plates) == 0 {
				t.Fatalf("%s has no border", name)
			}
			for _, p := range plates {
				for _, wrong := range faintEdges(painted, p.at, p.size, scale, least) {
					t.Errorf("%s at %v: %s", name, at, wrong)
				}
			}
		}
	}
}

// TestEdgesAreCrisp measures the borders that buttons and the like have in high contrast only.
func TestEdgesAreCrisp(t *testing.T) {
	for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
		for _, scale := range []float32{1, 1.3, 1.5, 2} {
			t.Run(fmt.Sprintf("%s at %g", name, scale), func(t *testing.T) {
				test.NewTempApp(t).Settings().SetTheme(shaded{NewTheme(HighContrast), variant})
				bordersAreSharp(t, edged(), scale, leastEdge)
			})
		}
	}
}

// paintAt paints an object on a card.
func paintAt(t *testing.T, o fyne.CanvasObject, at fyne.Position, scale float32) image.Image {
	t.Helper()
	window := test.NewTempWindow(t, NewSurface(ColorCard, container.NewWithoutLayout(o)))
	window.SetPadded(false)
	window.Resize(fyne.NewSize(400, 200))
	o.Move(at)
	o.Resize(fyne.NewSize(301, o.MinSize().Height))
	window.Canvas().(software.WindowlessCanvas).SetScale(scale)
	return window.Canvas().Capture()
}

// placed is where something is drawn.
type placed struct {
	at   fyne.Position
	size fyne.Size
}

// platesIn returns where the plates of an object are.
func platesIn(o fyne.CanvasObject, at fyne.Position) []placed {
	var all []placed
	switch o := o.(type) {
	case *canvas.Raster:
		return []placed{{at, o.Size()}}
	case *canvas.Rectangle:
		if o.Visible() && o.StrokeWidth > 0 {
			return []placed{{at, o.Size()}}
		}
	case *fyne.Container:
		for _, child := range o.Objects {
			all = append(all, platesIn(child, at.Add(child.Position()))...)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			all = append(all, platesIn(child, at.Add(child.Position()))...)
		}
	}
	return all
}

// faintEdges looks across the middle of each edge, from three pixels outside to three inside.
func faintEdges(painted image.Image, at fyne.Position, size fyne.Size, scale float32, least float64) []string {
	left, top := int(at.X*scale), int(at.Y*scale)
	right, bottom := int((at.X+size.Width)*scale), int((at.Y+size.Height)*scale)
	middle := image.Pt((left+right)/2, (top+bottom)/2)
	var wrong []string
	for _, edge := range []struct {
		name     string
		at, into image.Point
	}{
		{"left", image.Pt(left, middle.Y), image.Pt(1, 0)},
		{"right", image.Pt(right, middle.Y), image.Pt(-1, 0)},
		{"top", image.Pt(middle.X, top), image.Pt(0, 1)},
		{"bottom", image.Pt(middle.X, bottom), image.Pt(0, -1)},
	} {
		outside := painted.At(edge.at.X-4*edge.into.X, edge.at.Y-4*edge.into.Y)
		inside := painted.At(edge.at.X+4*edge.into.X, edge.at.Y+4*edge.into.Y)
		best := Contrast(inside, outside) // a fill of such a contrast needs no line
		for step := -3; step <= 3; step++ {
			line := painted.At(edge.at.X+step*edge.into.X, edge.at.Y+step*edge.into.Y)
			best = max(best, min(Contrast(line, outside), Contrast(line, inside)))
		}
		if best < least {
			wrong = append(wrong, fmt.Sprintf("the %s edge has a contrast of %.2f", edge.name, best))
		}
	}
	return wrong
}
