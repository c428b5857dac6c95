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

// EnvironmentFile holds the user's own environments; config.EnvironmentsFile implements it.
type EnvironmentFile interface {
	Path() string
	HandedOut() bool // provided by an administrator: read-only
	Read() (config.EnvironmentsText, error)
	Write(ctx context.Context, was, now config.EnvironmentsText) error
}

// Editor is the open editor for environments: their list, and what is being done with one.
type Editor struct {
	File         string // where the user's own environments are kept; "" if nowhere
	ReadOnly     bool   // nothing can be saved: the file is an administrator's, or unreadable
	Loading      bool
	Busy         bool // the file is being read or written
	Problem      Text // why nothing can be saved
	Environments []Environment
	Said         Text // how the last operation went
	SaidBad      bool

	Form     *EditorForm     // nil while the list is shown
	Deleting *EditorDeleting // the question before an environment is deleted
	Import   *EditorImport   // the question before environments are imported
}

// EditorDeleting asks whether to delete an environment.
type EditorDeleting struct {
	Environment Environment
	InUse       bool // demo replaces it
	// OwnSecret: the keyring may hold a secret for this client that no other environment uses.
	OwnSecret bool
}

// editor is the state behind Editor.
type editor struct {
	open     bool
	loading  bool
	busy     bool
	problem  Text
	said     Text
	saidBad  bool
	text     config.EnvironmentsText // as last read or written
	turn     int                     // late answers for an earlier opening are dropped
	form     *editorForm
	deleting string // id; "" unless the question is open
	imports  *imports
}

// OpenEditor shows the environments. It reads their file again in the background, since it may have
// been edited by hand.
func (d *Desk) OpenEditor() {
	d.edit(func(s *state) {
		if !s.editor.open && s.resuming == nil {
			s.editor = editor{open: true, turn: s.editor.turn + 1}
			s.readOwn()
		}
	})
}

// CloseEditor closes the editor and drops unsaved changes.
func (d *Desk) CloseEditor() { d.act((*state).closeEditor) }

// AskDelete asks whether to delete one of the user's own environments.
func (d *Desk) AskDelete(id string) {
	d.inEditor(func(s *state) {
		if e, ok := s.own(id); ok && s.canSave() {
			s.editor.deleting, s.editor.said = e.ID, Text{}
		}
	})
}

// KeepEnvironment withdraws the question of AskDelete.
func (d *Desk) KeepEnvironment() { d.inEditor(func(s *state) { s.editor.deleting = "" }) }

// DeleteEnvironment deletes what AskDelete asked about. If forgetSecret is set, it also forgets the
// secret, unless another environment uses it.
func (d *Desk) DeleteEnvironment(forgetSecret bool) {
	d.inEditor(func(s *state) {
		e, ok := s.own(s.editor.deleting)
		if !ok || !s.canSave() {
			return
		}
		forget := forgetSecret && s.ownSecret(e)
		s.editor.busy = true
		s.writeOwn(change{
			make: func(t config.EnvironmentsText) (config.EnvironmentsText, error) { return t.Without(e.ID) },
			written: func(s *state, now config.EnvironmentsText) {
				s.adopt(now, e.ID, "")
				if forget {
					s.forgetFor(e)
				}
			},
			told: func(s *state, problem Text) {
				s.editor.deleting = ""
				if problem.IsZero() {
					s.stopTrying()
					s.editor.form = nil // it may show the deleted environment
					s.tellEditor(Say("editor.deleted", "Name", e.Name), false)
				} else {
					s.tellEditor(problem, true)
				}
			},
		})
	})
}

// inEditor runs do if the editor is open and the desk is unlocked.
func (d *Desk) inEditor(do func(s *state)) {
	d.edit(func(s *state) {
		if s.editor.open {
			do(s)
		}
	})
}

// closeEditor closes the editor and drops unsaved changes.
func (s *state) closeEditor() {
	s.stopTrying()
	s.editor = editor{turn: s.editor.turn + 1}
}

func (s *state) tellEditor(text Text, bad bool) { s.editor.said, s.editor.saidBad = text, bad }

// canSave reports whether the file can be written now.
func (s *state) canSave() bool {
	return s.opt.EnvironmentFile != nil && !s.opt.EnvironmentFile.HandedOut() && s.editor.problem.IsZero() && !s.editor.loading && !s.editor.busy
}

// own returns one of the user's own environments.
func (s *state) own(id string) (config.Environment, bool) {
	if at := s.environmentAt(id); at >= 0 && !s.environments[at].BuiltIn {
		return s.environments[at], true
	}
	return config.Environment{}, false
}

// readOwn reads the file of environments in the background.
func (s *state) readOwn() {
	file := s.opt.EnvironmentFile
	if file == nil {
		return
	}
	s.editor.loading = true
	s.editorJob(func() func(*state) {
		text, err := file.Read()
		return func(s *state) {
			s.editor.loading = false
			if err != nil {
				s.editor.problem = fileProblem(err)
				return
			}
			s.editor.text = text
			if !s.locked() {
				s.adopt(text, "", "")
			}
		}
	})
}

// editorJob runs work that may block. Its result is applied only while the same editor is open.
func (s *state) editorJob(work func() func(*state)) {
	turn := s.editor.turn
	s.job(func(context.Context) func(*state) {
		then := work()
		return func(s *state) {
			if turn == s.editor.turn {
				then(s)
			}
		}
	})
}

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
		now, err := c.make(was)
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
	before := s.environments[s.current]
	all := slices.DeleteFunc(slices.Clone(s.environments), func(e config.Environment) bool { return !e.BuiltIn })
	s.environments = append(all, text.Environments()...)
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
	caller, ack, person, reference := s.form.caller, s.form.callerAck, s.form.person, s.form.caseNumber
	s.useEnvironment()
	s.form.caller, s.form.callerAck, s.form.person, s.form.caseNumber = caller, ack, person, reference
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

// viewEditor returns the editor; nil while it is closed.
func (s *state) viewEditor() *Editor {
	if !s.editor.open {
		return nil
	}
	v := &Editor{
		Loading: s.editor.loading, Busy: s.editor.busy, Problem: s.editor.problem, Said: s.editor.said, SaidBad: s.editor.saidBad,
		Form: s.viewEditorForm(), Import: s.viewImport(),
	}
	switch file := s.opt.EnvironmentFile; {
	case file == nil:
		v.ReadOnly, v.Problem = true, Say("editor.no_file")
	case file.HandedOut():
		v.File, v.ReadOnly, v.Problem = file.Path(), true, Say("editor.handed_out", "File", file.Path())
	default:
		v.File, v.ReadOnly = file.Path(), !v.Problem.IsZero()
	}
	for _, e := range s.environments {
		v.Environments = append(v.Environments, s.viewEnvironment(e))
	}
	if e, ok := s.own(s.editor.deleting); ok {
		v.Deleting = &EditorDeleting{Environment: s.viewEnvironment(e), InUse: e.ID == s.environments[s.current].ID, OwnSecret: s.ownSecret(e)}
	}
	return v
}

// fileProblem says why a file of environments can't be read or written.
func fileProblem(err error) Text {
	if err == nil {
		return Text{}
	}
	all := fileFaults(err)
	if len(all) == 0 {
		return Say("editor.file.not_written", "File", "environments.toml")
	}
	first := all[0]
	if first.Key == "" {
		return Say("editor.file."+string(first.Problem), "File", first.File, "Line", first.Line, "Limit", first.Limit)
	}
	return Say("editor.file.broken", "File", first.File, "Place", faultPlace(first), "Problem", faultText(first))
}

// fileFaults flattens joined errors.
func fileFaults(err error) []*files.Error {
	var all []*files.Error
	switch e := err.(type) { //nolint:errorlint // It takes joined errors apart; errors.As would find the first only.
	case nil:
	case interface{ Unwrap() []error }:
		for _, part := range e.Unwrap() {
			all = append(all, fileFaults(part)...)
		}
	case *files.Error:
		all = append(all, e)
	}
	return all
}
