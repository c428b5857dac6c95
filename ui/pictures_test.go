package ui

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ringback/assets"
)

// picturesFlags says whether pictures are drawn, and which.
type picturesFlags struct {
	folder, only string
	screenshots  string // a folder for the pictures of the README
	goldens      bool   // write the goldens of TestMarkup
	scale        float64
	size         string // as "1024x600"; "" is the sizes that each kind of picture must support
}

func flags() picturesFlags {
	var f picturesFlags
	set := flag.NewFlagSet("pictures", flag.ContinueOnError)
	set.StringVar(&f.folder, "pictures", "", "folder to draw a picture of each state into")
	set.StringVar(&f.only, "only", "", "draw only pictures whose name holds one of these, with commas between them")
	set.StringVar(&f.screenshots, "screenshots", "", "folder to draw the pictures of the README into")
	set.BoolVar(&f.goldens, "goldens", false, "write the goldens of the markup again")
	set.Float64Var(&f.scale, "scale", 1, "pixels for each unit of the pictures")
	set.StringVar(&f.size, "size", "", "draw only in this size, as 1024x600")
	_ = set.Parse(flag.Args())
	return f
}

// TestPictures draws each state for people to look at:
// go test ./ui -run TestPictures -args -- -pictures FOLDER [-scale 1.5] [-size 1024x700]
func TestPictures(t *testing.T) {
	f := flags()
	if f.folder == "" {
		t.Skip("no folder to draw into")
	}
	if err := os.MkdirAll(f.folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, as := range f.shapes(t, windowSizes()) {
		for _, s := range samples() {
			name := s.name + "-" + as.String()
			if !wanted(name, f.only) {
				continue
			}
			t.Run(name, func(t *testing.T) { picture(t, s.show(t, as), f.folder, name) })
		}
	}
}

func wanted(name, only string) bool {
	for part := range strings.SplitSeq(only, ",") {
		all := true
		for piece := range strings.SplitSeq(part, "+") {
			all = all && strings.Contains(name, piece)
		}
		if all {
			return true
		}
	}
	return false
}

// windowSizes returns the sizes that the window must support.
func windowSizes() []fyne.Size {
	return []fyne.Size{{Width: 1280, Height: 800}, {Width: 1024, Height: 600}}
}

// shapes returns all languages and themes in some sizes, unless one size was asked for.
func (f picturesFlags) shapes(t *testing.T, sizes []fyne.Size) []shape {
	t.Helper()
	if f.size != "" {
		var width, height int
		if _, err := fmt.Sscanf(f.size, "%dx%d", &width, &height); err != nil {
			t.Fatalf("-size %s isn't one, as 1024x600: %v", f.size, err)
		}
		sizes = []fyne.Size{fyne.NewSize(float32(width), float32(height))}
	}
	var all []shape
	for _, language := range assets.Languages() {
		for _, theme := range []string{"light", "dark"} {
			for _, size := range sizes {
				all = append(all, shape{language, theme, size, float32(f.scale)})
			}
		}
	}
	return all
}
