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

// Options are the choices of whoever owns a [Secrets].
type Options struct {
	// Waiting is called with true when a call has taken a second, which mostly means that the
	// system asks the user for a password, and with false when no call waits any more. With it a
	// call may take 2 minutes, without it 5 seconds. It runs in the goroutine of a caller and must
	// not call back.
	Waiting func(bool)
}

// The bounds of a keyring call, from the moment it is asked for.
const (
	keyringBound  = 5 * time.Second
	waitingAfter  = time.Second
	waitingBound  = 2 * time.Minute
	closingBound  = time.Second
	probeUser     = "probe"
	maxCauseRunes = 200
)

// Store holds client secrets: in the keyring, or in memory for this run. Nothing of it ever touches
// a file. Its methods may be called from any goroutine but the user interface's: they wait.
//
// One call of the keyring is made at a time, by one goroutine that [Store.Close] ends. A call that
// hangs can't be ended; until it returns every other one answers [ErrKeyringSlow] at once.
type Store struct {
	keyring Keyring
	options Options

	calls chan *call
	quit  chan struct{}
	ended chan struct{}
	close sync.Once

	mu      sync.Mutex
	memory  map[Binding]ciba.Secret
	choices map[Binding]int // how often memory was chosen; a save from before is undone
	hanging bool            // a call that took too long hasn't returned

	waiting struct {
		sync.Mutex
		calls int
	}
}

// call is one job for the worker. Every function but do and undo runs under Secrets.mu.
type call struct {
	do     func() error
	undo   func()      // after a success that nobody wants any more
	stale  func() bool // whether a success isn't wanted any more though somebody waits
	commit func()      // after a success that is wanted
	result chan error
	state  callState // under Secrets.mu
}

type callState int

const (
	callRunning callState = iota
	callDone
	callGivenUp
)

// New starts the one goroutine that uses the keyring. A nil keyring means memory only.
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
	go s.work()
	return s
}

// Close ends the goroutine. It waits a second for a call under way, and says [ErrKeyringSlow] if
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

// Probe tells whether a secret could be saved, before the user types one: it saves, reads and
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
				err = errors.New("it returned something else than was saved")
			}
			if err != nil {
				return orMissing(classify(err, value))
			}
			return nil
		},
	})
}

// Get returns the secret for a binding and where it came from: the one of this
// run, else the saved one, else a published one. A published one is given out
// for the issuer's own endpoints, and for others after [Store.Agree].
// [ErrNoSecret], [ErrSecretBoundElsewhere] (an *[ElsewhereError]),
// [ErrKeySaved], [ErrSecretSaved], a *[ciba.KeyError] and [ErrSecretUnreadable]
// mean that the user is to be asked; the errors of the keyring itself, that it
// couldn't be looked up.
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

// whyNone says why nothing is given out that the keyring hasn't, for the reason that it gave: an
// entry that was found says it itself.
func (s *Store) whyNone(b Binding, err error) error {
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, ErrSecretsClosed):
		return err
	case errors.Is(err, ErrSecretBoundElsewhere), errors.Is(err, ErrKeySaved), errors.Is(err, ErrSecretSaved), errors.Is(err, ErrSecretUnreadable):
		return err
	}
	if elsewhere := s.rememberedElsewhere(b); elsewhere != nil {
		return elsewhere
	}
	if b.Published() { // without a keyring nobody knows of an agreement
		return &ElsewhereError{Saved: b.client(), Asked: b, Public: true}
	}
	return err
}

// rememberedElsewhere says that the client's secret of this run is bound to something else; nil if
// there is none.
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

// remembered returns a secret of this run, "" without one.
func (s *Store) remembered(b Binding) ciba.Secret {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.memory[b]
}

// saved returns a secret of the keyring.
func (s *Store) saved(ctx context.Context, b Binding) (ciba.Secret, error) {
	if s.keyring == nil {
		return "", ErrNoSecret
	}
	found := make(chan ciba.Secret, 1) // not a variable: a late answer must not race with us
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

// Set saves a secret or a private key in the keyring, in place of an older one for the same issuer
// and client id, whatever that was bound to. It takes blanks off its ends; a key is kept as Base64
// of DER. When it returns an error nothing was saved, and a success that comes after that is
// undone.
func (s *Store) Set(ctx context.Context, b Binding, secret ciba.Secret) error {
	return s.set(ctx, b, secret, func(string) bool { return true })
}

// set is Set where what the entry held may be replaced.
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
	var before string // what the entry held, to bring it back
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
			return ErrMemoryChosen // the first call hung long enough to change one's mind
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

// checked returns a secret or a key as it is kept.
func (b Binding) checked(secret ciba.Secret) (ciba.Secret, error) {
	secret = Clean(secret)
	switch {
	case !b.whole():
		return "", ErrBinding
	case secret == "":
		return "", ErrSecretEmpty
	case b.Key:
		return normalizeKey(secret)
	case ciba.HoldsPrivateKey(secret):
		return "", &ciba.KeyError{Problem: ciba.KeyAsSecret}
	case !utf8.ValidString(secret.Reveal()):
		return "", ErrSecretCharacters
	}
	return secret, nil
}

// errOwnSecret says that the keyring has a secret of the user's.
var errOwnSecret = errors.New("the user has saved a secret of their own")

// Agree remembers that what goes with a published secret may go to the hosts of a binding: in the
// keyring, or, without a working one and where that is wanted, for this run only. For any other
// secret, and where the user has saved one of their own, it does nothing: that one is asked for
// again.
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

// unwanted reports whether nobody wants a call to succeed any more.
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

// SetInMemory keeps a secret or a private key for this run only, as [Store.Set] would keep it; an
// empty one is forgotten. Saving one for the same binding, begun before and still under way, is
// undone.
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

// Forget removes the client's secret from memory and from the keyring, whatever it was bound to.
// One that wasn't there is no error. After [ErrKeyringSlow] it is removed when the keyring answers.
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

// call hands a job to the worker and waits for it within its bound.
func (s *Store) call(ctx context.Context, c *call) error {
	switch err := ctx.Err(); {
	case s.keyring == nil:
		return ErrKeyringMissing
	case err != nil:
		return fmt.Errorf("the keyring wasn't asked: %w", err)
	case s.closed():
		return ErrSecretsClosed
	case s.hangs():
		return ErrKeyringSlow
	}
	c.result = make(chan error, 1) // the worker never waits for us
	bound := keyringBound
	if s.options.Waiting != nil {
		bound = waitingAfter
	}
	timer := time.NewTimer(bound)
	defer timer.Stop()
	said := s.options.Waiting == nil
	for calls := s.calls; ; {
		select {
		case calls <- c:
			calls = nil // handed over; now for the result
		case err := <-c.result:
			return err
		case <-s.quit:
			return s.giveUp(c, calls == nil, ErrSecretsClosed)
		case <-ctx.Done():
			return s.giveUp(c, calls == nil, fmt.Errorf("the keyring's answer wasn't waited for: %w", ctx.Err()))
		case <-timer.C:
			if said {
				return s.giveUp(c, calls == nil, ErrKeyringSlow)
			}
			said = true
			s.say(true)
			defer s.say(false)
			timer.Reset(waitingBound - waitingAfter)
		}
	}
}

// say tells the owner that the system waits for the user, once for however many calls wait.
func (s *Store) say(waiting bool) {
	s.waiting.Lock()
	defer s.waiting.Unlock()
	if waiting {
		s.waiting.calls++
		if s.waiting.calls == 1 {
			s.options.Waiting(true)
		}
		return
	}
	s.waiting.calls--
	if s.waiting.calls == 0 {
		s.options.Waiting(false)
	}
}

// hangs reports whether a call that took too long hasn't returned.
func (s *Store) hangs() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hanging
}

// closed reports whether Close was called.
func (s *Store) closed() bool {
	select {
	case <-s.quit:
		return true
	default:
		return false
	}
}

// giveUp ends the waiting for a call, unless it has just returned.
func (s *Store) giveUp(c *call, handedOver bool, why error) error {
	if !handedOver {
		return why
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.state == callDone {
		return <-c.result
	}
	c.state = callGivenUp
	// A caller who just changed their mind says nothing about the keyring.
	s.hanging = errors.Is(why, ErrKeyringSlow)
	return why
}

// work makes the calls, one at a time, until Close.
func (s *Store) work() {
	defer close(s.ended)
	for {
		select {
		case <-s.quit:
			return
		case c := <-s.calls:
			s.run(c)
		}
	}
}

// run makes one call, and undoes a success that nobody wants any more.
func (s *Store) run(c *call) {
	err := guarded(c.do)
	if err == nil && s.settle(c) {
		return
	}
	if err == nil {
		err = ErrMemoryChosen
		if c.undo != nil {
			_ = guarded(func() error { c.undo(); return nil })
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end(c, err)
}

// settle ends a call that succeeded, if that is still wanted.
func (s *Store) settle(c *call) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.state == callGivenUp || c.stale != nil && c.stale() {
		return false
	}
	if c.commit != nil {
		c.commit()
	}
	s.end(c, nil)
	return true
}

// end tells the result to whoever still waits. It runs under the lock, so that a caller either
// gives up or finds the result.
func (s *Store) end(c *call, err error) {
	if c.state == callGivenUp {
		s.hanging = false
	}
	c.state = callDone
	c.result <- err
}

// guarded turns a panic of the keyring's library, which has some for a service that answers
// nonsense or dies during a prompt, into an error.
func guarded(do func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = &keyringError{kind: ErrKeyringMissing, detail: "it broke off in the middle of an answer"}
		}
	}()
	return do()
}

// orMissing is for calls that can't lack an entry: a keyring that says so has nowhere to save.
func orMissing(err error) error {
	if errors.Is(err, ErrNoSecret) {
		return &keyringError{kind: ErrKeyringMissing, detail: "it has nowhere to save"}
	}
	return err
}
