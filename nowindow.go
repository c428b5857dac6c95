//go:build console

package main

import "ringback/ui/desk"

// openWindow refuses: this build has no window.
func (p program) openWindow(opening) int { return p.refuse(desk.Say("command.no_window")) }
