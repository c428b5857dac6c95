package main

import (
	"log"
	"maps"
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
	logs.Crashes(options.Folder) // whatever starts cuts the reports that others left
	l.Logger().Info("started", "version", versionText(), "system", system(), "command", commandName(command))
	return l
}

// takeLibraryLog keeps what libraries write to Go's own log off standard error. What stops a start
// is said by the program itself.
func (p program) takeLibraryLog() {
	log.SetFlags(log.Llongfile)
	log.SetOutput(logs.Libraries{Log: p.logs.Logger(), Reporter: "fyne.io/fyne/v2@log.go"})
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
	if commands()[command] == nil {
		return "unknown"
	}
	return command
}

// logPolicy logs what the administrator has fixed, by its keys, and applies the level of the log.
func (p program) logPolicy(unusable error) {
	if unusable != nil {
		p.logs.Logger().Error("policy", "error", unusable)
		return
	}
	p.logs.SetLevel(p.policy.LogLevel)
	sources := make(map[string][]string)
	for _, value := range p.policy.Values() {
		kind := "registry"
		if value.Source.Line > 0 {
			kind = "file"
		}
		sources[kind] = append(sources[kind], value.Key)
	}
	for _, kind := range slices.Sorted(maps.Keys(sources)) {
		p.logs.Logger().Info("policy", "source", kind, "keys", sources[kind])
	}
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
