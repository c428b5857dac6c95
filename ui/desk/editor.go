package desk

import (
	"context"

	"ringback/storage/config"
	"ringback/storage/files"
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
	NoNew        bool // the policy allows no environments of the user's own
	NoImport     bool // … no import
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

// AskDelete asks whether to delete one of the user's own environments, unless the policy names it.
func (d *Desk) AskDelete(id string) {
	d.inEditor(func(s *state) {
		if e, ok := s.own(id); ok && s.canSave() && !s.named(id) {
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
	return s.opt.EnvironmentFile != nil && !s.opt.Policy.NoOwnEnvironments && !s.opt.EnvironmentFile.HandedOut() && s.editor.problem.IsZero() && !s.editor.loading && !s.editor.busy
}

// own returns one of the user's own environments.
func (s *state) own(id string) (config.Environment, bool) {
	if at := s.environmentAt(id); at >= 0 && isOwn(s.environments[at]) {
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
		if err == nil {
			_, err = s.underPolicy(text)
		}
		return func(s *state) {
			s.editor.loading = false
			if err == nil {
				err = s.lost(text)
			}
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

// viewEditor returns the editor; nil while it is closed.
func (s *state) viewEditor() *Editor {
	if !s.editor.open {
		return nil
	}
	v := &Editor{
		Loading: s.editor.loading, Busy: s.editor.busy, Problem: s.editor.problem, Said: s.editor.said, SaidBad: s.editor.saidBad,
		Form: s.viewEditorForm(), Import: s.viewImport(),
		NoNew: s.opt.Policy.NoOwnEnvironments, NoImport: s.opt.Policy.NoImport || s.opt.Policy.NoOwnEnvironments,
	}
	switch file := s.opt.EnvironmentFile; {
	case s.opt.Policy.NoOwnEnvironments:
		v.ReadOnly, v.Problem = true, Say("editor.no_own")
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
