package desk

import (
	"context"
	"errors"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/files"
	"ringback/storage/journal"
	"ringback/storage/secrets"
)

// JournalProvision is what a desk needs of a shared journal, as an administrator's script hands it
// to a user: the organisation's keys by their numbers, and what proves who logs in to its database.
type JournalProvision struct {
	Seal, Hash            map[string]ciba.Secret
	Password, Certificate ciba.Secret // the latter is the certificate's private key; "" is none
}

// NewJournalProvision returns what an input holds, whose values are wrapped at once.
func NewJournalProvision(seal, hash map[string]string, password, certificate string) *JournalProvision {
	wrapped := func(keys map[string]string) map[string]ciba.Secret {
		all := make(map[string]ciba.Secret, len(keys))
		for number, key := range keys {
			all[number] = ciba.Secret(key)
		}
		return all
	}
	return &JournalProvision{Seal: wrapped(seal), Hash: wrapped(hash), Password: ciba.Secret(password), Certificate: ciba.Secret(certificate)}
}

// JournalSecrets is the part of a keyring that is about a shared journal.
type JournalSecrets interface {
	journal.KeyKeeper
	SaveDatabasePassword(ctx context.Context, login secrets.DatabaseLogin, password ciba.Secret) error
	SaveDatabaseKey(ctx context.Context, key ciba.Secret) error
}

// ProvisionedJournal says what there is now, without a value.
type ProvisionedJournal struct {
	Seal, Hash            string // the numbers of all keys in the keyring; "" if none were given
	Password, Certificate bool   // stored now
	Host                  string // of the database
}

// DatabaseLoginOf returns what the password of a shared journal's database is bound to.
func DatabaseLoginOf(j config.Journal) secrets.DatabaseLogin {
	login := secrets.DatabaseLogin{User: j.User}
	database, _ := config.ParseDatabase(j.Database)
	for _, host := range database.Hosts {
		login.Hosts = append(login.Hosts, net.JoinHostPort(host.Name, strconv.Itoa(int(host.Port))))
	}
	return login
}

// store saves everything in the user's keyring, after everything was checked.
func (p *JournalProvision) store(ctx context.Context, o ProvisionOptions) (*ProvisionedJournal, error) {
	keys, err := p.keys()
	if err != nil {
		return nil, err
	}
	login := DatabaseLoginOf(o.SharedJournal)
	if err := p.checkLogin(login, o); err != nil {
		return nil, err
	}
	var stored ProvisionedJournal
	if len(p.Seal)+len(p.Hash) > 0 {
		all, err := o.addKeys(ctx, keys)
		if err != nil {
			return nil, err
		}
		stored.Seal, stored.Hash = numbers(all.Seal), numbers(all.Hash)
	}
	if p.Password != "" {
		if err := o.JournalSecrets.SaveDatabasePassword(ctx, login, p.Password); err != nil {
			return nil, stored.interrupted(err)
		}
		stored.Password, stored.Host = true, strings.Join(login.Hosts, ", ")
	}
	if p.Certificate != "" {
		if err := o.JournalSecrets.SaveDatabaseKey(ctx, p.Certificate); err != nil {
			return nil, stored.interrupted(err)
		}
		stored.Certificate = true
	}
	return &stored, nil
}

// addKeys adds the organisation's keys to the keyring's, one program after the other.
func (o ProvisionOptions) addKeys(ctx context.Context, keys journal.OrganisationKeys) (all journal.OrganisationKeys, err error) {
	if o.KeysLock != "" {
		turn, enough := context.WithTimeoutCause(ctx, provisionBound, errOthersProvision)
		defer enough()
		err := files.OS{}.MkdirAll(filepath.Dir(o.KeysLock))
		var lock *os.File
		if err == nil {
			lock, err = files.Lock(turn, o.KeysLock)
		}
		switch {
		case errors.Is(err, errOthersProvision):
			return all, &ProvisionError{Text: Say("provision.journal_busy")}
		case err != nil:
			return all, &ProvisionError{Text: Say("provision.journal_lock", "File", o.KeysLock)}
		}
		defer func() { _ = lock.Close() }()
	}
	if all, err = journal.AddOrganisationKeys(ctx, o.JournalSecrets, keys); err != nil {
		return all, organisationKeysProblem(err)
	}
	return all, nil
}

// errOthersProvision means that another program took its time to add keys.
var errOthersProvision = errors.New("another program adds keys")

// keys reads the organisation's keys.
func (p *JournalProvision) keys() (journal.OrganisationKeys, error) {
	keys := journal.OrganisationKeys{Seal: make(map[uint32][]byte), Hash: make(map[uint32][]byte)}
	for _, kind := range []struct {
		from map[string]ciba.Secret
		into map[uint32][]byte
	}{{p.Seal, keys.Seal}, {p.Hash, keys.Hash}} {
		for text, secret := range kind.from {
			number, err := journal.ParseKeyNumber(text)
			if err != nil {
				return keys, organisationKeysProblem(err)
			}
			if kind.into[number], err = journal.ParseOrganisationKey(secret.Reveal()); err != nil {
				return keys, organisationKeysProblem(err)
			}
		}
	}
	return keys, nil
}

// checkLogin says why what proves the login can't be stored.
func (p *JournalProvision) checkLogin(login secrets.DatabaseLogin, o ProvisionOptions) error {
	if p.Password != "" {
		switch {
		case o.SharedJournalErr != nil:
			return refusedProvision("journal_settings", "Problem", o.SharedJournalErr.Error())
		case o.SharedJournal.Database == "":
			return refusedProvision("journal_none")
		case o.SharedJournal.Password != config.PasswordInKeyring:
			return refusedProvision("journal_no_password")
		}
		if err := login.Check(p.Password); err != nil {
			return &ProvisionError{Text: provisionProblem(err), Refused: true}
		}
	}
	if p.Certificate == "" {
		return nil
	}
	_, err := secrets.ParseDatabaseKey(p.Certificate)
	switch {
	case errors.Is(err, secrets.ErrDatabaseKeyKind):
		return refusedProvision("journal_key_kind")
	case err != nil:
		return &ProvisionError{Text: provisionProblem(err), Refused: true}
	}
	return nil
}

// interrupted says that the keyring failed, and whether before anything was stored.
func (s ProvisionedJournal) interrupted(err error) error {
	if s != (ProvisionedJournal{}) {
		return &ProvisionError{Text: Say("provision.journal_partly")}
	}
	return &ProvisionError{Text: provisionProblem(err)}
}

// organisationKeysProblem says why keys can't be stored.
func organisationKeysProblem(err error) error {
	other := new(journal.OtherKeyError)
	switch {
	case errors.As(err, &other) && other.Hash:
		return refusedProvision("journal_other_hash", "Number", int(other.Number))
	case errors.As(err, &other):
		return refusedProvision("journal_other_seal", "Number", int(other.Number))
	case errors.Is(err, journal.ErrKeyNumber):
		return refusedProvision("journal_number", "Most", journal.MaxKeyNumber)
	case errors.Is(err, journal.ErrKeyForm):
		return refusedProvision("journal_key_form")
	case errors.Is(err, journal.ErrKeysTooMany):
		return refusedProvision("journal_full")
	case errors.Is(err, journal.ErrKeysUnreadable):
		return &ProvisionError{Text: Say("provision.journal_entry")}
	}
	return &ProvisionError{Text: provisionProblem(err)}
}

// numbers lists the numbers of keys.
func numbers(keys map[uint32][]byte) string {
	var all []string
	for _, number := range slices.Sorted(maps.Keys(keys)) {
		all = append(all, strconv.Itoa(int(number)))
	}
	if len(all) == 0 {
		return "–"
	}
	return strings.Join(all, ", ")
}
