package ui

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"ringback/assets"
	"ringback/ui/desk"
)

// player plays in a window of a test, and notes what: each sound plays until it may end.
type player struct {
	began chan string
	ends  chan error
}

// listen lets a window play by a player, whose words come back on the test's own goroutine.
func listen(w *Window) (player, chan func()) {
	p, queue := player{make(chan string, 1), make(chan error)}, make(chan func(), 1)
	w.do = func(do func()) { queue <- do }
	w.beyond.play = func(ctx context.Context, wav []byte) error {
		name := "other"
		if bytes.Equal(wav, assets.Sound(true)) {
			name = "verified"
		}
		p.began <- name
		select {
		case err := <-p.ends:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return p, queue
}

// withSound returns a view with the sound on or off.
func withSound(v desk.View, on bool) desk.View {
	v.Settings.Sound = on
	return v
}

// TestTheSoundOfAnOutcome comes for one behind other windows only, and only if it is on.
func TestTheSoundOfAnOutcome(t *testing.T) {
	for _, c := range []struct {
		name     string
		view     desk.View
		on, back bool
		want     string
	}{
		{name: "verified", view: verifiedView(), on: true, back: true, want: "verified"},
		{name: "anything else", view: uncheckableView(), on: true, back: true, want: "other"},
		{name: "in front", view: verifiedView(), on: true, want: ""},
		{name: "off", view: verifiedView(), back: true, want: ""},
	} {
		w, d := open(t, withSound(waitingView(), c.on), plainShape())
		p, queue := listen(w)
		w.behind = c.back
		d.set(withSound(c.view, c.on))
		w.draw(d.View())
		if w.sounding == nil {
			if c.want != "" {
				t.Errorf("%s: silence", c.name)
			}
			continue
		}
		if got := <-p.began; got != c.want {
			t.Errorf("%s: it plays %q, want %q", c.name, got, c.want)
		}
		p.ends <- nil
		(<-queue)()
		if w.sounding != nil {
			t.Errorf("%s: it plays for ever", c.name)
		}
	}
}

// TestTheSoundsCanBeTried, in turn, and a second press while they play does nothing.
func TestTheSoundsCanBeTried(t *testing.T) {
	w, _ := open(t, emptyView(), plainShape())
	p, queue := listen(w)
	w.beyond.canPlay = func() bool { return true }
	w.screen.openSettings()
	(<-queue)() // that something can play
	setting := w.screen.settings.sound
	var heard []string
	for _, failure := range []error{nil, errors.New("no server")} {
		setting.hear()
		setting.hear()
		for range 2 {
			heard = append(heard, <-p.began)
			p.ends <- failure
		}
		(<-queue)()
		if said := strings.Contains(shown(w), "The sound could not be played."); said != (failure != nil) {
			t.Errorf("after %v it says so: %v", failure, said)
		}
	}
	if want := []string{"verified", "other", "verified", "other"}; !slices.Equal(heard, want) {
		t.Errorf("it plays %v", heard)
	}
}

// TestASoundEndsWithTheWindow, before that is gone.
func TestASoundEndsWithTheWindow(t *testing.T) {
	w, _ := open(t, emptyView(), plainShape())
	p, queue := listen(w)
	played := true
	w.play(func(could bool) { played = could }, assets.Sound(true))
	<-p.began
	now := w.sounding
	w.window.Close()
	select {
	case <-now.done:
	default:
		t.Fatal("the window is closed, and it still plays")
	}
	if (<-queue)(); played {
		t.Error("it has played to the end")
	}
}

func TestWithoutAPlayerTheSettingsSaySo(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	queue := make(chan func(), 1)
	w.do = func(do func()) { queue <- do }
	w.beyond.canPlay = func() bool { return false }
	w.screen.openSettings()
	const none = "Nothing here plays sounds"
	if all := shown(w); strings.Contains(all, none) || !strings.Contains(all, "Try it") {
		t.Errorf("before anybody knows:\n%s", all)
	}
	(<-queue)()
	if all := shown(w); !strings.Contains(all, none) || strings.Contains(all, "Try it") {
		t.Errorf("without a player:\n%s", all)
	}
	w.screen.settings.sound.on.Tapped(nil)
	if calls := d.called(); !slices.Contains(calls, "SetSound true") {
		t.Errorf("it calls %v", calls)
	}
}
