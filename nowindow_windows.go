//go:build console

package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"ringback/ui/desk"
	"ringback/ui/handover"
	"ringback/ui/native"
)

const (
	// hasWindow: this program can't be the window; another one is.
	hasWindow = false
	// noConsole: it has a console.
	noConsole = false
	// showsMessages: no icon or link starts this program, and a message box would stop a script.
	showsMessages = false
	// windowName is the program with the window, in the same folder as this one.
	windowName = "ringbackw.exe"
)

// openWindow starts the program with the window, which reads the same arguments, and returns at
// once. It waits only where files are saved.
func (p program) openWindow(as opening, _ *handover.Window) int {
	if p.given != "" {
		p.warn(desk.Say("problem.given_secret_ignored", "Name", desk.SecretVariable))
	}
	path, problem := windowProgram()
	switch {
	case !problem.IsZero():
		return p.refuse(problem)
	case as.save != "":
		return p.runWindow(path, as.arguments)
	}
	if _, err := native.StartDetached(path, as.stdin, as.arguments...); err != nil {
		return p.refuse(notStarted(path, err))
	}
	return 0
}

// runWindow runs the program with the window until it ends, and returns its exit status. Ctrl-C
// ends it.
func (p program) runWindow(path string, arguments []string) int {
	ctx, release := untilInterrupted()
	defer release()
	command := exec.CommandContext(ctx, path, arguments...) //nolint:gosec // our own program
	// Pipes: a program without a console can't write to this one's.
	command.Stdout, command.Stderr = struct{ io.Writer }{os.Stdout}, struct{ io.Writer }{os.Stderr}
	var ended *exec.ExitError
	switch err := command.Run(); {
	case errors.As(err, &ended):
		return ended.ExitCode()
	case err != nil:
		return p.refuse(notStarted(path, err))
	}
	return 0
}

// windowProgram returns the path of the program with the window. It is in the folder where this one
// really is, whatever link it was started by, and is looked for nowhere else.
func windowProgram() (path string, problem desk.Text) {
	own, problem := ownProgram()
	if !problem.IsZero() {
		return "", problem
	}
	if where, err := filepath.EvalSymlinks(own); err == nil {
		own = where
	}
	path = filepath.Join(filepath.Dir(own), windowName)
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return "", desk.Say("command.window_missing", "Path", path)
	}
	return path, desk.Text{}
}

// linkProgram returns the path of the program that links open.
func linkProgram() (path string, problem desk.Text) { return windowProgram() }

// probe has the program with the window look for what it needs.
func (p program) probe() int {
	path, problem := windowProgram()
	if !problem.IsZero() {
		return p.refuse(problem)
	}
	return p.runWindow(path, []string{"-probe"})
}

// notStarted says that the program with the window couldn't be started.
func notStarted(path string, err error) desk.Text {
	var system *os.PathError
	if errors.As(err, &system) {
		err = system.Err // the path is named already
	}
	return desk.Say("command.window_not_started", "Path", path, "Detail", err.Error())
}
