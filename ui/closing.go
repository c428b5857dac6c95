package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// leaver is notified that the window is about to close.
type leaver interface {
	Leave()
}

// hooked is a lifecycle of Fyne's, which runs a hook of its own when the loop has ended.
type hooked interface {
	SetOnStoppedHookExecuted(func())
}

// endSurely takes Fyne's hook off the end of the loop. It would save once more what Fyne's file
// dialog remembers, which is saved as it changes. Fyne 2.8.1 queues it while it stops reading the
// queue: on a busy machine the hook comes too late, and the program waits for it for ever, without
// a window.
func endSurely(l fyne.Lifecycle) {
	if l, ok := l.(hooked); ok {
		l.SetOnStoppedHookExecuted(nil)
	}
}

// askToClose closes the window. While a request is open it asks first, because the person's phone
// may still show it.
func (w *Window) askToClose() {
	if w.drawn.State == desk.Idle || w.drawn.State == desk.Ended {
		w.close()
		return
	}
	if w.question != nil {
		return
	}
	say := w.words
	w.question = kit.NewDialog(w.window.Canvas(), w.keys, 520, say.get("quit.heading"))
	keys := w.question.Keys()
	stay := kit.NewButton(keys, say.get("quit.stay"), say.get("key.cancel"), kit.Quiet, w.question.Dismiss)
	cancel := kit.NewButton(keys, say.get("window.quit_cancel"), "", kit.Danger, w.cancelAndClose)
	if w.drawn.CanLeave {
		leave := kit.NewButton(keys, say.get("quit.leave"), "", kit.Quiet, w.close)
		w.question.SetContent(kit.NewText(say.get("quit.question"), kit.Style{Fit: kit.Wrapped}), kit.NewSoft(say.get("quit.leave_note")))
		w.question.SetButtons(leave, cancel, stay)
	} else {
		w.question.SetContent(kit.NewSoft(say.get("window.quit_note")))
		w.question.SetButtons(cancel, stay)
	}
	w.question.OnDismissed(func() { w.question = nil })
	w.question.Show()
	w.focus(stay)
}

// cancelAndClose cancels at the broker. The window closes when the verification has ended.
func (w *Window) cancelAndClose() {
	w.question.Hide()
	w.question = nil
	w.closing = true
	w.desk.Cancel()
}

// close closes the window once everything is recorded. It removes what was copied about a person
// from the clipboard.
func (w *Window) close() {
	w.forgetCopied()
	if w.drawn.Unwritten == 0 {
		w.window.Close()
		return
	}
	w.waitToClose()
}

// writePatience is how long a closing window waits for the journal.
const writePatience = 5 * time.Second

// waitToClose shows why the window is still open, and closes it after [writePatience].
func (w *Window) waitToClose() {
	if w.writing != nil {
		return
	}
	w.desk.Leave()
	say := w.words
	w.writing = kit.NewDialog(w.window.Canvas(), w.keys, 460, say.get("quit.writing"))
	now := kit.NewButton(w.writing.Keys(), say.get("quit.now"), "", kit.Quiet, w.window.Close)
	w.writing.SetContent(kit.NewSoft(say.get("quit.writing_note")))
	w.writing.SetButtons(now)
	w.writing.Show()
	w.later(writePatience, w.window.Close)
	w.focus(now)
}

// written closes a window that was waiting for the journal, once everything is written.
func (w *Window) written() {
	if w.writing != nil && w.drawn.Unwritten == 0 {
		w.window.Close()
	}
}
