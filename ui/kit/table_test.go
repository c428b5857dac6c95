package kit

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// TestATableShowsAValueWhole if it fits on two lines: two values may differ only at their end.
func TestATableShowsAValueWhole(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	table := NewTable("Kontrol", "Forventet", "Modtaget")
	said := func(expected string) string {
		table.Set([]Finding{{Mark: Passed, Name: "Person", Expected: expected, Actual: "den samme"}})
		table.Resize(fyne.NewSize(560, 200))
		var all strings.Builder
		for _, o := range test.WidgetRenderer(table).Objects() {
			if text, ok := o.(*canvas.Text); ok {
				all.WriteString(text.Text)
			}
		}
		return all.String()
	}
	const person = "8a9856e0-f12d-4217-b320-c8a076be9320"
	if got := said(person); !strings.Contains(got, person) {
		t.Errorf("it says %s", got)
	}
	if got := said(strings.Repeat("urn:example:", 20)); !strings.Contains(got, "…") {
		t.Errorf("what has no end isn't cut: %s", got)
	}
}

// TestATableShowsTheNameOfACheckWhole: also where it takes three lines.
func TestATableShowsTheNameOfACheckWhole(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	table := NewTable("Check", "Expected", "Received")
	table.Set([]Finding{{Mark: Passed, Name: "The provider’s signature", Expected: "RS256", Actual: "valid"}})
	table.Resize(fyne.NewSize(320, 200))
	var all []string
	for _, o := range test.WidgetRenderer(table).Objects() {
		if text, ok := o.(*canvas.Text); ok {
			all = append(all, text.Text)
		}
	}
	if got := strings.Join(all, " "); !strings.Contains(got, "The provider’s signature") {
		t.Errorf("it says %s", got)
	}
}

// TestATableBreaksNoWord of what was received, where the column can have the room.
func TestATableBreaksNoWord(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	table := NewTable("Kontrol", "Forventet", "Modtaget")
	const received = "bekræftet af MitID-tjenesten over TLS, ikke underskrevet"
	for width := float32(360); width < 800; width += 20 {
		table.Set([]Finding{
			{Mark: Passed, Name: "Person", Expected: "740379-••••", Actual: received, Whole: true},
			{Mark: Passed, Name: "Tekst i MitID", Expected: "Kode 1801, Nordby Kommune", Actual: "den samme"},
			{Mark: Passed, Name: "MitID-tjenestens signatur", Expected: "gyldig", Actual: "gyldig"},
			{Mark: Failed, Name: "Digest", Expected: "ingen", Actual: strings.Repeat("0123456789abcdef", 4)},
		})
		table.Resize(fyne.NewSize(width, 200))
		found, right, _ := texts(t, table)
		for _, word := range strings.Fields(received) {
			if word != "MitID-tjenesten" && !slices.ContainsFunc(found, func(o *canvas.Text) bool { return slices.Contains(strings.Fields(o.Text), word) }) {
				t.Errorf("%.0f wide, it breaks %s: %s", width, word, written(found))
			}
		}
		if !strings.Contains(written(found), "tjenesten") || right > width+1 {
			t.Errorf("%.0f wide, it reaches to %.0f: %s", width, right, written(found))
		}
	}
}
