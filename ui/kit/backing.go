package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// backing is the ground of a button or of another control that has a border only in high contrast.
// There it is a plate, whose line is sharp; otherwise it has no line, and a rectangle costs less.
type backing struct {
	plain *canvas.Rectangle
	plate *plate
}

func newBacking(owner fyne.CanvasObject) backing {
	b := backing{plain: unseen(), plate: newPlate(owner)}
	b.plate.Hide()
	return b
}

// objects are the two, of which one is visible at most.
func (b backing) objects() []fyne.CanvasObject { return []fyne.CanvasObject{b.plain, b.plate.Raster} }

// draw draws it in a colour. The radius is in dp.
func (b backing) draw(l look, fill fyne.ThemeColorName, radius float32) {
	edged := l.edged()
	b.plain.Hidden, b.plate.Hidden = edged, !edged
	if edged {
		l.plate(b.plate, fill, ColorEdge, l.hair(), radius)
	} else {
		l.fill(b.plain, fill, radius)
	}
}

// hide draws nothing.
func (b backing) hide() { b.plain.Hidden, b.plate.Hidden = true, true }

func (b backing) place(x, y, width, height float32) {
	place(b.plain, x, y, width, height)
	place(b.plate.Raster, x, y, width, height)
}
