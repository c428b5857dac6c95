package main

import (
	"context"
	"crypto/rand"
	"os"
	"os/user"
	"time"

	"ringback/assets"
	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/files"
	"ringback/storage/journal"
	"ringback/storage/secrets"
	"ringback/ui/desk"
)

// household is what the window and the console share.
type household struct {
	folders      files.Folders
	settings     config.Settings
	environments []config.Environment
	file         *config.EnvironmentsFile // where those that aren't built in come from
	notices      []desk.Text
}

// readFiles reads settings and environments. A broken file of environments ends the program:
// starting without them could pick another broker than the operator thinks.
func readFiles(environments string) (household, error) {
	h := household{environments: config.BuiltIn()}
	folders, err := files.DefaultFolders()
	if err != nil {
		return h, err
	}
	h.folders = folders
	if h.settings, err = config.LoadSettings(folders.SettingsFile()); err != nil {
		h.notice(desk.SettingsNotice(err, folders))
	}
	var own []config.Environment
	if environments != "" {
		h.file = config.NewEnvironmentsFile(environments, true)
		own, err = config.LoadEnvironments(environments)
	} else {
		h.file = config.NewEnvironmentsFile(folders.EnvironmentsFile(), false)
		own, err = config.LoadOwnEnvironments(folders.EnvironmentsFile())
	}
	if err != nil {
		return h, err
	}
	h.environments = append(h.environments, own...)
	return h, nil
}

// notice is for whoever is at the window; the zero Text says nothing.
func (h *household) notice(text desk.Text) {
	if !text.IsZero() {
		h.notices = append(h.notices, text)
	}
}

// options are those of a desk that both have alike.
func (h household) options(environment string, language assets.Language, given desk.Secrets, keyring *secrets.Store) desk.Options {
	return desk.Options{
		Environments: h.environments, Environment: environment, Settings: h.settings, Notices: h.notices,
		Transport: ciba.NewTransport(os.Getenv), Secrets: given, Journal: journal.NewMemory(),
		OpenJournal: openJournal(h.folders.JournalFile(), keyring),
		MoveJournalAside: func(ctx context.Context) error {
			_, err := journal.MoveAside(ctx, h.folders.JournalFile(), time.Now())
			return err
		},
		OutsideDemo: noCoreFiles,
		Template:    assets.DefaultTemplates(), Language: string(language),
		Suspended: ciba.Suspended, Random: rand.Reader, Operator: operator(),
	}
}

// noCoreFiles keeps what is in memory off the disk if the program crashes. Where the system doesn't
// allow that, nobody is kept from working.
func noCoreFiles() { _ = files.NoCoreFiles() }

// openJournal opens the journal of this machine.
func openJournal(path string, keyring *secrets.Store) func(context.Context) (journal.Journal, error) {
	return func(ctx context.Context) (journal.Journal, error) {
		j, err := journal.OpenFile(ctx, path, keyring, journal.FileOptions{})
		if err != nil {
			return nil, err // not a nil *journal.File in an interface
		}
		return j, nil
	}
}

// operator is the account of the operating system, for the journal.
func operator() string {
	if account, err := user.Current(); err == nil {
		return account.Username
	}
	return ""
}
