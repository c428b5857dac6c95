//go:build console && !windows

package main

import (
	"ringback/ui/desk"
	"ringback/ui/handover"
)

const (
	// hasWindow: this build has none.
	hasWindow = false
	// noConsole: it has a console.
	noConsole = false
	// showsMessages: a link may start this program.
	showsMessages = true
)

// openWindow refuses: this build has no window.
func (p program) openWindow(opening, *handover.Window) int {
	return p.refuse(desk.Say("command.no_window"))
}

// windowProgram refuses: there is no other program with a window.
func windowProgram() (path string, problem desk.Text) { return "", desk.Say("command.no_window") }

// linkProgram returns the path of the program that links open.
func linkProgram() (path string, problem desk.Text) { return ownProgram() }

// probe refuses: there is nothing to look for.
func (p program) probe() int { return p.refuse(desk.Say("command.no_window")) }
