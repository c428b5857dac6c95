package desk

import (
	"context"
	"errors"
	"reflect"
	"slices"

	"ringback/storage/config"
	"ringback/storage/files"
	"ringback/storage/secrets"
)

// change is a change of the environments file.
type change struct {
	make    func(config.EnvironmentsText) (config.EnvironmentsText, error)
	agreed  []config.Environment                  // whose hosts the user was shown and agreed to
	written func(*state, config.EnvironmentsText) // called whether or not the editor is still open
	told    func(*state, Text)                    // called in the open editor
}

// writeOwn changes the file in the background. It doesn't overwrite what another program wrote
// meanwhile: it reads that, so that saving again starts from there.
func (s *state) writeOwn(c change) {
	file, was, turn := s.opt.EnvironmentFile, s.editor.text, s.editor.turn
	s.job(func(ctx context.Context) func(*state) {
		now, err := s.made(c, was)
		if err == nil {
			err = file.Write(ctx, was, now)
		}
		if err == nil {
			s.agreeTo(ctx, c.agreed)
		}
		problem := fileProblem(err)
		var fault *files.Error
		_ = errors.As(err, &fault)
		// the change is in the file
		written := err == nil || fault != nil && fault.Problem == files.ProblemNotSynced
		if !written {
			now = was
		}
		if fault != nil && fault.Problem == files.ProblemChanged {
			now, problem = readAgain(file, now, problem)
		}
		return func(s *state) {
			open := turn == s.editor.turn
			if open {
				s.editor.busy, s.editor.text = false, now
			}
			if written {
				c.written(s, now)
				problem = Text{}
			}
			if open {
				c.told(s, problem)
			}
		}
	})
}

// readAgain returns what is in the file now and the problem as it is; if the file can't be read,
// what was in it and why.
func readAgain(file EnvironmentFile, was config.EnvironmentsText, problem Text) (config.EnvironmentsText, Text) {
	now, err := file.Read()
	if err != nil {
		return was, fileProblem(err)
	}
	return now, problem
}

// agreeTo records that published secrets may go to the hosts of saved environments. Whatever can't
// be recorded is asked again on use.
func (s *state) agreeTo(ctx context.Context, saved []config.Environment) {
	for _, e := range saved {
		if binding := BindingOf(e); binding.Published() {
			_ = s.opt.Secrets.Agree(ctx, binding, false)
		}
	}
}

// adopt takes over the environments of the text. from and to are the ids of a renamed environment;
// to is "" for a deleted one. If the environment in use has changed, the desk reconnects; if it is
// gone, the desk switches to demo.
func (s *state) adopt(text config.EnvironmentsText, from, to string) {
	if s.resuming != nil || s.locked() {
		return
	}
	own, err := s.underPolicy(text)
	if err != nil { // which was seen before it was written or taken over
		return
	}
	before := s.environments[s.current]
	s.environments = append(slices.DeleteFunc(slices.Clone(s.environments), isOwn), own...)
	wanted := before.ID
	if wanted == from && to != "" {
		wanted = to
	}
	at := s.environmentAt(wanted)
	if at >= 0 {
		s.current = at
		if reflect.DeepEqual(s.environments[at], before) {
			return
		}
		s.useChanged()
		s.remember(wanted)
		return
	}
	s.current = max(s.environmentAt(config.IDDemo), 0)
	s.notify(Say("editor.fell_back"), false)
	s.useChanged()
}

// useChanged connects to an environment that was edited. The form keeps the person, the caller and
// the case.
func (s *state) useChanged() {
	s.dropHanded(DroppedChanged)
	was := s.form
	s.useEnvironment()
	s.form.caller, s.form.callerAck, s.form.person, s.form.caseNumber = was.caller, was.callerAck, was.person, was.caseNumber
	s.form.begun, s.form.filledBy, s.form.filledAt = was.begun, was.filledBy, was.filledAt
	s.connect()
}

// ownSecret reports whether no other environment shares this one's secret. The keyring identifies
// it by issuer and client id.
func (s *state) ownSecret(e config.Environment) bool {
	return !slices.ContainsFunc(s.environments, func(other config.Environment) bool {
		other = s.whole(other)
		return other.ID != e.ID && other.Issuer == e.Issuer && other.ClientID == e.ClientID
	})
}

// client is a client registration: the keyring has one entry for each.
type client struct{ issuer, id string }

// clients returns the registrations that environments use now.
func (s *state) clients() map[client]secrets.Binding {
	all := make(map[client]secrets.Binding)
	for _, e := range s.environments {
		if e = s.whole(e); e.Issuer != "" && e.ClientID != "" {
			all[client{e.Issuer, e.ClientID}] = BindingOf(e)
		}
	}
	return all
}

// forgetUnused removes from the keyring the secrets of registrations that no environment uses any
// more: nothing would ever ask for them, or remove them.
func (s *state) forgetUnused(before map[client]secrets.Binding) {
	now := s.clients()
	for one, binding := range before {
		if _, used := now[one]; !used {
			s.forgetBinding(binding)
		}
	}
}

// forgetBinding removes the secret of a deleted environment. It doesn't report success, since it
// can't tell whether there was a secret.
func (s *state) forgetBinding(binding secrets.Binding) {
	s.job(func(ctx context.Context) func(*state) {
		err := s.opt.Secrets.Forget(ctx, binding)
		return func(s *state) {
			if err != nil && !errors.Is(err, secrets.ErrKeyringMissing) {
				s.notify(Say("editor.secret_kept"), true)
			}
		}
	})
}

// forgetFor removes the secret of a deleted environment at the user's request, and reports the
// result.
func (s *state) forgetFor(e config.Environment) {
	binding := BindingOf(e)
	s.job(func(ctx context.Context) func(*state) {
		err := s.opt.Secrets.Forget(ctx, binding)
		return func(s *state) {
			if err != nil {
				s.notify(Say("editor.secret_kept"), true)
			} else {
				s.notify(Say("secret.forgotten"), false)
			}
		}
	})
}
