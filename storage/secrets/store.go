package secrets

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"sync"
	"time"
	"unicode/utf8"

	"ringback/ciba"
)

// Source says where a secret came from.
type Source string

// The sources.
const (
	SourceKeyring   Source = "keyring"
	SourceMemory    Source = "memory"    // for this run only
	SourcePublished Source = "published" // public on purpose and built in
	SourceGiven     Source = "given"     // from outside, for this run only
)

// Options configure a [Store].
type Options struct {
	// Waiting is called with true when a call has taken a second, which usually means that the
	// system asks the user for a password, and with false when no call waits any more. If it is
	// set, a call may take 2 minutes, otherwise 5 seconds. It runs in the goroutine of a caller and
	// must not call back.
	Waiting func(bool)
	// Guard is deferred in the store's goroutine, to report a panic; nil: nothing does.
	Guard func()
}

// The time limits of a keyring call, counted from the caller's request.
const (
	keyringBound  = 5 * time.Second
	waitingAfter  = time.Second
	waitingBound  = 2 * time.Minute
	closingBound  = time.Second
	probeUser     = "probe"
	maxCauseRunes = 200
)

// Store holds client secrets: in the keyring, or in memory for this run. It never writes a file.
// Its methods may be called from any goroutine except the user interface's, because they block.
//
// One goroutine, which [Store.Close] ends, makes one keyring call at a time. A call that hangs
// can't be ended; until it returns, every other one fails with [ErrKeyringSlow] at once.
type Store struct {
	keyring Keyring
	options Options

	calls chan *call
	quit  chan struct{}
	ended chan struct{}
	close sync.Once

	mu      sync.Mutex
	memory  map[Binding]ciba.Secret
	choices map[Binding]int // how often memory was chosen; undoes a save that began before
	hanging bool            // a call that took too long hasn't returned yet

	waiting struct {
		sync.Mutex
		calls int
	}
}

// New starts the only goroutine that uses the keyring. With a nil keyring, secrets are kept in
// memory only.
func New(k Keyring, options Options) *Store {
	s := &Store{
		keyring: k,
		options: options,
		calls:   make(chan *call),
		quit:    make(chan struct{}),
		ended:   make(chan struct{}),
		memory:  make(map[Binding]ciba.Secret),
		choices: make(map[Binding]int),
	}
	if options.Guard == nil {
		options.Guard = func() {}
	}
	go func() {
		defer options.Guard()
		s.work()
	}()
	return s
}

// Close ends the goroutine. It waits a second for a call under way, and returns [ErrKeyringSlow] if
// that hangs: then the goroutine ends with the process.
func (s *Store) Close() error {
	s.close.Do(func() { close(s.quit) })
	timer := time.NewTimer(closingBound)
	defer timer.Stop()
	select {
	case <-s.ended:
		return nil
	case <-timer.C:
		return ErrKeyringSlow
	}
}

// Probe reports whether a secret could be saved, before the user types one: it saves, reads and
// removes a random value.
func (s *Store) Probe(ctx context.Context) error {
	value := rand.Text()
	return s.call(ctx, &call{
		do: func() error {
			if err := s.keyring.Set(service, probeUser, value); err != nil {
				return classify(err, value)
			}
			read, err := s.keyring.Get(service, probeUser)
			if removed := s.keyring.Delete(service, probeUser); err == nil {
				err = removed
			}
			if err == nil && read != value {
				err = errors.New("it returned something other than what was saved")
			}
			if err != nil {
				return orMissing(classify(err, value))
			}
			return nil
		},
	})
}

// Get returns the secret for a binding and where it came from: the one of this run, else the saved
// one, else a published one. A published one is given out for the issuer's own endpoints, and for
// others after [Store.Agree]. After [ErrNoSecret], [ErrBoundElsewhere] (an
// *[ElsewhereError]), [ErrKeySaved], [ErrSecretSaved], a *[ciba.KeyError] or [ErrUnreadable]
// the caller asks the user; the errors of the keyring itself mean that it couldn't be looked up.
func (s *Store) Get(ctx context.Context, b Binding) (ciba.Secret, Source, error) {
	if !b.whole() {
		return "", "", ErrBinding
	}
	public, isPublic := b.published()
	secret, source := s.remembered(b), SourceMemory
	if secret == "" {
		var err error
		if secret, err = s.saved(ctx, b); err != nil {
			if isPublic && b.Overrides.None() && ctx.Err() == nil {
				return public, SourcePublished, nil
			}
			return "", "", s.whyNone(b, err)
		}
		source = SourceKeyring
	}
	if isPublic && secret == public {
		source = SourcePublished
	}
	return secret, source, nil
}

// whyNone returns why Get gives out no secret. err is the keyring's reason, which stands if it is
// about an entry that was found.
func (s *Store) whyNone(b Binding, err error) error {
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, ErrClosed):
		return err
	case errors.Is(err, ErrBoundElsewhere), errors.Is(err, ErrKeySaved), errors.Is(err, ErrSecretSaved), errors.Is(err, ErrUnreadable):
		return err
	}
	if elsewhere := s.rememberedElsewhere(b); elsewhere != nil {
		return elsewhere
	}
	if b.Published() { // without a keyring, no agreement is known
		return &ElsewhereError{Saved: b.client(), Asked: b, Public: true}
	}
	return err
}

// rememberedElsewhere returns an error if this run's secret of the client is bound to something
// else.
func (s *Store) rememberedElsewhere(b Binding) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found *Binding
	for kept := range s.memory {
		if kept.client() == b.client() && (found == nil || fmt.Sprint(kept) < fmt.Sprint(*found)) { // the same one each time
			found = &kept
		}
	}
	switch {
	case found == nil:
		return nil
	case found.Key && !b.Key:
		return ErrKeySaved
	case b.Key && !found.Key:
		return ErrSecretSaved
	}
	public, isPublic := b.published()
	return &ElsewhereError{Saved: *found, Asked: b, Public: isPublic && s.memory[*found] == public}
}

// remembered returns a secret of this run, or "".
func (s *Store) remembered(b Binding) ciba.Secret {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.memory[b]
}

// saved returns a secret from the keyring.
func (s *Store) saved(ctx context.Context, b Binding) (ciba.Secret, error) {
	if s.keyring == nil {
		return "", ErrNoSecret
	}
	found := make(chan ciba.Secret, 1) // not a variable, with which a late answer would race
	err := s.call(ctx, &call{do: func() error {
		stored, err := s.keyring.Get(service, b.user())
		if err != nil {
			return classify(err, "")
		}
		secret, err := b.decode(stored)
		if err == nil {
			found <- secret
		}
		return err
	}})
	if err != nil {
		return "", err
	}
	return <-found, nil
}

// Set saves a secret or a private key in the keyring, replacing an older one for the same issuer
// and client id, whatever that was bound to. It removes blanks from both ends; a key is kept as
// Base64 of DER. If it returns an error, nothing was saved, and a success that comes later is
// undone.
func (s *Store) Set(ctx context.Context, b Binding, secret ciba.Secret) error {
	return s.set(ctx, b, secret, func(string) bool { return true })
}

// set is Set with a condition: replaces reports whether the entry's old content may be replaced.
func (s *Store) set(ctx context.Context, b Binding, secret ciba.Secret, replaces func(old string) bool) error {
	secret, err := b.checked(secret)
	if err != nil {
		return err
	}
	stored, err := b.encode(secret)
	if err != nil {
		return err
	}
	chosen := s.chosen(b)
	var before string // the old content, to restore it
	var had bool
	c := &call{
		stale:  func() bool { return s.choices[b] != chosen },
		commit: func() { delete(s.memory, b) },
	}
	c.do = func() error {
		old, err := s.keyring.Get(service, b.user())
		if err != nil && !missingEntry(err) {
			return classify(err, secret.Reveal())
		}
		before, had = old, err == nil
		switch {
		case s.unwanted(c):
			return ErrMemoryChosen // the first call took so long that the user chose memory
		case had && !replaces(old):
			return errOwnSecret
		}
		return orMissing(classify(s.keyring.Set(service, b.user(), stored), secret.Reveal()))
	}
	c.undo = func() {
		if had {
			_ = s.keyring.Set(service, b.user(), before)
		} else {
			_ = s.keyring.Delete(service, b.user())
		}
	}
	return s.call(ctx, c)
}

// Check returns the error with which [Store.Set] would refuse a secret or a private key, whatever
// the state of the keyring: it is of the wrong kind, isn't text, or is too long to be saved
// ([ErrTooLong]; it can still be kept in memory).
func (b Binding) Check(secret ciba.Secret) error {
	secret, err := b.checked(secret)
	if err == nil {
		_, err = b.encode(secret)
	}
	return err
}

// checked returns a secret or a key in the form in which it is kept.
func (b Binding) checked(secret ciba.Secret) (ciba.Secret, error) {
	secret = Clean(secret)
	switch {
	case !b.whole():
		return "", ErrBinding
	case secret == "":
		return "", ErrEmpty
	case b.Key:
		return normalizeKey(secret)
	case ciba.HoldsPrivateKey(secret):
		return "", &ciba.KeyError{Problem: ciba.KeyAsSecret}
	case !utf8.ValidString(secret.Reveal()):
		return "", ErrCharacters
	}
	return secret, nil
}

// errOwnSecret means that the keyring holds a secret that the user saved.
var errOwnSecret = errors.New("the user has saved a secret of their own")

// Agree records that what is sent with a published secret may go to the hosts of a binding: in the
// keyring, or for this run if memoryOnly is set or the keyring doesn't work. For any other secret,
// and if the user has saved one, it does nothing: that one is asked for again.
func (s *Store) Agree(ctx context.Context, b Binding, memoryOnly bool) error {
	public, ok := b.published()
	if !ok || b.Overrides.None() {
		return nil
	}
	if memoryOnly {
		return s.SetInMemory(b, public)
	}
	err := s.set(ctx, b, public, func(old string) bool {
		secret, _, err := b.read(old)
		return err == nil && secret == public
	})
	switch {
	case err == nil, errors.Is(err, errOwnSecret):
		return nil
	case ctx.Err() != nil:
		return err
	}
	return s.SetInMemory(b, public)
}

// unwanted reports whether the success of a call is no longer wanted.
func (s *Store) unwanted(c *call) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return c.state == callGivenUp || c.stale != nil && c.stale()
}

// chosen returns how often memory was chosen for a binding.
func (s *Store) chosen(b Binding) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.choices[b]
}

// SetInMemory keeps a secret or a private key for this run only, as [Store.Set] would; an empty one
// removes it. It undoes a Set for the same binding that began before and is still under way.
func (s *Store) SetInMemory(b Binding, secret ciba.Secret) error {
	if Clean(secret) == "" {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.memory, b)
		return nil
	}
	secret, err := b.checked(secret)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.memory[b] = secret
	s.choices[b]++
	return nil
}

// Forget removes the client's secret from memory and from the keyring, whatever it was bound to. If
// there is none, that is no error. After [ErrKeyringSlow] it is removed when the keyring answers.
func (s *Store) Forget(ctx context.Context, b Binding) error {
	if !b.whole() {
		return ErrBinding
	}
	s.mu.Lock()
	maps.DeleteFunc(s.memory, func(kept Binding, _ ciba.Secret) bool { return kept.client() == b.client() })
	s.mu.Unlock()
	if s.keyring == nil {
		return nil
	}
	return s.call(ctx, &call{do: func() error {
		if err := s.keyring.Delete(service, b.user()); err != nil && !missingEntry(err) {
			return classify(err, "")
		}
		return nil
	}})
}
