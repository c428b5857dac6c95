package kit

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// look is the theme of one widget at the moment it is drawn.
type look struct {
	theme   fyne.Theme
	variant fyne.ThemeVariant
}

// lookOf asks the widget, so that a theme override around it applies.
func lookOf(widget interface{ Theme() fyne.Theme }) look {
	return look{theme: widget.Theme(), variant: fyne.CurrentApp().Settings().ThemeVariant()}
}

// currentLook returns the current theme, for layouts, which don't know their widget.
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

// dp converts a distance in dp of the design to this look.
func (l look) dp(n float32) float32 {
	unit := l.theme.Size(sizeUnit)
	if unit == 0 { // a foreign theme
		unit = 1
	}
	return n * unit
}

// Dp converts a distance in dp of the design to the current look: to the text size and, in a
// presentation, to its type.
func Dp(n float32) float32 { return currentLook().dp(n) }

// grown is by how much everything is larger than in the design, because the screen is: 1 at the
// desk, whatever the text size.
func (l look) grown() float32 { return l.size(theme.SizeNameSeparatorThickness) }

// hair is the width of a thin line, never a broken number, which would be drawn pale.
func (l look) hair() float32 { return max(float32(math.Floor(float64(l.grown()))), 1) }

// fill draws a filled rectangle with round corners, whose radius is in dp.
func (l look) fill(r *canvas.Rectangle, name fyne.ThemeColorName, radius float32) {
	r.FillColor, r.CornerRadius = l.color(name), l.dp(radius)
	r.StrokeWidth, r.StrokeColor = 0, color.Transparent
	r.Refresh()
}

// field draws a rectangle with round corners and a border: one costs less than a fill and a frame.
func (l look) field(r *canvas.Rectangle, fill, border fyne.ThemeColorName, width, radius float32) {
	r.FillColor, r.CornerRadius = l.color(fill), l.dp(radius)
	r.StrokeColor, r.StrokeWidth = l.color(border), width
	r.Refresh()
}

// edged reports whether buttons have a border.
func (l look) edged() bool {
	_, _, _, alpha := l.color(ColorEdge).RGBA()
	return alpha > 0
}

// frame draws a rectangle with a border and no fill. The radius is in dp.
func (l look) frame(r *canvas.Rectangle, name fyne.ThemeColorName, width, radius float32) {
	r.FillColor = color.Transparent
	r.StrokeColor, r.StrokeWidth, r.CornerRadius = l.color(name), width, l.dp(radius)
	r.Refresh()
}

// place moves and resizes an object.
func place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(width, height))
}

// unseen returns a rectangle that is invisible until a look draws it.
func unseen() *canvas.Rectangle { return canvas.NewRectangle(color.Transparent) }

// repaint has the canvas redraw a widget, and lay it out again if its minimum size has changed.
func repaint(o fyne.CanvasObject) { canvas.Refresh(o) }
