package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// look is the theme of one widget at the moment it is drawn.
type look struct {
	theme   fyne.Theme
	variant fyne.ThemeVariant
}

// lookOf asks the widget, so that a theme override around it holds.
func lookOf(widget interface{ Theme() fyne.Theme }) look {
	return look{theme: widget.Theme(), variant: fyne.CurrentApp().Settings().ThemeVariant()}
}

// currentLook is for layouts, which don't know the widget they lay out.
func currentLook() look {
	settings := fyne.CurrentApp().Settings()
	return look{theme: settings.Theme(), variant: settings.ThemeVariant()}
}

func (l look) color(name fyne.ThemeColorName) color.Color {
	return l.theme.Color(name, l.variant)
}

func (l look) size(name fyne.ThemeSizeName) float32 {
	return l.theme.Size(name)
}

// dp is a distance of the pictures in the sizes of this look.
func (l look) dp(n float32) float32 {
	unit := l.theme.Size(sizeUnit)
	if unit == 0 { // a foreign theme
		unit = 1
	}
	return n * unit
}

// fill draws a filled rectangle with round corners.
func (l look) fill(r *canvas.Rectangle, name fyne.ThemeColorName, radius float32) {
	r.FillColor, r.CornerRadius = l.color(name), radius
	r.StrokeWidth, r.StrokeColor = 0, color.Transparent
	r.Refresh()
}

// frame draws a rectangle that has a border and no filling.
func (l look) frame(r *canvas.Rectangle, name fyne.ThemeColorName, width, radius float32) {
	r.FillColor = color.Transparent
	r.StrokeColor, r.StrokeWidth, r.CornerRadius = l.color(name), width, radius
	r.Refresh()
}

// place puts an object at a position in a size.
func place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(width, height))
}

// unseen is a rectangle that isn't seen until it is drawn by a look.
func unseen() *canvas.Rectangle { return canvas.NewRectangle(color.Transparent) }

// repaint has the canvas draw a widget, and lay it out anew where its smallest size has changed.
func repaint(o fyne.CanvasObject) { canvas.Refresh(o) }
