//go:build realparts && linux

package ui_test

import (
	"image"
	"strings"
	"syscall"
	"testing"
	"time"

	"ringback/ciba/simulator"
)

// setUp types the secret of the own environment into the dialog that asks for it, and fills in a
// person.
func (p *program) setUp() {
	p.t.Helper()
	save := p.waitForSave()
	p.paste(ownSecret)
	p.keep(p.window, p.t.Name()+" setup")
	p.closesBy(save)
	p.fill(simulator.DocumentedPerson)
}

// closesBy clicks a button of a dialog until that has closed: at first its buttons take nothing.
func (p *program) closesBy(button image.Point) {
	p.t.Helper()
	closed := func() bool { return !isShaded(p.picture()) }
	until(p.t, "the dialog to close", func() bool {
		p.click(p.window, button)
		return within(p.t, 3*time.Second, closed)
	})
}

// asks waits until a dialog is open, or closed.
func (p *program) asks(whether bool) {
	p.t.Helper()
	until(p.t, "a dialog to come or go", func() bool { return isShaded(p.picture()) == whether })
}

// answers presses a key until a dialog has taken it: at first its buttons take nothing.
func (p *program) answers(key string, taken func() bool) {
	p.t.Helper()
	until(p.t, "an answer to be taken", func() bool { p.key(key); return taken() })
}

// TestRealClosing closes the window while a request is out.
func TestRealClosing(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1440, 900)
	b := s.broker(simulator.Ignore)
	p := s.open("-environment", "own")
	p.setUp()
	p.key("ctrl+Return")
	b.asked()
	p.reaches("Waiting")

	p.key("alt+F4")
	p.asks(true)
	p.keep(p.window, "closing")
	p.key("Escape") // stays, and cancels nothing
	p.asks(false)
	if title := p.title(); title != "Ringback · Waiting" || b.asked().State != simulator.StateShown {
		t.Errorf("after Esc in the dialog: %q, %s", title, b.asked().State)
	}

	p.key("alt+F4")
	p.asks(true)
	p.key("shift+Tab")
	p.answers("Return", func() bool { return within(t, time.Second, p.over) })
	if status := p.status(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	b.became(simulator.StateCancelled)
	p.tellsNothing(simulator.DocumentedPerson, "Mette", "Sørensen", ownSecret, "eyJ")
}

// TestRealTerminate ends the process from outside, as a system shutdown does: nothing is asked,
// nothing is cancelled, and the next start offers to resume.
func TestRealTerminate(t *testing.T) {
	t.Parallel()
	for name, signal := range map[string]syscall.Signal{"SIGTERM": syscall.SIGTERM, "Ctrl-C": syscall.SIGINT, "a terminal that closes": syscall.SIGHUP} {
		t.Run(name, func(t *testing.T) {
			heard(t, signal)
			t.Parallel()
			s := newScreen(t, 1440, 900)
			s.keyring()
			b := s.broker(simulator.Ignore)
			p := s.open("-environment", "own")
			p.setUp()
			p.key("ctrl+Return")
			b.asked()
			p.reaches("Waiting")
			if err := p.command.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if status := p.status(); status != 0 {
				t.Errorf("exit status %d", status)
			}
			if state := b.asked().State; state != simulator.StateShown {
				t.Errorf("the request is %s at the broker", state)
			}
			p.tellsNothing(simulator.DocumentedPerson, "Mette", ownSecret, "eyJ")
			for _, file := range s.files() {
				if strings.HasSuffix(file, ".here") || strings.HasSuffix(file, ".new") {
					t.Errorf("it left %s behind", file)
				}
			}

			again := s.open("-environment", "own")
			until(t, "what was left", func() bool { return hasNotice(again.picture(), neutralGrounds) })
			again.keep(again.window, "left")
			s.start("verify", "-environment", "own", "-uuid", simulator.DocumentedPerson).refuses(15, "A request to this person is open until")
			if status := again.shut(); status != 0 {
				t.Errorf("then: exit status %d", status)
			}
		})
	}
	t.Run("idle", func(t *testing.T) {
		t.Parallel()
		s := newScreen(t, 1440, 900)
		p := s.open()
		if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if status := p.status(); status != 0 {
			t.Errorf("exit status %d", status)
		}
	})
}
