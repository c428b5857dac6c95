// Ringback has a person approve a request in the MitID app on that person's
// own phone, and tells truthfully who approved it. This file reads flags and
// our environment variables and wires the rooms of the house together; it
// decides nothing else.
package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"os/user"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"ringback/assets"
	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage"
	"ringback/ui"
	"ringback/ui/console"
	"ringback/ui/desk"
)

// version is set by the linker: -ldflags "-X main.version=1.2.3".
var version = ""

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

// secretVariable is where `ringback verify` finds a client secret, or a private
// key, for one run.
const secretVariable = "RINGBACK_CLIENT_SECRET"

func main() {
	os.Exit(run(os.Args[1:]))
}

func run(args []string) int {
	// Whoever reads what is written can stop reading: that ends no program with
	// a request that is out. Told to us and not ignored, so that no program that
	// we start, such as a browser, has it ignored too.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	command := ""
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		command, args = args[0], args[1:]
	}
	// For the console alone. Nothing that is started from here may get it.
	given := storage.TakeVariable(secretVariable, os.Getenv)
	if desk.IsLink(command) {
		return openWindow(args, opening{link: command, ignored: given != ""})
	}
	switch command {
	case "":
		return openWindow(args, opening{ignored: given != ""})
	case "tour":
		return openWindow(args, opening{tour: true})
	case "verify":
		return verify(args, given)
	case "journal":
		return journal(args)
	case "simulator":
		return simulate(args)
	case "version":
		return show("Ringback " + versionText() + "\n")
	case "help":
		return show(usage)
	}
	return fail(fmt.Sprintf("%q is no command of ringback. Try: ringback help", command))
}

// show writes a text to standard output.
func show(text string) int {
	words, err := assets.Load(assets.SystemLanguage(os.Getenv))
	if err != nil {
		return fail(err.Error())
	}
	out := console.NewOutput(console.StandardOutput())
	_, _ = io.WriteString(out, text) // that it failed is remembered
	return out.Status(0, words, console.Named(os.Stderr))
}

// fail says what is wrong with the call.
func fail(text string) int {
	fmt.Fprintln(os.Stderr, "ringback:", text)
	return console.ExitUsage
}

func versionText() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "dev"
}

// common are the flags of a command: those of the window and of verify, and
// whatever else it adds to the set.
type common struct {
	set          *flag.FlagSet
	environment  string
	environments string
}

// newSet is for commands that have flags of their own only.
func newSet(name string) *common {
	c := &common{set: flag.NewFlagSet(name, flag.ContinueOnError)}
	c.set.SetOutput(os.Stderr)
	c.set.Usage = func() { fmt.Fprint(os.Stderr, usage) }
	return c
}

func newFlags(name string) *common {
	c := newSet(name)
	c.set.StringVar(&c.environment, "environment", "", "id of the environment")
	c.set.StringVar(&c.environments, "environments", "", "a file of environments, instead of the user's own")
	return c
}

// parse reads the flags. done tells that there is nothing more to do.
func (c *common) parse(args []string) (status int, done bool) {
	switch err := c.set.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0, true
	case err != nil:
		return console.ExitUsage, true
	case c.set.NArg() > 0:
		return fail(fmt.Sprintf("%q is one word too many", c.set.Arg(0))), true
	}
	return 0, false
}

// household is what the window and the console share.
type household struct {
	folders      storage.Folders
	settings     storage.Settings
	environments []storage.Environment
	file         *storage.EnvironmentsFile // where those that aren't built in come from
	notices      []desk.Text
}

// readFiles reads settings and environments. A broken file of environments
// ends the program: starting without them could pick another broker than the
// operator thinks.
func readFiles(c *common) (household, error) {
	h := household{environments: storage.BuiltIn()}
	folders, err := storage.DefaultFolders()
	if err != nil {
		return h, err
	}
	h.folders = folders
	if h.settings, err = storage.LoadSettings(folders.SettingsFile()); err != nil {
		key := "problem.settings.unreadable"
		if fault := new(storage.FileError); errors.As(err, &fault) && fault.Problem == storage.ProblemEncoding {
			key = "problem.settings.encoding"
		}
		h.notices = append(h.notices, desk.Say(key, "File", folders.SettingsFile()))
	}
	var own []storage.Environment
	if c.environments != "" {
		h.file = storage.NewEnvironmentsFile(c.environments, true)
		own, err = storage.LoadEnvironments(c.environments)
	} else {
		h.file = storage.NewEnvironmentsFile(folders.EnvironmentsFile(), false)
		own, err = folders.Environments()
	}
	if err != nil {
		return h, err
	}
	h.environments = append(h.environments, own...)
	return h, nil
}

func (h household) options(environment string, language assets.Language, secrets desk.Secrets, keyring *storage.Secrets) desk.Options {
	return desk.Options{
		Environments: h.environments, Environment: environment, Settings: h.settings, Notices: h.notices,
		Transport: ciba.NewTransport(os.Getenv), Secrets: secrets, Journal: storage.NewMemoryJournal(),
		OpenJournal: openJournal(h.folders.JournalFile(), keyring),
		MoveJournalAside: func(ctx context.Context) error {
			_, err := storage.MoveJournalAside(ctx, h.folders.JournalFile(), time.Now())
			return err
		},
		OutsideDemo: noCoreFiles,
		Template:    assets.DefaultTemplates(), Language: string(language),
		Suspended: ciba.Suspended, Random: rand.Reader, Operator: operator(),
	}
}

// openFolder says that others can write to the folder of the journal; the zero
// Text where they can't. It is a plain notice: it keeps nobody from working.
func openFolder(folders storage.Folders) desk.Text {
	if !storage.OthersCanWrite(folders.Data) {
		return desk.Text{}
	}
	return desk.Say("problem.data_folder", "Folder", folders.Data)
}

// warnOfFolder says it on standard error.
func warnOfFolder(folders storage.Folders, words *assets.Words) {
	if warning := openFolder(folders); !warning.IsZero() {
		_, _ = fmt.Fprintln(console.Named(os.Stderr), warning.In(words))
	}
}

// noCoreFiles keeps what is in memory off the disk if the program crashes.
// Where the system doesn't allow that, nobody is kept from working.
func noCoreFiles() { _ = storage.NoCoreFiles() }

// openJournal opens the journal of this machine.
func openJournal(path string, keyring *storage.Secrets) func(context.Context) (storage.Journal, error) {
	return func(ctx context.Context) (storage.Journal, error) {
		journal, err := storage.OpenFileJournal(ctx, path, keyring, storage.FileJournalOptions{})
		if err != nil {
			return nil, err // not a nil *FileJournal in an interface
		}
		return journal, nil
	}
}

// operator is the account of the operating system, for the journal.
func operator() string {
	if account, err := user.Current(); err == nil {
		return account.Username
	}
	return ""
}

// opening is what the window opens with beside its flags.
type opening struct {
	link    string // one that was clicked
	tour    bool   // the demo plays by itself
	ignored bool   // there was a secret for the console
}

// openWindow is the program with its window, and a link for its form or "".
func openWindow(args []string, as opening) int {
	// A window's garbage is small and its memory mostly the graphics': collecting
	// more often costs nothing that shows and saves some 20 MB.
	debug.SetGCPercent(25)
	link := as.link
	if link != "" && len(args) > 0 {
		return fail("a link must be the only argument") // who made the link may have made the others too
	}
	flags := newFlags("ringback")
	stdin, save := new(string), new(string)
	if as.tour {
		flags = newSet("ringback tour")
		flags.set.StringVar(save, "save", "", "save the frames as pictures in this folder, and quit")
		flags.environment = storage.IDDemo
	} else {
		flags.set.StringVar(stdin, "request", "", "- reads the request for the form as JSON from standard input")
	}
	if status, done := flags.parse(args); done {
		return status
	}
	home, err := readFiles(flags)
	if err != nil {
		return fail(err.Error())
	}
	if warning := openFolder(home.folders); !warning.IsZero() {
		home.notices = append(home.notices, warning)
	}
	language := assets.SystemLanguage(os.Getenv)
	words, err := assets.Load(language)
	if err != nil {
		return fail(err.Error())
	}
	environment, err := desk.FirstEnvironment(home.environments, home.settings, flags.environment)
	if err != nil {
		return fail(err.Error())
	}
	askForRequest(*stdin, words)
	if as.ignored {
		home.notices = append(home.notices, desk.Say("problem.given_secret_ignored", "Name", secretVariable))
	}
	filling, problem := console.Filling(link, *stdin, os.Stdin)
	switch {
	case problem.IsZero():
	case link != "": // who clicked it sees no standard error
		home.notices = append(home.notices, problem)
	default:
		return fail(problem.In(words))
	}
	if runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return fail(words.Text("problem.no_display", nil))
	}

	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	ended, release := untilEnded()
	defer release()
	var theDesk *desk.Desk
	secrets := storage.NewSecrets(storage.OSKeyring(), storage.SecretsOptions{Waiting: func(waiting bool) { theDesk.KeyringWaiting(waiting) }})
	defer func() { _ = secrets.Close() }()

	var window *ui.Window
	options := home.options(environment, language, secrets, secrets)
	options.Simulator = startSimulator(simulator.Options{Interval: 3 * time.Second, Scenario: simulator.Decide})
	options.EnvironmentFile = home.file
	options.SaveSettings = func(was, now storage.Settings) error {
		return storage.SaveSettings(home.folders.SettingsFile(), was, now)
	}
	options.Changed = func() {
		if window != nil {
			window.Changed()
		}
	}
	theDesk = desk.New(options)
	if filling != (desk.Request{}) {
		theDesk.Fill(filling)
	}

	fyneApp := app.NewWithID("dk.ringback.Ringback")
	fyneApp.SetIcon(fyne.NewStaticResource("icon.png", assets.IconPNG()))
	window, err = ui.New(ui.Options{App: fyneApp, Desk: theDesk, SystemLanguage: language, Version: versionText()})
	if err != nil {
		return fail(err.Error())
	}

	var running sync.WaitGroup
	var toured error
	fyneApp.Lifecycle().SetOnStarted(func() {
		running.Go(func() { theDesk.Run(ctx) })
		switch {
		case *save != "":
			running.Go(func() {
				toured = window.Tour(ctx, *save)
				fyne.Do(fyneApp.Quit)
			})
		case as.tour:
			fyne.Do(window.StartTour)
		}
	})
	if problem := window.Show(); problem != "" {
		return fail(words.Text(problem, nil))
	}
	// What waits for an answer stays as it is, and is offered at the next start.
	quit := context.AfterFunc(ended, func() { fyne.Do(fyneApp.Quit) })
	fyneApp.Run()
	quit()
	release()
	signal.Reset(os.Interrupt, syscall.SIGTERM) // Fyne's too: a second one ends whatever still waits
	stop()
	running.Wait()
	if toured != nil {
		return fail(toured.Error())
	}
	return 0
}

// verify is the program without a window.
func verify(args []string, given ciba.Secret) int {
	flags := newFlags("ringback verify")
	var (
		request  console.Request
		asJSON   = flags.set.Bool("json", false, "one JSON object per line")
		stdin    = flags.set.String("request", "", "- reads the request as JSON from standard input")
		scenario = flags.set.String("scenario", "", "what the demo's phone does")
		language = flags.set.String("language", "", "en or da; without it the system's")
	)
	flags.set.StringVar(&request.UUID, "uuid", "", "the person's MitID UUID")
	flags.set.StringVar(&request.Person, "person", "", "in the place of -uuid, in an environment of the profile generic")
	flags.set.StringVar(&request.Reference, "reference", "", "the text that the MitID app shows")
	flags.set.StringVar(&request.IP, "ip", "", "the person's IP address, as agreed with the broker")
	flags.set.StringVar(&request.Action, "action", "", "LOG_ON, APPROVE, CONFIRM, ACCEPT or SIGN")
	flags.set.StringVar(&request.ReferenceID, "reference-id", "", "your own number for the request")
	if status, done := flags.parse(args); done {
		return status
	}
	refuse := func(text string) int {
		if *asJSON { // the last line says how it ended, here too
			_ = console.NotStarted(console.StandardOutput(), time.Now())
		}
		return fail(text)
	}
	spoken := assets.SystemLanguage(os.Getenv)
	if *language != "" {
		spoken = assets.Language(*language)
	}
	words, err := assets.Load(spoken)
	if err != nil {
		return refuse(err.Error())
	}
	askForRequest(*stdin, words)
	request, err = console.Asked(request, *stdin, os.Stdin)
	if err != nil {
		return refuse(err.Error())
	}
	home, err := readFiles(flags)
	if err != nil {
		return refuse(err.Error())
	}
	environment := flags.environment
	if environment == "" {
		environment = storage.IDDemo
	}
	if environment, err = desk.FirstEnvironment(home.environments, home.settings, environment); err != nil {
		return refuse(err.Error())
	}
	var chosen simulator.Scenario // what the demo's phone does
	switch {
	case environment == storage.IDDemo:
		if chosen, err = simulator.ParseScenario(cmp.Or(*scenario, string(simulator.Approve))); err != nil {
			return refuse(err.Error())
		}
		if request.UUID == "" && request.Person == "" {
			request.UUID = simulator.DocumentedPerson
		}
	case *scenario != "":
		return refuse("-scenario is for the environment demo only")
	default:
		warnOfFolder(home.folders, words)
	}

	kept := storage.NewSecrets(storage.OSKeyring(), storage.SecretsOptions{})
	defer func() { _ = kept.Close() }()
	var secrets desk.Secrets = kept
	if given != "" {
		secrets = storage.GivenSecret{Secrets: kept, Secret: given}
	}
	changes := console.NewChanges()
	options := home.options(environment, spoken, secrets, kept)
	options.Simulator = startSimulator(simulator.Options{Interval: 3 * time.Second, Scenario: chosen})
	options.Changed = changes.Note
	options.DoneAtOnce = true
	theDesk := desk.New(options)

	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { theDesk.Run(ctx) })
	defer running.Wait()
	defer stop()
	interrupted, again, release := untilInterruptedTwice()
	defer release()
	return console.Verify(interrupted, console.Options{
		Desk: theDesk, Changes: changes, Words: words, Out: console.StandardOutput(), Err: console.Named(os.Stderr),
		JSON: *asJSON, Request: request, Scenario: string(chosen), Again: again,
	})
}

// askForRequest tells somebody at a terminal that the program waits for a
// request there.
func askForRequest(flag string, words *assets.Words) {
	if flag == "-" && console.IsTerminal(os.Stdin) {
		_, _ = fmt.Fprintln(console.Named(os.Stderr), words.Text("console.request_ask", nil))
	}
}

// journal proves, exports or erases the journal of this machine.
func journal(args []string) int {
	actions := map[string]func(context.Context, console.JournalOptions, console.JournalCall) int{
		"verify": console.VerifyJournal, "head": console.JournalHead, "export": console.ExportJournal, "erase": console.EraseJournal, "aside": console.JournalAside,
	}
	if len(args) == 0 || actions[args[0]] == nil {
		return fail("say what to do with the journal: verify, head, export, erase or aside. Try: ringback help")
	}
	action := args[0]
	flags := newSet("ringback journal " + action)
	var call console.JournalCall
	given := func(name, usage string, into **string) {
		flags.set.Func(name, usage, func(value string) error { *into = &value; return nil })
	}
	switch action {
	case "verify":
		given("head", "where it ended, as it was noted", &call.Head)
	case "export":
		flags.set.StringVar(&call.Format, "format", "json", "json or csv")
		given("out", "the file to write; without it standard output", &call.Out)
		given("environment", "id of an environment", &call.Environment)
		given("outcome", "outcomes, with commas between", &call.Outcome)
	case "erase":
		flags.set.BoolVar(&call.Yes, "yes", false, "don't ask")
	}
	if action == "export" || action == "erase" {
		given("uuid", "a person's MitID UUID; - reads it from standard input", &call.UUID)
		given("person", "in the place of -uuid: whoever a generic environment asked for", &call.Person)
		given("from", "the first day, as 2026-03-14", &call.From)
		given("until", "the last day, as 2026-03-14", &call.Until)
	}
	if status, done := flags.parse(args[1:]); done {
		return status
	}
	words, err := assets.Load(assets.SystemLanguage(os.Getenv))
	if err != nil {
		return fail(err.Error())
	}
	folders, err := storage.DefaultFolders()
	if err != nil {
		return fail(err.Error())
	}
	noCoreFiles()
	warnOfFolder(folders, words)
	kept := storage.NewSecrets(storage.OSKeyring(), storage.SecretsOptions{})
	defer func() { _ = kept.Close() }()
	ctx, release := context.Background(), func() {}
	if call.Out != nil { // half a file must not stay; everything else may be ended at once
		ctx, release = untilInterrupted()
	}
	defer release()
	file := folders.JournalFile()
	open := openJournal(file, kept)
	return actions[action](ctx, console.JournalOptions{
		Open: func(ctx context.Context) (*desk.Ledger, desk.Text) { return desk.OpenLedger(ctx, file, open) },
		Aside: func(ctx context.Context) (string, desk.Text) {
			return desk.MoveLedgerAside(ctx, file, open, time.Now())
		},
		Words: words, In: os.Stdin, Terminal: console.IsTerminal(os.Stdin), Out: console.StandardOutput(), Err: console.Named(os.Stderr),
	}, call)
}

// simulate serves the built-in broker to other people's clients.
func simulate(args []string) int {
	flags := newSet("ringback simulator")
	var options simulator.Options
	addr := flags.set.String("addr", simulator.DefaultAddress, "host and port to listen on, on this machine")
	scenario := flags.set.String("scenario", string(simulator.Decide), "what the phones do")
	flags.set.DurationVar(&options.Interval, "interval", 5*time.Second, "between two polls")
	flags.set.DurationVar(&options.ExpiresIn, "expires-in", 300*time.Second, "life of a request, in whole seconds")
	if status, done := flags.parse(args); done {
		return status
	}
	words, err := assets.Load(assets.SystemLanguage(os.Getenv))
	if err != nil {
		return fail(err.Error())
	}
	if options.Scenario, err = simulator.ParseScenario(*scenario); err != nil {
		return fail(err.Error())
	}
	interrupted, release := untilInterrupted()
	defer release()
	broker, err := simulator.StartAt(interrupted, *addr, options)
	var address *simulator.AddressError
	switch {
	case errors.As(err, &address):
		return fail(desk.Say("simulator.address."+string(address.Problem), "Address", address.Address,
			"Default", simulator.DefaultAddress, "Instead", address.Instead, "Detail", address.Err).In(words))
	case err != nil:
		return fail(err.Error())
	}
	out := console.NewOutput(console.StandardOutput())
	console.ShowBroker(out, words, console.Broker{
		Issuer: broker.Issuer(), ClientID: simulator.PublishedClientID, Secret: simulator.PublishedClientSecret,
		Phones: broker.PhoneURL(), Curl: broker.Curl(),
	})
	status := out.Status(0, words, console.Named(os.Stderr))
	if status == 0 { // else nobody knows where it is
		<-interrupted.Done()
	}
	_ = broker.Close()
	return status
}

// untilInterrupted ends its context at the first Ctrl-C, and when the terminal
// or the session closes; the second one ends the process.
func untilInterrupted() (context.Context, func()) {
	ctx, release := untilEnded()
	stop := context.AfterFunc(ctx, release)
	return ctx, func() { stop(); release() }
}

// untilInterruptedTwice ends one context at the first Ctrl-C and the other at
// the second one; the third ends the process.
func untilInterruptedTwice() (once, twice context.Context, release func()) {
	once, endOnce := context.WithCancel(context.Background())
	twice, endTwice := context.WithCancel(context.Background())
	came := make(chan os.Signal, 2)
	signal.Notify(came, endings()...)
	done := make(chan struct{})
	go func() {
		defer signal.Stop(came)
		for _, end := range []func(){endOnce, endTwice} {
			select {
			case <-came:
				end()
			case <-done:
				return
			}
		}
	}()
	return once, twice, func() { close(done); endOnce(); endTwice() }
}

// untilEnded ends its context when somebody ends the program from outside:
// with Ctrl-C, by closing its terminal, or with the session. What whoever
// started it has it ignore, as nohup does, it ignores.
func untilEnded() (context.Context, func()) {
	return signal.NotifyContext(context.Background(), endings()...)
}

// endings are the signals that end the program.
func endings() []os.Signal {
	signals := []os.Signal{syscall.SIGTERM} // never none: that would mean all
	for _, one := range []os.Signal{os.Interrupt, syscall.SIGHUP} {
		if !signal.Ignored(one) {
			signals = append(signals, one)
		}
	}
	return signals
}

// startSimulator hands the desk a way to start the built-in broker, so that
// the desk doesn't know it.
func startSimulator(options simulator.Options) func(context.Context, func()) (desk.Simulator, error) {
	return func(ctx context.Context, changed func()) (desk.Simulator, error) {
		options.Changed = changed
		broker, err := simulator.Start(ctx, options)
		if err != nil {
			return nil, err
		}
		return simulator.NewDemo[desk.Person, desk.Scenario, desk.PhoneState](broker), nil
	}
}
