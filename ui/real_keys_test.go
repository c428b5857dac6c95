//go:build realparts && linux

package ui_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ringback/ciba/simulator"
)

// stops is how many times Tab is pressed in a round through the window: slightly more than it has
// focusable widgets.
const stops = 24

// TestRealKeysEverywhere tries Start, Cancel and Done wherever Tab leads: in each field, on each
// button.
func TestRealKeysEverywhere(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1440, 900)
	var p *program
	people := []string{
		simulator.DocumentedPerson, "c1d9a3f4-6b0e-4f5a-9d27-3e8f10b2a764", "5f7e2b68-94c3-4d1a-8a0f-b6d2c97e4135",
		"0b8d64ce-217f-4a93-b5e1-7f39ad5c8026", "e63a0f92-d85b-4c7e-a149-28c5f7106bd3", "93c5b7d1-0e4a-4862-9f3d-a1e8604c2b97",
	}
	for tabs := range stops {
		one := tabs % len(people)
		if one == 0 { // nobody is asked again soon after a cancelled request; a new window forgets that
			if p != nil {
				p.shut()
			}
			p = s.open()
		}
		p.fill(people[one])
		p.tab(tabs)
		p.key("ctrl+Return")
		if !within(t, patience/2, func() bool { return p.title() == "Ringback · Waiting" }) {
			p.keep(p.window, fmt.Sprintf("keys-%d", tabs))
			t.Fatalf("after %d × Tab, Ctrl+Enter doesn't start", tabs)
		}
		p.tab(tabs)
		p.key("Escape")
		if !within(t, patience/2, func() bool { return p.title() == "Ringback · Cancelled" }) {
			p.keep(p.window, fmt.Sprintf("keys-%d", tabs))
			t.Fatalf("after %d × Tab, Esc doesn't cancel", tabs)
		}
		p.startOffered()
		p.tab(tabs)
		p.key("ctrl+Return")
		if !within(t, patience/2, func() bool { return p.title() == "Ringback" }) {
			p.keep(p.window, fmt.Sprintf("keys-%d", tabs))
			t.Fatalf("after %d × Tab, Ctrl+Enter isn't Done", tabs)
		}
	}
}

// tab presses Tab some times.
func (p *program) tab(times int) {
	p.t.Helper()
	if times > 0 {
		p.key(slices.Repeat([]string{"Tab"}, times)...)
	}
}

// TestRealTabAndBack goes forward and back again: what is typed then goes where it went before.
func TestRealTabAndBack(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1440, 900)
	p := s.open()
	p.fill(simulator.DocumentedPerson)
	offered := func() bool { _, ok := filledButton(p.picture(), inForm); return ok }
	for tabs := 1; tabs < stops; tabs++ {
		p.tab(tabs)
		p.key(append(slices.Repeat([]string{"shift+Tab"}, tabs), "End", "BackSpace")...)
		reached := within(t, patience/2, func() bool { return !offered() })
		p.key(simulator.DocumentedPerson[35:])
		if !reached || !within(t, patience/2, offered) {
			p.keep(p.window, fmt.Sprintf("tab-%d", tabs))
			t.Fatalf("%d × Tab and %d × Shift+Tab don't lead back", tabs, tabs)
		}
	}
}

// TestRealHeldKey holds Ctrl+Enter from before the start until long after the outcome. The system
// repeats a key that is held down. That must neither start a request nor dismiss an outcome.
func TestRealHeldKey(t *testing.T) {
	t.Parallel()
	s := newScreen(t, 1440, 900, "r")
	p := s.open()
	p.fill(simulator.DocumentedPerson)
	p.do("xdotool", "keydown", "ctrl", "keydown", "Return")
	p.reaches("Waiting")
	p.approve()
	p.reaches("Verified")
	p.startOffered() // now it is Done
	if within(t, 3*time.Second, func() bool { return p.title() != "Ringback · Verified" }) {
		t.Error("a key that was still held down took the outcome away")
	}
	p.do("xdotool", "keyup", "Return", "keyup", "ctrl")
	p.key("ctrl+Return")
	p.reaches("")
}
