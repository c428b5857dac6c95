package kit

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/test"
)

// texts returns the texts that an object draws, and the position of their right and lower edges.
func texts(t *testing.T, o fyne.CanvasObject) (found []*canvas.Text, right, bottom float32) {
	t.Helper()
	var walk func(o fyne.CanvasObject, at fyne.Position)
	walk = func(o fyne.CanvasObject, at fyne.Position) {
		if !o.Visible() {
			return
		}
		at = at.Add(o.Position())
		switch o := o.(type) {
		case *canvas.Text:
			found = append(found, o)
			right = max(right, at.X+o.MinSize().Width)
			bottom = max(bottom, at.Y+o.MinSize().Height)
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child, at)
			}
		case fyne.Widget:
			for _, child := range test.TempWidgetRenderer(t, o).Objects() {
				walk(child, at)
			}
		}
	}
	walk(o, fyne.NewPos(-o.Position().X, -o.Position().Y))
	return found, right, bottom
}

func written(found []*canvas.Text) string {
	var all []string
	for _, text := range found {
		all = append(all, text.Text)
	}
	return strings.Join(all, " ")
}

const danish = "Borgeren ringede, og jeg har set, at det er den rigtige sag, jeg sidder med"

// TestNothingIsCutOff gives each widget its minimum width and checks that all its words are there
// and inside.
func TestNothingIsCutOff(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	options := []Option{{Value: "a", Label: "Borgeren ringede"}, {Value: "b", Label: "Vi ringede"}, {Value: "c", Label: "Ældre Android"}}
	say := NewSayBox()
	say.Set("Sig i telefonen", "»Godkend kun, hvis koden er 4821.«", "4821")
	for name, c := range map[string]struct {
		object fyne.CanvasObject
		words  []string
	}{
		"Button":      {NewButton(nil, "Indstillinger", "Ctrl+↵", Primary, nil), []string{"Indstillinger", "\u00a0Ctrl+↵"}},
		"Plain":       {NewButton(nil, "Præsentation", "F11", Plain, nil), []string{"Præsentation", "\u00a0F11"}},
		"Tabs":        {NewTabs(nil, options, "a", nil), []string{"Borgeren ringede", "Ældre Android"}},
		"Segmented":   {NewSegmented(nil, options, "a", nil), []string{"Borgeren", "ringede", "Ældre"}},
		"Select":      {NewSelect(nil, SelectField, options, "a", nil), []string{"Borgeren ringede"}},
		"SelectPlain": {NewSelect(nil, SelectPlain, options, "c", nil), []string{"Ældre Android"}},
		"Check":       {NewCheck(nil, danish, nil), []string{"Borgeren ringede", "sidder med"}},
		"Fold":        {NewFold(nil, danish, NewSoft(""), nil), []string{"Borgeren ringede", "sidder med"}},
		"Badge":       {NewBadge("PRODUKTION", ToneProduction), []string{"P R O D U K T I O N"}},
		"Text":        {NewText(danish, Style{}), []string{danish}},
		"Wrapped":     {NewSoft(danish), []string{"Borgeren", "sidder", "med"}},
		"SayBox":      {say, []string{"Sig i telefonen", "4 8 2 1"}},
		"Field":       {NewField(danish, NewEntry(nil, EntryOptions{}, nil)), []string{"Borgeren"}},
	} {
		t.Run(name, func(t *testing.T) {
			column := NewColumn(0, c.object)
			width := c.object.MinSize().Width
			for range 3 { // a height that follows the width settles
				column.Resize(fyne.NewSize(width, column.MinSize().Height))
				column.Layout.Layout(column.Objects, column.Size())
			}
			found, right, bottom := texts(t, c.object)
			for _, words := range c.words {
				if !strings.Contains(written(found), words) {
					t.Errorf("%q isn't among %q", words, written(found))
				}
			}
			if right > c.object.Size().Width+1 || bottom > c.object.Size().Height+1 {
				t.Errorf("the words reach to %.0f, %.0f in a place of %v", right, bottom, c.object.Size())
			}
		})
	}
}

func TestColumnGivesWrappedTextsTheirLines(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	text, after := NewSoft(danish), NewSoft("after")
	column := NewColumn(8, text, layout.NewSpacer(), after)
	column.Resize(fyne.NewSize(160, 400))
	one := NewSoft("x").MinSize().Height
	if text.Size().Height < 4*one {
		t.Errorf("%d letters in 160 dp got %.0f dp of height", len(danish), text.Size().Height)
	}
	if bottom := after.Position().Y + after.Size().Height; bottom < 399 || bottom > 401 {
		t.Errorf("the spacer left the last object at %.0f of 400", bottom)
	}
}

func TestFiguresDontJump(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	figures := NewFigures()
	figures.Resize(fyne.NewSize(600, 30))
	// after returns where the words of the last figure begin.
	after := func(next string) float32 {
		figures.Set(Figure{Before: "Next in", Value: next}, Figure{Before: "Every", Value: "5 seconds"})
		found, _, _ := texts(t, figures)
		for _, text := range found {
			if strings.HasPrefix(text.Text, "Every") {
				return text.Position().X
			}
		}
		t.Fatalf("no Every among %q", written(found))
		return 0
	}
	at := after("10 s")
	for _, next := range []string{"9 s", "1 s", "11 s", "10 s"} {
		if got := after(next); got != at {
			t.Errorf("with %s the neighbour moved from %.1f to %.1f", next, at, got)
		}
	}
}

func TestSayBoxKeepsTheCodeWhole(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	say := NewSayBox()
	say.Set("Say", "Approve it only if the code is 4821.", "4821")
	for width := float32(200); width < 400; width += 7 {
		say.Resize(fyne.NewSize(width, 200))
		found, _, _ := texts(t, say)
		line := map[float32]bool{}
		for _, text := range found {
			if strings.Contains("4821", text.Text) {
				line[text.Position().Y] = true
				if text.TextSize != 25 {
					t.Errorf("%q is written in %.0f", text.Text, text.TextSize)
				}
			}
		}
		if len(line) != 1 {
			t.Errorf("at %.0f dp the code takes %d lines", width, len(line))
		}
	}
}

func TestCut(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	for _, text := range []string{"", "short", danish, strings.Repeat("æ", 100_000)} {
		r := run{text: text, size: 15}
		got := cut(r, 100)
		if width := measure(r, got).size.Width; width > 101 {
			t.Errorf("%.20q… was cut to %.0f dp", text, width)
		}
		if got != text && !strings.HasSuffix(got, "…") {
			t.Errorf("%q was shortened without a sign", got)
		}
	}
}

func TestCutInside(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	for _, text := range []string{"", "short", "pp.netseidbroker.dk.elsewhere.example", strings.Repeat("æ", 100_000) + "end"} {
		r := run{text: text, size: 15}
		got := cutInside(r, 100)
		if width := measure(r, got).size.Width; width > 101 {
			t.Errorf("%.20q… was cut to %.0f dp", text, width)
		}
		first, last, shortened := strings.Cut(got, "…")
		if got != text && (!shortened || first == "" || last == "" || !strings.HasPrefix(text, first) || !strings.HasSuffix(text, last)) {
			t.Errorf("%.40q was cut to %q", text, got)
		}
	}
	if got := cutInside(run{text: "host.example", size: 15}, 0); got != "…" {
		t.Errorf("without any room there is %q", got)
	}
}

func TestLongIdentifiersComeApartAtTheirJoints(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	for _, c := range []struct {
		text string
		fit  string // as wide as the line is
		want []string
	}{
		{
			text: "8a9856e0-f12d-4217-b320-c8a076be9320", fit: "8a9856e0-f12d-4217-b320-c8a076",
			want: []string{"8a9856e0-f12d-4217-b320-", "c8a076be9320"},
		},
		{text: "https://pp.netseidbroker.dk/op", fit: "https://pp.netseidbroker.d", want: []string{"https://pp.netseidbroker.", "dk/op"}},
		{text: "https://pp.netseidbroker.dk/op", fit: "https://p", want: []string{"https://", "pp.netsei", "dbroker.", "dk/op"}},
		{text: "048058BB59F4D3007045", fit: "048058BB59F4", want: []string{"048058BB59F4", "D3007045"}},
		// the joint would leave most of the line empty
		{text: "ab-cdefghijklmnop", fit: "ab-cdefghij", want: []string{"ab-cdefghij", "klmnop"}},
	} {
		r := run{text: c.text, size: 15, style: fyne.TextStyle{Monospace: true}}
		var got []string
		for _, piece := range flow(measure(run{size: r.size, style: r.style}, c.fit).size.Width, r).pieces {
			got = append(got, piece.text)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s on lines as wide as %s came apart as %q", c.text, c.fit, got)
		}
	}
}

func TestFieldSaysOneThing(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	entry := NewEntry(nil, EntryOptions{}, nil)
	field := NewField("UUID", entry)
	field.Resize(fyne.NewSize(300, 100))
	bare := field.MinSize().Height
	field.SetProblem("too short")
	if entry.problem == "" || field.MinSize().Height <= bare {
		t.Error("a problem isn't shown")
	}
	field.SetValid("Valid")
	if entry.problem != "" || field.tick.Hidden {
		t.Error("a valid field still has a problem, or no tick")
	}
	field.SetHint("")
	if field.MinSize().Height != bare {
		t.Error("an empty line takes a place")
	}
}

// TestThemeChange draws a button, a symbol and a text in light, then in dark, and checks the
// pixels.
func TestThemeChange(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(NewTheme(Light))
	button := NewButton(nil, "Start", "", Primary, nil)
	symbol := NewSymbol("check", 24, ColorInk)
	w := test.NewTempWindow(t, container.NewStack(NewSurface(ColorCard, NewColumn(10, button, NewRow(0, symbol)))))
	w.SetPadded(false)
	w.Resize(fyne.NewSize(200, 120))
	for _, mode := range []Mode{Light, Dark, Light} {
		look := NewTheme(mode)
		app.Settings().SetTheme(look)
		picture := w.Canvas().Capture()
		if got, want := picture.At(100, 6), look.Color(ColorAccent, 0); Contrast(got, want) > 1.02 {
			t.Errorf("mode %d: the button is %v, want %v", mode, got, want)
		}
		drawn := false
		for y := 54; y < 78; y++ {
			for x := range 24 {
				drawn = drawn || Contrast(picture.At(x, y), look.Color(ColorInk, 0)) < 1.05
			}
		}
		if !drawn {
			t.Errorf("mode %d: the symbol isn't in ink", mode)
		}
	}
}
