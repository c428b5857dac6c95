package desk

import (
	"errors"
	"io"
	"slices"

	"ringback/ciba"
	"ringback/storage/config"
)

// EditorImport asks which environments of a file to import. Nothing is imported before the answer.
type EditorImport struct {
	File     string
	Rows     []EditorImportRow
	Problems []Text // why the file can't be used; Rows is empty then
	More     int    // number of problems that aren't listed
}

// EditorImportRow is an environment of the file.
type EditorImportRow struct {
	ID          string
	Environment Environment
	Issuer      string
	Appswitch   []string // addresses that open on the person's phone, if given
	ClientID    string
	Exists      bool // it would replace the one with this id
	Barred      bool // the policy doesn't allow it, or the organisation has one with this id
	Take        bool
}

// imports is the state behind EditorImport.
type imports struct {
	file         string
	environments []config.Environment
	take         map[string]bool
	problems     []Text
}

// maxImportProblems is how many problems of a broken file are listed.
const maxImportProblems = 6

// ReadImport reads environments from a file, at most 1 MiB, closes it, and asks which of them to
// import. Where the policy allows no import, it only closes the file.
func (d *Desk) ReadImport(from io.ReadCloser, name string) {
	d.act(func(s *state) {
		if !s.editor.open || s.editor.form != nil || s.locked() || !s.canSave() || s.opt.Policy.NoImport {
			s.closeUnused(from)
			return
		}
		s.editor.busy, s.editor.said = true, Text{}
		name := ciba.Clean(name, 100)
		s.editorJob(func() func(*state) {
			environments, err := config.ReadEnvironments(from, name)
			_ = from.Close() // a failed close loses nothing that was read
			return func(s *state) {
				s.editor.busy = false
				s.askImport(name, environments, err)
			}
		})
	})
}

// askImport asks which environments to import.
func (s *state) askImport(name string, environments []config.Environment, err error) {
	in := &imports{file: name, environments: environments, take: make(map[string]bool)}
	for _, fault := range fileFaults(err) {
		if fault.Key == "" {
			in.problems = append(in.problems, fileProblem(fault))
		} else {
			in.problems = append(in.problems, Say("editor.import_fault", "Place", faultPlace(fault), "Problem", faultText(fault)))
		}
	}
	if err == nil && len(environments) == 0 {
		in.problems = append(in.problems, Say("editor.import_empty"))
	}
	for _, e := range environments {
		in.take[e.ID] = s.environmentAt(e.ID) < 0 && !s.barred(e.ID) // replacing an existing one takes a choice
	}
	s.editor.imports = in
}

// barred reports whether no environment of the user's own can have an id: the policy doesn't allow
// it, or it is the organisation's.
func (s *state) barred(id string) bool {
	at := s.environmentAt(id)
	return !s.opt.Policy.Allows(id) || at >= 0 && s.environments[at].Machine
}

// PickImport sets whether an environment of the file is imported.
func (d *Desk) PickImport(id string, take bool) {
	d.inEditor(func(s *state) {
		if in := s.editor.imports; in != nil && !s.editor.busy {
			if _, known := in.take[id]; known && !s.barred(id) {
				in.take[id] = take
			}
		}
	})
}

// DropImport closes the question; nothing is imported.
func (d *Desk) DropImport() {
	d.inEditor(func(s *state) {
		if !s.editor.busy {
			s.editor.imports = nil
		}
	})
}

// TakeImport imports the picked environments.
func (d *Desk) TakeImport() {
	d.inEditor(func(s *state) {
		in := s.editor.imports
		if in == nil || !s.canSave() {
			return
		}
		var taken []config.Environment
		for _, e := range in.environments {
			if in.take[e.ID] {
				taken = append(taken, e)
			}
		}
		if len(taken) == 0 {
			return
		}
		s.editor.busy = true
		clients := s.clients()
		s.writeOwn(change{
			make: func(t config.EnvironmentsText) (config.EnvironmentsText, error) {
				for _, e := range taken {
					next, err := t.With(e.ID, e)
					if err != nil {
						return t, err
					}
					t = next
				}
				return t, nil
			},
			agreed: taken,
			written: func(s *state, now config.EnvironmentsText) {
				s.adopt(now, "", "")
				s.forgetUnused(clients)
			},
			told: func(s *state, problem Text) {
				if !problem.IsZero() {
					s.tellEditor(problem, true)
					return
				}
				s.editor.imports = nil
				s.tellEditor(Say("editor.imported", "Count", len(taken)), false)
			},
		})
	})
}

// ExportEnvironments writes the user's own environments with these ids as their file has them,
// without secrets, and closes the writer. Where the policy allows no export, it only closes it.
func (d *Desk) ExportEnvironments(ids []string, to io.WriteCloser) {
	ids = slices.Clone(ids)
	d.act(func(s *state) {
		var chosen []config.Environment
		for _, e := range s.environments {
			if isOwn(e) && slices.Contains(ids, e.ID) {
				chosen = append(chosen, s.asWritten(e))
			}
		}
		if !s.editor.open || s.editor.busy || len(chosen) == 0 || s.opt.Policy.NoExport {
			s.closeUnused(to)
			return
		}
		s.editor.busy, s.editor.said = true, Text{}
		s.editorJob(func() func(*state) {
			_, err := to.Write(config.EncodeEnvironments(chosen))
			err = errors.Join(err, to.Close())
			return func(s *state) {
				s.editor.busy = false
				if err != nil {
					s.tellEditor(Say("editor.not_exported"), true)
					return
				}
				s.tellEditor(Say("editor.exported", "Count", len(chosen)), false)
			}
		})
	})
}

// viewImport returns the question; nil while none is open.
func (s *state) viewImport() *EditorImport {
	in := s.editor.imports
	if in == nil {
		return nil
	}
	v := &EditorImport{File: in.file, Problems: in.problems}
	if n := len(in.problems) - maxImportProblems; n > 0 {
		v.Problems, v.More = in.problems[:maxImportProblems], n
	}
	for _, e := range in.environments {
		row := EditorImportRow{
			ID: e.ID, Environment: s.viewEnvironment(e), Issuer: e.Issuer, ClientID: e.ClientID, Exists: s.environmentAt(e.ID) >= 0, Barred: s.barred(e.ID), Take: in.take[e.ID],
		}
		for _, address := range []string{e.AppswitchIOS, e.AppswitchAndroid} {
			if address != "" {
				row.Appswitch = append(row.Appswitch, address)
			}
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}
