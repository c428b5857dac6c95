package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
)

// TestALargeCardIsASlabWhereItsPartsMeet, and otherwise one rounded rectangle: at most scales the
// parts would be rounded to pixels that don't meet.
func TestALargeCardIsASlabWhereItsPartsMeet(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(NewTheme(Light))
	ground := newCardBack(cardGround{fill: ColorCard, border: ColorLine, radius: 12, large: true})
	window := test.NewTempWindow(t, ground)
	window.SetPadded(false)
	canvas, ok := window.Canvas().(software.WindowlessCanvas)
	if !ok {
		t.Fatal("its scale can't be set")
	}
	for _, c := range []struct {
		scale, width float32
		slab         bool
	}{
		{scale: 1, width: 400, slab: true}, {scale: 2, width: 400, slab: true}, {scale: 2, width: 400.5, slab: true},
		{scale: 1.25, width: 400}, {scale: 1.5, width: 400}, {scale: 1, width: 400.4},
	} {
		canvas.SetScale(c.scale)
		ground.Resize(fyne.NewSize(c.width, 100))
		objects := test.WidgetRenderer(ground).Objects()
		if slab := len(objects) > 1; slab != c.slab {
			t.Errorf("%+v: a slab %v", c, slab)
		}
		if whole := ground.Size(); len(objects) == 1 && objects[0].Size() != whole {
			t.Errorf("%+v: %v of %v are drawn", c, objects[0].Size(), whole)
		}
	}
}
