// Ringback has a person approve a request in the MitID app on that person's own phone, and reports
// truthfully who approved it. This package reads flags and our environment variables and wires the
// other packages together; it decides nothing else. Each command has its own file. The tag console
// leaves out window.go, so that the build needs neither Fyne nor C.
package main

import (
	"flag"
	"io"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"ringback/assets"
	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/logs"
	"ringback/storage/secrets"
	"ringback/ui/console"
	"ringback/ui/desk"
	"ringback/ui/native"
)

const usage = `Ringback asks a person for an approval in the MitID app and reports who gave it.

  ringback [-environment ID] [-environments FILE] [-request -] [-separate]
        open the window, or bring the open one to the front; -request - offers it a
        request as JSON from standard input; -separate opens another window, which
        takes no links, and so does -environments
  ringback [-environment ID] -request - -result -
        offer the request to the window, opening one if none is open, wait for its
        result, and write that as JSON
  ringback 'ringback://verify?environment=ID&uuid=UUID&reference=TEXT&case=NUMBER'
        offer this request to the window; nothing starts by itself
  ringback 'ringback://hangup?case=NUMBER&environment=ID'
        the call has ended: cancel the waiting request of this case, if there is one
  ringback tour [-save DIR]
        play the demo's five stories in the window; -save saves their frames and quits
  ringback verify [-environment ID] [-environments FILE] -uuid UUID | -cpr - | -person PERSON
        [-reference TEXT] [-ip ADDRESS] [-action WORD] [-reference-id NUMBER]
        [-scenario NAME] [-language en|da] [-json] [-confirmed]
  ringback verify -request - [-environment ID] [-environments FILE] [-scenario NAME]
        [-language en|da] [-json]
        run one verification on this console, with the request from flags or as JSON
        from standard input; in demo everything has a default; -cpr - reads a CPR number
        from standard input; -person is for environments of the profile generic;
        -confirmed: the person was asked, or asked for another request soon after one,
        for a third within an hour, or despite a report
  ringback journal verify [-head CODE]
        check the chain of the journal, up to the control code that was noted
  ringback journal head
        print the control code of where the journal ends
  ringback journal export [-format json|csv] [-from DATE] [-until DATE]
        [-uuid UUID | -cpr - | -person PERSON] [-environment ID] [-outcome OUTCOME,...]
        [-operator ACCOUNT] [-desk NAME] [-out FILE]
        write the records in plain text, up to and including the last DATE; of a shared
        journal also those of an account or a desk only, by their own words
  ringback journal erase [-uuid UUID | -cpr - | -person PERSON] [-from DATE] [-until DATE]
        [-operator ACCOUNT] [-desk NAME] [-yes]
        erase the records of a person, of a period, or of a person within a period;
        -uuid -, -cpr - and -person - read standard input
  ringback journal aside
        move aside a journal that is damaged or can't be read; a new one begins
  ringback journal migrate -print-roles [-prefix PREFIX]
        print what a database administrator runs once for a shared journal: roles,
        database and owner; PREFIX is for several journals in one server
  ringback journal migrate [-prefix PREFIX]
        bring the schema of the shared journal up to date, with the login of a member
        of its owner
  ringback journal use-keys [-seal NUMBER] [-hash NUMBER]
        make keys that were provisioned here the shared journal's current ones, with
        that login too
  ringback journal retain -days DAYS
        remove from the shared journal what is older than so many days; for a
        supervisor, or a member of the owner
  ringback journal erasures [-out FILE]
        list what was erased from the shared journal, without saying whose it was;
        kept elsewhere, the list outlasts a backup
  ringback journal erasures -apply FILE
        after a backup was restored, erase again what such a list has
  ringback journal follow [-since CODE] [-open]
        write what is added to the shared journal as lines of JSON, after a control
        code, until interrupted: times, environments, outcomes and logins, with -open
        also case and text; for an auditor
  ringback journal import FILE
        check the journal that this user had in FILE before, and record in the shared
        one what is in it, once; with the desk's login
  ringback simulator [-addr 127.0.0.1:PORT] [-scenario NAME] [-interval 5s] [-expires-in 300s]
        serve the demo's broker to other clients, with its phones in a browser
  ringback provision [-environments FILE]
        store a client secret or private key in your keyring, for logon scripts; from
        standard input, {"environment":"ID","client_secret":"SECRET"}, or "private_key"
        with the key as PEM; or what a shared journal needs, its organisation's numbered
        keys and its login's password or key,
        {"journal":{"seal":{"1":"KEY"},"hash":{"1":"KEY"},"password":"…","private_key":"…"}}
  ringback doctor [-environment ID] [-json]
        find out why something doesn't work on this machine: display, keyring, files,
        policy, links, and the way to the environment's provider (without -environment,
        of the one that was used last), which is asked for its description and keys only
  ringback register
        let this program open links that begin with ringback:, for you alone
  ringback unregister
        take that back; what opened them before does so again
  ringback version
        print the version, and the commit that it was built from

Exit status of verify: 0 verified, 2 wrong use, a broken file or output that can't be
written, 10 not verified, 11 refused, 12 expired, 13 cancelled, 14 unknown, 15 failed.
-result has these too, and 16: there will be no outcome of the request as it was
handed over; the last line says why. 2 also: the open window doesn't answer.
Of journal: 0 success, 1 a fault in the chain, a control code that it doesn't have, or
records that couldn't be erased, 2 wrong use, or the journal can't be used, 3 the chain is
whole, but something in it can't be read.
Of provision: 0 stored, 1 nothing stored, since the provider or the keyring can't be
reached, 2 nothing stored, since what was given is wrong.
Of doctor: 0 no fault, 1 a fault, 2 wrong use.
A policy for this machine, which its administrator writes, comes before flags and files.
The client secret or private key comes from the system's keyring, or for verify
from RINGBACK_CLIENT_SECRET, which agrees to the environment's hosts for this run.
`

// program is what every command needs.
type program struct {
	language assets.Language // of the system
	words    *assets.Words
	given    ciba.Secret // from the environment, for verify only
	// describe takes the flags of a command instead of running it: man pages and completions are
	// written from them. It is nil outside tests.
	describe func(*flag.FlagSet)
	// watch is called with each view of verify, from the desk's goroutine. It is nil outside tests.
	watch func(desk.View)
	logs  *logs.Logs
	// tells: this start is to open a window. Whoever clicked an icon or a link sees no standard
	// error, so what goes wrong is told in a message of the system as well.
	tells  bool
	policy config.Policy
	// unusable is why the policy can't be used; then only help, version and doctor run.
	unusable error
}

func main() {
	os.Exit(run(os.Args[1:]))
}

func run(args []string) int { return program{}.run(args) }

// run prepares what every command needs, and runs the one that args name.
func (p program) run(args []string) (status int) {
	native.NotFromHere()
	// A closed pipe must not end the program while a request is open. The signal is caught, not
	// ignored: programs that we start, such as a browser, would inherit that.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	// Only the console uses it, and no program that we start may inherit it.
	p.given = secrets.TakeVariable(desk.SecretVariable, os.Getenv)
	p.language = assets.SystemLanguage(os.Getenv)
	var err error
	if p.words, err = assets.Load(p.language); err != nil {
		return p.failed(err)
	}
	if slices.Equal(args, []string{"-probe"}) { // asked by doctor
		return p.probe()
	}
	command := ""
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		command, args = args[0], args[1:]
	}
	p.logs = openLogs(command)
	began := time.Now()
	defer func() { p.closeLogs(command, status, began) }()
	defer p.logs.Guard()
	p.takeLibraryLog()
	p.unusable = p.usePolicy()
	p.logPolicy(p.unusable)
	return p.dispatch(command, args)
}

// dispatch runs a command, unless this program or the policy has nothing for it.
func (p program) dispatch(command string, args []string) int {
	isLink := desk.IsLink(command)
	p.tells = showsMessages && (noConsole || isLink || command == "" || command == "tour")
	switch {
	case p.unusable != nil && !runsWithoutPolicy(command):
		return p.withoutPolicy(command, args, p.unusable)
	case isLink:
		return p.openLink(command, args)
	case noConsole && command != "" && command != "tour":
		return p.refuse(desk.Say("command.no_console"))
	}
	run := commands()[command]
	if run == nil {
		return p.refuse(desk.Say("command.unknown", "Command", strconv.Quote(command)))
	}
	return run(p, args)
}

// commands returns the commands by their names; "" opens the window.
func commands() map[string]func(program, []string) int {
	return map[string]func(program, []string) int{
		"":           program.open,
		"tour":       program.tour,
		"verify":     program.verify,
		"journal":    program.journal,
		"simulator":  program.simulator,
		"provision":  program.provision,
		"doctor":     program.doctor,
		"register":   program.register,
		"unregister": program.unregister,
		"version":    func(p program, _ []string) int { return p.showVersion() },
		"help":       func(p program, _ []string) int { return p.show(usage) },
	}
}

// show writes a text to standard output.
func (p program) show(text string) int {
	out := console.NewOutput(console.StandardOutput())
	_, _ = io.WriteString(out, text) // out remembers an error
	return out.Status(0, p.words, console.Named(os.Stderr))
}

// refuse reports a mistake in the call.
func (p program) refuse(problem desk.Text) int {
	p.logs.Logger().Error("refused", "problem", problem.Key)
	return p.fail(problem.In(p.words))
}

// failed reports an error, and logs its kind.
func (p program) failed(err error) int {
	p.logs.Logger().Error("failed", "error", err)
	return p.fail(err.Error())
}

// fail reports an error, where whoever started the program sees it.
func (p program) fail(text string) int {
	console.Warn(os.Stderr, text)
	p.tell(text)
	return console.ExitUsage
}

// warn reports what doesn't stop the program; the zero Text reports nothing.
func (p program) warn(warning desk.Text) {
	if !warning.IsZero() {
		console.Warn(os.Stderr, warning.In(p.words))
	}
}
