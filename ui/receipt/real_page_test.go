//go:build realparts

package receipt

import (
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ringback/assets"
	"ringback/ui/desk"
)

// TestReadByPoppler reads the page with an independent program: text, number of pages, fonts and
// picture. With -artifacts the pictures are kept.
func TestReadByPoppler(t *testing.T) {
	for _, language := range assets.Languages() {
		for name, view := range map[string]desk.View{"verified": verifiedView(), "other-person": otherPersonView(), "expired": expiredView(), "generic": genericView(true), "by-cpr": byCPRView()} {
			t.Run(string(language)+" "+name, func(t *testing.T) {
				c := content(t, view, language)
				folder := t.ArtifactDir()
				file := filepath.Join(folder, name+"-"+string(language)+".pdf")
				if err := os.WriteFile(file, render(t, c), 0o600); err != nil {
					t.Fatal(err)
				}
				text := strings.Join(strings.Fields(poppler(t, "pdftotext", "-layout", file, "-")), " ")
				for _, want := range wanted(c) {
					if !strings.Contains(text, want) {
						t.Errorf("%q can't be read in\n%s", want, text)
					}
				}
				if c.Badge != "" && strings.Count(text, c.Badge) < 2 {
					t.Errorf("the large badge can't be read in\n%s", text)
				}
				if match := load(t, language).Text("check.value.matched", nil); name == "by-cpr" && !strings.Contains(text, match[strings.LastIndex(match, ",")+2:]) {
					t.Errorf("that the match isn't signed can't be read in\n%s", text)
				}
				if strings.Contains(text, uuid) {
					t.Error("the UUID can be read")
				}
				info := poppler(t, "pdfinfo", file)
				if !strings.Contains(info, "Pages:           1") || !strings.Contains(info, "Title:           "+c.title) || strings.Contains(info, "Author") || strings.Contains(info, "Mette") {
					t.Errorf("the properties are\n%s", info)
				}
				if fonts := poppler(t, "pdffonts", file); strings.Count(fonts, "Identity-H       yes") != 2 {
					t.Errorf("not both fonts are embedded:\n%s", fonts)
				}
				picture := strings.TrimSuffix(file, ".pdf")
				poppler(t, "pdftoppm", "-png", "-singlefile", "-r", "110", file, picture)
				wantMargins(t, picture+".png", name == "verified" || name == "generic" || name == "by-cpr")
			})
		}
	}
}

// wanted returns what must be found on the page: short texts whole, and the beginning of long ones,
// which are wrapped.
func wanted(c Content) []string {
	all := []string{c.Badge, c.Word, c.Sentence[:20]}
	for _, row := range append(slices.Clone(c.Rows), c.Evidence...) {
		all = append(all, row.Label, row.Value)
	}
	for _, check := range c.Checks {
		all = append(all, check.Name, check.Result)
	}
	return all
}

// wantMargins checks that the margins are white, that there is ink between them, and that only a
// verified outcome has green.
func wantMargins(t *testing.T, name string, verified bool) {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	picture, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	bounds := picture.Bounds()
	inside := image.Rect(bounds.Dx()*17/210, bounds.Dy()*15/297, bounds.Dx()*193/210, bounds.Dy()*285/297)
	marks, green := 0, 0
	for y := range bounds.Dy() {
		for x := range bounds.Dx() {
			r, g, b, _ := picture.At(x, y).RGBA()
			white := r == 0xffff && g == 0xffff && b == 0xffff
			if !white && !image.Pt(x, y).In(inside) {
				t.Fatalf("something is in the margin at %d,%d of %v", x, y, bounds.Size())
			}
			if !white {
				marks++
			}
			if g > r+0x1800 && g > b+0x1000 {
				green++
			}
		}
	}
	if marks < 5000 {
		t.Errorf("only %d dots of ink", marks)
	}
	if (green > 0) != verified {
		t.Errorf("%d green dots", green)
	}
}

func poppler(t *testing.T, name string, arguments ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, arguments...).Output()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return string(out)
}
