package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// TestCornersGrowWithTheType: on a big screen small corners would look like those of another
// program.
func TestCornersGrowWithTheType(t *testing.T) {
	keys := NewKeys()
	radii := func(theme *Theme) map[string]float32 {
		test.NewTempApp(t).Settings().SetTheme(theme)
		say := NewSayBox()
		say.Resize(fyne.NewSize(400, 100))
		halo := NewHalo(keys)
		halo.Resize(fyne.NewSize(400, 100))
		right := test.TempWidgetRenderer(t, say).(*sayRenderer).right
		rounded := func(o fyne.CanvasObject) float32 { return o.(*canvas.Rectangle).CornerRadius }
		return map[string]float32{
			"a field":        test.TempWidgetRenderer(t, NewEntry(keys, EntryOptions{}, nil)).(*entryRenderer).ground.radius,
			"a button":       rounded(test.TempWidgetRenderer(t, NewButton(keys, "Start", "", Primary, nil)).Objects()[0]),
			"a choice":       rounded(test.TempWidgetRenderer(t, NewSegmented(keys, nil, "", nil)).Objects()[0]),
			"a card":         test.TempWidgetRenderer(t, NewCard(NewSoft("")).Objects[0].(fyne.Widget)).(*cardBackRenderer).slab.radius,
			"a notice":       rounded(test.TempWidgetRenderer(t, NewNotice(ToneWaiting, NewSoft("")).Objects[0].(fyne.Widget)).Objects()[0]),
			"words to say":   right.TopRightCornerRadius,
			"an outcome":     rounded(test.TempWidgetRenderer(t, halo).Objects()[0]),
			"a line to fill": rounded(test.TempWidgetRenderer(t, NewBar(ToneWaiting)).Objects()[0]),
		}
	}
	small, big := radii(NewTheme(Light)), radii(NewTheme(Light).Presenting())
	for name, radius := range small {
		if want := radius * 1.6; radius == 0 || big[name] < want-0.01 || big[name] > want+0.01 {
			t.Errorf("%s has corners of %.1f, and of %.1f on a big screen", name, radius, big[name])
		}
	}
}
