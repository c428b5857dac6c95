package desk

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/files"
)

// EditorForm is the form for one environment.
type EditorForm struct {
	ID       string // of the one that is changed or looked at; "" for a new one
	Name     string // of the environment, as the list shows it; "" for a new one
	ReadOnly bool   // it is only looked at
	Fields   []EditorField
	Changed  bool // something isn't saved
	Leaving  bool // whether to give that up is asked
	Saving   bool
	Asking   bool // whether the hosts are right is asked: saving once more says yes
	Problem  Text // why it wasn't saved
	// Recipients are the hosts of the environment, where anything goes elsewhere than the issuer
	// says.
	Recipients []Recipient
	CanTry     bool // issuer and endpoints can be asked
	LookUp     *EditorLookUp
	Trial      *EditorTrial
}

// EditorField is one key of the environments file.
type EditorField struct {
	Key     string
	Section string // where it stands in the form
	Value   string // as typed; "" leaves the key out
	Default string // what holds then
	Choices []string
	Problem Text

	// Proposal is what the key would best hold, while it is empty and could be filled in; Why says
	// why.
	Proposal string
	Why      Text
}

// The sections of the form.
const (
	SectionWhat     = "what"
	SectionProvider = "provider"
	SectionClient   = "client"
	SectionRequest  = "request"
	SectionChecks   = "checks"
)

// editorKey is a key at its place in the form.
type editorKey struct{ section, key string }

// editorKeys are all keys in the order of the form.
func editorKeys() []editorKey {
	var all []editorKey
	for _, section := range []struct {
		name string
		keys string
	}{
		{SectionWhat, "id name kind profile"},
		{SectionProvider, "issuer backchannel_authentication_endpoint token_endpoint jwks_uri cancel_endpoint"},
		{SectionClient, "client_id client_auth scope"},
		{SectionRequest, "organisation reference_template ip hint_encoding ciba_nonce appswitch appswitch_ios appswitch_android hint person_claim requested_expiry acr_values"},
		{SectionChecks, "id_token_algs pinned_keys require_at_hash required_loa"},
	} {
		for key := range strings.FieldsSeq(section.keys) {
			all = append(all, editorKey{section.name, key})
		}
	}
	return all
}

// editorForm is the state behind the form.
type editorForm struct {
	source   string       // id of the one that is changed; "" for a new one
	name     string       // as it was
	readOnly bool         // looked at
	draft    config.Draft // as typed
	first    config.Draft // as it was
	touched  map[string]bool
	tried    bool // to save: everything that is missing is told
	leaving  bool
	saving   bool
	asking   bool
	problem  Text
	trying   trying
}

// NewEnvironment opens an empty form.
func (d *Desk) NewEnvironment() {
	d.inEditor(func(s *state) {
		if s.canSave() {
			s.openForm(&editorForm{draft: make(config.Draft)})
		}
	})
}

// EditEnvironment opens the form of an environment. One that is built in or in a file that isn't
// ours to write can only be looked at.
func (d *Desk) EditEnvironment(id string) {
	d.inEditor(func(s *state) {
		if at := s.environmentAt(id); at >= 0 && !s.editor.loading && !s.editor.busy {
			e := s.environments[at]
			s.openForm(&editorForm{source: e.ID, name: e.Name, readOnly: e.BuiltIn || !s.canSave(), draft: config.DraftOf(e)})
		}
	})
}

// DuplicateEnvironment opens a form for a new environment that is like another one. A secret isn't
// part of it.
func (d *Desk) DuplicateEnvironment(id string) {
	d.inEditor(func(s *state) {
		at := s.environmentAt(id)
		if at < 0 || !s.canSave() {
			return
		}
		draft := config.DraftOf(s.environments[at])
		if draft["kind"] == string(config.KindDemo) {
			draft["kind"] = string(config.KindTest)
		}
		draft["id"] = s.freeID(draft["id"])
		if n := strings.LastIndexByte(draft["id"], '-'); n >= 0 {
			draft["name"] += " " + draft["id"][n+1:]
		}
		form := &editorForm{draft: draft}
		s.openForm(form)
		form.first = nil // not saved yet
	})
}

// SetEnvironmentField takes a key of the form as typed.
func (d *Desk) SetEnvironmentField(key, typed string) {
	d.inEditor(func(s *state) {
		f := s.editor.form
		if f == nil || f.readOnly || f.saving || !slices.ContainsFunc(editorKeys(), func(k editorKey) bool { return k.key == key }) {
			return
		}
		if typed == "" {
			delete(f.draft, key)
		} else {
			f.draft[key] = typed
		}
		f.touched[key], f.leaving, f.asking, f.problem = true, false, false, Text{}
	})
}

// LeaveEnvironment goes back to the list. What isn't saved is given up only when that is said; else
// View.Editor.Form.Leaving asks.
func (d *Desk) LeaveEnvironment(giveUp bool) {
	d.inEditor(func(s *state) {
		switch f := s.editor.form; {
		case f == nil || f.saving:
		case f.changed() && !giveUp:
			f.leaving = true
		default:
			s.stopTrying()
			s.editor.form = nil
		}
	})
}

// StayAtEnvironment takes the question of LeaveEnvironment, or that of SaveEnvironment, back.
func (d *Desk) StayAtEnvironment() {
	d.inEditor(func(s *state) {
		if f := s.editor.form; f != nil && !f.saving {
			f.leaving, f.asking = false, false
		}
	})
}

// SaveEnvironment writes the environment of the form, if it is right. Where something is overridden
// that wasn't before, View.Editor.Form.Asking first shows who gets what; saving once more says that
// it is right.
func (d *Desk) SaveEnvironment() {
	d.inEditor(func(s *state) {
		f := s.editor.form
		if f == nil || f.readOnly || f.saving || !s.canSave() {
			return
		}
		f.tried, f.leaving = true, false
		e, problems := s.readForm(f)
		if len(problems) > 0 {
			f.problem = Say("editor.incomplete")
			return
		}
		if !f.asking && s.asksForRecipients(f, e) {
			f.asking = true
			return
		}
		f.saving, f.problem, s.editor.busy = true, Text{}, true
		clients := s.clients()
		var agreed []config.Environment
		if f.asking { // else nobody was shown what goes where: the file may say what nobody ever agreed to
			agreed = []config.Environment{e}
		}
		s.writeOwn(change{
			make:   func(t config.EnvironmentsText) (config.EnvironmentsText, error) { return t.With(f.source, e) },
			agreed: agreed,
			written: func(s *state, now config.EnvironmentsText) {
				s.adopt(now, f.source, e.ID)
				s.forgetUnused(clients)
			},
			told: func(s *state, problem Text) {
				f.saving, f.asking, f.problem = false, false, problem
				if problem.IsZero() {
					s.stopTrying()
					s.editor.form = nil
					s.tellEditor(Say("editor.saved", "Name", e.Name), false)
				}
			},
		})
	})
}

// asksForRecipients reports whether something goes elsewhere than the issuer says, and nobody was
// shown that yet.
func (s *state) asksForRecipients(f *editorForm, e config.Environment) bool {
	was, ok := s.own(f.source)
	// Another way to authenticate sends something else there.
	same := ok && was.Issuer == e.Issuer && was.ClientID == e.ClientID && was.ClientAuth == e.ClientAuth && was.Endpoints == e.Endpoints
	return len(e.Overrides()) > 0 && !same
}

func (s *state) openForm(f *editorForm) {
	s.stopTrying()
	f.first, f.touched = maps.Clone(f.draft), make(map[string]bool)
	s.editor.form, s.editor.said, s.editor.deleting, s.editor.imports = f, Text{}, "", nil
}

// changed reports whether something isn't saved.
func (f *editorForm) changed() bool { return !f.readOnly && !maps.Equal(f.draft, f.first) }

// freeID is an id that nobody has, made from another one.
func (s *state) freeID(like string) string {
	for n := 2; ; n++ {
		end := fmt.Sprintf("-%d", n)
		id := like[:min(len(like), 32-len(end))] + end
		if s.environmentAt(id) < 0 {
			return id
		}
	}
}

// readForm reads the draft as the file would be read, and returns what is wrong by key.
func (s *state) readForm(f *editorForm) (config.Environment, map[string]*files.Error) {
	e, err := f.draft.Read("environments.toml")
	problems := make(map[string]*files.Error)
	for _, fault := range fileFaults(err) {
		if problems[fault.Key] == nil {
			problems[fault.Key] = fault
		}
	}
	if e.ID != "" && e.ID != f.source && s.environmentAt(e.ID) >= 0 && problems["id"] == nil {
		problems["id"] = &files.Error{Key: "id", Problem: files.ProblemDuplicate}
	}
	return e, problems
}

// viewEditorForm shows the form.
func (s *state) viewEditorForm() *EditorForm {
	f := s.editor.form
	if f == nil {
		return nil
	}
	e, problems := s.readForm(f)
	if f.readOnly {
		problems = nil // nobody can mend it here
	}
	v := &EditorForm{
		ID: f.source, Name: f.name, ReadOnly: f.readOnly, Changed: f.changed(), Leaving: f.leaving, Saving: f.saving, Problem: f.problem,
		CanTry: canTry(e, problems), LookUp: f.viewLookUp(e), Trial: f.viewTrial(), Asking: f.asking,
	}
	if e.Issuer != "" && len(e.Overrides()) > 0 {
		v.Recipients = recipientsOf(e)
	}
	known := make(map[string]config.Key)
	for _, key := range config.Keys(f.draft["profile"]) {
		known[key.Name] = key
	}
	hidden := profileOf(e.Profile).foreign // one that holds something is shown all the same
	for _, k := range editorKeys() {
		field := EditorField{Key: k.key, Section: k.section, Value: f.draft[k.key], Default: known[k.key].Default, Choices: known[k.key].Choices}
		if known[k.key].Kind == config.KeyList {
			field.Choices = nil // several of them can be picked
		}
		if fault := problems[k.key]; fault != nil && (f.tried || f.touched[k.key] || fault.Problem != files.ProblemMissing) {
			field.Problem = faultText(fault)
		}
		if pins := config.DocumentedPins(strings.TrimSpace(f.draft["issuer"])); k.key == "pinned_keys" && pins != nil && field.Value == "" && !f.readOnly {
			field.Proposal, field.Why = strings.Join(pins, " "), Say("editor.proposal.pinned_keys", "Key", strings.Join(pins, " "))
		}
		if field.Value != "" || !field.Problem.IsZero() || !slices.Contains(hidden, k.key) {
			v.Fields = append(v.Fields, field)
		}
	}
	return v
}

// canTry reports whether the provider can be asked: what is wrong elsewhere in the form doesn't
// matter for that.
func canTry(e config.Environment, problems map[string]*files.Error) bool {
	for _, key := range []string{"issuer", "backchannel_authentication_endpoint", "token_endpoint", "jwks_uri", "cancel_endpoint", "id_token_algs", "pinned_keys"} {
		if problems[key] != nil {
			return false
		}
	}
	return e.Issuer != ""
}

// faultText says what is wrong with the value of a key.
func faultText(fault *files.Error) Text {
	return Say("editor.problem."+string(fault.Problem), "Limit", fault.Limit, "Allowed", strings.Join(fault.Allowed, ", "))
}

// faultPlace says where in a file something is wrong.
func faultPlace(fault *files.Error) Text {
	if fault.Line == 0 {
		return Say("editor.place_unknown", "Environment", ciba.Clean(fault.Environment, 40), "Key", ciba.Clean(fault.Key, 60))
	}
	return Say("editor.place", "Line", fault.Line, "Environment", ciba.Clean(fault.Environment, 40), "Key", ciba.Clean(fault.Key, 60))
}
