package kit

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// TestATextIsThereWithANewRenderer: Fyne drops the renderer of a widget that was hidden for a
// minute, and creates another when it is shown. A widget that has objects is laid out then, but a
// text of unchanged size isn't: the badge next to an outcome was an empty box.
func TestATextIsThereWithANewRenderer(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	for name, style := range map[string]Style{
		"one line": {}, "badge": badgeStyle(ToneWaiting), "wrapped": {Fit: Wrapped}, "cut": {Fit: Cut}, "trailing": {Align: fyne.TextAlignTrailing},
	} {
		t.Run(name, func(t *testing.T) {
			text := NewText("A text of many words", style)
			text.Resize(fyne.NewSize(90, 60))
			before := whereabouts(test.WidgetRenderer(text))
			if before == "" {
				t.Fatal("nothing is drawn")
			}
			if after := whereabouts(text.CreateRenderer()); after != before {
				t.Errorf("with a new renderer it is\n%sand before\n%s", after, before)
			}
		})
	}
}

// whereabouts describes the positions of the objects in a widget.
func whereabouts(r fyne.WidgetRenderer) string {
	all := ""
	for _, o := range r.Objects() {
		all += fmt.Sprintf("%T at %v, %v\n", o, o.Position(), o.Size())
	}
	return all
}
