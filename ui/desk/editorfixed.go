package desk

import (
	"maps"
	"slices"

	"ringback/storage/config"
	"ringback/storage/files"
)

// fixedKeys returns the keys of an environment whose value is the policy's: no form changes them,
// and no file gets them.
func (s *state) fixedKeys(id string) []string {
	keys := slices.Collect(maps.Keys(s.opt.Policy.Environment[id]))
	if s.opt.Policy.CPR == config.CPROff && !slices.Contains(keys, "cpr") {
		keys = append(keys, "cpr")
	}
	if s.named(id) && !slices.Contains(keys, "id") {
		keys = append(keys, "id")
	}
	return keys
}

// named reports whether the policy names an environment: without it, the policy couldn't be used
// any more.
func (s *state) named(id string) bool {
	p := s.opt.Policy
	return len(p.Environment[id]) > 0 || slices.Contains(p.Environments, id)
}

// lost reports an environment that the policy names, that is on this desk, and that the file has no
// longer. There may be no other one to go on with.
func (s *state) lost(t config.EnvironmentsText) error {
	left := t.Environments()
	for _, e := range s.environments {
		if isOwn(e) && s.named(e.ID) && !IsEnvironment(left, e.ID) {
			return &files.Error{File: s.opt.EnvironmentFile.Path(), Environment: e.ID, Key: "id", Problem: files.ProblemNoEnvironment}
		}
	}
	return nil
}

// formOf returns the form for one of the user's own environments, with what the policy fixes over
// what its file says.
func (s *state) formOf(e config.Environment) *editorForm {
	f := &editorForm{source: e.ID, name: e.Name, readOnly: !isOwn(e) || !s.canSave(), draft: config.DraftOf(e), fixed: s.fixedKeys(e.ID)}
	if f.readOnly {
		f.fixed = slices.DeleteFunc(f.fixed, func(key string) bool { return key == "id" }) // nobody else changes it
		return f
	}
	for _, own := range s.editor.text.Environments() {
		if own.ID == e.ID {
			f.own = config.DraftOf(own)
		}
	}
	return f
}

// toWrite returns the environment of the form as the file gets it: for what the policy fixes it
// keeps what it says now.
func (f *editorForm) toWrite() (config.Environment, error) {
	draft := maps.Clone(f.draft)
	for _, key := range f.fixed {
		if delete(draft, key); f.own[key] != "" {
			draft[key] = f.own[key]
		}
	}
	return draft.Read("environments.toml")
}

// isOwn reports whether an environment is one of the user's own.
func isOwn(e config.Environment) bool { return !e.BuiltIn && !e.Machine }

// made returns the changed text, if the policy can be used with it.
func (s *state) made(c change, was config.EnvironmentsText) (config.EnvironmentsText, error) {
	now, err := c.make(was)
	if err == nil {
		_, err = s.underPolicy(now)
	}
	return now, err
}

// underPolicy returns the environments of a text that the policy allows, with what it fixes over
// them, and why the policy couldn't be used with them.
func (s *state) underPolicy(t config.EnvironmentsText) ([]config.Environment, error) {
	return s.opt.Policy.Own(t.Environments())
}

// asWritten returns one of the user's own environments as its file has it.
func (s *state) asWritten(e config.Environment) config.Environment {
	for _, own := range s.editor.text.Environments() {
		if own.ID == e.ID {
			return own
		}
	}
	return e
}
