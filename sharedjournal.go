package main

import (
	"context"
	"crypto"
	"crypto/x509"
	"errors"
	"strings"

	"ringback/storage/config"
	"ringback/storage/files"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
	"ringback/storage/journal/postgres/connect"
	"ringback/storage/secrets"
	"ringback/ui/desk"
	"ringback/ui/doctor"
)

// sharedHouse is where this desk has its part in a shared journal.
type sharedHouse struct {
	journal config.Journal // zero: there is none
	err     error          // why nobody knows which
	folders files.Folders
	roots   *x509.CertPool
	kept    *secrets.Store
}

// shares reports whether the journal is a shared one, or should be.
func (h sharedHouse) shares() bool { return h.err != nil || h.journal.Database != "" }

// shared returns this desk's part in the shared journal of policy and settings.
func (p program) shared(s config.Settings, folders files.Folders, roots *x509.CertPool, kept *secrets.Store) sharedHouse {
	h := sharedHouse{folders: folders, roots: roots, kept: kept}
	h.journal, h.err = p.policy.JournalWith(s)
	return h
}

// sharedOnly is shared for a command that needs nothing else of settings and network.
func (p program) sharedOnly(folders files.Folders, kept *secrets.Store) (sharedHouse, error) {
	settings, _ := config.LoadSettings(folders.AsTheyAre().SettingsFile()) // what is wrong with [journal] is in it
	h := p.shared(settings, folders, nil, kept)
	if !h.shares() {
		return h, nil
	}
	network, err := p.network()
	h.roots = network.Roots
	return h, p.rootsProblem(err)
}

// openShared opens the shared journal with this desk's login and keys.
func (h sharedHouse) openShared(ctx context.Context) (*postgres.Journal, error) {
	if h.err != nil {
		return nil, h.err
	}
	way, err := connector(h.journal, h.roots, h.kept)
	if err != nil {
		return nil, err
	}
	held := func(ctx context.Context) (postgres.Keys, error) {
		keys, err := journal.ReadOrganisationKeys(ctx, h.kept)
		return postgres.Keys(keys), err
	}
	keys, err := held(ctx)
	if err != nil {
		return nil, err
	}
	beside, err := journal.OpenBeside(ctx, h.folders.SharedFolder(), h.kept, journal.FileOptions{})
	if err != nil {
		return nil, err
	}
	pool, err := way.Pool() //nolint:contextcheck // Its connections outlive ctx: Close ends them.
	if err != nil {
		return nil, errors.Join(err, beside.Close())
	}
	opened, err := postgres.Open(ctx, postgres.Options{Pool: pool, Keys: keys, Reread: held, Beside: beside, Explain: way.Explain})
	if err != nil {
		connect.Close(pool)
		return nil, errors.Join(err, beside.Close())
	}
	return opened, nil
}

// open opens the shared journal for a desk.
func (h sharedHouse) open(ctx context.Context) (journal.Journal, error) {
	opened, err := h.openShared(ctx)
	if err != nil {
		return nil, err // not a nil pointer in an interface
	}
	return opened, nil
}

// use makes the shared journal the one of a desk; without one, the options stay as they are.
func (h sharedHouse) use(o *desk.Options) {
	if !h.shares() {
		return
	}
	o.OpenJournal, o.MoveJournalAside = h.open, nil
	if h.alone() {
		o.OpenJournal = h.orLocal(o.Guard, o.Log)
	}
	o.SharedJournal = &desk.SharedJournal{}
	if way, err := connector(h.journal, h.roots, h.kept); h.err == nil && err == nil {
		o.SharedJournal.Watch = func(ctx context.Context, changed func()) {
			way.Watch(ctx, func(uint64) { changed() })
		}
	}
}

// connector returns the way to the database of a shared journal. Nothing is asked yet.
func connector(j config.Journal, roots *x509.CertPool, kept *secrets.Store) (*connect.Connector, error) {
	database, _ := config.ParseDatabase(j.Database) // it was checked when it was read
	options := connect.Options{
		Database: database.Name, User: j.User, Roots: roots, Certificate: j.Certificate, TokenCommand: j.TokenCommand,
		Key: func(ctx context.Context) (crypto.Signer, error) { return kept.DatabaseKey(ctx) },
	}
	for _, host := range database.Hosts {
		options.Hosts = append(options.Hosts, connect.Host{Name: host.Name, Port: host.Port})
	}
	if j.Password == config.PasswordInKeyring {
		options.Password = func(ctx context.Context) (string, error) {
			password, err := kept.DatabasePassword(ctx, desk.DatabaseLoginOf(j))
			return password.Reveal(), err
		}
	}
	return connect.New(options)
}

// examinesDatabase says how the database of the shared journal is examined; nil if there is none.
func (p program) examinesDatabase(s config.Settings, roots *x509.CertPool, kept *secrets.Store) (*doctor.Database, error) {
	shared, err := p.policy.JournalWith(s)
	if err != nil || shared.Database == "" {
		return nil, err
	}
	way, err := connector(shared, roots, kept)
	if err != nil {
		return nil, err
	}
	return &doctor.Database{
		Hosts: strings.Join(desk.DatabaseLoginOf(shared).Hosts, ", "), APIs: postgres.APIs(), Examine: way.Examine,
		KeyName: func(ctx context.Context, hash bool, number uint32) ([]byte, error) {
			keys, err := journal.ReadOrganisationKeys(ctx, kept)
			of := keys.Seal
			if hash {
				of = keys.Hash
			}
			if err != nil || of[number] == nil {
				return nil, err
			}
			return postgres.KeyName(of[number]), nil
		},
	}, nil
}
