package kit

import (
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
)

// TestANameFromRightToLeftStaysWhole: behind it is the blank, and then what follows.
func TestANameFromRightToLeftStaysWhole(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	for _, name := range []string{"מטה הולם", "محمد علي"} {
		if !drawsLetters(name) {
			t.Logf("no font of this machine has the letters of %s", name)
			continue
		}
		for _, after := range []string{"approved", "10.42"} {
			blank := measure(run{size: 40}, " ").size.Width
			end := measure(run{size: 40}, name).size.Width
			if gap := inkBetween(t, asDrawn(t, name+" "+after), end+1, end+blank-1); gap {
				t.Errorf("%s: there is no blank before %q", name, after)
			}
			if begins := inkBetween(t, asDrawn(t, name+" "+after), 0, blank); !begins {
				t.Errorf("%s: the blank before %q is before the name", name, after)
			}
			if gap := inkBetween(t, name+" "+after, end+1, end+blank-1); !gap {
				t.Errorf("%s: Fyne keeps the blank before %q in its place now: no mark is needed", name, after)
			}
		}
	}
}

// asDrawn returns a text as a widget of ours gives it to Fyne.
func asDrawn(t *testing.T, text string) string {
	t.Helper()
	widget := NewText(text, Style{})
	widget.Resize(widget.MinSize())
	return test.WidgetRenderer(widget).Objects()[0].(*canvas.Text).Text
}

// drawsLetters reports whether a font has the letters of a name: those that none has are as wide as
// each other.
func drawsLetters(name string) bool {
	widths := map[float32]bool{}
	for _, letter := range name {
		widths[measure(run{size: 40}, string(letter)).size.Width] = true
	}
	return len(widths) > 3 // with the blank
}

// inkBetween reports whether anything of a text is drawn between two distances from its left edge.
func inkBetween(t *testing.T, text string, from, to float32) bool {
	t.Helper()
	line := canvas.NewText(text, color.Black)
	line.TextSize = 40
	c := software.NewTransparentCanvas()
	c.SetPadded(false)
	c.SetContent(line)
	c.Resize(line.MinSize().Max(fyne.NewSize(1, 1)))
	img := c.Capture()
	for y := range img.Bounds().Dy() {
		for x := int(from) + 1; x < int(to); x++ {
			if _, _, _, alpha := img.At(x, y).RGBA(); alpha > 0x2000 && (image.Point{x, y}).In(img.Bounds()) {
				return true
			}
		}
	}
	return false
}
