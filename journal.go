package main

import (
	"context"
	"os"
	"time"

	"ringback/storage/files"
	"ringback/storage/journal"
	"ringback/storage/secrets"
	"ringback/ui/console"
	"ringback/ui/desk"
)

// journalActions are the actions of the command journal.
func journalActions() map[string]func(context.Context, console.JournalOptions, console.JournalCall) int {
	return map[string]func(context.Context, console.JournalOptions, console.JournalCall) int{
		"verify": console.VerifyJournal,
		"head":   console.JournalHead,
		"export": console.ExportJournal,
		"erase":  console.EraseJournal,
		"aside":  console.JournalAside,
	}
}

// journalFlags returns the flags of an action; they write into call.
func journalFlags(action string, call *console.JournalCall) *flags {
	f := newFlags("ringback journal " + action)
	switch action {
	case "verify":
		f.optional("head", "the control code that was noted", &call.Head)
	case "export":
		f.StringVar(&call.Format, "format", "json", "what to write: json or csv")
		f.optional("out", "the file to write; without it standard output", &call.Out)
		f.optional("environment", "id of an environment", &call.Environment)
		f.optional("outcome", "outcomes, with commas between", &call.Outcome)
	case "erase":
		f.BoolVar(&call.Yes, "yes", false, "don't ask")
	}
	if action == "export" || action == "erase" {
		f.optional("uuid", "a person's MitID UUID; - reads it from standard input", &call.UUID)
		f.optional("cpr", "instead of -uuid: - reads a person's CPR number from standard input", &call.CPR)
		f.optional("person", "instead of -uuid: the person, for an environment of the profile generic", &call.Person)
		f.optional("from", "the first day, as 2026-03-14", &call.From)
		f.optional("until", "the last day, as 2026-03-14", &call.Until)
		f.optional("operator", "an account, in a shared journal", &call.Operator)
		f.optional("desk", "a desk, in a shared journal", &call.Desk)
	}
	return f
}

// journal verifies, exports, erases or moves aside the journal, or looks after a shared one.
func (p program) journal(args []string) int {
	actions := journalActions()
	if len(args) > 0 && maintenanceActions()[args[0]] != nil {
		return p.maintain(args[0], args[1:])
	}
	if len(args) == 0 || actions[args[0]] == nil {
		return p.refuse(desk.Say("command.journal"))
	}
	var call console.JournalCall
	if status, done := p.parse(journalFlags(args[0], &call), args[1:]); done {
		return status
	}
	if args[0] == "export" && p.policy.NoExport {
		return p.refuse(desk.Say("policy.no_export"))
	}
	folders, err := files.DefaultFolders()
	if err != nil {
		return p.failed(err)
	}
	noCoreFiles()
	p.tellCrashes(folders)
	p.warn(desk.FolderNotice(folders))
	kept := secrets.New(secrets.OSKeyring(), secrets.Options{Guard: p.logs.Guard})
	defer func() { _ = kept.Close() }()
	ctx, release := context.Background(), func() {}
	if call.Out != nil { // no half file must stay; every other action may end at once
		ctx, release = untilInterrupted()
	}
	defer release()
	file := folders.JournalFile()
	if _, err := os.Lstat(file); err == nil {
		p.logs.ToFile() // it holds what is real
	}
	open := journal.Opener(file, kept)
	options := console.JournalOptions{
		Open: func(ctx context.Context) (*desk.Journal, desk.Text) { return desk.OpenJournal(ctx, file, open) },
		Aside: func(ctx context.Context) (string, desk.Text) {
			return desk.MoveJournalAside(ctx, file, open, time.Now())
		},
		Create: func(path string) (*os.File, error) { return files.CreateOwn(path, os.O_WRONLY) },
		Words:  p.words, In: os.Stdin, Terminal: console.IsTerminal(os.Stdin), Out: console.StandardOutput(), Err: console.Named(os.Stderr),
	}
	if shared, err := p.sharedOnly(folders, kept); err != nil {
		return p.failed(err)
	} else if shared.shares() {
		p.logs.ToFile()
		options.Open = func(ctx context.Context) (*desk.Journal, desk.Text) { return desk.OpenSharedJournal(ctx, shared.open) }
		options.Aside = func(context.Context) (string, desk.Text) { return "", desk.Say("console.journal.aside.shared") }
		if shared.alone() {
			options.Aside = shared.moveAside
		}
	}
	return actions[args[0]](ctx, options, call)
}
