package ui

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"ringback/assets"
)

// TestScreenshots draws what the README shows, and a few more: each screen once, now in this look
// and language, now in another. TestPictures and TestPresentedPictures draw every screen in all of
// them. go test ./ui -run TestScreenshots -args -- -screenshots FOLDER
func TestScreenshots(t *testing.T) {
	folder := flags().screenshots
	if folder == "" {
		t.Skip("no folder to draw into")
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	screen, big := map[string]sample{}, map[string]sample{}
	for _, s := range samples() {
		screen[s.name] = s
	}
	for _, s := range presentedSamples() {
		big[s.name] = s
	}
	for _, one := range []struct {
		name, theme string
		language    assets.Language
	}{
		{name: "filled", theme: "light", language: "da"},
		{name: "waiting", theme: "light", language: "en"},
		{name: "waiting", theme: "dark", language: "da"},
		{name: "verified", theme: "light", language: "da"},
		{name: "verified", theme: "dark", language: "en"},
		{name: "other-person", theme: "dark", language: "en"},
		{name: "appswitch", theme: "dark", language: "da"},
		{name: "claims-verified", theme: "light", language: "en"},
		{name: "network", theme: "dark", language: "en"},
		{name: "journal", theme: "light", language: "en"},
		{name: "setup", theme: "light", language: "da"},
		{name: "presenting-waiting", theme: "light", language: "en"},
		{name: "presenting-other-person", theme: "dark", language: "da"},
		{name: "presenting-tour-verified", theme: "light", language: "en"},
	} {
		name := one.name + "-" + one.theme + "-" + string(one.language)
		t.Run(name, func(t *testing.T) {
			as := shape{one.language, one.theme, fyne.NewSize(1280, 800), 1}
			var w *Window
			if s, ok := big[one.name]; ok {
				w, _ = presented(t, s, as)
			} else if s, ok := screen[one.name]; ok {
				w = s.show(t, as)
			} else {
				t.Fatal("there is no such screen")
			}
			w.app.Settings().SetTheme(w.app.Settings().Theme())
			screenshot(t, w, filepath.Join(folder, name+".png"))
		})
	}
}

// screenshot writes a picture as small as it gets: it is kept with the sources.
func screenshot(t *testing.T, w *Window, path string) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(file, w.window.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
}
