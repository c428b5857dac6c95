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
	texts        int    // the size of texts, in percent
	size         string // as "1024x600"; "" is the sizes that each kind of picture must support
	all          bool   // each screen in every language and theme, and not in one of each size
}

func flags() picturesFlags {
	var f picturesFlags
	set := flag.NewFlagSet("pictures", flag.ContinueOnError)
	set.StringVar(&f.folder, "pictures", "", "folder to draw a picture of each state into")
	set.StringVar(&f.only, "only", "", "draw only pictures whose name holds one of these, with commas between them")
	set.StringVar(&f.screenshots, "screenshots", "", "folder to draw the pictures of the README into")
	set.BoolVar(&f.goldens, "goldens", false, "write the goldens of the markup again")
	set.Float64Var(&f.scale, "scale", 1, "pixels for each unit of the pictures")
	set.IntVar(&f.texts, "texts", usualTextSize, "size of texts, in percent")
	set.StringVar(&f.size, "size", "", "draw only in this size, as 1024x600")
	set.BoolVar(&f.all, "all", false, "draw each screen in every language and theme")
	_ = set.Parse(flag.Args())
	return f
}

// TestPictures draws each state for people to look at:
// go test ./ui -run TestPictures -args -- -pictures FOLDER [-all] [-scale 1.5] [-size 1024x700]
// [-texts 150]
func TestPictures(t *testing.T) {
	f := flags()
	if f.folder == "" {
		t.Skip("no folder to draw into")
	}
	if err := os.MkdirAll(f.folder, 0o755); err != nil {
		t.Fatal(err)
	}
	shapes := f.shapes(t, pictureSizes())
	for i, as := range shapes {
		for j, s := range samples() {
			name := s.name + "-" + as.String()
			if !wanted(name, f.only) || !f.drawsThis(i, j, len(shapes)/len(pictureSizes())) {
				continue
			}
			t.Run(name, func(t *testing.T) {
				w, d := open(t, withTexts(emptyView(), f.texts), as)
				s.showIn(w, d)
				picture(t, w, f.folder, name)
			})
		}
	}
}

// drawsThis reports whether a screen is drawn in a shape: all are if they were asked for by name,
// and otherwise each screen in one of the looks of every size.
func (f picturesFlags) drawsThis(shape, screen, looks int) bool {
	if f.all || f.only != "" || f.size != "" {
		return true
	}
	sizes := len(pictureSizes())
	return (shape/sizes+shape%sizes+screen)%looks == 0
}

// pictureSizes returns the sizes in which the window is arranged in different ways.
func pictureSizes() []fyne.Size {
	return append(windowSizes(), fyne.NewSize(leastWidth, leastHeight), fyne.NewSize(910, 440), fyne.NewSize(1920, 1080))
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
		for _, theme := range []string{"light", "dark", "contrast"} {
			for _, size := range sizes {
				all = append(all, shape{language, theme, size, float32(f.scale)})
			}
		}
	}
	return all
}
