package receipt

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ringback/assets"
	"ringback/ui/desk"
)

// TestANameThatTheFontsLackIsAPicture beside its codes, on the same page. One that they have isn't,
// and one that is left out isn't either.
func TestANameThatTheFontsLackIsAPicture(t *testing.T) {
	both, err := fonts()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{"Mette Holm Sørensen": 0, "מטה הולם": 1} {
		view := verifiedView()
		view.Outcome.Name = name
		view.Status.Sentence = desk.Say("outcome.verified.sentence", "Name", name, "At", desk.At(view.Outcome.Approved))
		var asked []string
		c := content(t, view, assets.English).WithPicture(both[0], both[1], func(name string) image.Image {
			asked = append(asked, name)
			picture := image.NewRGBA(image.Rect(0, 0, 400, 60))
			draw.Draw(picture, picture.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
			return picture
		})
		if page := render(t, c); bytes.Count(page, []byte("/Subtype /Image")) != want || bytes.Count(page, []byte("/Type /Page\n")) != 1 {
			t.Errorf("%s: %d pictures, %d pages", name, bytes.Count(page, []byte("/Subtype /Image")), bytes.Count(page, []byte("/Type /Page\n")))
		}
		if said := strings.Contains(c.Sentence, name); said != (want == 0) {
			t.Errorf("%s: the sentence is %q", name, c.Sentence)
		}
		if len(asked) != want || want == 1 && asked[0] != name {
			t.Errorf("%s: drawn are %q", name, asked)
		}
		if page := render(t, c.Without(FieldName)); bytes.Contains(page, []byte("/Subtype /Image")) {
			t.Errorf("%s: left out, and its picture is there", name)
		}
	}
}

// TestNoCodeIsCutInTwo at the end of a line, nor by the ellipsis.
func TestNoCodeIsCutInTwo(t *testing.T) {
	both, err := fonts()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parse(both[0], both[1])
	if err != nil {
		t.Fatal(err)
	}
	p := &page{Fpdf: newDocument(Content{}, slices.Clone(both[0]), slices.Clone(both[1])), fonts: parsed}
	for wide := 20.0; wide < 120; wide++ {
		for _, line := range p.wrap(strings.Repeat("王小明", 12), wide, sizeRow, "", 3) {
			if left := regexp.MustCompile(`\[U\+[0-9A-F]{4}\]`).ReplaceAllString(line, ""); left != "" && left != "…" {
				t.Fatalf("%v mm wide, a line is %q", wide, line)
			}
		}
	}
}
