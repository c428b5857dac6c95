//go:build realparts && linux

package ui_test

import (
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// TestRealQRCode reads the QR code back from the screen with an independent reader.
func TestRealQRCode(t *testing.T) {
	t.Parallel()
	needs(t, "zbarimg")
	for _, scale := range []string{"1", "1.5"} {
		for _, theme := range []string{"light", "dark"} {
			t.Run(fmt.Sprintf("%s at %s", theme, scale), func(t *testing.T) {
				s := newScreen(t, 2000, 1300)
				s.env = append(s.env, "FYNE_SCALE="+scale)
				s.settings(fmt.Sprintf("theme = %q\n", theme))
				p := s.open()
				p.openTab("Right", "Right")
				file := filepath.Join(t.TempDir(), "window.png")
				// The address that the broker names for test persons and iOS, which is offered
				// first.
				const want = "https://appswitch-test.mitid.nets.eu"
				var got string
				if !within(t, patience/2, func() bool {
					writePicture(t, file, p.picture())
					got = s.try("zbarimg", "--quiet", "--raw", file)
					return got == want
				}) {
					t.Errorf("zbarimg reads %q, want %q", got, want)
				}
				p.keep(p.window, "appswitch-"+theme+"-"+scale)
			})
		}
	}
}

// openTab chooses a tab: a click on the open tab gives the strip the focus, and the keys continue
// from there.
func (p *program) openTab(keys ...string) {
	p.t.Helper()
	var line image.Point
	until(p.t, "the strip of tabs", func() bool {
		found, ok := underline(p.picture())
		line = found
		return ok
	})
	p.click(p.window, line.Sub(image.Pt(0, 20)))
	p.key(keys...)
}

func writePicture(t *testing.T, path string, img image.Image) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, img); err != nil {
		t.Fatal(err)
	}
}
