package assets

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"os"
	"slices"
	"testing"
)

func TestTheSymbolsOfTheWindowAreThere(t *testing.T) {
	wanted := []string{
		"alert", "ban", "check", "chevron-down", "chevron-right", "clock", "copy", "cross", "gear", "globe", "hand",
		"hourglass", "journal", "menu", "moon", "phone", "present", "question", "save", "shield-cross", "sun",
	}
	if got := Symbols(); !slices.Equal(got, wanted) {
		t.Errorf("Symbols() = %v, want %v", got, wanted)
	}
}

// TestSymbolsTakeOneColour checks that Fyne's themed resources can recolour each symbol: they
// replace the fill of a path, but leave strokes as they are and drop the fill rule.
func TestSymbolsTakeOneColour(t *testing.T) {
	for _, name := range Symbols() {
		t.Run(name, func(t *testing.T) {
			decoder := xml.NewDecoder(bytes.NewReader(Symbol(name)))
			for {
				token, err := decoder.Token()
				if errors.Is(err, io.EOF) {
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				if start, ok := token.(xml.StartElement); ok {
					checkElement(t, start)
				}
			}
		})
	}
}

func checkElement(t *testing.T, start xml.StartElement) {
	t.Helper()
	attributes := make(map[string]string)
	for _, attribute := range start.Attr {
		attributes[attribute.Name.Local] = attribute.Value
	}
	switch start.Name.Local {
	case "svg":
		if attributes["viewBox"] != "0 0 24 24" {
			t.Errorf("viewBox is %q", attributes["viewBox"])
		}
	case "path":
		if len(attributes) != 2 || attributes["fill"] != "#000000" || attributes["d"] == "" {
			t.Errorf("a path is not simply filled black: %v", attributes)
		}
	default:
		t.Errorf("there is a <%s>", start.Name.Local)
	}
}

func TestSymbolOfAnotherName(t *testing.T) {
	for _, name := range []string{"", "nothing", "../icon", "../../words.go"} {
		if got := Symbol(name); got != nil {
			t.Errorf("Symbol(%q) has %d bytes", name, len(got))
		}
	}
}

func TestIconSizes(t *testing.T) {
	checkSize(t, IconPNG(), 256)
	for _, size := range []int{16, 32, 48, 64, 128, 256, 512} {
		content, err := os.ReadFile(fmt.Sprintf("icons/%d.png", size))
		if err != nil {
			t.Fatal(err)
		}
		checkSize(t, content, size)
	}
	if !bytes.Contains(Icon(), []byte("<svg ")) {
		t.Error("the icon is not an SVG")
	}
}

func checkSize(t *testing.T, content []byte, want int) {
	t.Helper()
	config, err := png.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if config.Width != want || config.Height != want {
		t.Errorf("the picture has %d × %d pixels, want %d", config.Width, config.Height, want)
	}
}
