package ui

import (
	"fmt"
	"time"

	"ringback/assets"
	"ringback/ui/desk"
	"ringback/ui/kit"
)

// language returns the operator's choice of language, or else the system's.
func (w *Window) language(settings desk.Settings) assets.Language {
	if settings.Language == "" {
		return w.system
	}
	return assets.Language(settings.Language)
}

// speak changes the language and reports whether it did. It recreates the widgets. Typed text is
// kept, because the desk holds it, and so are the focus and the open tab.
func (w *Window) speak(language assets.Language) bool {
	if language == w.words.Language() {
		return false
	}
	loaded, err := assets.Load(language)
	if err != nil { // unknown: keep the current language
		return false
	}
	w.words = words{loaded}
	w.keys.SetSpoken(w.words.spoken())
	sayFyneWords(language)
	held := w.screen.hold()
	w.screen.shut()
	w.build()
	w.screen.resume(held)
	return true
}

// wear applies the theme and the text size of the settings.
func (w *Window) wear(now desk.Settings) {
	choice, size := now.Theme, sizeOf(now)
	if choice == "" && w.contrast {
		choice = "contrast" // as the system
	}
	worn := fmt.Sprint(choice, size, w.presenting, w.enlarged)
	if worn == w.theme {
		return
	}
	w.theme = worn
	mode := kit.System
	switch choice {
	case "light":
		mode = kit.Light
	case "dark":
		mode = kit.Dark
	case "contrast":
		mode = kit.HighContrast
	}
	look := kit.NewTheme(mode)
	if w.presenting {
		w.app.Settings().SetTheme(enlarged{look.Presenting(), w.enlarged})
		return
	}
	w.app.Settings().SetTheme(look.Enlarged(float32(size) / usualTextSize))
	if size != w.textSize {
		w.textSize = size
		w.resized()
	}
}

// followContrast asks whether the system is set to high contrast, and wears it where the look is
// to be as the system's. The answer can take a while; without one the window stays as it is.
func (w *Window) followContrast() {
	if w.highContrast == nil {
		return
	}
	w.inBackground(func() {
		high, known := w.highContrast()
		w.do(func() {
			if known && !w.gone.Load() && w.contrast != high {
				w.contrast = high
				w.wear(w.drawn.Settings)
			}
		})
	})
}

// starter is what the keys of a verification need of the desk.
type starter interface {
	Start()
	Cancel()
	Done()
}

// outcomeRest is how long an outcome stays in the window, whatever is pressed. The desk counts from
// when it came, and a busy machine may draw it much later.
const outcomeRest = time.Second

// primary presses the big button at the bottom of the form: Start, or Done after an outcome. After
// a press it does nothing until the desk has answered with a view, so that a double press counts
// once.
func (w *Window) primary() {
	switch {
	case w.pressed || w.touring != nil:
	case w.drawn.State == desk.Idle && !w.drawn.Form.Resting: // the desk says why, if it can't
		w.pressed = true
		w.desk.Start()
	case w.canBeDone():
		w.pressed = true
		w.desk.Done()
	}
}

// canBeDone reports whether an outcome has been there long enough, at the desk and in the window.
func (w *Window) canBeDone() bool {
	return w.drawn.CanDone && time.Since(w.outcomeAt) >= w.outcomeRest
}

// cancel stops the verification at the broker.
func (w *Window) cancel() {
	if w.drawn.CanCancel {
		w.desk.Cancel()
	}
}
