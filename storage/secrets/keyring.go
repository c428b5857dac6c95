package secrets

import (
	"errors"
	"strings"

	"github.com/zalando/go-keyring"

	"ringback/ciba"
)

// Keyring is the keyring of the operating system. Its calls can hang for as long as a password
// prompt is open, and can't be interrupted.
type Keyring interface {
	Get(service, user string) (string, error)
	Set(service, user, secret string) error
	Delete(service, user string) error
}

// OSKeyring returns the keyring of this system: Secret Service on Linux, Keychain on macOS, the
// credential manager on Windows.
func OSKeyring() Keyring { return osKeyring{} }

type osKeyring struct{}

func (osKeyring) Get(service, user string) (string, error) { return keyring.Get(service, user) }
func (osKeyring) Set(service, user, secret string) error   { return keyring.Set(service, user, secret) }
func (osKeyring) Delete(service, user string) error        { return keyring.Delete(service, user) }

// The errors of the keyring. Each says what the user can do.
var (
	ErrNoSecret       = errors.New("no secret is saved for this client; enter it in the settings")
	ErrBoundElsewhere = errors.New("the saved secret belongs to other endpoints and wasn't used; enter it again if the new ones are right")
	ErrKeySaved       = errors.New("a private key is saved, but the client authenticates with a secret; enter the secret")
	ErrSecretSaved    = errors.New("a secret is saved, but the client authenticates with a private key; enter the key")
	ErrUnreadable     = errors.New("the keyring's entry for this client wasn't written by this version of the program; enter the secret again")
	ErrEmpty          = errors.New("the secret is empty; enter it")
	ErrCharacters     = errors.New("the secret holds bytes that aren't text (UTF-8); enter it again")
	ErrTooLong        = errors.New("the secret or key is too long for the keyring: about 1,900 bytes at most, in all 2,000 with what it is bound to; keep it for this run only")
	ErrKeyringMissing = errors.New("no working keyring was found; install or start one, or keep the secret for this run only")
	ErrKeyringLocked  = errors.New("the keyring is locked; unlock it, or keep the secret for this run only")
	ErrKeyringSlow    = errors.New("the keyring doesn't answer; look for a window that asks for its password, or keep the secret for this run only")
	ErrMemoryChosen   = errors.New("the secret is kept for this run only, as chosen meanwhile; it wasn't saved in the keyring")
	ErrBinding        = errors.New("a secret must be bound to an issuer and a client id")
	ErrClosed         = errors.New("the program is closing; the keyring is not used any more")
)

// keyringError is one of the errors above with the system's own text.
type keyringError struct {
	kind   error
	detail string
}

func (e *keyringError) Error() string {
	if e.detail == "" {
		return e.kind.Error()
	}
	return e.kind.Error() + " (" + e.detail + ")"
}

func (e *keyringError) Unwrap() error { return e.kind }

// missingEntry reports whether an error means that the keyring works and has no such entry.
func missingEntry(err error) bool { return errors.Is(err, keyring.ErrNotFound) }

// classify turns an error of the keyring into one of ours. The library's errors are texts from the
// bus, so it searches them for words; an unknown one counts as no working keyring. If the system's
// text contains the secret, that is removed.
func classify(err error, secret string) error {
	switch {
	case err == nil:
		return nil
	case missingEntry(err):
		return ErrNoSecret
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return ErrTooLong
	}
	detail := err.Error()
	kind := ErrKeyringMissing
	if lower := strings.ToLower(detail); strings.Contains(lower, "unlock") || strings.Contains(lower, "locked") || strings.Contains(lower, "prompt") {
		kind = ErrKeyringLocked
	}
	if secret != "" && strings.Contains(detail, secret) {
		detail = ""
	}
	return &keyringError{kind: kind, detail: ciba.Clean(detail, maxCauseRunes)}
}
