package assets

import (
	"embed"
	"strings"
)

//go:embed icon.svg icons/256.png symbols/*.svg
var pictures embed.FS

// Icon returns the program's icon as an SVG.
func Icon() []byte {
	return embedded(pictures, "icon.svg")
}

// IconPNG returns the program's icon as a PNG of 256 × 256 pixels, for window systems that don't
// take SVG: the largest that they show. It is decoded before the first frame.
func IconPNG() []byte {
	return embedded(pictures, "icons/256.png")
}

// Symbol returns a one-coloured line drawing of 24 × 24 units as an SVG, or nil if there is none of
// that name. It has filled black paths only, because Fyne's themed resources replace only the fill.
func Symbol(name string) []byte {
	content, err := pictures.ReadFile("symbols/" + name + ".svg")
	if err != nil {
		return nil
	}
	return content
}

// Symbols returns the names that [Symbol] knows, in alphabetical order.
func Symbols() []string {
	entries, err := pictures.ReadDir("symbols")
	if err != nil {
		return nil
	}
	names := make([]string, 0, len(entries))
	for _, entry := range entries {
		names = append(names, strings.TrimSuffix(entry.Name(), ".svg"))
	}
	return names
}

// embedded reads a file that go:embed has included: without it the package doesn't compile.
func embedded(files embed.FS, name string) []byte {
	content, err := files.ReadFile(name)
	if err != nil {
		return nil
	}
	return content
}
