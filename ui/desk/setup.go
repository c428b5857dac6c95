package desk

import (
	"context"
	"errors"
	"net/netip"
	"strings"

	"ringback/ciba"
	"ringback/ciba/mitid"
	"ringback/storage/config"
	"ringback/storage/files"
	"ringback/storage/secrets"
)

// Setup asks for what an environment still needs, in one dialog.
type Setup struct {
	Environment string
	// it is production that is set up: client id, IP and organisation are asked for as well
	NeedClientID bool
	NeedSecret   bool
	NeedKey      bool // the secret is a private key
	NeedIP       bool
	// what the policy fixes of these
	ClientIDFixed, IPFixed, OrganisationFixed bool

	SecretSaved bool // for the client id of production: without another secret it stays
	// the secret is public; the user only confirms its hosts
	Published                                 bool
	ClientID                                  string
	IP                                        string
	Organisation                              string
	KeyringWorks                              bool // probed before the user types a secret
	Probing                                   bool
	Saving                                    bool
	Problem                                   Text
	ClientIDProblem, SecretProblem, IPProblem Text
	OrganisationProblem                       Text

	Recipients []Recipient     // who gets the secret, and where everything else goes
	Withheld   bool            // there is a secret that isn't sent, since its binding differs
	Changed    []AddressChange // … in these addresses

	Key     Text   // which private key was found in the typed text or the file
	KeyFile string // name of the file with the key; "" if it was typed
}

// SetupInput is what the operator typed into the setup dialog. The secret is a plain string because
// it comes from an input field; the desk wraps it at once. It may be empty if a key was read from a
// file, the secret is public, or the one that is saved stays.
type SetupInput struct {
	ClientID, Secret, IP, Organisation string
	MemoryOnly                         bool
}

// AskSetup opens the dialog for the environment in use, to set it up or to replace its secret.
func (d *Desk) AskSetup() {
	d.edit(func(s *state) {
		if s.environment().ID != config.IDDemo {
			s.askSetup()
		}
	})
}

// DismissSetup closes the dialog; the environment stays as it was. A verification that can't be
// resumed without the secret is offered again.
func (d *Desk) DismissSetup() {
	d.post(func(s *state) {
		if u := s.resuming; u != nil && s.setup != nil {
			s.resuming = nil
			s.giveBack(u.ID)
		}
		s.closeSetup()
	})
}

// closeSetup closes the dialog and drops the key that was read for it.
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
		// From here on nothing can be started: the reconnect would disturb a running verification.
		s.connection = connection{generation: s.connection.generation + 1, underway: true}
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

// KeyringWaiting reports that a call of the keyring takes long: the system is probably asking the
// user for a password.
func (d *Desk) KeyringWaiting(waiting bool) { d.post(func(s *state) { s.asking = waiting }) }

// askSetup opens the dialog. Before the user types a secret, it probes whether the keyring could
// keep it.
func (s *state) askSetup() {
	e, err := s.environment(), s.connection.err
	binding, lookUp := BindingOf(e), false
	s.closeSetup()
	s.setup = &Setup{
		Environment: e.ID, NeedSecret: true, NeedKey: binding.Key, Published: asksForHosts(binding, err), Probing: true,
		Problem: keyringProblem(err), SecretProblem: keyProblem(err),
		Recipients: recipientsOf(e), Withheld: withheld(err), Changed: changesOf(e, err),
	}
	if e.ID == config.IDProduction {
		p := s.production()
		s.setup.ClientIDFixed, s.setup.IPFixed = s.fixes(e.ID, "client_id"), s.fixes(e.ID, "ip")
		s.setup.OrganisationFixed = s.fixes(e.ID, "organisation")
		s.setup.NeedClientID, s.setup.NeedIP = true, true
		s.setup.ClientID, s.setup.IP, s.setup.Organisation = p.ClientID, p.IP, p.Organisation
		s.setup.SecretSaved = s.connection.secret
		lookUp = p.ClientID != "" && !s.connection.secret && s.connection.err == nil
	}
	generation := s.connection.generation
	s.job(func(ctx context.Context) func(*state) {
		err := s.opt.Secrets.Probe(ctx)
		saved := false
		if lookUp && err == nil { // set up before an organisation was asked for
			_, _, missing := s.opt.Secrets.Get(ctx, binding)
			saved = missing == nil
		}
		return func(s *state) {
			if s.setup == nil || generation != s.connection.generation {
				return
			}
			next := *s.setup
			next.Probing, next.KeyringWorks = false, err == nil
			next.SecretSaved = next.SecretSaved || saved
			if err != nil && !next.Withheld { // that the secret isn't sent matters more
				next.Problem = keyringProblem(err)
			}
			s.setup = &next
		}
	})
}

// asksForHosts reports whether a published secret only lacks the user's confirmation of its hosts.
func asksForHosts(binding secrets.Binding, err error) bool {
	var elsewhere *secrets.ElsewhereError
	return err != nil && binding.Published() && !binding.Overrides.None() && (!errors.As(err, &elsewhere) || elsewhere.Public)
}

// submitSetup checks the input, saves the secret, and connects.
func (s *state) submitSetup(in SetupInput) {
	next := *s.setup
	next.ClientID, next.IP, next.Organisation = strings.TrimSpace(in.ClientID), strings.TrimSpace(in.IP), strings.TrimSpace(in.Organisation)
	s.fixProduction(&next)
	next.Problem, next.ClientIDProblem, next.SecretProblem, next.IPProblem, next.OrganisationProblem = Text{}, Text{}, Text{}, Text{}, Text{}
	s.setup = &next
	s.key.turn++ // drops the answer of a key that is still being read
	e := s.environment()
	if next.NeedIP {
		next.IPProblem = setupIPProblem(next.IP)
	}
	secret := secrets.Clean(ciba.Secret(in.Secret))
	if secret == "" {
		secret = s.key.read
	}
	stays := secret == "" && next.SecretSaved && next.ClientID == s.production().ClientID
	production := config.Production{ClientID: next.ClientID, IP: next.IP, Organisation: next.Organisation}
	e = next.production(e, production)
	binding := BindingOf(e)
	switch {
	case secret == "" && !stays && !next.Published: // without a secret, it agrees to the hosts
		next.SecretProblem = noSecret(next.NeedKey)
	case secret != "" && !in.MemoryOnly:
		next.SecretProblem = tooLong(binding, secret)
	}
	if !next.ClientIDProblem.IsZero() || !next.SecretProblem.IsZero() || !next.IPProblem.IsZero() || !next.OrganisationProblem.IsZero() {
		return
	}
	next.Saving = true
	clients := s.clients()
	generation := s.connection.generation
	s.job(func(ctx context.Context) func(*state) {
		var err error
		if !stays {
			err = s.keep(ctx, binding, secret, in.MemoryOnly)
		}
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
			if s.setup.NeedClientID {
				s.useProduction(production, clients)
			}
			s.connect()
		}
	})
}

// tooLong says that the keyring can't hold a secret; the zero Text if it can.
func tooLong(binding secrets.Binding, secret ciba.Secret) Text {
	if errors.Is(binding.Check(secret), secrets.ErrTooLong) {
		return keyringProblem(secrets.ErrTooLong)
	}
	return Text{}
}

// production checks what was typed for production, and returns that with it.
func (next *Setup) production(e config.Environment, typed config.Production) config.Environment {
	if !next.NeedClientID {
		return e
	}
	e, err := e.WithProduction(typed)
	next.ClientIDProblem, next.OrganisationProblem = clientIDProblem(err), organisationProblem(next.Organisation, err)
	return e
}

// noSecret says that no secret, or no private key, was given.
func noSecret(key bool) Text {
	if key {
		return Say("key.problem.empty")
	}
	return Say("secret.problem.empty")
}

// fixProduction puts what the policy fixes in the place of what was typed.
func (s *state) fixProduction(next *Setup) {
	p := s.production()
	for _, value := range []struct {
		fixed      bool
		into, from *string
	}{{next.ClientIDFixed, &next.ClientID, &p.ClientID}, {next.IPFixed, &next.IP, &p.IP}, {next.OrganisationFixed, &next.Organisation, &p.Organisation}} {
		if value.fixed {
			*value.into = *value.from
		}
	}
}

// useProduction keeps what production was set up with. clients are those in use before.
func (s *state) useProduction(production config.Production, clients map[client]secrets.Binding) {
	s.settings.Production = s.productionOf(production)
	s.saveSettings()
	s.forgetUnused(clients)
	s.form.ip = input{typed: production.IP}
	if !s.form.text.touched {
		s.fillText()
	}
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

// setupIPProblem also says that an address is one of the operator's own network, which no person
// calls from.
func setupIPProblem(typed string) Text {
	if addr, err := netip.ParseAddr(typed); err == nil && isPrivate(addr.Unmap()) {
		return Say("form.ip.problem.private")
	}
	return ipProblem(typed)
}

// isPrivate reports whether an address means something on one machine or in one network only.
// Addresses for documentation don't count: the examples are some.
func isPrivate(addr netip.Addr) bool {
	if addr.IsLoopback() || addr.IsPrivate() || addr.IsLinkLocalUnicast() {
		return true
	}
	for _, network := range []string{
		"100.64.0.0/10", // behind a provider's translation, RFC 6598
		"198.18.0.0/15", // benchmarks, RFC 2544
		"fec0::/10",     // the private addresses of before RFC 3879
	} {
		if netip.MustParsePrefix(network).Contains(addr) {
			return true
		}
	}
	return false
}

// keep saves a secret where the operator wants it. Without a secret, it records that a published
// one may go to its hosts.
func (s *state) keep(ctx context.Context, binding secrets.Binding, secret ciba.Secret, memoryOnly bool) error {
	switch {
	case secret == "":
		return s.opt.Secrets.Agree(ctx, binding, memoryOnly)
	case memoryOnly:
		return s.opt.Secrets.SetInMemory(binding, secret)
	}
	return s.opt.Secrets.Set(ctx, binding, secret)
}

// clientIDProblem says what is wrong with the client id of production; zero for other errors.
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

// organisationProblem says what is wrong with the organisation of production, which the text on the
// phone names.
func organisationProblem(organisation string, err error) Text {
	if organisation == "" {
		return Say("production.problem.organisation")
	}
	for _, fault := range fileFaults(err) {
		switch {
		case fault.Key != "organisation":
		case fault.Problem == files.ProblemTooLong:
			return Say("production.problem.organisation_too_long", "Limit", fault.Limit)
		default:
			return Say("production.problem.organisation_characters")
		}
	}
	return Text{}
}
