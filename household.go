package main

import (
	"context"
	"crypto/rand"
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
	file         *config.EnvironmentsFile // source of the user's own; nil if there may be none
	notices      []desk.Text
	network      ciba.Network
	moved        []desk.Text // those about files of an earlier version
}

// readFiles reads settings and environments. A broken environments file ends the program: starting
// without it could pick another broker than the operator thinks.
func (p program) readFiles(environments string) (h household, err error) {
	if h.folders, err = files.DefaultFolders(); err != nil {
		return h, err
	}
	var moves []files.Move
	h.folders, moves = h.folders.Settle(context.Background(), files.OS{})
	h.moved = desk.MoveNotices(moves, h.folders)
	if h.network, err = p.network(); err != nil {
		return h, p.rootsProblem(err)
	}
	if h.settings, err = config.LoadSettings(h.folders.SettingsFile()); err != nil {
		h.notice(desk.SettingsNotice(err, h.folders))
	}
	h.environments, h.file, err = config.AllEnvironments(h.folders.EnvironmentsFile(), environments, p.policy)
	return h, p.environmentProblem(err)
}

// warnMoved reports on standard error what became of files of an earlier version, which stops
// nothing. That there are two of them is for the window: it is so at each start.
func (p program) warnMoved(h household) {
	for _, notice := range h.moved {
		if notice.Key != "move.both" {
			p.warn(notice)
		}
	}
}

// notice adds a notice for the operator of the window; the zero Text adds none.
func (h *household) notice(text desk.Text) {
	if !text.IsZero() {
		h.notices = append(h.notices, text)
	}
}

// options are the desk's options that the window and the console share.
func (h household) options(p program, environment string, given desk.Secrets, keyring *secrets.Store) desk.Options {
	options := desk.Options{
		Environments: h.environments, Environment: environment, Settings: h.settings, Notices: h.notices,
		Transport: ciba.NewTransport(h.network), Secrets: given, Journal: journal.NewMemory(),
		OpenJournal: journal.Opener(h.folders.JournalFile(), keyring),
		MoveJournalAside: func(ctx context.Context) error {
			_, err := journal.MoveAside(ctx, h.folders.JournalFile(), time.Now())
			return err
		},
		RetentionDays: func() int {
			if days := p.policy.RetentionDays; days > 0 {
				return days
			}
			settings, _ := config.LoadSettings(h.folders.SettingsFile())
			return settings.RetentionDays
		},
		Diagnose:    p.diagnose(h, keyring),
		OutsideDemo: p.leftDemo, Log: p.logs.Logger(), Guard: p.logs.Guard,
		Templates: assets.DefaultTemplates(), Language: string(p.language),
		Policy:    p.policy,
		Suspended: ciba.Suspended, Random: rand.Reader, Operator: operator(),
	}
	p.shared(h.settings, h.folders, h.network.Roots, keyring).use(&options)
	return options
}

// noCoreFiles keeps memory off the disk if the program crashes. If the system doesn't allow that,
// the program runs all the same.
func noCoreFiles() { _ = files.NoCoreFiles() }

// operator returns the operating system's account name, for the journal; "" if it isn't known.
func operator() string {
	if account, err := user.Current(); err == nil {
		return account.Username
	}
	return ""
}
