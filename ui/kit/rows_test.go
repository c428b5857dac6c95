package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// TestAListKeepsItsWidth when its content changes: otherwise its scroll bar would jump.
func TestAListKeepsItsWidth(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	rows := NewRows(NewKeys(), nil)
	rows.Set([]Row{{Text: "one"}})
	rows.Resize(fyne.NewSize(300, 200))
	wide := func() float32 { return test.WidgetRenderer(rows).Objects()[0].Size().Width }
	before := wide()
	rows.Set([]Row{{Text: "one"}, {Text: "two"}})
	if after := wide(); after != before {
		t.Errorf("it was %g wide and is %g", before, after)
	}
}
