package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// overlaid lays out an overlay: a shade and a ground over the whole window, and a panel in its
// middle. The overlay is made of containers and isn't Fyne's pop-up, which is a widget: screen
// readers find nothing in widgets.
type overlaid struct{ d *Dialog }

func (o overlaid) Layout(objects []fyne.CanvasObject, window fyne.Size) {
	o.d.measure(window)
	last := len(objects) - 1
	for _, ground := range objects[:last] {
		place(ground, 0, 0, window.Width, window.Height)
	}
	panel := objects[last]
	width := min(panel.MinSize().Width, window.Width)
	height := heightAt(panel, width)
	place(panel, (window.Width-width)/2, max((window.Height-height)/2, 0), width, height)
}

func (overlaid) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// newShade returns what dims the window under a panel.
func newShade() *backdrop {
	return newBackdrop(func(l look, r *canvas.Rectangle) { r.FillColor = l.color(theme.ColorNameShadow) })
}

// newPanelGround returns the ground of a panel, with the shadow of Fyne's pop-ups. In high contrast
// it has a border, as a card does: on a dark ground the shadow doesn't tell where it ends.
func newPanelGround(d *Dialog) *backdrop {
	return newBackdrop(func(l look, r *canvas.Rectangle) {
		r.FillColor = l.color(theme.ColorNameOverlayBackground)
		r.CornerRadius = l.size(theme.SizeNamePopupRadius)
		r.StrokeColor, r.StrokeWidth = l.color(ColorEdge), 0
		if l.edged() {
			r.StrokeWidth = l.hair()
		}
		if d.whole {
			r.CornerRadius, r.StrokeWidth = 0, 0
		}
		r.Shadow = canvas.Shadow{Color: l.color(theme.ColorNameShadow), BlurRadius: 14, Offset: fyne.NewPos(0, 4), Variant: canvas.DropShadow}
	})
}
