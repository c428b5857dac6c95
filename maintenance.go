package main

import (
	"context"
	"errors"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"

	"ringback/storage/config"
	"ringback/storage/files"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
	"ringback/storage/journal/postgres/connect"
	"ringback/storage/secrets"
	"ringback/ui/console"
	"ringback/ui/desk"
)

// maintenanceActions are the actions of the command journal that are about a shared one.
func maintenanceActions() map[string]func(context.Context, console.MaintenanceOptions, console.MaintenanceCall) int {
	return map[string]func(context.Context, console.MaintenanceOptions, console.MaintenanceCall) int{
		"migrate":  console.MigrateJournal,
		"use-keys": console.UseJournalKeys,
		"retain":   console.RetainJournal,
		"erasures": console.JournalErasures,
		"follow":   console.FollowJournal,
		"import":   console.ImportJournal,
	}
}

// maintenanceFlags returns the flags of such an action; they write into call.
func maintenanceFlags(action string, call *console.MaintenanceCall) *flags {
	f := newFlags("ringback journal " + action)
	switch action {
	case "migrate":
		f.BoolVar(&call.PrintRoles, "print-roles", false, "print what the database's administrator runs once, and do nothing else")
		f.optional("prefix", "what the names of roles and database begin with, for several journals in one server", &call.Prefix)
	case "use-keys":
		f.optional("seal", "the number of the seal key; without it, the highest in the keyring", &call.Seal)
		f.optional("hash", "the number of the hash key; without it, the highest in the keyring", &call.Hash)
	case "retain":
		f.optional("days", "what is older than so many days is removed", &call.Days)
	case "erasures":
		f.optional("out", "the file to write; without it standard output", &call.Out)
		f.optional("apply", "a list from before a backup was restored: erase again what it has", &call.Apply)
	case "follow":
		f.optional("since", "the control code after which to begin", &call.Since)
		f.BoolVar(&call.Plain, "open", false, "write case and text, too, in plain text")
	}
	return f
}

// maintain looks after a shared journal.
func (p program) maintain(action string, args []string) int {
	call := console.MaintenanceCall{MostDays: config.MaxRetentionDays, MostKeyNo: journal.MaxKeyNumber}
	if action == "import" && len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		call.File, args = args[0], args[1:]
	}
	if status, done := p.parse(maintenanceFlags(action, &call), args); done {
		return status
	}
	if call.Plain && p.policy.NoExport {
		return p.refuse(desk.Say("policy.no_export"))
	}
	noCoreFiles()
	kept := secrets.New(secrets.OSKeyring(), secrets.Options{Guard: p.logs.Guard})
	defer func() { _ = kept.Close() }()
	ctx, release := untilInterrupted()
	defer release()
	options := console.MaintenanceOptions{
		Create: func(path string) (*os.File, error) { return files.CreateOwn(path, os.O_WRONLY) },
		Words:  p.words, Out: console.StandardOutput(), Err: console.Named(os.Stderr),
	}
	if !call.PrintRoles {
		house, way, err := p.sharedWay(kept)
		if err != nil {
			return p.failed(err)
		}
		p.logs.ToFile() // it holds what is real
		p.maintainBy(way, kept, &options)
		options.Import = house.importFile
	}
	return maintenanceActions()[action](ctx, options, call)
}

// sharedWay returns this desk's part in the shared journal, and the way to its database, with the
// login that policy and settings name.
func (p program) sharedWay(kept *secrets.Store) (sharedHouse, *connect.Connector, error) {
	folders, err := files.DefaultFolders()
	if err != nil {
		return sharedHouse{}, nil, err
	}
	p.tellCrashes(folders)
	house, err := p.sharedOnly(folders, kept)
	switch {
	case err != nil:
		return house, nil, err
	case house.err != nil:
		return house, nil, errors.New(desk.SharedProblem(house.err).In(p.words))
	case !house.shares():
		return house, nil, errors.New(desk.Say("console.shared.wrong.none", "File", folders.SettingsFile()).In(p.words))
	}
	way, err := connector(house.journal, house.roots, kept)
	return house, way, err
}

// maintainBy fills in what is done with the database.
func (p program) maintainBy(way *connect.Connector, kept *secrets.Store, options *console.MaintenanceOptions) {
	dial := func(ctx context.Context) (*pgx.Conn, error) {
		config, err := way.Config(ctx)
		if err != nil {
			return nil, err
		}
		return pgx.ConnectConfig(ctx, config)
	}
	keys := func(ctx context.Context) (postgres.Keys, error) {
		keys, err := journal.ReadOrganisationKeys(ctx, kept)
		return postgres.Keys{Seal: keys.Seal, Hash: keys.Hash}, err
	}
	options.Open = func(ctx context.Context) (console.Maintenance, error) {
		return postgres.Maintain(ctx, postgres.MaintenanceOptions{Connect: dial, Explain: way.Explain})
	}
	options.Migrate = func(ctx context.Context, prefix *string) (postgres.Migrated, error) {
		config, err := way.Config(ctx)
		if err != nil {
			return postgres.Migrated{}, err
		}
		return postgres.Migrate(ctx, config, prefix, way.Explain)
	}
	options.UseKeys = func(ctx context.Context, use postgres.Pair) (before, now postgres.Pair, err error) {
		held, err := keys(ctx)
		if err != nil {
			return before, now, err
		}
		conn, err := dial(ctx)
		if err != nil {
			return before, now, way.Explain(err)
		}
		defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
		return postgres.UseKeys(ctx, conn, held, use, way.Explain)
	}
	options.Opener = func(ctx context.Context) (*postgres.Opener, error) {
		held, err := keys(ctx)
		return held.Opener(), err
	}
	options.More = func(ctx context.Context) <-chan struct{} {
		more := make(chan struct{}, 1)
		go func() { // ends with ctx
			defer p.logs.Guard()
			way.Watch(ctx, func(uint64) {
				select {
				case more <- struct{}{}:
				default: // it hasn't looked since
				}
			})
		}()
		return more
	}
}

// importFile verifies a file that a desk had before, and records what is in it in the shared
// journal.
func (h sharedHouse) importFile(ctx context.Context, path string) (done postgres.Imported, fault *journal.ChainFault, err error) {
	if _, err := os.Lstat(path); err != nil {
		return done, nil, err
	}
	file, err := journal.OpenFile(ctx, path, h.kept, journal.FileOptions{})
	if err != nil {
		return done, nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	audit, err := file.Verify(ctx, "")
	if err != nil || audit.Fault != nil {
		return done, audit.Fault, err
	}
	shared, err := h.openShared(ctx)
	if err != nil {
		return done, nil, err
	}
	defer func() { err = errors.Join(err, shared.Close()) }() //nolint:contextcheck // it keeps the last head, whether ctx has ended or not
	done, err = shared.Import(ctx, file)
	return done, nil, err
}
