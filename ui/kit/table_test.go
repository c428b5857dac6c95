package kit

import (
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
