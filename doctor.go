package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"github.com/go-json-experiment/json"

	"ringback/storage/config"
	"ringback/storage/files"
	"ringback/storage/journal"
	"ringback/storage/secrets"
	"ringback/ui/console"
	"ringback/ui/desk"
	"ringback/ui/doctor"
	"ringback/ui/native"
)

// doctor examines this machine and the way to a provider.
func (p program) doctor(args []string) int {
	f := newFlags("ringback doctor")
	f.StringVar(&f.environment, "environment", "", "id of the environment; without it, the one that was used last")
	asJSON := f.Bool("json", false, "write one JSON object per line")
	if status, done := p.parse(f, args); done {
		return status
	}
	if problem := desk.NotAllowed(p.policy, f.environment); !problem.IsZero() {
		return p.refuse(problem)
	}
	noCoreFiles()
	kept := secrets.New(secrets.OSKeyring(), secrets.Options{Guard: p.logs.Guard})
	defer func() { _ = kept.Close() }()
	options := doctor.Options{PolicyErr: p.unusable}
	options.Folders, options.FoldersErr = files.DefaultFolders()
	var environments []config.Environment
	if options.FoldersErr == nil {
		options.Folders = options.Folders.AsTheyAre()
		options.Settings, options.SettingsErr = config.LoadSettings(options.Folders.SettingsFile())
		environments, _, options.EnvironmentsErr = config.AllEnvironments(options.Folders.EnvironmentsFile(), "", p.policy)
	}
	if options.EnvironmentsErr != nil || options.FoldersErr != nil {
		environments = config.BuiltIn()
		if !desk.IsEnvironment(environments, f.environment) {
			f.environment = "" // it may be in the broken file
		}
	}
	var err error
	if options.Environment, options.Chosen, err = doctor.Choose(environments, options.Settings, f.environment); err != nil {
		return p.failed(err)
	}
	options.Network, options.RootsErr = p.network()
	p.examines(&options, kept)
	ctx, release := untilInterrupted()
	defer release()
	out := console.NewOutput(console.StandardOutput())
	status := 0
	if doctor.Report(ctx, options, out, p.words, *asJSON) > 0 {
		status = 1
	}
	return out.Status(status, p.words, console.Named(os.Stderr))
}

// diagnose returns the examination that the window offers.
func (p program) diagnose(h household, keyring *secrets.Store) func(context.Context, config.Environment, func(desk.Diagnostic)) {
	return func(ctx context.Context, e config.Environment, tell func(desk.Diagnostic)) {
		options := doctor.Options{Folders: h.folders, Settings: h.settings, Environment: e, Chosen: "window", Network: h.network}
		p.examines(&options, keyring)
		doctor.Examine(ctx, options, tell)
	}
}

// examines fills in what is examined in both.
func (p program) examines(options *doctor.Options, keyring *secrets.Store) {
	options.Program = "Ringback " + versionText() + ", " + runtime.GOOS + "/" + runtime.GOARCH
	options.Places, options.Policy, options.Guard = places(), p.policy, p.logs.Guard
	if hasWindow || runtime.GOOS == "windows" {
		options.Window = probedWindow
	}
	options.Keyring = keyring.Probe
	options.Journal = func(ctx context.Context) error { return readsJournal(ctx, options.Folders, keyring) }
	if shared, err := p.policy.JournalWith(options.Settings); err != nil || shared.Database != "" {
		options.Journal = nil // what is in a file of this machine says nothing about the shared one
	}
	options.Database, options.DatabaseErr = p.examinesDatabase(options.Settings, options.Network.Roots, keyring)
	options.Links = linkState
	if system := native.NewSystemProxy(); system != nil {
		options.Detects = func() bool {
			settings, err := system.Settings()
			return err == nil && settings.Detect
		}
	}
}

// readsJournal opens the journal, if there is one.
func readsJournal(ctx context.Context, folders files.Folders, keyring *secrets.Store) error {
	if _, err := os.Lstat(folders.JournalFile()); err != nil {
		return err
	}
	opened, err := journal.Opener(folders.JournalFile(), keyring)(ctx)
	if err != nil {
		return err
	}
	_, err = opened.Head(ctx)
	return errors.Join(err, opened.Close())
}

// linkState returns who opens links.
func linkState() (string, error) {
	links, problem := ownLinks()
	if !problem.IsZero() {
		return "", errors.New(problem.Key)
	}
	state, err := links.State()
	return string(state), err
}

// probedWindow has the program with the window, in a process of its own, open one that is never
// shown: a broken driver may end that process.
func probedWindow(ctx context.Context) (found doctor.Window, err error) {
	path, problem := linkProgram()
	if !problem.IsZero() {
		return doctor.Window{Problem: doctor.NoProgram}, nil
	}
	out, err := exec.CommandContext(ctx, path, "-probe").Output() //nolint:gosec // our own program
	if err != nil {
		return found, err
	}
	return found, json.Unmarshal(out, &found)
}

// places are the folders whose paths may say whose they are.
func places() doctor.Places {
	var all []doctor.Place
	add := func(name, folder string) {
		if folder != "" {
			all = append(all, doctor.Place{Name: name, Folder: folder})
		}
	}
	if runtime.GOOS == "windows" {
		for _, name := range []string{"AppData", "LocalAppData", "ProgramData", "UserProfile"} {
			add("%"+name+"%", os.Getenv(name))
		}
	} else {
		for _, name := range []string{"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"} {
			add("$"+name, os.Getenv(name))
		}
	}
	if home, err := os.UserHomeDir(); err == nil {
		add("~", home)
	}
	return doctor.Places{Folders: all, Account: accountName(), AnyCase: runtime.GOOS == "windows"}
}

// accountName returns the user's name as it is in paths.
func accountName() string {
	name := operator()
	return name[strings.LastIndexByte(name, '\\')+1:] // without its domain
}
