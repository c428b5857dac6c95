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

// layoutShapes are the sizes of the layout test, each in both languages. Themes differ in colours
// only (TestThemesDifferInColoursOnly), so laysOut looks at the colours of all of them in each.
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
	return all
}

// tinted is a theme, and the least contrast of a text in it.
type tinted struct {
	name    string
	look    *kit.Theme
	variant fyne.ThemeVariant // that the system asks for
	least   float64
}

// everyTheme is all of them: high contrast has a light one and a dark one, as the system asks.
func everyTheme() []tinted {
	const least, leastInContrast = 5.3, 7
	return []tinted{
		{name: "light", look: kit.NewTheme(kit.Light), variant: theme.VariantLight, least: least},
		{name: "dark", look: kit.NewTheme(kit.Dark), variant: theme.VariantDark, least: least},
		{name: "light of high contrast", look: kit.NewTheme(kit.HighContrast), variant: theme.VariantLight, least: leastInContrast},
		{name: "dark of high contrast", look: kit.NewTheme(kit.HighContrast), variant: theme.VariantDark, least: leastInContrast},
	}
}

// byName is a look in which no two names have the same colour, so that what is drawn says whose
// colour it has: a window is laid out once, and its colours are those of any theme.
type byName struct {
	*kit.Theme
	of map[color.NRGBA]fyne.ThemeColorName
}

// newByName returns the look at a size of texts in percent.
func newByName(texts int) byName {
	return byName{kit.NewTheme(kit.HighContrast).Enlarged(float32(texts) / usualTextSize), make(map[color.NRGBA]fyne.ThemeColorName)}
}

// Color returns a colour that stands for a name. No theme has one like it.
func (n byName) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	for known, of := range n.of {
		if of == name {
			return known
		}
	}
	own := color.NRGBA{R: 1, G: 0xAB, B: uint8(len(n.of)), A: 0xFF}
	n.of[own] = name
	return own
}

// in returns the colour that one of these stands for in a theme. Others are their own.
func (n byName) in(one tinted, c color.NRGBA) color.NRGBA {
	if name, ok := n.of[c]; ok {
		return nrgba(one.look.Color(name, one.variant))
	}
	return c
}

// TestLayout walks the objects of some screens in every shape, without painting them.
func TestLayout(t *testing.T) {
	for i, as := range layoutShapes() {
		all := samples()
		t.Run(as.String(), func(t *testing.T) { laysOut(t, as, oneIn(oneScreenIn, all[i%oneScreenIn:])) })
	}
}

// laysOut checks some samples in a shape, and their contrasts in all themes.
func laysOut(t *testing.T, as layoutShape, all []sample) {
	t.Helper()
	w, d := open(t, withTexts(emptyView(), as.texts), as.shape)
	look := newByName(as.texts)
	w.app.Settings().SetTheme(look)
	for _, s := range all {
		s.showIn(w, d)
		for _, fault := range slices.Concat(faults(w), outside(w), paleIn(w, look)) {
			t.Errorf("%s: %s", s.name, fault)
		}
	}
}

// TestNothingIsCutOffWhereTheArrangementChanges: there each has the least room.
func TestNothingIsCutOffWhereTheArrangementChanges(t *testing.T) {
	all := append(ownMoments(), sample{name: "empty", view: emptyView()})
	for _, language := range assets.Languages() {
		for i, size := range []fyne.Size{
			{Width: narrowUnder - 1, Height: lowBelow}, {Width: narrowUnder, Height: lowBelow}, {Width: lowUntil, Height: lowestUnder},
			{Width: lowUntil, Height: lowBelow - 1}, {Width: slimUnder, Height: lowBelow - 1},
			{Width: wideFrom, Height: lowBelow}, {Width: wideAbove + 1, Height: lowBelow},
		} {
			as := shape{language, "light", size, 1}
			w, d := open(t, emptyView(), as)
			for _, s := range oneIn(oneScreenIn, all[i%oneScreenIn:]) {
				s.showIn(w, d)
				for _, fault := range append(faults(w), outside(w)...) {
					t.Errorf("%s in %s: %s", s.name, as, fault)
				}
			}
		}
	}
}

// TestThemesDifferInColoursOnly: every text lies at the same place in all of them.
func TestThemesDifferInColoursOnly(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	for _, s := range oneIn(oneScreenIn, samples()) {
		var first []drawnText
		for _, mode := range []kit.Mode{kit.Light, kit.Dark, kit.HighContrast} {
			w.app.Settings().SetTheme(kit.NewTheme(mode))
			s.showIn(w, d)
			now := texts(w)
			if first == nil {
				first = now
			}
			for i := range max(len(now), len(first)) {
				if i >= len(now) || i >= len(first) || now[i] != first[i] {
					t.Errorf("%s: mode %d has %d texts, was %d, and moves or changes the one at %d", s.name, mode, len(now), len(first), i)
					break
				}
			}
		}
	}
}

// paleIn describes the texts that are too pale, in every theme.
func paleIn(w *Window, look byName) []string {
	if _, worn := w.app.Settings().Theme().(byName); !worn {
		return []string{"the window has put on another look"}
	}
	var found []string
	all := grounded(w)
	for _, one := range everyTheme() {
		for _, fault := range pale(all, one.least, func(c color.NRGBA) color.NRGBA { return look.in(one, c) }) {
			found = append(found, one.name+": "+fault)
		}
	}
	return found
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
			found := strings.Join(append(outside(w), pale(grounded(w), 5.3, func(c color.NRGBA) color.NRGBA { return c })...), "\n")
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

// tint is an area of a colour.
type tint struct {
	area  box
	color color.NRGBA
}

// inked is a text in its colour, and the colours below its middle, from below.
type inked struct {
	text    string
	color   color.NRGBA
	grounds []color.NRGBA
}

// pale describes the texts whose contrast to what is drawn below them is too small. Colours are
// those that in returns.
func pale(all []inked, least float64, in func(color.NRGBA) color.NRGBA) []string {
	var found []string
	for _, one := range all {
		ground := color.NRGBA{}
		for _, below := range one.grounds {
			ground = over(ground, in(below))
		}
		if got := contrastOf(over(ground, in(one.color)), ground); got < least-0.01 { // as the design rounds it
			found = append(found, fmt.Sprintf("%q has a contrast of %.2f to its ground", one.text, got))
		}
	}
	return found
}

// grounded returns all texts in sight, and what they lie on.
func grounded(w *Window) []inked {
	var all []inked
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
			if strings.TrimSpace(o.Text) != "" && within.holds(middle) {
				all = append(all, inked{o.Text, nrgba(o.Color), groundsAt(tints, middle)})
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
	return all
}

// holds reports whether a place lies in a box.
func (b box) holds(at fyne.Position) bool {
	return at.X >= b.left && at.X <= b.right && at.Y >= b.top && at.Y <= b.bottom
}

// groundsAt returns the colours at a place, from below.
func groundsAt(tints []tint, at fyne.Position) []color.NRGBA {
	var all []color.NRGBA
	for _, one := range tints {
		if one.area.holds(at) {
			all = append(all, one.color)
		}
	}
	return all
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
