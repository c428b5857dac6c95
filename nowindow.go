//go:build console

package main

import "ringback/ui/desk"

// openWindow says that this build has none.
func (p program) openWindow(opening) int { return p.refuse(desk.Say("command.no_window")) }
