//go:build realparts && linux

package ui_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
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
	folder, kept := s.t.TempDir(), filepath.Join(s.t.TempDir(), "heard")
	script := "#!/bin/sh\ncat \"$1\" >>'" + kept + "'\n"
	if err := os.WriteFile(filepath.Join(folder, "pw-play"), []byte(script), 0o700); err != nil {
		s.t.Fatal(err)
	}
	for i, one := range s.env {
		if rest, is := strings.CutPrefix(one, "PATH="); is {
			s.env[i] = "PATH=" + folder + string(os.PathListSeparator) + rest
		}
	}
	return func() string {
		sound, _ := os.ReadFile(kept) // nothing at first
		return string(sound)
	}
}
