//go:build realparts && linux

package ui_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"ringback/assets"
	"ringback/ciba/simulator"
)

// TestRealWindowNobodyLooksAt counts what the window draws: while another window has the focus only
// what it shows differently, and nothing while it is minimised, until the outcome comes.
func TestRealWindowNobodyLooksAt(t *testing.T) {
	t.Parallel()
	needs(t, "cc")
	folder := t.TempDir()
	counter, frames := filepath.Join(folder, "frames.so"), filepath.Join(folder, "frames")
	if told, err := exec.Command("cc", "-shared", "-fPIC", "-o", counter, "../.build/frames.c").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, told)
	}
	s := newScreen(t, 1440, 900)
	s.settings("sound = true\n")
	heard := s.player()
	b := s.broker(simulator.Ignore)
	environment := s.env
	s.env = append(environment, "LD_PRELOAD="+counter, "FRAMES="+frames)
	p := s.open("-environment", "own")
	s.env = environment
	p.setUp()
	p.key("ctrl+Return")
	p.reaches("Waiting")

	drawn := func() string {
		count, err := os.ReadFile(frames)
		if err != nil {
			t.Fatal(err)
		}
		return string(count)
	}
	rests := func() bool { // with the focus it would draw five times
		before := drawn()
		<-time.After(5 * time.Second)
		return drawn() == before
	}
	focus := s.otherProgram()
	focus()
	until(t, "a window that draws nothing without the focus", rests)
	before := drawn()
	s.do("xdotool", "windowfocus", p.window)
	until(t, "a window that draws again", func() bool { return drawn() != before })
	s.do("xdotool", "windowminimize", p.window)
	until(t, "a window that draws nothing while it is minimised", rests)
	if err := b.Approve(b.asked().ID); err != nil {
		t.Fatal(err)
	}
	p.reaches("Verified")

	until(t, "the sound", func() bool { return heard() == string(assets.Sound(true)) })

	const urgent = "_NET_WM_STATE_DEMANDS_ATTENTION"
	until(t, "the mark in the task bar", func() bool { return slices.Contains(p.states(), urgent) })
	s.do("xdotool", "windowactivate", p.window)
	until(t, "its end", func() bool { return !slices.Contains(p.states(), urgent) })
}

// player puts a player of sounds into the home, which keeps what it plays.
func (s *screen) player() (heard func() string) {
	s.t.Helper()
	kept := filepath.Join(s.t.TempDir(), "heard")
	s.plays("cat \"$1\" >>'" + kept + "'")
	return func() string {
		sound, _ := os.ReadFile(kept) // nothing at first
		return string(sound)
	}
}

// plays puts a script into the home as the player of sounds.
func (s *screen) plays(script string) {
	s.t.Helper()
	folder := s.t.TempDir()
	script = "#!/bin/sh\n" + script + "\n"
	if err := os.WriteFile(filepath.Join(folder, "pw-play"), []byte(script), 0o700); err != nil {
		s.t.Fatal(err)
	}
	for i, one := range s.env {
		if rest, is := strings.CutPrefix(one, "PATH="); is {
			s.env[i] = "PATH=" + folder + string(os.PathListSeparator) + rest
		}
	}
}

// TestRealSoundEndsWithTheProgram, which is ended from outside while a player hangs: nothing of the
// sound stays, neither the player nor its file.
func TestRealSoundEndsWithTheProgram(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1440, 900)
	s.settings("sound = true\n")
	temporary := t.TempDir()
	number := filepath.Join(t.TempDir(), "number")
	s.plays("trap '' INT TERM HUP\necho $$ >'" + number + "'\nwhile :; do echo on and on; done")
	s.env = append(s.env, "TMPDIR="+temporary)
	b := s.broker(simulator.Ignore)
	p := s.open("-environment", "own")
	p.setUp()
	p.key("ctrl+Return")
	p.reaches("Waiting")
	s.do("xdotool", "windowminimize", p.window)
	until(t, "a window that is minimised", func() bool { return slices.Contains(p.states(), "_NET_WM_STATE_HIDDEN") })
	if err := b.Approve(b.asked().ID); err != nil {
		t.Fatal(err)
	}
	var player string
	until(t, "the player", func() bool {
		said, _ := os.ReadFile(number) // nothing at first
		player = strings.TrimSpace(string(said))
		return player != ""
	})
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if status := p.status(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	if _, err := os.Stat(filepath.Join("/proc", player)); err == nil {
		t.Error("the player is still there")
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("it leaves %v, %v", left, err)
	}
}
