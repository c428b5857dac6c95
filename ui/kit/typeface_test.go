package kit

import (
	"bytes"
	"image/color"
	"image/png"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// TestOneFontDrawsTheSame compares what a font draws by itself with what Fyne draws in the style.
func TestOneFontDrawsTheSame(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(NewTheme(Light))
	for _, style := range []fyne.TextStyle{{Bold: true}, {Monospace: true}} {
		for _, text := range []string{
			"Approved by Bjørn Åse Ærø", "8a9856e0-f12d-4217-b320-c8a076be9320", "Δημήτρης Παπαδόπουλος", "AVATAR fi – “Ø” … · 4:12",
			"Łukasz Żółć", "Дмитрий",
		} {
			alone, fynes := canvas.NewText(text, color.Black), canvas.NewText(text, color.Black)
			fynes.TextStyle = style
			alone.TextStyle, alone.FontSource = fontOf(text, style)
			if !oneFont(alone) {
				t.Errorf("%+v: Fyne chooses the fonts of %q", style, text)
				continue
			}
			if alone.MinSize() != fynes.MinSize() {
				t.Errorf("%+v: %q takes %v, and by Fyne %v", style, text, alone.MinSize(), fynes.MinSize())
			}
			if !bytes.Equal(drawn(t, alone), drawn(t, fynes)) {
				t.Errorf("%+v: %q looks otherwise than Fyne draws it", style, text)
			}
		}
	}
}

// oneFont reports whether Fyne has no fonts to choose from for a text, but for symbols.
func oneFont(text *canvas.Text) bool {
	return text.FontSource != nil || text.TextStyle == fyne.TextStyle{Symbol: true}
}

func drawn(t *testing.T, o fyne.CanvasObject) []byte {
	t.Helper()
	c := software.NewCanvas()
	c.SetContent(o)
	c.Resize(o.MinSize())
	var picture bytes.Buffer
	if err := png.Encode(&picture, c.Capture()); err != nil {
		t.Fatal(err)
	}
	return picture.Bytes()
}

// TestFyneDrawsWhatTheFontLacks: emoji and other scripts are in Fyne's other fonts and the
// system's.
func TestFyneDrawsWhatTheFontLacks(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(NewTheme(Light))
	for _, style := range []fyne.TextStyle{{Bold: true}, {Monospace: true}} {
		for _, text := range []string{"Anna 😀", "陈", "a\tb", "a\nb", "1️⃣", "👍🏽"} {
			if drawn, source := fontOf(text, style); drawn != style || source != nil {
				t.Errorf("%+v: %q would lack letters", style, text)
			}
		}
	}
	if _, source := fontOf("محمد", fyne.TextStyle{Bold: true}); source != nil {
		t.Error("the bold font has no Arabic letters")
	}
	for _, style := range []fyne.TextStyle{{}, {Italic: true}, {Bold: true, Monospace: true}} {
		if drawn, source := fontOf("a", style); drawn != style || source != nil {
			t.Errorf("%+v has a font of its own", style)
		}
	}
	app.Settings().SetTheme(theme.DefaultTheme())
	for _, style := range []fyne.TextStyle{{Bold: true}, {Monospace: true}} {
		if drawn, source := fontOf("a", style); drawn != style || source != nil {
			t.Errorf("%+v: a font of ours in another theme", style)
		}
	}
}

// TestEveryTextHasItsFont draws the same text in each widget that sets the font of a text.
func TestEveryTextHasItsFont(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(NewTheme(Light))
	for name, o := range map[string]fyne.CanvasObject{
		"text":   NewText("Bold", Style{Bold: true}),
		"spaced": NewText("Bold", Style{Bold: true, Spaced: true}),
		"mono":   NewText("Mono", Style{Mono: true, Fit: Wrapped}),
	} {
		o.Resize(fyne.NewSize(200, 40))
		texts := textsIn(o)
		for _, text := range texts {
			if !oneFont(text) {
				t.Errorf("%s: Fyne chooses the fonts of %q", name, text.Text)
			}
		}
		if len(texts) == 0 {
			t.Errorf("%s: no text", name)
		}
	}
	again := canvas.NewText("", color.Black)
	l := currentLook()
	for text, whole := range map[string]bool{"Broker": true, "Broker 😀": false} {
		write(l, again, run{text: text, size: 13, color: ColorInk, style: fyne.TextStyle{Bold: true}})
		if (again.FontSource != nil) != whole {
			t.Errorf("%q is drawn with the font %v", text, again.FontSource)
		}
	}
}

// textsIn returns the texts in an object.
func textsIn(o fyne.CanvasObject) []*canvas.Text {
	var texts []*canvas.Text
	switch o := o.(type) {
	case *canvas.Text:
		return []*canvas.Text{o}
	case *fyne.Container:
		for _, inner := range o.Objects {
			texts = append(texts, textsIn(inner)...)
		}
	case *container.Scroll:
		return textsIn(o.Content)
	case fyne.Widget:
		for _, inner := range test.WidgetRenderer(o).Objects() {
			texts = append(texts, textsIn(inner)...)
		}
	}
	return texts
}

// TestAMonospacedEntryTakesOneFont until it holds a letter that this font lacks.
func TestAMonospacedEntryTakesOneFont(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(NewTheme(Light))
	mono := NewTheme(Light).Font(fyne.TextStyle{Monospace: true})
	if app.Settings().Theme().Font(fyne.TextStyle{Symbol: true}) != mono {
		t.Fatal("the style for symbols isn't monospaced")
	}
	one, whole := fyne.TextStyle{Symbol: true}, fyne.TextStyle{Monospace: true}
	entry := NewEntry(NewKeys(), EntryOptions{Mono: true}, nil)
	window := test.NewTempWindow(t, entry)
	window.Resize(fyne.NewSize(400, 60))
	check := func(when string, want fyne.TextStyle) {
		t.Helper()
		if entry.TextStyle != want {
			t.Errorf("%s: the style is %+v", when, entry.TextStyle)
		}
		for _, text := range textsIn(entry) {
			if text.TextStyle != want {
				t.Errorf("%s: %q is drawn as %+v", when, text.Text, text.TextStyle)
			}
		}
	}
	check("empty", one)
	test.Type(entry, "8a98 ø Δ")
	check("letters", one)
	entry.TypedRune('😀')
	check("an emoji", whole)
	entry.Set("8a98")
	check("set", one)
	entry.Set("8a98 😀")
	check("an emoji set", whole)
	entry.Set("8a98")
	app.Settings().SetTheme(theme.DefaultTheme())
	check("another theme", whole)
}

// TestASmallEntryHasEverybodysFonts: only its text is smaller. Fyne keeps fonts for each object
// with a theme of its own.
func TestASmallEntryHasEverybodysFonts(t *testing.T) {
	app := test.NewTempApp(t)
	look := NewTheme(Light)
	app.Settings().SetTheme(look)
	for _, rows := range []int{1, 2} {
		entry := NewEntry(NewKeys(), EntryOptions{Mono: true, Small: true, Rows: rows}, nil)
		entry.SetPlaceHolder("as here")
		window := test.NewTempWindow(t, entry)
		window.Resize(fyne.NewSize(120, 80))
		for _, typed := range []string{"", "8a9856e0-f12d-4217-b320-c8a076be9320"} {
			entry.Set(typed)
			found := 0
			for _, text := range textsIn(entry) {
				found++
				if text.TextSize != look.Size(SizeSmall) {
					t.Errorf("%d rows: %q of %.0f dp", rows, text.Text, text.TextSize)
				}
				if theme.CurrentForWidget(text) != fyne.Theme(look) {
					t.Errorf("%d rows: %q has a theme of its own", rows, text.Text)
				}
			}
			if found == 0 {
				t.Errorf("%d rows: no text", rows)
			}
		}
		if size := entry.CursorPosition(); size.X <= 0 {
			t.Errorf("%d rows: the cursor is at %v", rows, size)
		}
	}
}

// TestASmallEntryStaysSmall after Fyne has dropped what draws it, as it does a minute after it was
// last seen, and after a change of theme. Nothing is kept of what it held then.
func TestASmallEntryStaysSmall(t *testing.T) {
	app := test.NewTempApp(t)
	look := NewTheme(Light)
	app.Settings().SetTheme(look)
	for _, rows := range []int{1, 2} {
		entry := NewEntry(NewKeys(), EntryOptions{Mono: true, Small: true, Rows: rows}, nil)
		entry.SetPlaceHolder("as here")
		window := test.NewTempWindow(t, entry)
		window.Resize(fyne.NewSize(420, 80))
		entry.Set("8a9856e0-f12d-4217-b320-c8a076be9320")
		entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
		want, at := entry.MinSize(), entry.CursorPosition()
		check := func(when string, size float32) {
			t.Helper()
			for _, text := range textsIn(entry) {
				if text.TextSize != size {
					t.Errorf("%d rows, %s: %q of %.0f dp", rows, when, text.Text, text.TextSize)
				}
			}
		}
		t.Run("dropped", func(t *testing.T) { drop(t, entry) })
		check("dropped", look.Size(SizeSmall))
		if now := entry.MinSize(); now != want {
			t.Errorf("%d rows: it takes %v, before %v", rows, now, want)
		}
		if now := entry.CursorPosition(); now != at {
			t.Errorf("%d rows: the cursor is at %v, before at %v", rows, now, at)
		}
		if entry.Text != "8a9856e0-f12d-4217-b320-c8a076be9320" {
			t.Errorf("%d rows: it holds %q", rows, entry.Text)
		}
		dark := NewTheme(Dark)
		app.Settings().SetTheme(dark)
		check("dark", dark.Size(SizeSmall))
		app.Settings().SetTheme(look)
	}
}

// drop makes Fyne forget what draws an object when the test ends, and what is in it.
func drop(t *testing.T, o fyne.CanvasObject) {
	t.Helper()
	widget, ok := o.(fyne.Widget)
	if !ok {
		return
	}
	for _, inner := range test.TempWidgetRenderer(t, widget).Objects() {
		drop(t, inner)
	}
}
