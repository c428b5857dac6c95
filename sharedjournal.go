package main

import (
	"context"
	"crypto"
	"crypto/x509"
	"strings"

	"ringback/storage/config"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
	"ringback/storage/journal/postgres/connect"
	"ringback/storage/secrets"
	"ringback/ui/desk"
	"ringback/ui/doctor"
)

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
