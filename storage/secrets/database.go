package secrets

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"ringback/ciba"
)

// DatabaseLogin is what the password of a shared journal's database is bound to: it is given out
// only for this login, and only for servers that it was saved for, so that an address that was
// changed, by mistake or on purpose, gets nothing.
type DatabaseLogin struct {
	Hosts []string // each with its port, or the folder of a socket
	User  string
}

// The names of their entries in the keyring.
const (
	databasePassword = "journal database password"
	databaseKey      = "journal database key"
)

// maxPassword is the longest password that is kept, in bytes. PostgreSQL takes no longer ones.
const maxPassword = 1000

// The errors of a database's secrets. Each says what to do.
var (
	ErrNoDatabasePassword = errors.New("no password is saved for the journal's database; have it provisioned")
	ErrNoDatabaseKey      = errors.New("no private key is saved for the certificate of the journal's database; have it provisioned")
	ErrDatabaseElsewhere  = errors.New("the saved password is for other servers or another login of the journal's database and wasn't used; have it provisioned again if the address is right")
	ErrDatabaseEntry      = errors.New("the keyring's entry for the journal's database wasn't written by this version of the program; have it provisioned again")
	ErrDatabaseKeyKind    = errors.New("the key of a certificate for the journal's database must be EC on P-256 or Ed25519")
)

// databaseEntry is the stored form of a password.
type databaseEntry struct {
	Version  int      `json:"v"`
	Hosts    []string `json:"hosts"`
	User     string   `json:"user"`
	Password string   `json:"password"`
}

// SaveDatabasePassword saves the password of a login in the keyring, over an older one.
func (s *Store) SaveDatabasePassword(ctx context.Context, login DatabaseLogin, password ciba.Secret) error {
	text, err := login.encode(password)
	if err != nil {
		return err
	}
	return s.SaveEntry(ctx, databasePassword, text)
}

// Check returns the error with which [Store.SaveDatabasePassword] would refuse a password, whatever
// the state of the keyring.
func (l DatabaseLogin) Check(password ciba.Secret) error {
	_, err := l.encode(password)
	return err
}

func (l DatabaseLogin) encode(password ciba.Secret) (string, error) {
	plain := password.Reveal()
	switch {
	case len(l.Hosts) == 0 || l.User == "":
		return "", ErrBinding
	case plain == "":
		return "", ErrEmpty
	case ciba.HoldsPrivateKey(password):
		return "", &ciba.KeyError{Problem: ciba.KeyAsSecret}
	case !utf8.ValidString(plain), strings.Contains(plain, "\x00"):
		return "", ErrCharacters
	case len(plain) > maxPassword:
		return "", ErrTooLong
	}
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	//nolint:gosec // The keyring is where a password belongs.
	if err := encoder.Encode(databaseEntry{Version: 1, Hosts: l.Hosts, User: l.User, Password: plain}); err != nil {
		return "", ErrCharacters
	}
	if text.Len() > maxEntry {
		return "", ErrTooLong
	}
	return strings.TrimSuffix(text.String(), "\n"), nil
}

// DatabasePassword returns the password of a login, if it was saved for each of its servers.
func (s *Store) DatabasePassword(ctx context.Context, login DatabaseLogin) (ciba.Secret, error) {
	stored, found, err := s.ReadEntry(ctx, databasePassword)
	switch {
	case err != nil:
		return "", err
	case !found:
		return "", ErrNoDatabasePassword
	}
	var e databaseEntry
	strict := json.NewDecoder(strings.NewReader(stored))
	strict.DisallowUnknownFields() // an unknown member may bind it to more
	if len(stored) > maxEntry || strict.Decode(&e) != nil || e.Version != 1 || e.Password == "" {
		return "", ErrDatabaseEntry
	}
	other := func(host string) bool { return !slices.Contains(e.Hosts, host) }
	if e.User != login.User || len(login.Hosts) == 0 || slices.ContainsFunc(login.Hosts, other) {
		return "", ErrDatabaseElsewhere
	}
	return ciba.Secret(e.Password), nil
}

// SaveDatabaseKey saves the private key of the login's certificate in the keyring, over an older
// one. It is never sent, and so bound to nothing but the certificate that it belongs to.
func (s *Store) SaveDatabaseKey(ctx context.Context, text ciba.Secret) error {
	key, err := ParseDatabaseKey(text)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return ErrDatabaseKeyKind
	}
	return s.SaveEntry(ctx, databaseKey, base64.StdEncoding.EncodeToString(der))
}

// DatabaseKey returns the private key of the login's certificate.
func (s *Store) DatabaseKey(ctx context.Context) (crypto.Signer, error) {
	stored, found, err := s.ReadEntry(ctx, databaseKey)
	switch {
	case err != nil:
		return nil, err
	case !found:
		return nil, ErrNoDatabaseKey
	}
	key, err := ParseDatabaseKey(ciba.Secret(stored))
	if err != nil {
		return nil, ErrDatabaseEntry
	}
	return key, nil
}

// ParseDatabaseKey reads a private key, in PEM or Base64 of DER: EC on P-256, or Ed25519. The error
// is a *[ciba.KeyError] or [ErrDatabaseKeyKind].
func ParseDatabaseKey(text ciba.Secret) (crypto.Signer, error) {
	found, err := ciba.ParsePrivateKey(text)
	wrong := new(ciba.KeyError)
	if errors.As(err, &wrong) {
		switch wrong.Problem {
		case ciba.KeyEd25519:
			return parseEd25519(text)
		case ciba.KeyKind, ciba.KeyCurve, ciba.KeySmall:
			return nil, ErrDatabaseKeyKind
		}
		return nil, err
	}
	if key, isEC := found.(*ecdsa.PrivateKey); isEC {
		return key, nil
	}
	return nil, ErrDatabaseKeyKind
}

// parseEd25519 reads what the provider's keys can't be.
func parseEd25519(text ciba.Secret) (crypto.Signer, error) {
	var der []byte
	if block, _ := pem.Decode([]byte(text.Reveal())); block != nil {
		der = block.Bytes
	} else if raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text.Reveal())); err == nil {
		der = raw
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	key, isEd25519 := parsed.(ed25519.PrivateKey)
	if err != nil || !isEd25519 {
		return nil, &ciba.KeyError{Problem: ciba.KeyUnreadable}
	}
	return key, nil
}
