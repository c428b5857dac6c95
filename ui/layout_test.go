package ui

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"ringback/assets"
	"ringback/ui/desk"
	"ringback/ui/kit"
)

// layoutShape is a shape in a size of texts, in percent.
type layoutShape struct {
	shape
	texts int
}

func (s layoutShape) String() string { return fmt.Sprintf("%s-%d%%", s.shape, s.texts) }

// layoutShapes are the sizes of the layout test, each in both languages. Colours don't depend on
// size and language, so the other themes have one of each.
func layoutShapes() []layoutShape {
	var all []layoutShape
	for _, language := range assets.Languages() {
		for _, size := range []fyne.Size{{Width: leastWidth, Height: leastHeight}, {Width: 1024, Height: 600}, {Width: 1280, Height: 800}, {Width: 2560, Height: 1440}} {
			all = append(all, layoutShape{shape{language, "light", size, 1}, usualTextSize})
		}
		for _, larger := range []layoutShape{
			{shape{size: fyne.NewSize(1280, 800)}, 200}, {shape{size: fyne.NewSize(960, 540)}, 200},
			{shape{size: fyne.NewSize(1280, 800)}, 150}, {shape{size: fyne.NewSize(1024, 600)}, 85},
		} {
			all = append(all, layoutShape{shape{language, "light", larger.size, 1}, larger.texts})
		}
	}
	for _, theme := range []string{"dark", "contrast"} {
		all = append(all, layoutShape{shape{assets.English, theme, fyne.NewSize(1280, 800), 1}, usualTextSize})
	}
	return all
}

// TestLayout walks the objects of some screens in every shape, without painting them.
func TestLayout(t *testing.T) {
	for i, as := range layoutShapes() {
		all := samples()
		t.Run(as.String(), func(t *testing.T) { laysOut(t, as, oneIn(oneScreenIn, all[i%oneScreenIn:])) })
	}
}

// laysOut checks some samples in a shape.
func laysOut(t *testing.T, as layoutShape, all []sample) {
	t.Helper()
	w, d := open(t, withTexts(emptyView(), as.texts), as.shape)
	for _, s := range all {
		s.showIn(w, d)
		for _, fault := range slices.Concat(faults(w), outside(w), pale(w, leastContrast(as.shape))) {
			t.Errorf("%s: %s", s.name, fault)
		}
	}
}

// withTexts returns a view whose texts have a size, in percent.
func withTexts(v desk.View, percent int) desk.View {
	v.Settings.TextSize = percent
	return v
}

// outside describes the widgets that reach out of what they are in, except downwards in a scroll.
func outside(w *Window) []string {
	slack := dp(1.5)
	var found []string
	var visit func(o fyne.CanvasObject, at fyne.Position, within box, scrolled bool)
	visit = func(o fyne.CanvasObject, at fyne.Position, within box, scrolled bool) {
		if !o.Visible() {
			return
		}
		at = at.Add(o.Position())
		own := boxOf(at, o.Size())
		switch o := o.(type) {
		case *fyne.Container:
			if isCard(o) {
				within = within.and(own)
			}
			for _, child := range o.Objects {
				visit(child, at, within, scrolled)
			}
		case *container.Scroll:
			visit(o.Content, at, within.and(own), true)
		case *kit.Halo: // the ring lies around its card
		case fyne.Focusable:
			beside := own.left < within.left-slack || own.right > within.right+slack
			if beside || !scrolled && (own.top < within.top-slack || own.bottom > within.bottom+slack) {
				found = append(found, fmt.Sprintf("%T at %.0f is out of what it is in, at %.0f", o, own, within))
			}
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(o).Objects() {
				visit(child, at, within, scrolled)
			}
		}
	}
	for _, o := range layers(w) {
		visit(o, fyne.NewPos(0, 0), boxOf(fyne.NewPos(0, 0), w.window.Canvas().Size()), false)
	}
	return found
}

func TestTheFindersOfTheLayoutFindFaults(t *testing.T) {
	app := newApp(t)
	app.Settings().SetTheme(kit.NewTheme(kit.Light))
	button := func() *kit.Button { return kit.NewButton(nil, "A button of some width", "", kit.Quiet, nil) }
	narrow := kit.NewSurface(kit.ColorCard, container.NewWithoutLayout(button()))
	for name, one := range map[string]struct {
		content fyne.CanvasObject
		want    string
	}{
		"wider than its card":   {container.NewWithoutLayout(narrow), "out of what it is in"},
		"below the window":      {container.NewWithoutLayout(button()), "out of what it is in"},
		"like its ground":       {kit.NewColumn(0, kit.NewText("pale", kit.Style{Color: kit.ColorLine})), "has a contrast of"},
		"like a notice below":   {kit.NewNotice(kit.ToneWaiting, kit.NewText("pale", kit.Style{Color: kit.ColorField})), "has a contrast of"},
		"fine":                  {kit.NewColumn(8, button(), kit.NewText("ink", kit.Style{})), ""},
		"fine on a dark accent": {kit.NewColumn(8, kit.NewButton(nil, "Start", "", kit.Primary, nil)), ""},
	} {
		t.Run(name, func(t *testing.T) {
			window := test.NewTempWindow(t, one.content)
			window.Resize(fyne.NewSize(400, 200))
			narrow.Resize(fyne.NewSize(40, 40))
			walk(one.content, func(o fyne.CanvasObject) {
				if b, ok := o.(*kit.Button); ok && one.want == "out of what it is in" {
					b.Resize(b.MinSize())
					b.Move(fyne.NewPos(0, 180))
				}
			})
			w := &Window{window: window, app: app}
			found := strings.Join(append(outside(w), pale(w, 5.3)...), "\n")
			if !strings.Contains(found, one.want) || (one.want == "") != (found == "") {
				t.Errorf("found %q, want %q", found, one.want)
			}
		})
	}
}

// layers returns the content of a window and what lies above it, from below.
func layers(w *Window) []fyne.CanvasObject {
	return append([]fyne.CanvasObject{w.window.Content()}, w.window.Canvas().Overlays().List()...)
}

// leastContrast returns the least contrast of a text to its ground.
func leastContrast(as shape) float64 {
	if as.theme == "contrast" {
		return 7
	}
	return 5.3
}

// tint is an area of a colour.
type tint struct {
	area  box
	color color.NRGBA
}

// pale describes the texts whose contrast to what is drawn below them is too small.
func pale(w *Window, least float64) []string {
	var found []string
	look, variant := w.app.Settings().Theme(), w.app.Settings().ThemeVariant()
	tints := []tint{{boxOf(fyne.NewPos(0, 0), w.window.Canvas().Size()), nrgba(look.Color(theme.ColorNameBackground, variant))}}
	var visit func(o fyne.CanvasObject, at fyne.Position, within box)
	visit = func(o fyne.CanvasObject, at fyne.Position, within box) {
		if !o.Visible() {
			return
		}
		at = at.Add(o.Position())
		own := boxOf(at, o.Size()).and(within)
		switch o := o.(type) {
		case *canvas.Text:
			text := boxOf(at, o.MinSize())
			middle := fyne.NewPos((text.left+text.right)/2, (text.top+text.bottom)/2)
			if strings.TrimSpace(o.Text) == "" || !within.holds(middle) {
				return
			}
			ground := groundAt(tints, middle)
			if got := contrastOf(over(ground, nrgba(o.Color)), ground); got < least-0.01 { // as the design rounds it
				found = append(found, fmt.Sprintf("%q has a contrast of %.2f to its ground", o.Text, got))
			}
		case *canvas.Rectangle:
			tints = append(tints, tint{own, nrgba(o.FillColor)})
		case *canvas.Image:
			if o.Image != nil && o.Image.Bounds().Dx() == 1 {
				tints = append(tints, tint{own, nrgba(o.Image.At(0, 0))})
			}
		case *canvas.Raster:
			const side = 40
			tints = append(tints, tint{own, nrgba(o.Generator(side, side).At(side/2, side/2))})
		case *fyne.Container:
			for _, child := range o.Objects {
				visit(child, at, within)
			}
		case *container.Scroll:
			visit(o.Content, at, own)
		case *kit.Entry: // Fyne's own text, in colours that kit tests
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(o).Objects() {
				visit(child, at, within)
			}
		}
	}
	for _, o := range layers(w) {
		visit(o, fyne.NewPos(0, 0), tints[0].area)
	}
	return found
}

// holds reports whether a place lies in a box.
func (b box) holds(at fyne.Position) bool {
	return at.X >= b.left && at.X <= b.right && at.Y >= b.top && at.Y <= b.bottom
}

// groundAt returns the colour of a place.
func groundAt(tints []tint, at fyne.Position) color.NRGBA {
	ground := color.NRGBA{}
	for _, one := range tints {
		if one.area.holds(at) {
			ground = over(ground, one.color)
		}
	}
	return ground
}

// over returns a colour drawn over another one, which isn't transparent.
func over(ground, top color.NRGBA) color.NRGBA {
	mix := func(a, b uint8) uint8 { return uint8((int(a)*(255-int(top.A)) + int(b)*int(top.A)) / 255) }
	return color.NRGBA{mix(ground.R, top.R), mix(ground.G, top.G), mix(ground.B, top.B), 255}
}

func nrgba(c color.Color) color.NRGBA {
	if c == nil {
		return color.NRGBA{}
	}
	return color.NRGBAModel.Convert(c).(color.NRGBA)
}

// contrastOf is the contrast of two colours as WCAG 2 defines it.
func contrastOf(a, b color.NRGBA) float64 {
	light := func(c color.NRGBA) float64 {
		part := func(v uint8) float64 {
			if s := float64(v) / 255; s > 0.04045 {
				return math.Pow((s+0.055)/1.055, 2.4)
			}
			return float64(v) / 255 / 12.92
		}
		return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
	}
	one, other := light(a), light(b)
	return (max(one, other) + 0.05) / (min(one, other) + 0.05)
}
