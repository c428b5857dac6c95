package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"ringback/assets"
)

// Symbol is a one-colour symbol from the assets, in a colour of the theme. It can't have the focus.
type Symbol struct {
	widget.BaseWidget
	name  string
	edge  float32
	color fyne.ThemeColorName
}

// NewSymbol returns a symbol by its name in the assets, with an edge in dp. An unknown name draws
// nothing and takes up the same space.
func NewSymbol(name string, edge float32, color fyne.ThemeColorName) *Symbol {
	s := &Symbol{name: name, edge: edge, color: color}
	s.ExtendBaseWidget(s)
	return s
}

// Set changes the symbol and its colour.
func (s *Symbol) Set(name string, color fyne.ThemeColorName) {
	if s.name != name || s.color != color {
		s.name, s.color = name, color
		s.Refresh()
	}
}

// CreateRenderer is for Fyne.
func (s *Symbol) CreateRenderer() fyne.WidgetRenderer {
	r := &symbolRenderer{symbol: s, image: canvas.NewImageFromResource(nil)}
	r.image.FillMode = canvas.ImageFillContain
	r.show()
	return r
}

type symbolRenderer struct {
	symbol *Symbol
	image  *canvas.Image
}

// show sets the resource again, because it takes the theme's colour when it is read.
func (r *symbolRenderer) show() {
	r.image.Resource = symbolResource(r.symbol.name, r.symbol.color)
	r.image.Hidden = r.image.Resource == nil
}

func symbolResource(name string, color fyne.ThemeColorName) fyne.Resource {
	content := assets.Symbol(name)
	if content == nil {
		return nil
	}
	return theme.NewColoredResource(fyne.NewStaticResource("symbol-"+name+".svg", content), color)
}

func (r *symbolRenderer) MinSize() fyne.Size {
	return fyne.NewSquareSize(lookOf(r.symbol).dp(r.symbol.edge))
}

func (r *symbolRenderer) Layout(size fyne.Size) {
	edge := min(size.Width, size.Height, r.MinSize().Width)
	place(r.image, (size.Width-edge)/2, (size.Height-edge)/2, edge, edge)
}

func (r *symbolRenderer) Refresh() {
	r.show()
	r.Layout(r.symbol.Size())
	r.image.Refresh()
	repaint(r.symbol)
}

func (r *symbolRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.image} }

func (r *symbolRenderer) Destroy() {}
