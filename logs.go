package main

import (
	"runtime"
	"slices"
	"time"

	"ringback/storage/files"
	"ringback/storage/logs"
	"ringback/ui/console"
	"ringback/ui/desk"
)

// openLogs begins the log of this process, and has it report a crash. Commands that only print
// something leave nothing on the disk.
func openLogs(command string) *logs.Logs {
	options := logs.Options{About: about()}
	if !slices.Contains([]string{"help", "version"}, command) {
		if folders, err := files.DefaultFolders(); err == nil {
			options.Folder = folders.LogFolder()
		}
	}
	l := logs.Open(options)
	l.Logger().Info("started", "version", versionText(), "system", system(), "command", commandName(command))
	return l
}

// about names the program in a crash report.
func about() string { return "Ringback " + versionText() + ", " + runtime.Version() + ", " + system() }

// system returns the system, and whether this build has a window.
func system() string {
	build := "console"
	if hasWindow {
		build = "window"
	}
	return runtime.GOOS + "/" + runtime.GOARCH + ", " + build
}

// commandName returns what may be logged of a command: a link is a request.
func commandName(command string) string {
	if desk.IsLink(command) {
		return "link"
	}
	known := []string{"", "tour", "verify", "journal", "simulator", "register", "unregister", "version", "help"}
	if !slices.Contains(known, command) {
		return "unknown"
	}
	return command
}

// closeLogs ends the log. A start that failed is written, whatever the environment.
func (p program) closeLogs(command string, status int, began time.Time) {
	p.logs.Logger().Info("ended", "status", status, logs.Since(began))
	if starts := []string{"", "link", "tour", "verify"}; status == console.ExitUsage && slices.Contains(starts, commandName(command)) {
		p.logs.ToFile()
	}
	_ = p.logs.Close() // a crash file that stays is removed at the next start
}

// tellCrashes names the reports of earlier crashes on the console, once.
func (p program) tellCrashes(folders files.Folders) {
	for _, crash := range logs.Crashes(folders.LogFolder()) {
		if !crash.Told && crash.Tell() == nil {
			p.warn(desk.Say("crash.told", "File", crash.Path))
		}
	}
}

// leftDemo is called when an environment outside the demo is in use.
func (p program) leftDemo() {
	noCoreFiles()
	p.logs.ToFile()
}
