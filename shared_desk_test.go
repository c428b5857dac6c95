//go:build console

package main

import (
	"bufio"
	"os"
	"path/filepath"

	"ringback/storage/config"
	"ringback/storage/files"
	"ringback/storage/secrets"
	"ringback/ui/desk"
)

// foldersOf are those of a program of these tests.
func foldersOf(folder string) files.Folders {
	return files.Folders{Config: folder, Data: filepath.Join(folder, "data")}
}

// shareIn has a desk use the shared journal that the settings in its folder name, as the program
// does.
func shareIn(folder string, store *secrets.Store, options *desk.Options) {
	settings, err := config.LoadSettings(foldersOf(folder).SettingsFile())
	if err != nil {
		say(said{Event: "failed", What: err.Error()})
		os.Exit(1)
	}
	program{}.shared(settings, foldersOf(folder), nil, store).use(options)
}

// shareOnce is a desk that starts one request, says what the guard says, and cancels what it sent
// once it is told to: by a line on standard input.
func shareOnce(folder, issuer, text string) {
	say(said{Event: "begins"})
	p := openDesk(folder, issuer)
	p.fill(text)
	p.Start()
	v := p.until("started or guarded", func(v desk.View) bool { return v.Guard != nil || len(v.Notices) > 0 || v.State == desk.Waiting })
	switch {
	case v.Guard != nil:
		say(said{Event: "guarded", What: v.Guard.Reason})
	case len(v.Notices) > 0:
		say(said{Event: "failed", What: v.Notices[0].Text.Key})
	default:
		say(said{Event: "ready"})
		_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
		p.Cancel()
		v = p.until("ended", func(v desk.View) bool { return v.State == desk.Ended })
		say(said{Event: "ended", What: v.Outcome.Outcome, Recorded: v.Outcome.Recorded})
		p.until("over", func(v desk.View) bool { return v.CanDone })
		p.Done()
		p.until("idle", func(v desk.View) bool { return v.State == desk.Idle })
	}
	p.end()
	say(said{Event: "done"})
}
