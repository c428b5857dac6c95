package ui

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"ringback/assets"
	"ringback/ui/desk"
	"ringback/ui/kit"
)

// sounding is a sound that plays.
type sounding struct {
	end  func()
	done chan struct{} // closed when nothing of it is left
}

// play plays sounds one after the other, unless one plays, and says then whether it could.
func (w *Window) play(then func(played bool), sounds ...[]byte) {
	if w.sounding != nil {
		return
	}
	ctx, end := context.WithCancel(context.Background())
	now, play := &sounding{end, make(chan struct{})}, w.beyond.play
	w.sounding = now
	w.inBackground(func() {
		defer end()
		var failed error
		for _, one := range sounds {
			failed = errors.Join(failed, play(ctx, one))
		}
		close(now.done)
		w.do(func() {
			w.sounding = nil
			then(failed == nil)
		})
	})
}

// hushPatience bounds how long a closing window waits for the end of what plays.
const hushPatience = time.Second

// Hush ends a sound, and waits until nothing of it is left. It is for Fyne's goroutine: a window
// that is closed calls it, and whoever ran the loop, which closes no window when the program is
// ended from outside.
func (w *Window) Hush() {
	if w.sounding == nil {
		return
	}
	w.sounding.end()
	select {
	case <-w.sounding.done:
	case <-time.After(hushPatience):
	}
}

// sound plays the sound of an outcome, where the settings have it.
func (w *Window) sound(v *desk.View) {
	if v.Settings.Sound && v.Outcome != nil {
		w.play(func(bool) {}, assets.Sound(v.Outcome.Outcome == "verified"))
	}
}

// soundSetting turns the sound of an outcome on and off, and lets it be heard.
type soundSetting struct {
	w      *Window
	on     *kit.Check
	try    *kit.Button
	note   *kit.Text
	row    *fyne.Container
	fixed  *fixable
	root   *fyne.Container
	silent bool // nothing here plays sounds
	failed bool // what was tried couldn't be heard
}

func newSoundSetting(w *Window, s *settings, d settingsDesk) *soundSetting {
	o := &soundSetting{w: w}
	keys, say := s.dialog.Keys(), w.words
	o.on = kit.NewCheck(keys, say.get("sound.label"), d.SetSound)
	o.try = kit.NewButton(keys, say.get("sound.try"), "", kit.Quiet, o.hear)
	o.note = kit.NewText("", kit.Style{Size: kit.SizeSmall, Color: kit.ColorSoft, Fit: kit.Wrapped})
	o.row = kit.NewStretchRow(10, 0, o.on, o.try)
	o.fixed = newFixable(say, o.row, receiptBox)
	o.root = kit.NewColumn(2, o.fixed.root, kit.NewInset(0, 0, 0, receiptBox, o.note))
	canPlay := w.beyond.canPlay
	w.inBackground(func() {
		silent := !canPlay()
		w.do(func() {
			if silent && w.screen.settings == s {
				o.silent = silent
				s.draw(&w.drawn)
			}
		})
	})
	return o
}

func (o *soundSetting) draw(v *desk.View) {
	o.on.SetChecked(v.Settings.Sound)
	enable(o.on, !v.Fixed.Sound)
	show(o.try, !o.silent)
	note := "sound.note"
	switch {
	case o.silent:
		note = "sound.none"
	case o.failed:
		note = "sound.failed"
	}
	o.note.Set(o.w.words.get(note))
	settle(o.row)
	o.fixed.draw(v.Fixed.Sound)
	settle(o.root)
}

// hear plays both sounds, in the order in which the note names them.
func (o *soundSetting) hear() {
	o.w.play(func(played bool) {
		if s := o.w.screen.settings; s != nil && s.sound == o {
			o.failed = !played
			s.draw(&o.w.drawn)
		}
	}, assets.Sound(true), assets.Sound(false))
}
