package ui

import (
	"context"
	"reflect"
	"time"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/native"
)

// attended is told how closely the window is followed.
type attended interface {
	Attend(desk.Attention)
}

// watchForeground tracks whether the window is in the foreground.
func (w *Window) watchForeground() {
	w.app.Lifecycle().SetOnEnteredForeground(func() {
		w.behind = false
		w.setUrgent(false)
		w.attend()
		if !w.gone.Load() {
			w.touch()
			w.followContrast()
			w.screen.form.paste.look()
		}
	})
	w.app.Lifecycle().SetOnExitedForeground(func() {
		w.behind = true
		w.attend()
		w.notePlace()
		w.inBackground(w.KeepPlace)
	})
}

// attend tells the desk how closely the window is followed. A presentation always is: whoever
// presents works in another window while the audience looks at this one.
func (w *Window) attend() {
	now := desk.Focused
	if w.minimised || w.behind && w.presented == nil {
		now = desk.Beside
	}
	if now != w.attention {
		w.attention = now
		w.desk.Attend(now)
	}
}

// watchMinimised tracks whether the window is minimised, where the window system says so. The
// toolkit doesn't, and paints a minimised window as often as any other.
func (w *Window) watchMinimised(system any) {
	handle := handleOf(system)
	if handle == 0 {
		return
	}
	watching, end := context.WithCancel(context.Background())
	w.endWatch = end // closing the window ends it
	w.inBackground(func() {
		_ = native.WatchMinimised(watching, handle, func(minimised bool) { //nolint:contextcheck // A sound that begins then ends with the window, not with this watch.
			w.do(func() { w.setMinimised(minimised) })
		})
	})
}

// setMinimised notes whether the window is minimised. What it shows again is current.
func (w *Window) setMinimised(minimised bool) {
	if w.gone.Load() || w.minimised == minimised {
		return
	}
	w.minimised = minimised
	w.attend()
	if !minimised {
		w.draw(w.desk.View())
	}
}

// onlyGoesOn reports whether time has passed between two views and nothing else has happened than
// the progress of a request. A minimised window isn't painted for that. Everything else is: what
// has left the desk must not stay in the window, and when it is back nobody sees an earlier state.
func onlyGoesOn(before, now desk.View) bool {
	for _, v := range []*desk.View{&before, &now} {
		v.Now, v.Status = time.Time{}, desk.Status{}
		v.Course, v.Sequence, v.Network = nil, nil, nil
	}
	return reflect.DeepEqual(before, now)
}

// notify sends a desktop notification for an outcome that arrives while the window is in the
// background, and marks the window as urgent in the task bar. A sound is for those who have asked
// for one. The words are fixed: notifications show on locked screens and in screen shares, and some
// systems run them through a shell.
func (w *Window) notify() {
	if w.behind || w.minimised {
		w.app.SendNotification(fyne.NewNotification(w.words.get("notification.heading"), w.words.get("notification.ended")))
		w.setUrgent(true)
		w.sound(&w.drawn)
	}
}
