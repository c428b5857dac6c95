package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"ringback/ui/kit"
)

// copiedFor is how long a button says that it has copied.
const copiedFor = 2 * time.Second

// keptCopied is how long something about a person stays on the clipboard.
const keptCopied = time.Minute

// copyWidth is room for what a button says before and after it has copied, so that nothing beside
// it moves.
const copyWidth = 112

// copied is what this window put on the clipboard last, if it can be about a person.
type copied struct {
	text  string
	timer *time.Timer // takes it away; nil while there is nothing
}

// newCopyButton is a button that puts a text about a person on the clipboard, and for a moment says
// that it did.
func newCopyButton(w *Window, keys *kit.Keys, label string, kind kit.Kind, text func() string) *kit.Button {
	return newPlainCopyButton(w, keys, label, kind, func() string {
		copied := text()
		if copied != "" {
			w.rememberCopied(copied)
		}
		return copied
	})
}

// newPlainCopyButton is such a button for a text that is about nobody and may stay.
func newPlainCopyButton(w *Window, keys *kit.Keys, label string, kind kit.Kind, text func() string) *kit.Button {
	button := kit.NewButton(keys, label, "", kind, nil)
	button.SetAct(func() {
		copied := text()
		if copied == "" {
			return
		}
		w.app.Clipboard().SetContent(copied)
		button.Set(w.words.get("button.copied"), "")
		w.later(copiedFor, func() {
			if !w.gone.Load() {
				button.Set(label, "")
			}
		})
	})
	return button
}

// rememberCopied has a text taken off the clipboard after a minute.
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

// forgetCopied takes what was copied last off the clipboard, if it is still there: what somebody
// else copied since then stays.
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

// focused does what goes with a new focus: what has it comes into sight, and a UUID that was copied
// is offered to the person's field.
func (w *Window) focused() {
	object, ok := w.window.Canvas().Focused().(fyne.CanvasObject)
	if !ok || w.screen == nil || w.window.Canvas().Overlays().Top() != nil {
		return
	}
	form := w.screen.form
	if form.holds(object) {
		form.last = w.window.Canvas().Focused()
		form.reveal(object)
	}
	if entry, is := object.(*kit.Entry); is && entry == form.person.entry {
		form.paste.look()
	}
}
