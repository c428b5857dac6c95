package ui

import (
	"cmp"
	"slices"

	"ringback/ui/desk"
)

// usualTextSize is the size of texts as designed, in percent.
const usualTextSize = 100

// textSizes returns the sizes to choose from, in percent.
func textSizes() []int { return []int{85, usualTextSize, 115, 130, 150, 175, 200} }

// sizeOf returns the size of texts that the settings say.
func sizeOf(s desk.Settings) int { return cmp.Or(s.TextSize, usualTextSize) }

// largerTexts has texts one step larger.
func (w *Window) largerTexts() {
	for _, percent := range textSizes() {
		if percent > sizeOf(w.drawn.Settings) {
			w.sizeTexts(percent)
			return
		}
	}
}

// smallerTexts has texts one step smaller.
func (w *Window) smallerTexts() {
	for _, percent := range slices.Backward(textSizes()) {
		if percent < sizeOf(w.drawn.Settings) {
			w.sizeTexts(percent)
			return
		}
	}
}

// usualTexts has texts as large as designed.
func (w *Window) usualTexts() { w.sizeTexts(usualTextSize) }

// sizeTexts sets the size of texts. A presentation fills its screen whatever the size.
func (w *Window) sizeTexts(percent int) {
	if w.presented == nil && w.touring == nil {
		w.desk.SetTextSize(percent)
	}
}

// resized lays out everything again in another size of texts. What is typed and what has the focus
// stay: no widget is made anew.
func (w *Window) resized() {
	if w.screen == nil {
		return
	}
	w.screen.layOut()
	w.screen.resized()
}
