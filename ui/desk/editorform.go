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
	ID       string // of the environment that is edited or viewed; "" for a new one
	Name     string // of the environment, as the list shows it; "" for a new one
	ReadOnly bool   // it can only be viewed
	Fields   []EditorField
	Changed  bool // something isn't saved
	Leaving  bool // asks whether to discard unsaved changes
	Saving   bool
	Kept     bool // the policy names it: it can't be deleted
	Asking   bool // asks whether the hosts are right: saving again confirms it
	Problem  Text // why it wasn't saved
	// Recipients are the hosts of the environment, if an endpoint is overridden.
	Recipients []Recipient
	CanTry     bool // issuer and endpoints are valid enough to be asked
	LookUp     *EditorLookUp
	Trial      *EditorTrial
}

// EditorField is one key of the environments file.
type EditorField struct {
	Key     string
	Section string // its section of the form
	Value   string // as typed; "" leaves the key out
	Default string // the value without the key
	Choices []string
	Problem Text
	Fixed   bool // by the policy: it can't be changed

	// Proposal is the recommended value while the key is empty; Why gives the reason.
	Proposal string
	Why      Text
}

// The sections of the form. What an environment can't do without is in the first; the others are
// for what few change.
const (
	SectionNeeded    = "needed"
	SectionEndpoints = "endpoints"
	SectionClient    = "client"
	SectionText      = "text"
	SectionRequest   = "request"
	SectionAppswitch = "appswitch"
	SectionChecks    = "checks"
)

// editorKey is a key and its section of the form.
type editorKey struct{ section, key string }

// editorKeys returns all keys in the order of the form.
func editorKeys() []editorKey {
	var all []editorKey
	for _, section := range []struct {
		name string
		keys string
	}{
		{SectionNeeded, "issuer profile client_id ip person_claim id name kind"},
		{SectionText, "organisation reference_template"},
		{SectionClient, "client_auth scope"},
		{SectionRequest, "cpr hint_encoding ciba_nonce hint requested_expiry acr_values"},
		{SectionAppswitch, "appswitch appswitch_ios appswitch_android"},
		{SectionEndpoints, "backchannel_authentication_endpoint token_endpoint jwks_uri cancel_endpoint cpr_match_endpoint"},
		{SectionChecks, "id_token_algs pinned_keys require_at_hash required_loa"},
	} {
		for key := range strings.FieldsSeq(section.keys) {
			all = append(all, editorKey{section.name, key})
		}
	}
	return all
}

// editorForm is the state behind EditorForm.
type editorForm struct {
	source   string       // id of the environment that is edited; "" for a new one
	name     string       // before the edit
	readOnly bool         // it can only be viewed
	draft    config.Draft // as typed
	first    config.Draft // before the edit
	fixed    []string     // keys whose value is the policy's
	own      config.Draft // what the file says of them
	touched  map[string]bool
	tried    bool // the user tried to save: missing keys are reported
	leaving  bool
	saving   bool
	asking   bool
	use      bool // once it is saved
	problem  Text
	trying   trying
}

// NewEnvironment opens an empty form.
func (d *Desk) NewEnvironment() {
	d.inEditor(func(s *state) {
		if s.canSave() {
			s.openForm(&editorForm{draft: make(config.Draft), fixed: s.fixedKeys("")})
		}
	})
}

// EditEnvironment opens the form of an environment. It is read-only if the environment isn't the
// user's own, or its file can't be written.
func (d *Desk) EditEnvironment(id string) {
	d.inEditor(func(s *state) {
		if at := s.environmentAt(id); at >= 0 && !s.editor.loading && !s.editor.busy {
			s.openForm(s.formOf(s.environments[at]))
		}
	})
}

// DuplicateEnvironment opens the form of a new environment that copies another one, without its
// secret.
func (d *Desk) DuplicateEnvironment(id string) {
	d.inEditor(func(s *state) {
		at := s.environmentAt(id)
		if at < 0 || !s.canSave() {
			return
		}
		draft := config.DraftOf(s.environments[at])
		if draft["kind"] == string(config.KindDemo) {
			draft["kind"] = string(config.KindTest)
			delete(draft, "cpr") // only the demo's own broker is known to have the match
		}
		draft["id"] = s.freeID(draft["id"])
		if n := strings.LastIndexByte(draft["id"], '-'); n >= 0 {
			draft["name"] += " " + draft["id"][n+1:]
		}
		form := &editorForm{draft: draft, fixed: s.fixedKeys("")}
		s.openForm(form)
		form.first = nil // not saved yet
	})
}

// SetEnvironmentField sets a key of the form as typed, unless the policy fixes it.
func (d *Desk) SetEnvironmentField(key, typed string) {
	d.inEditor(func(s *state) {
		f := s.editor.form
		if f == nil || f.readOnly || f.saving || slices.Contains(f.fixed, key) || !slices.ContainsFunc(editorKeys(), func(k editorKey) bool { return k.key == key }) {
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

// LeaveEnvironment returns to the list. It discards unsaved changes only if giveUp is set;
// otherwise View.Editor.Form.Leaving asks.
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

// StayAtEnvironment withdraws the question of LeaveEnvironment or of SaveEnvironment.
func (d *Desk) StayAtEnvironment() {
	d.inEditor(func(s *state) {
		if f := s.editor.form; f != nil && !f.saving {
			f.leaving, f.asking = false, false
		}
	})
}

// SaveEnvironment writes the environment of the form, if it is valid. If it overrides an endpoint
// in a new way, View.Editor.Form.Asking first shows which host gets what; saving again confirms
// that.
func (d *Desk) SaveEnvironment() { d.saveEnvironment(false) }

// SaveAndUseEnvironment is SaveEnvironment, and then closes the editor and changes to the
// environment. If its secret isn't known, View.Setup asks for it.
func (d *Desk) SaveAndUseEnvironment() { d.saveEnvironment(true) }

func (d *Desk) saveEnvironment(use bool) {
	d.inEditor(func(s *state) {
		f := s.editor.form
		if f == nil || f.readOnly || f.saving || !s.canSave() {
			return
		}
		f.tried, f.leaving, f.use = true, false, use
		e, problems := s.readForm(f)
		if len(problems) > 0 {
			f.problem = Say("editor.incomplete")
			return
		}
		if !f.asking && s.asksForRecipients(f, e) {
			f.asking = true
			return
		}
		written, err := f.toWrite()
		if err != nil { // with what the policy fixes it fits, but the file has another value
			f.problem = fileProblem(err)
			return
		}
		f.saving, f.problem, s.editor.busy = true, Text{}, true
		clients := s.clients()
		var agreed []config.Environment
		// Otherwise the user wasn't shown the hosts, which may be in the file without consent.
		if f.asking {
			agreed = []config.Environment{e}
		}
		s.writeOwn(change{
			make:   func(t config.EnvironmentsText) (config.EnvironmentsText, error) { return t.With(f.source, written) },
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
					s.tellEditor(s.savedText(e), false)
					if f.use {
						s.useSaved(e.ID)
					}
				}
			},
		})
	})
}

// useSaved closes the editor and changes to an environment that was saved. What its saving still
// has to say becomes a notice.
func (s *state) useSaved(id string) {
	at := s.environmentAt(id)
	if at < 0 || s.resuming != nil || s.locked() {
		return
	}
	if said := s.editor.said; said.Key != savedKey {
		s.notify(said, false)
	}
	s.closeEditor()
	if at != s.current {
		s.switchTo(at)
		s.remember(id)
	}
}

// savedKey is the text that an environment was saved, and needs nothing more.
const savedKey = "editor.saved"

// savedText says that an environment was saved, and what it still needs.
func (s *state) savedText(e config.Environment) Text {
	if e.CPR == config.CPRMatch && s.canAgreeToCPR(e) && s.whole(e).CPR != config.CPRMatch {
		return Say("editor.saved_cpr", "Name", e.Name)
	}
	return Say(savedKey, "Name", e.Name)
}

// asksForRecipients reports whether an endpoint is overridden in a way that the user hasn't been
// shown yet.
func (s *state) asksForRecipients(f *editorForm, e config.Environment) bool {
	was, ok := s.own(f.source)
	// Another client authentication sends other data there.
	same := ok && was.Issuer == e.Issuer && was.ClientID == e.ClientID && was.ClientAuth == e.ClientAuth && was.Endpoints == e.Endpoints
	return len(e.Overrides()) > 0 && !same
}

func (s *state) openForm(f *editorForm) {
	s.stopTrying()
	f.first, f.touched = maps.Clone(f.draft), make(map[string]bool)
	s.editor.form, s.editor.said, s.editor.deleting, s.editor.imports = f, Text{}, "", nil
}

// changed reports whether there are unsaved changes.
func (f *editorForm) changed() bool { return !f.readOnly && !maps.Equal(f.draft, f.first) }

// freeID derives an unused id from another one.
func (s *state) freeID(like string) string {
	for n := 2; ; n++ {
		end := fmt.Sprintf("-%d", n)
		id := like[:min(len(like), 32-len(end))] + end
		if s.environmentAt(id) < 0 {
			return id
		}
	}
}

// readForm parses the draft like the file, and returns the first problem of each key.
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
	if e.ID != "" && !s.opt.Policy.Allows(e.ID) && problems["id"] == nil {
		problems["id"] = &files.Error{Key: "id", Problem: problemNotAllowed}
	}
	return e, problems
}

// problemNotAllowed: the policy allows no environment with this id.
const problemNotAllowed files.Problem = "not_allowed"

// viewEditorForm shows the form.
func (s *state) viewEditorForm() *EditorForm {
	f := s.editor.form
	if f == nil {
		return nil
	}
	e, problems := s.readForm(f)
	if f.readOnly {
		problems = nil // they can't be fixed here
	}
	v := &EditorForm{
		ID: f.source, Name: f.name, ReadOnly: f.readOnly, Changed: f.changed(), Leaving: f.leaving, Saving: f.saving, Problem: f.problem,
		Kept:   s.named(f.source),
		CanTry: canTry(e, problems), LookUp: f.viewLookUp(e), Trial: f.viewTrial(), Asking: f.asking,
	}
	if e.Issuer != "" && len(e.Overrides()) > 0 {
		v.Recipients = recipientsOf(e)
	}
	known := make(map[string]config.Key)
	for _, key := range config.Keys(f.draft["profile"]) {
		known[key.Name] = key
	}
	hidden := profileOf(e.Profile).foreign // a key that has a value is shown all the same
	for _, k := range editorKeys() {
		field := EditorField{Key: k.key, Section: k.section, Fixed: slices.Contains(f.fixed, k.key), Value: f.draft[k.key], Default: known[k.key].Default, Choices: known[k.key].Choices}
		if known[k.key].Kind == config.KeyList {
			field.Choices = nil // it can hold several of them
		}
		if fault := problems[k.key]; fault != nil && (f.tried || f.touched[k.key] || fault.Problem != files.ProblemMissing) {
			field.Problem = faultText(fault)
		}
		if pins := config.DocumentedPins(strings.TrimSpace(f.draft["issuer"])); k.key == "pinned_keys" && pins != nil && field.Value == "" && !f.readOnly && !field.Fixed {
			field.Proposal, field.Why = strings.Join(pins, " "), Say("editor.proposal.pinned_keys", "Key", strings.Join(pins, " "))
		}
		if field.Value != "" || !field.Problem.IsZero() || !slices.Contains(hidden, k.key) {
			v.Fields = append(v.Fields, field)
		}
	}
	return v
}

// canTry reports whether the provider can be asked. Problems elsewhere in the form don't matter for
// that.
func canTry(e config.Environment, problems map[string]*files.Error) bool {
	for _, key := range []string{"issuer", "backchannel_authentication_endpoint", "token_endpoint", "jwks_uri", "cancel_endpoint", "cpr_match_endpoint", "id_token_algs", "pinned_keys"} {
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

// faultPlace says where in a file something is wrong. Only a file of environments has one to name.
func faultPlace(fault *files.Error) Text {
	named := slices.DeleteFunc([]string{ciba.Clean(fault.Environment, 40), ciba.Clean(fault.Key, 60)}, func(s string) bool { return s == "" })
	where := strings.Join(named, ", ")
	switch {
	case fault.Line == 0:
		return Say("editor.place_unknown", "Where", where)
	case where == "":
		return Say("editor.place_line", "Line", fault.Line)
	}
	return Say("editor.place", "Line", fault.Line, "Where", where)
}
