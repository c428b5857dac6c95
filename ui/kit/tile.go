package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Tile is the square next to the state word: a symbol on the ground of a tone, 64 dp wide. It can't
// have the focus.
type Tile struct {
	widget.BaseWidget
	symbol *Symbol
	tone   string
	small  bool
}

// smallTile is the part of its size that a small tile has.
const smallTile = 0.75

// NewTile returns a tile.
func NewTile(symbol, tone string) *Tile {
	text, _ := ToneColor(tone)
	t := &Tile{symbol: NewSymbol(symbol, 36, text), tone: tone}
	t.ExtendBaseWidget(t)
	return t
}

// Set changes symbol and tone.
func (t *Tile) Set(symbol, tone string) {
	text, _ := ToneColor(tone)
	t.tone = tone
	t.symbol.Set(symbol, text)
	t.Refresh()
}

// SetSmall makes the tile smaller, for where there is little room.
func (t *Tile) SetSmall(small bool) {
	if t.small != small {
		t.small = small
		t.Refresh()
	}
}

// CreateRenderer is for Fyne.
func (t *Tile) CreateRenderer() fyne.WidgetRenderer {
	r := &tileRenderer{tile: t, ground: unseen()}
	r.Refresh()
	return r
}

type tileRenderer struct {
	tile   *Tile
	ground *canvas.Rectangle
}

func (r *tileRenderer) MinSize() fyne.Size {
	edge := lookOf(r.tile).size(sizeTile)
	if r.tile.small {
		edge *= smallTile
	}
	return fyne.NewSquareSize(edge)
}

func (r *tileRenderer) Layout(size fyne.Size) {
	edge := r.MinSize().Width
	x, y := (size.Width-edge)/2, (size.Height-edge)/2
	place(r.ground, x, y, edge, edge)
	place(r.tile.symbol, x, y, edge, edge)
}

func (r *tileRenderer) Refresh() {
	_, ground := ToneColor(r.tile.tone)
	lookOf(r.tile).fill(r.ground, ground, 14)
	r.tile.symbol.Refresh()
}

func (r *tileRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.tile.symbol}
}

func (r *tileRenderer) Destroy() {}
