package desk

import (
	"context"
	"errors"
	"strings"

	"ringback/ciba"
	"ringback/ciba/mitid"
	"ringback/storage/config"
	"ringback/storage/files"
	"ringback/storage/secrets"
)

// Setup asks for what an environment still needs, in one dialog.
type Setup struct {
	Environment  string
	NeedClientID bool
	NeedSecret   bool
	NeedKey      bool // the secret is a private key
	NeedIP       bool
	// the secret is public: what is asked for is whether its hosts are right
	Published                                 bool
	ClientID                                  string
	IP                                        string
	KeyringWorks                              bool // probed before the user types a secret
	Probing                                   bool
	Saving                                    bool
	Problem                                   Text
	ClientIDProblem, SecretProblem, IPProblem Text

	Recipients []Recipient     // who gets the secret, and what else goes where
	Withheld   bool            // there is a secret, and it isn't sent: what it is bound to differs
	Changed    []AddressChange // … in this

	Key     Text   // which private key was found in what was typed or read
	KeyFile string // the file that it was read from; "" for what was typed
}

// SetupInput is what the operator typed into the setup dialog. The secret is a plain string because
// it comes from an entry; the desk wraps it at once. It may be empty where a key was read from a
// file, or the secret is public.
type SetupInput struct {
	ClientID, Secret, IP string
	MemoryOnly           bool
}

// AskSetup opens the dialog for the environment in use, to set it up or to replace its secret.
func (d *Desk) AskSetup() {
	d.edit(func(s *state) {
		if s.environment().ID != config.IDDemo {
			s.askSetup()
		}
	})
}

// DismissSetup closes the dialog; the environment stays as it was. What waited for its secret to be
// gone on with is offered again.
func (d *Desk) DismissSetup() {
	d.post(func(s *state) {
		if u := s.resuming; u != nil && s.setup != nil {
			s.resuming = nil
			s.giveBack(u.ID)
		}
		s.closeSetup()
	})
}

// closeSetup puts the dialog away, with the key that was read for it.
func (s *state) closeSetup() { s.setup, s.key = nil, setupKey{turn: s.key.turn + 1} }

// SubmitSetup saves what was typed into the dialog.
func (d *Desk) SubmitSetup(in SetupInput) {
	d.edit(func(s *state) {
		if s.setup != nil && !s.setup.Saving {
			s.submitSetup(in)
		}
	})
}

// ForgetSecret removes the secret of the environment in use.
func (d *Desk) ForgetSecret() {
	d.edit(func(s *state) {
		e := s.environment()
		if e.ID == config.IDDemo {
			return
		}
		binding := BindingOf(e)
		// From here on the secret is not used, so that no verification starts whose outcome the new
		// connection would come across.
		s.connection = connection{generation: s.connection.generation + 1}
		generation := s.connection.generation
		s.job(func(ctx context.Context) func(*state) {
			err := s.opt.Secrets.Forget(ctx, binding)
			return func(s *state) {
				if err != nil {
					s.notify(keyringProblem(err), true)
				} else {
					s.notify(Say("secret.forgotten"), false)
				}
				if generation == s.connection.generation {
					s.connect()
				}
			}
		})
	})
}

// KeyringWaiting tells the desk that a call of the keyring takes long: the system is probably
// asking the user for a password.
func (d *Desk) KeyringWaiting(waiting bool) { d.post(func(s *state) { s.asking = waiting }) }

// askSetup opens the dialog and looks, before anybody types a secret, whether the keyring could
// keep it.
func (s *state) askSetup() {
	e, err := s.environment(), s.connection.err
	binding := BindingOf(e)
	s.closeSetup()
	s.setup = &Setup{
		Environment: e.ID, NeedSecret: true, NeedKey: binding.Key, Published: asksForHosts(binding, err), Probing: true,
		Problem: keyringProblem(err), SecretProblem: keyProblem(err),
		Recipients: recipientsOf(e), Withheld: withheld(err), Changed: changesOf(e, err),
	}
	if e.ID == config.IDProduction {
		p := s.settings.Production
		s.setup.NeedClientID, s.setup.NeedIP = true, true
		s.setup.ClientID, s.setup.IP = p.ClientID, p.IP
	}
	generation := s.connection.generation
	s.job(func(ctx context.Context) func(*state) {
		err := s.opt.Secrets.Probe(ctx)
		return func(s *state) {
			if s.setup == nil || generation != s.connection.generation {
				return
			}
			next := *s.setup
			next.Probing, next.KeyringWorks = false, err == nil
			if err != nil && !next.Withheld { // whose secret isn't sent matters more
				next.Problem = keyringProblem(err)
			}
			s.setup = &next
		}
	})
}

// asksForHosts reports whether a published secret only lacks somebody's word that its hosts are
// right.
func asksForHosts(binding secrets.Binding, err error) bool {
	var elsewhere *secrets.ElsewhereError
	return err != nil && binding.Published() && !binding.Overrides.None() && (!errors.As(err, &elsewhere) || elsewhere.Public)
}

// submitSetup checks the input, saves the secret, and connects.
func (s *state) submitSetup(in SetupInput) {
	next := *s.setup
	next.ClientID, next.IP = strings.TrimSpace(in.ClientID), strings.TrimSpace(in.IP)
	next.Problem, next.ClientIDProblem, next.SecretProblem, next.IPProblem = Text{}, Text{}, Text{}, Text{}
	s.setup = &next
	s.key.turn++ // what is still being looked at has nothing to say to this any more
	e := s.environment()
	if next.NeedIP {
		next.IPProblem = ipProblem(next.IP)
	}
	secret := secrets.Clean(ciba.Secret(in.Secret))
	if secret == "" {
		secret = s.key.read
	}
	switch {
	case secret != "", next.Published: // without one it agrees to the hosts
	case next.NeedKey:
		next.SecretProblem = Say("key.problem.empty")
	default:
		next.SecretProblem = Say("secret.problem.empty")
	}
	production := s.settings.Production
	if next.NeedClientID {
		production.ClientID, production.IP = next.ClientID, next.IP
		var err error
		e, err = e.WithProduction(production)
		next.ClientIDProblem = clientIDProblem(err)
	}
	if !next.ClientIDProblem.IsZero() || !next.SecretProblem.IsZero() || !next.IPProblem.IsZero() {
		return
	}
	next.Saving = true
	clients := s.clients()
	binding := BindingOf(e)
	generation := s.connection.generation
	s.job(func(ctx context.Context) func(*state) {
		err := s.keep(ctx, binding, secret, in.MemoryOnly)
		return func(s *state) {
			if s.setup == nil || generation != s.connection.generation {
				return
			}
			if err != nil {
				failed := *s.setup
				failed.Saving, failed.Problem, failed.SecretProblem = false, keyringProblem(err), keyProblem(err)
				s.setup = &failed
				return
			}
			if failed := *s.setup; failed.NeedClientID {
				s.settings.Production = production
				s.saveSettings()
				s.forgetUnused(clients)
				s.form.ip = input{typed: production.IP}
				if !s.form.text.touched {
					s.fillText()
				}
			}
			s.connect()
		}
	})
}

// ipProblem says what is wrong with the IP that is sent as the person's.
func ipProblem(typed string) Text {
	_, err := mitid.ParseIP(typed)
	if err == nil {
		return Text{}
	}
	problem := "malformed"
	for _, found := range ciba.FieldErrors(err) {
		problem = found.Problem
	}
	return Say("form.ip.problem." + problem)
}

// keep saves a secret where the operator wants it; none is the word that a published one may go to
// its hosts.
func (s *state) keep(ctx context.Context, binding secrets.Binding, secret ciba.Secret, memoryOnly bool) error {
	switch {
	case secret == "":
		return s.opt.Secrets.Agree(ctx, binding, memoryOnly)
	case memoryOnly:
		return s.opt.Secrets.SetInMemory(binding, secret)
	}
	return s.opt.Secrets.Set(ctx, binding, secret)
}

// clientIDProblem says what is wrong with the client id of production, if that is what is wrong.
func clientIDProblem(err error) Text {
	for _, fault := range fileFaults(err) {
		switch {
		case fault.Key != "client_id":
		case fault.Problem == files.ProblemMissing:
			return Say("production.problem.client_id")
		case fault.Problem == files.ProblemTestIssuer:
			return Say("production.problem.published_client")
		default:
			return Say("production.problem.client_id_malformed")
		}
	}
	return Text{}
}
