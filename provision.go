package main

import (
	"os"

	"ringback/storage/config"
	"ringback/storage/secrets"
	"ringback/ui/console"
	"ringback/ui/desk"
)

// provision stores a credential, or what a shared journal needs, from standard input in the user's
// keyring, for logon scripts.
func (p program) provision(args []string) int {
	f := newFlags("ringback provision")
	f.StringVar(&f.environments, "environments", "", "a file of environments, instead of the user's own")
	if status, done := p.parse(f, args); done {
		return status
	}
	noCoreFiles()
	asked, problem := console.ReadProvision(os.Stdin)
	if !problem.IsZero() {
		return p.refuse(problem)
	}
	if problem = desk.NotAllowed(p.policy, asked.Environment); !problem.IsZero() {
		return p.refuse(problem)
	}
	home, err := p.readFiles(f.environments)
	if err != nil {
		return p.failed(err)
	}
	p.warnMoved(home)
	if asked.Environment != config.IDDemo {
		p.leftDemo()
	}
	store := secrets.New(secrets.OSKeyring(), secrets.Options{Guard: p.logs.Guard})
	defer func() { _ = store.Close() }()
	options := home.options(p, asked.Environment, store, store)
	shared, sharedErr := p.policy.JournalWith(home.settings)
	interrupted, release := untilInterrupted()
	defer release()
	return console.Provision(interrupted, asked, desk.ProvisionOptions{
		Environments: options.Environments, Settings: options.Settings, Transport: options.Transport, Secrets: options.Secrets,
		JournalSecrets: store, SharedJournal: shared, SharedJournalErr: sharedErr,
		KeysLock: home.folders.KeysLock(),
	}, p.words, console.StandardOutput(), os.Stderr)
}
