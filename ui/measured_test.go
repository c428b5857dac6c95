package ui

import (
	"os"
	"sync"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// newApp returns Fyne's app for tests, which remembers for all tests how large each text is. Fyne
// forgets it with every new app and theme, and measuring again took a third of the time. A process
// that looks for what is remembered keeps no texts here.
func newApp(t testing.TB) fyne.App {
	plain := test.NewTempApp(t)
	if os.Getenv("FYNE_CACHE") != "" {
		return plain
	}
	app := measuredApp{plain, &measuredDriver{plain.Driver(), plain.Settings(), make(styled)}}
	fyne.SetCurrentApp(app)
	return app
}

// measuredApp is an app whose driver measures each text once.
type measuredApp struct {
	fyne.App
	driver *measuredDriver
}

func (a measuredApp) Driver() fyne.Driver { return a.driver }

type measuredDriver struct {
	fyne.Driver
	settings fyne.Settings
	asked    styled // the styles that Fyne chose the fonts for; locked with measured
}

// typeface is everything that the size of a text depends on other than the text.
type typeface struct {
	font  fyne.Resource
	size  float32
	style fyne.TextStyle
}

type measurement struct {
	size fyne.Size
	base float32
}

var measured = struct {
	sync.Mutex
	texts map[typeface]map[string]measurement
}{texts: make(map[typeface]map[string]measurement)}

// RenderedTextSize returns the size and the base line of a text.
func (d *measuredDriver) RenderedTextSize(text string, size float32, style fyne.TextStyle, source fyne.Resource) (fyne.Size, float32) {
	face := typeface{source, size, style}
	if source == nil {
		face.font = d.settings.Theme().Font(style)
	}
	measured.Lock()
	defer measured.Unlock()
	if source == nil {
		d.asked[style] = text
	}
	texts := measured.texts[face]
	if texts == nil {
		texts = make(map[string]measurement)
		measured.texts[face] = texts
	}
	known, ok := texts[text]
	if !ok {
		known.size, known.base = d.Driver.RenderedTextSize(text, size, style, source)
		texts[text] = known
	}
	return known.size, known.base
}
