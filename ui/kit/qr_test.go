package kit

import (
	"image"
	"image/color"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

const address = "https://appswitch.mitid.dk/?return=https%3A%2F%2Fexample.org%2Fdone"

// read returns what a scanner reads.
func read(t *testing.T, picture image.Image) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatalf("no scanner reads this: %v", err)
	}
	return result.GetText()
}

func TestQRImage(t *testing.T) {
	for _, scale := range []int{2, 8} {
		picture, err := QRImage(address, scale)
		if err != nil {
			t.Fatal(err)
		}
		if got := read(t, picture); got != address {
			t.Errorf("scale %d: read %q", scale, got)
		}
		for i := range picture.Bounds().Dx() {
			for edge := range 4 * scale {
				if picture.At(i, edge) != color.White || picture.At(edge, i) != color.White {
					t.Fatalf("scale %d: the quiet zone isn't white", scale)
				}
			}
		}
	}
	for name, f := range map[string]func() (image.Image, error){
		"scale 0":   func() (image.Image, error) { return QRImage(address, 0) },
		"empty":     func() (image.Image, error) { return QRImage("", 4) },
		"too large": func() (image.Image, error) { return QRImage(strings.Repeat("x", 3000), 4) },
	} {
		if _, err := f(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestQROnScreen(t *testing.T) {
	for _, mode := range []Mode{Light, Dark} {
		for _, content := range []string{"https://appswitch.mitid.dk", address, strings.Repeat("x", 400)} {
			test.NewTempApp(t).Settings().SetTheme(NewTheme(mode))
			qr := NewQR()
			if err := qr.Set(content); err != nil {
				t.Fatal(err)
			}
			if least := qr.MinSize(); least.Width < 200 || least.Height < 200 {
				t.Errorf("only %v large", least)
			}
			w := test.NewTempWindow(t, container.NewCenter(qr))
			w.Resize(fyne.NewSize(400, 400))
			w.Canvas().(software.WindowlessCanvas).SetScale(1.5)
			if got := read(t, w.Canvas().Capture()); got != content {
				t.Errorf("mode %d, scale 1.5: read %q", mode, got)
			}
			w.Canvas().(software.WindowlessCanvas).SetScale(1)
			w.Resize(fyne.NewSize(400, 400))
			picture := w.Canvas().Capture()
			if got := read(t, picture); got != content {
				t.Errorf("mode %d: read %q", mode, got)
			}
			// Each module has whole pixels: nothing is grey except the round corners of the ground.
			at := qr.Position()
			for y := 12; y < int(qr.MinSize().Height)-12; y++ {
				for x := 12; x < int(qr.MinSize().Width)-12; x++ {
					if r, _, _, _ := picture.At(int(at.X)+4+x, int(at.Y)+4+y).RGBA(); r != 0 && r != 0xFFFF {
						t.Fatalf("mode %d: grey at %d, %d", mode, x, y)
					}
				}
			}
		}
	}
}

func TestQRThatCannotBe(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	qr := NewQR()
	if err := qr.Set(address); err != nil {
		t.Fatal(err)
	}
	if err := qr.Set(strings.Repeat("x", 3000)); err == nil || qr.modules != nil {
		t.Errorf("error %v, %d lines of the old code", err, len(qr.modules))
	}
	if err := qr.Set(""); err != nil || qr.modules != nil {
		t.Errorf("emptied: %v", err)
	}
}
