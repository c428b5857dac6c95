package main

import (
	"os"

	"ringback/ui/console"
	"ringback/ui/desk"
	"ringback/ui/native"
)

// tell shows a message on the desktop to whoever clicked a link or an icon and so sees no standard
// error. The exit status says it too.
func (p program) tell(text string) {
	if p.tells && !console.IsTerminal(os.Stderr) && !native.Redirected(os.Stderr) {
		_ = native.Tell(desk.Say("app.name").In(p.words), text)
	}
}

// misused ends a wrong call, which has been reported on standard error. What is told on the desktop
// repeats no argument: it could be about a person.
func (p program) misused() int {
	p.logs.Logger().Error("misused")
	p.tell(desk.Say("command.misused").In(p.words))
	return console.ExitUsage
}

// ownProgram returns the path of this program.
func ownProgram() (path string, problem desk.Text) {
	path, err := os.Executable()
	if err != nil {
		return "", desk.Say("command.nameless", "Detail", err.Error())
	}
	return path, desk.Text{}
}
