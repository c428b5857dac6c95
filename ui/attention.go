package ui

import "fyne.io/fyne/v2"

// watchForeground tracks whether the window is in the foreground.
func (w *Window) watchForeground() {
	w.app.Lifecycle().SetOnEnteredForeground(func() {
		w.behind = false
		if !w.gone.Load() {
			w.touch()
			w.screen.form.paste.look()
		}
	})
	w.app.Lifecycle().SetOnExitedForeground(func() { w.behind = true })
}

// notify sends a desktop notification for an outcome that arrives while the window is in the
// background. Its words are fixed: notifications show on locked screens and in screen shares, and
// some systems run them through a shell.
func (w *Window) notify() {
	if w.behind {
		w.app.SendNotification(fyne.NewNotification(w.words.get("notification.heading"), w.words.get("notification.ended")))
	}
}
