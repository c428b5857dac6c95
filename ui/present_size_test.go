package ui

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"ringback/assets"
)

// leastOfHeight is how many of the smallest texts of a presentation would fill its height: whoever
// sits in the last row reads them.
const leastOfHeight = bigSmallestIn

// roomScreens are the screens that people present on, in units: projectors, televisions, the same
// at a scale of 2, and two laptops.
func roomScreens() []shape {
	var all []shape
	for _, size := range []fyne.Size{
		{Width: 1280, Height: 720}, {Width: 1280, Height: 800}, {Width: 1920, Height: 1080}, {Width: 2560, Height: 1440},
		{Width: 3840, Height: 2160}, {Width: 910, Height: 440}, {Width: 960, Height: 480}, leastSize(),
		{Width: 1024, Height: 768}, {Width: 1280, Height: 1024}, {Width: 1600, Height: 1200}, // projectors that aren't wide
	} {
		all = append(all, shape{assets.English, "light", size, 1})
	}
	return append(all, shape{assets.Danish, "light", fyne.NewSize(1920, 1080), 2})
}

// TestNothingIsTooSmallForTheLastRow measures every text of every moment of a presentation.
func TestNothingIsTooSmallForTheLastRow(t *testing.T) {
	for _, as := range roomScreens() {
		least, seen := as.size.Height/leastOfHeight, 0
		w, d := open(t, emptyView(), as)
		for _, s := range oneIn(oneScreenIn, presentedSamples()) {
			showPresented(t, w, d, s)
			for _, one := range sizesOf(w) {
				seen++
				if one.size < least {
					t.Errorf("%s, %s: %q is %.1f high, 1/%.0f of the screen", as, s.name, one.text, one.size, as.size.Height/one.size)
				}
			}
		}
		if seen < 100 {
			t.Errorf("%s: only %d texts were measured", as, seen)
		}
	}
}

// sizedText is a text with the size of its type.
type sizedText struct {
	text string
	size float32
}

// sizesOf returns the visible texts of a window, those of Fyne's own widgets and of dialogs
// included.
func sizesOf(w *Window) []sizedText {
	var all []sizedText
	for _, layer := range layers(w) {
		walk(layer, func(o fyne.CanvasObject) {
			if one, ok := o.(*canvas.Text); ok && strings.TrimSpace(one.Text) != "" {
				all = append(all, sizedText{one.Text, one.TextSize})
			}
		})
	}
	return all
}

// TestEverythingGrowsWithTheType compares each moment on a screen of twice the size, part by part:
// what stays as it is would look thin there.
func TestEverythingGrowsWithTheType(t *testing.T) {
	all := oneIn(oneScreenIn, presentedSamples())
	small, large := grownParts(t, all, 1), grownParts(t, all, 2)
	for i, s := range all {
		if len(small[i]) != len(large[i]) {
			t.Errorf("%s: %d parts, and %d on a larger screen", s.name, len(small[i]), len(large[i]))
			continue
		}
		for j, one := range small[i] {
			for name, is := range one.is {
				if now := large[i][j].is[name]; is > 0 && math.Abs(float64(now/is-2)) > 0.15 {
					t.Errorf("%s: the %s of %s is %.1f, and %.1f on a screen of twice the size", s.name, name, one.what, is, now)
				}
			}
			if now := large[i][j].at; math.Abs(float64(now.X-2*one.at.X)) > roundedWords || math.Abs(float64(now.Y-2*one.at.Y)) > roundedWords {
				t.Errorf("%s: %s is at %.0f, and at %.0f on a screen of twice the size", s.name, one.what, one.at, now)
			}
		}
	}
}

// roundedWords is by how much the words before a part are wider or narrower than expected, as
// letters lie on whole pixels.
const roundedWords = 24

// grownPart is what must grow of an object.
type grownPart struct {
	what string
	is   map[string]float32
	at   fyne.Position
}

// grownParts returns the parts of each sample on a screen so many times as large as the design.
func grownParts(t *testing.T, samples []sample, times float32) [][]grownPart {
	t.Helper()
	w, d := open(t, emptyView(), shape{assets.English, "light", fyne.NewSize(times*bigWidth, times*bigHeight), 1})
	parts := make([][]grownPart, len(samples))
	for i, s := range samples {
		showPresented(t, w, d, s)
		for _, layer := range layers(w) {
			walk(layer, func(o fyne.CanvasObject) {
				if one := grown(o); one.what != "" {
					one.at = fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
					parts[i] = append(parts[i], one)
				}
			})
		}
	}
	return parts
}

// grown measures an object that is painted.
func grown(o fyne.CanvasObject) grownPart {
	size := o.Size()
	switch o := o.(type) {
	case *canvas.Text:
		return grownPart{what: fmt.Sprintf("the text %q", o.Text), is: map[string]float32{"size": o.TextSize}}
	case *canvas.Rectangle:
		if o.FillColor != color.Transparent || o.StrokeWidth > 0 {
			return grownPart{what: fmt.Sprintf("a rectangle of %v", size), is: map[string]float32{"radius": o.CornerRadius, "border": o.StrokeWidth, "height": size.Height, "width": size.Width}}
		}
	case *canvas.Image:
		return grownPart{what: fmt.Sprintf("an image of %v", size), is: map[string]float32{"height": size.Height, "width": size.Width}}
	case *canvas.Line:
		return grownPart{what: "a line", is: map[string]float32{"width": o.StrokeWidth}}
	}
	return grownPart{}
}
