package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"ringback/ui/kit"
)

// copiedFor is how long a button says that it has copied.
const copiedFor = 2 * time.Second

// keptCopied is how long text about a person stays on the clipboard.
const keptCopied = time.Minute

// copyWidth is wide enough for a button's label before and after copying, so that its neighbours
// don't move.
const copyWidth = 112

// copied is the text that this window last put on the clipboard, if it may be about a person.
type copied struct {
	text  string
	timer *time.Timer // clears it; nil while there is nothing to clear
}

// newCopyButton returns a button that puts a text about a person on the clipboard, and briefly
// confirms it.
func newCopyButton(w *Window, keys *kit.Keys, label string, kind kit.Kind, text func() string) *kit.Button {
	return newPlainCopyButton(w, keys, label, kind, func() string {
		copied := text()
		if copied != "" {
			w.rememberCopied(copied)
		}
		return copied
	})
}

// newPlainCopyButton returns such a button for a text that isn't about a person and may stay on the
// clipboard.
func newPlainCopyButton(w *Window, keys *kit.Keys, label string, kind kit.Kind, text func() string) *kit.Button {
	button := kit.NewButton(keys, label, "", kind, nil)
	button.SetAct(func() {
		copied := text()
		if copied == "" {
			return
		}
		w.app.Clipboard().SetContent(copied)
		button.SetLabel(w.words.get("button.copied"))
		w.later(copiedFor, func() {
			if !w.gone.Load() {
				button.SetLabel(label)
			}
		})
	})
	return button
}

// newCopySymbol returns a small button that copies a value about a person; what says which.
func newCopySymbol(w *Window, what, value string) *kit.SymbolButton {
	button := kit.NewSymbolButton(w.keys, "copy", w.words.get("spoken.copy", "What", what), nil)
	button.SetAct(func() {
		w.app.Clipboard().SetContent(value)
		w.rememberCopied(value)
		button.Set("check")
		w.later(copiedFor, func() {
			if !w.gone.Load() {
				button.Set("copy")
			}
		})
	})
	return button
}

// rememberCopied schedules a text to be removed from the clipboard after [keptCopied].
func (w *Window) rememberCopied(text string) {
	if w.copied.timer != nil {
		w.copied.timer.Stop()
	}
	w.copied = copied{text: text}
	var timer *time.Timer
	timer = w.later(keptCopied, func() {
		if w.copied.timer == timer {
			w.forgetCopied()
		}
	})
	w.copied.timer = timer
}

// forgetCopied removes the last copied text from the clipboard, unless something else has been
// copied since.
func (w *Window) forgetCopied() {
	if w.copied.timer == nil {
		return
	}
	w.copied.timer.Stop()
	if clipboard := w.app.Clipboard(); clipboard.Content() == w.copied.text {
		clipboard.SetContent("")
		w.screen.form.paste.forget()
	}
	w.copied = copied{}
}

// focus moves the focus.
func (w *Window) focus(to fyne.Focusable) {
	w.window.Canvas().Focus(to)
}

// focused handles a new focus: it scrolls the focused widget into view, and offers a copied UUID to
// the person's field.
func (w *Window) focused() {
	object, ok := w.window.Canvas().Focused().(fyne.CanvasObject)
	if !ok || w.screen == nil || w.window.Canvas().Overlays().Top() != nil {
		return
	}
	form := w.screen.form
	if form.holds(object) {
		form.last = w.window.Canvas().Focused()
	}
	w.reveal(object)
	if entry, is := object.(*kit.Entry); is && entry == form.person.entry {
		form.paste.look()
	}
}

// reveal scrolls an object of the window into view, in whatever scrolls around it.
func (w *Window) reveal(o fyne.CanvasObject) {
	if form := w.screen.form; form.holds(o) {
		form.reveal(o)
	} else {
		w.revealInCard(o)
	}
	w.screen.frame.reveal(o)
}

// revealCaret scrolls to where the next key goes.
func (w *Window) revealCaret() {
	entry, is := w.window.Canvas().Focused().(*kit.Entry)
	if is && w.screen != nil && w.presented == nil && w.window.Canvas().Overlays().Top() == nil {
		w.reveal(entry)
	}
}
