//go:build unix && !linux

package native

import "os/exec"

// players returns that of macOS.
func players() []player { return []player{{name: "afplay"}} }

// runWithUs runs a command. Nothing here ends it with this process.
func runWithUs(command *exec.Cmd) error { return command.Run() }
