//go:build console

package main

import (
	"ringback/ui/desk"
	"ringback/ui/handover"
)

// hasWindow: this build has none.
const hasWindow = false

// openWindow refuses: this build has no window.
func (p program) openWindow(opening, *handover.Window) int {
	return p.refuse(desk.Say("command.no_window"))
}
