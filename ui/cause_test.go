package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ringback/assets"
	"ringback/ui/desk"
)

// TestEveryCauseIsOnTheCard: the window and the presentation show, in both languages, why nobody is
// verified, what to say on the phone and the code for IT. What to say is visible without scrolling.
func TestEveryCauseIsOnTheCard(t *testing.T) {
	views := map[string]desk.View{
		"person": causeView("person", ""), "reference_text": causeView("reference_text", ""), "not_genuine": causeView("not_genuine", "replay:seen_before"),
		"uncheckable": uncheckableView(), "assurance": tooLowView(),
	}
	for _, language := range assets.Languages() {
		for _, big := range []bool{false, true} {
			as := shape{language: language, theme: "dark", size: fyne.NewSize(1024, 600), scale: 1}
			w, d := open(t, emptyView(), as)
			if big {
				w.window.Resize(fyne.NewSize(1920, 1080))
				w.beginPresentation(true)
			}
			for name, view := range views {
				become(w, d, emptyView())
				become(w, d, view)
				drawn := ""
				for _, one := range texts(w) {
					drawn += one.text + " "
				}
				for _, want := range []desk.Text{view.Status.Sentence, view.Status.SayNow, view.Outcome.Advice} {
					said := w.words.say(want)
					if !want.IsZero() && !strings.Contains(squeezed(drawn), squeezed(said)) {
						t.Errorf("%s, %s, big %t: %q isn't drawn in\n%s", name, language, big, said, drawn)
					}
				}
			}
		}
	}
}

// squeezed returns a text without spaces, so that line breaks don't matter.
func squeezed(text string) string { return strings.Join(strings.Fields(text), "") }
