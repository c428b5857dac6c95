package main

import (
	"ringback/storage/config"
	"ringback/ui/desk"
)

// opening says what the window shows first.
type opening struct {
	link         string // that the user clicked
	stdin        string // the flag -request
	tour         bool   // play the demo's stories
	save         string // folder for the tour's frames
	environment  string
	environments string
}

// open opens the window.
func (p program) open(args []string) int {
	f := newFlags("ringback").withEnvironment()
	stdin := f.String("request", "", "- reads the request for the form as JSON from standard input")
	if status, done := p.parse(f, args); done {
		return status
	}
	return p.openWindow(opening{stdin: *stdin, environment: f.environment, environments: f.environments})
}

// openLink opens the window with a link's request. A link that hangs up opens none: where no window
// is open, no request waits.
func (p program) openLink(link string, args []string) int {
	if len(args) > 0 { // the link's author may have written these too
		return p.refuse(desk.Say("command.link_alone"))
	}
	if parsed, _ := desk.ParseLink(link); parsed.HangUp {
		return 0
	}
	return p.openWindow(opening{link: link})
}

// tour opens the window and plays the demo's stories in it.
func (p program) tour(args []string) int {
	f := newFlags("ringback tour")
	save := f.String("save", "", "save the frames as pictures in this folder, and quit")
	if status, done := p.parse(f, args); done {
		return status
	}
	return p.openWindow(opening{tour: true, save: *save, environment: config.IDDemo})
}
