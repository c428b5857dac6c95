package ui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"ringback/assets"
	"ringback/ui/desk"
	"ringback/ui/kit"
)

// resumes is all that the part needs of a desk.
type resumes []string

func (r *resumes) Resume(id string)           { *r = append(*r, "Resume "+id) }
func (r *resumes) CancelUnfinished(id string) { *r = append(*r, "CancelUnfinished "+id) }
func (r *resumes) EndUnfinished(id string)    { *r = append(*r, "EndUnfinished "+id) }

// TestEachButtonIsAboutTheRequestNextToIt, if several are offered.
func TestEachButtonIsAboutTheRequestNextToIt(t *testing.T) {
	newApp(t).Settings().SetTheme(kit.NewTheme(kit.Light))
	loaded, err := assets.Load(assets.English)
	if err != nil {
		t.Fatal(err)
	}
	var called resumes
	u := newUnfinished(&Window{keys: kit.NewKeys(), words: words{loaded}}, &called)
	u.draw(&desk.View{Unfinished: unfinishedSamples()[:2]}, mostUnfinished)
	walk(u.column, func(o fyne.CanvasObject) {
		if button, ok := o.(*kit.Button); ok {
			button.Tapped(nil)
		}
	})
	if want := []string{"CancelUnfinished 1", "Resume 1", "Resume 2"}; !slices.Equal(called, want) {
		t.Errorf("called %v, want %v", called, want)
	}
}
