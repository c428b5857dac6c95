package desk

import (
	"context"
	"errors"

	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/secrets"
)

// SecretState says where the client secret of the environment is.
type SecretState struct {
	Needed  bool
	Source  string // "", "keyring", "memory", "published"
	Asking  bool   // the system may be waiting for the user to unlock the keyring
	Problem Text   // why the keyring can't be used
	Among   bool   // it is set up among other values, which can be changed without it
}

// connection is the state of the connection to the environment in use.
type connection struct {
	generation int // of the environment in use; late answers for an earlier one are dropped
	ready      bool
	underway   bool // something is being done that makes it ready, or finds out that it can't be
	client     *ciba.Client
	// fetches only the issuer's keys: it has no secret and appears in no trace
	reader *ciba.Client
	source secrets.Source
	secret bool  // a secret is available
	err    error // why there is no secret
}

// switchTo makes the environment at this index the one in use.
func (s *state) switchTo(at int) {
	s.current = at
	s.useEnvironment()
	s.connect()
}

// connect prepares the environment in use in the background: it starts the simulator, or gets the
// client secret.
func (s *state) connect() {
	s.connection = connection{generation: s.connection.generation + 1}
	s.closeSetup()
	e := s.environment()
	s.readRecent()
	if e.ID == config.IDDemo {
		s.connectDemo()
		return
	}
	s.openJournal()
	if s.needsSetup(e) {
		s.askSetup()
		return
	}
	config, binding := e.Config(), BindingOf(e)
	generation := s.connection.generation
	s.connection.underway = true
	s.job(func(ctx context.Context) func(*state) {
		secret, source, err := s.opt.Secrets.Get(ctx, binding)
		return func(s *state) {
			if generation == s.connection.generation {
				s.connection.underway = false
				s.gotSecret(config, secret, source, err)
			}
		}
	})
}

// gotSecret makes the client, or asks for the secret if err is set.
func (s *state) gotSecret(config ciba.Config, secret ciba.Secret, source secrets.Source, err error) {
	s.logSecret(string(source), err)
	if err != nil {
		s.connection.err = err
		s.askSetup()
		return
	}
	s.connection.secret, s.connection.source = true, source
	s.open(config, secret)
}

// userAgent is the User-Agent header of requests to providers.
const userAgent = "Ringback"

// clientOptions returns the options that all clients of the desk share. They hold no secret.
func (s *state) clientOptions() ciba.Options {
	return ciba.Options{
		Transport: s.opt.Transport, Now: s.opt.Now, Suspended: s.opt.Suspended, UserAgent: userAgent,
		Exchange: s.logExchange, Guard: s.opt.Guard,
	}
}

// open makes the client for verifications in this environment.
func (s *state) open(config ciba.Config, secret ciba.Secret) {
	options := s.clientOptions()
	options.Secret, options.SecretIsPublic = secret, s.connection.source == secrets.SourcePublished
	// Quiet: the event of the verification that follows each exchange makes the view.
	options.Exchange = func(e ciba.Exchange) {
		s.logExchange(e)
		s.desk.leave(message{weight: quiet, do: func(s *state) { s.exchanged(e) }})
	}
	client, err := ciba.NewClient(config, options)
	if err != nil {
		s.notify(Say("problem.internal", "Detail", err.Error()), true)
		return
	}
	s.connection.client, s.connection.ready = client, true
	// The reader fetches keys for pasted tokens into its own cache, so that no verification waits
	// for it.
	s.connection.reader, _ = ciba.NewClient(config, s.clientOptions())
	s.decoderTick()
	s.decoderReady()
	s.goOn()
}

// needsSetup reports whether the environment still lacks the values that setup asks for.
func (s *state) needsSetup(e config.Environment) bool {
	if e.ID != config.IDProduction {
		return false
	}
	_, err := e.WithProduction(s.production())
	// A person must not be asked by nobody: earlier versions didn't ask for the organisation.
	return err != nil || s.production().Organisation == ""
}

// keyProblem says why a text can't be used as a private key, or must not be used as a secret. It is
// zero for other errors.
func keyProblem(err error) Text {
	var wrong *ciba.KeyError
	if !errors.As(err, &wrong) {
		return Text{}
	}
	return Say("key.problem."+string(wrong.Problem), "Bits", wrong.Bits)
}

// secretProblem says why there is no usable secret.
func secretProblem(err error) Text {
	if problem := keyProblem(err); !problem.IsZero() {
		return problem
	}
	return keyringProblem(err)
}

// keyringProblem says why there is no secret. It is zero if none was saved yet, or if the input
// field already shows the problem.
func keyringProblem(err error) Text {
	var elsewhere *secrets.ElsewhereError
	switch {
	case err == nil, errors.Is(err, secrets.ErrNoSecret), !keyProblem(err).IsZero():
		return Text{}
	case errors.As(err, &elsewhere):
		return elsewhereProblem(elsewhere)
	case errors.Is(err, secrets.ErrKeySaved):
		return Say("problem.key_saved")
	case errors.Is(err, secrets.ErrSecretSaved):
		return Say("problem.secret_saved")
	case errors.Is(err, secrets.ErrUnreadable):
		return Say("problem.secret_unreadable")
	case errors.Is(err, secrets.ErrKeyringMissing):
		return Say("problem.keyring_absent")
	case errors.Is(err, secrets.ErrKeyringLocked):
		return Say("problem.keyring_locked")
	case errors.Is(err, secrets.ErrKeyringSlow):
		return Say("problem.keyring_timeout")
	case errors.Is(err, secrets.ErrTooLong):
		return Say("problem.secret_too_long")
	case errors.Is(err, secrets.ErrEmpty):
		return Say("secret.problem.empty")
	case errors.Is(err, secrets.ErrCharacters):
		return Say("secret.problem.characters")
	}
	return Say("problem.keyring")
}
