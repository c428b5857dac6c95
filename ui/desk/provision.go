package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/secrets"
)

// Provision is a credential that an administrator's script hands to a user, or what a shared
// journal needs.
type Provision struct {
	Environment string // its id
	Secret      ciba.Secret
	Key         bool // it is a private key, in PEM

	Journal *JournalProvision // instead of the others
}

// NewProvision returns the credential of an input, whose value is wrapped at once.
func NewProvision(environment, value string, key bool) Provision {
	return Provision{Environment: environment, Secret: ciba.Secret(value), Key: key}
}

// Provisioned says what was stored, without the value.
type Provisioned struct {
	Environment, ClientID, Host string
	Key                         bool

	Journal *ProvisionedJournal // instead of the others
}

// ProvisionOptions are what storing a credential needs.
type ProvisionOptions struct {
	Environments []config.Environment
	Settings     config.Settings
	Transport    http.RoundTripper // reaches the provider; see ciba.NewTransport
	Secrets      Secrets

	JournalSecrets   JournalSecrets
	SharedJournal    config.Journal // zero if there is none
	SharedJournalErr error          // why it can't be used
	// KeysLock is a file that is locked while keys of a shared journal are added, so that two
	// programs don't undo each other's; "": there is only one.
	KeysLock string
}

// provisionBound is how long the provider may take to answer.
const provisionBound = 30 * time.Second

// ProvisionError says why nothing was stored.
type ProvisionError struct {
	Text    Text
	Refused bool // what was asked is wrong: trying again won't help
}

// Error is the key of the text.
func (e *ProvisionError) Error() string { return e.Text.Key }

func refusedProvision(key string, args ...any) error {
	return &ProvisionError{Text: Say("provision."+key, args...), Refused: true}
}

// Store saves a credential in the user's keyring, bound to what its environment is now, if the
// provider's discovery confirms that; or what a shared journal needs. The error is a
// *[ProvisionError].
func (p Provision) Store(ctx context.Context, o ProvisionOptions) (Provisioned, error) {
	if p.Journal != nil {
		stored, err := p.Journal.store(ctx, o)
		return Provisioned{Journal: stored}, err
	}
	e, err := p.environment(o)
	if err != nil {
		return Provisioned{}, err
	}
	binding, host := BindingOf(e), ciba.Host(e.Issuer)
	if err := binding.Check(p.Secret); err != nil {
		return Provisioned{}, &ProvisionError{Text: provisionProblem(err), Refused: true}
	}
	if problem := discoverable(ctx, e, ciba.Options{Transport: o.Transport, UserAgent: userAgent}); !problem.IsZero() {
		return Provisioned{}, &ProvisionError{Text: Say("provision.unreached", "Environment", e.ID, "Host", host, "Problem", problem)}
	}
	if err := o.Secrets.Set(ctx, binding, p.Secret); err != nil {
		return Provisioned{}, &ProvisionError{Text: provisionProblem(err)}
	}
	return Provisioned{Environment: e.ID, ClientID: e.ClientID, Host: host, Key: p.Key}, nil
}

// discoverable says why the discovery of an environment's provider can't be read; zero if it can.
func discoverable(ctx context.Context, e config.Environment, options ciba.Options) Text {
	ctx, cancel := context.WithTimeout(ctx, provisionBound)
	defer cancel()
	problem := Say("provision.no_answer")
	run := &trial{issuer: e.Issuer, config: e.Config()}
	ciba.RunProbe(ctx, run.config, "", options, func(p ciba.Probe) {
		switch {
		case p.Failed && p.Step != ciba.ProbeKeys:
			problem = run.failed(p)
		case p.Step == ciba.ProbeDiscovery:
			problem = Text{}
			cancel() // keys are not needed
		}
	})
	return problem
}

// environment returns the environment that a credential is for, if it takes one of that kind.
func (p Provision) environment(o ProvisionOptions) (config.Environment, error) {
	at := slices.IndexFunc(o.Environments, func(e config.Environment) bool { return e.ID == p.Environment })
	if at < 0 {
		var ids []string
		for _, e := range o.Environments {
			ids = append(ids, e.ID)
		}
		return config.Environment{}, refusedProvision("no_environment", "Environment", strconv.Quote(ciba.Clean(p.Environment, 40)), "Known", strings.Join(ids, ", "))
	}
	e := o.Environments[at]
	if e.ID == config.IDProduction && e.ClientID == "" {
		set, err := e.WithProduction(o.Settings.Production)
		if !clientIDProblem(err).IsZero() {
			return e, refusedProvision("no_client", "Environment", e.ID)
		}
		e = set
	}
	isKey := e.ClientAuth == ciba.PrivateKeyJWT
	switch {
	case e.ID == config.IDDemo:
		return e, refusedProvision("demo")
	case isKey && !p.Key:
		return e, refusedProvision("wants_key", "Environment", e.ID, "Auth", string(e.ClientAuth))
	case !isKey && p.Key:
		return e, refusedProvision("wants_secret", "Environment", e.ID, "Auth", string(e.ClientAuth))
	}
	return e, nil
}

// provisionProblem says why a credential can't be stored.
func provisionProblem(err error) Text {
	if problem := keyProblem(err); !problem.IsZero() {
		return problem
	}
	for key, known := range map[string]error{
		"keyring_locked": secrets.ErrKeyringLocked, "keyring_slow": secrets.ErrKeyringSlow,
		"too_long": secrets.ErrTooLong, "empty": secrets.ErrEmpty, "characters": secrets.ErrCharacters,
	} {
		if errors.Is(err, known) {
			return Say("provision." + key)
		}
	}
	return Say("provision.keyring_absent")
}
