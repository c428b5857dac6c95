// Ringback has a person approve a request in the MitID app on that person's own phone, and tells
// truthfully who approved it. This package reads flags and our environment variables and wires the
// rooms of the house together; it decides nothing else. There is one file a command; window.go is
// left out of a build with the tag console, which then needs neither Fyne nor C.
package main

import (
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	"ringback/assets"
	"ringback/ciba"
	"ringback/storage/secrets"
	"ringback/ui/console"
	"ringback/ui/desk"
)

const usage = `Ringback asks a person for an approval in the MitID app and tells who gave it.

  ringback [-environment ID] [-environments FILE] [-request -]
        open the window; -request - fills its form from JSON on standard input
  ringback 'ringback://verify?environment=ID&uuid=UUID&reference=TEXT&case=NUMBER'
        open the window with this in its form; nothing starts by itself
  ringback tour [-save DIR]
        play the demo's four stories in the window; -save saves their frames and quits
  ringback verify [-environment ID] [-environments FILE] -uuid UUID | -person PERSON
        [-reference TEXT] [-ip ADDRESS] [-action WORD] [-reference-id NUMBER]
        [-scenario NAME] [-language en|da] [-json]
  ringback verify -request - [-environment ID] [-environments FILE] [-scenario NAME]
        [-language en|da] [-json]
        run one verification on this console, the request from flags or as JSON from
        standard input; in demo everything has a default; -person is for environments
        of the profile generic
  ringback journal verify [-head HEAD] | head
        walk the chain of the journal and say whether it holds; say where it ends
  ringback journal export [-format json|csv] [-from DATE] [-until DATE]
        [-uuid UUID | -person PERSON] [-environment ID] [-outcome OUTCOME,...] [-out FILE]
        write it in plain text; the last DATE is included
  ringback journal erase [-uuid UUID | -person PERSON] [-from DATE] [-until DATE] [-yes]
        erase a person, a span of time, or a person in it; -uuid - and -person - read
        standard input
  ringback journal aside
        move a journal that can't be read, or isn't whole, aside to begin a new one
  ringback simulator [-addr 127.0.0.1:PORT] [-scenario NAME] [-interval 5s] [-expires-in 300s]
        serve the demo's broker to other clients, with its phones in a browser
  ringback version
        print the version

Exit status of verify: 0 verified, 2 wrong use, a broken file or output that can't be
written, 10 not verified, 11 refused, 12 expired, 13 cancelled, 14 unknown, 15 failed.
Of journal: 0 good, 1 a fault in the chain or something left that should be erased,
2 wrong use, or the journal can't be used.
The client secret or private key comes from the system's keyring, or for verify
from RINGBACK_CLIENT_SECRET, which agrees to the environment's hosts for this run.
`

// program is what every command is run with.
type program struct {
	language assets.Language // the system's
	words    *assets.Words
	given    ciba.Secret // from the environment, for verify alone
}

func main() {
	os.Exit(run(os.Args[1:]))
}

func run(args []string) int {
	// Whoever reads what is written can stop reading: that ends no program with a request that is
	// out. Told to us and not ignored, so that no program that we start, such as a browser, has it
	// ignored too.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	// For the console alone. Nothing that is started from here may get it.
	given := secrets.TakeVariable(desk.SecretVariable, os.Getenv)
	language := assets.SystemLanguage(os.Getenv)
	words, err := assets.Load(language)
	if err != nil {
		return fail(err.Error())
	}
	p := program{language: language, words: words, given: given}
	command := ""
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		command, args = args[0], args[1:]
	}
	if desk.IsLink(command) {
		return p.openLink(command, args)
	}
	switch command {
	case "":
		return p.open(args)
	case "tour":
		return p.tour(args)
	case "verify":
		return p.verify(args)
	case "journal":
		return p.journal(args)
	case "simulator":
		return p.simulator(args)
	case "version":
		return p.show("Ringback " + versionText() + "\n")
	case "help":
		return p.show(usage)
	}
	return p.refuse(desk.Say("command.unknown", "Command", strconv.Quote(command)))
}

// show writes a text to standard output.
func (p program) show(text string) int {
	out := console.NewOutput(console.StandardOutput())
	_, _ = io.WriteString(out, text) // that it failed is remembered
	return out.Status(0, p.words, console.Named(os.Stderr))
}

// refuse says what is wrong with the call.
func (p program) refuse(problem desk.Text) int { return fail(problem.In(p.words)) }

// fail says it in the words of an error.
func fail(text string) int {
	console.Warn(os.Stderr, text)
	return console.ExitUsage
}

// warn says what keeps nobody from working; the zero Text says nothing.
func (p program) warn(warning desk.Text) {
	if !warning.IsZero() {
		console.Warn(os.Stderr, warning.In(p.words))
	}
}
