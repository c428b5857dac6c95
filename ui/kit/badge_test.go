package kit

import (
	"testing"

	"fyne.io/fyne/v2/test"
)

// TestABadgeIsMeasuredWithoutOne: a select asks for the widths of its badges for each frame, and
// Fyne keeps every widget that was asked for its size for a minute.
func TestABadgeIsMeasuredWithoutOne(t *testing.T) {
	app := test.NewTempApp(t)
	for name, theme := range map[string]*Theme{"window": NewTheme(Light), "presented": NewTheme(Light).Presenting()} {
		app.Settings().SetTheme(theme)
		for _, word := range []string{"DEMO", "PRODUKTION"} {
			badge := NewBadge(word, ToneTest)
			if got, want := badgeWidth(lookOf(badge), word, ToneTest), badge.MinSize().Width; got != want {
				t.Errorf("%s: %s has a width of %v, and not %v", name, word, got, want)
			}
		}
	}

	options := []Option{{Value: "a", Label: "Demo", Badge: "DEMO", Tone: ToneDemo}, {Value: "b", Label: "Test", Badge: "TEST", Tone: ToneTest}}
	choice := NewSelect(nil, SelectBar, options, "a", nil)
	renderer := test.WidgetRenderer(choice)
	once := testing.AllocsPerRun(10, func() { renderer.MinSize() })
	if most := float64(10 * len(options)); once > most {
		t.Errorf("measuring a select allocates %v times, more than %v", once, most)
	}
}
