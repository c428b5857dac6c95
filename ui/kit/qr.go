package kit

import (
	"fmt"
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
	"github.com/skip2/go-qrcode"
)

// quietZone is the white margin of a QR code in modules, by ISO/IEC 18004.
const quietZone = 4

// leastQR is the least edge of a QR code on the screen, in dp, including its margin.
const leastQR = 200

// QR shows a text as a QR code: black on its own white ground in every theme, each module of whole
// pixels. It can't have the focus.
type QR struct {
	widget.BaseWidget
	content string
	modules [][]bool // true is black; with the quiet zone; nil for nothing
}

// NewQR returns an empty ground.
func NewQR() *QR {
	q := &QR{}
	q.ExtendBaseWidget(q)
	return q
}

// Set changes the text. An empty text shows an empty ground. So does a text that is too long for a
// QR code, which is an error.
func (q *QR) Set(content string) error {
	if q.content == content {
		return nil
	}
	q.content, q.modules = content, nil
	var err error
	if content != "" {
		q.modules, err = qrModules(content)
	}
	q.Refresh()
	return err
}

// QRImage returns the QR code of a text as an image for saving, with its quiet zone and each module
// scale pixels wide. It fails for an empty text, for one that is too long for a QR code (about
// 2,300 bytes), and for a scale below 1.
func QRImage(content string, scale int) (image.Image, error) {
	if scale < 1 {
		return nil, fmt.Errorf("QR code of %d pixels a module: it needs 1 or more", scale)
	}
	modules, err := qrModules(content)
	if err != nil {
		return nil, err
	}
	edge := len(modules) * scale
	return drawModules(modules, edge, edge, scale), nil
}

func qrModules(content string) ([][]bool, error) {
	code, err := qrcode.New(content, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("this text can't be drawn as a QR code: %w", err)
	}
	code.DisableBorder = true
	inner := code.Bitmap()
	modules := make([][]bool, len(inner)+2*quietZone)
	for y := range modules {
		modules[y] = make([]bool, len(modules))
		if y >= quietZone && y < quietZone+len(inner) {
			copy(modules[y][quietZone:], inner[y-quietZone])
		}
	}
	return modules, nil
}

// drawModules draws modules of scale pixels in the middle of a white image.
func drawModules(modules [][]bool, width, height, scale int) image.Image {
	picture := image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.White, color.Black})
	left, top := (width-len(modules)*scale)/2, (height-len(modules)*scale)/2
	for y, line := range modules {
		for x, black := range line {
			if !black {
				continue
			}
			for dy := range scale {
				for dx := range scale {
					picture.SetColorIndex(left+x*scale+dx, top+y*scale+dy, 1)
				}
			}
		}
	}
	return picture
}

// CreateRenderer is for Fyne.
func (q *QR) CreateRenderer() fyne.WidgetRenderer {
	r := &qrRenderer{qr: q, ground: canvas.NewRectangle(color.White)}
	r.raster = canvas.NewRaster(r.pixels)
	r.raster.ScaleMode = canvas.ImageScalePixels
	r.draw()
	return r
}

type qrRenderer struct {
	qr     *QR
	ground *canvas.Rectangle
	raster *canvas.Raster
}

// pixels draws for the physical pixels of the screen, whatever its scale.
func (r *qrRenderer) pixels(width, height int) image.Image {
	modules := r.qr.modules
	if len(modules) == 0 {
		return image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.White})
	}
	code := make([][]bool, len(modules)-2*quietZone)
	for y := range code {
		code[y] = modules[y+quietZone][quietZone : len(modules)-quietZone]
	}
	return drawModules(code, width, height, max(min(width, height)/len(code), 1))
}

// MinSize is an edge of 200 dp or a little more, so that each module has a whole number of pixels.
func (r *qrRenderer) MinSize() fyne.Size {
	edge := lookOf(r.qr).dp(leastQR)
	if n := float32(len(r.qr.modules)); n > 0 {
		perModule := float32(int(edge / n))
		if perModule*n < edge {
			perModule++
		}
		edge = perModule * n
	}
	return fyne.NewSquareSize(edge)
}

func (r *qrRenderer) Layout(size fyne.Size) {
	edge := min(size.Width, size.Height)
	place(r.ground, 0, 0, edge, edge)
	// The ground, which has round corners, includes the quiet zone.
	margin := edge * quietZone / float32(max(len(r.qr.modules), 1))
	place(r.raster, margin, margin, edge-2*margin, edge-2*margin)
}

func (r *qrRenderer) draw() {
	r.ground.CornerRadius = lookOf(r.qr).dp(12)
	r.raster.Hidden = len(r.qr.modules) == 0
}

func (r *qrRenderer) Refresh() {
	r.draw()
	r.Layout(r.qr.Size())
	r.ground.Refresh()
	r.raster.Refresh()
	repaint(r.qr)
}

func (r *qrRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.raster}
}

func (r *qrRenderer) Destroy() {}
