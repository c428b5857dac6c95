package desk

import (
	"context"
	"slices"
	"strings"

	"ringback/ciba"
	"ringback/storage/config"
)

// EditorLookUp is what a provider publishes about itself, shown next to the form.
type EditorLookUp struct {
	Issuer         string
	Running        bool
	Problem        Text // why the lookup failed
	Facts          []EditorFact
	Contradictions []Text   // where it differs from the current form
	Filled         []string // keys that were empty and were filled in
}

// EditorFact is one property that a provider publishes.
type EditorFact struct {
	Name  Text
	Value Value
}

// lookUp is what is known of the provider that was looked up last.
type lookUp struct {
	issuer  string
	running bool
	problem Text
	found   *ciba.Description
	filled  []string
}

// LookUpProvider asks the provider of the form's issuer what it supports, and fills in empty keys.
func (d *Desk) LookUpProvider() {
	d.inEditor(func(s *state) {
		f := s.editor.form
		if f == nil || f.saving {
			return
		}
		_, problems := s.readForm(f)
		issuer := strings.TrimSpace(f.draft["issuer"])
		if f.touched["issuer"] = true; issuer == "" || problems["issuer"] != nil && !f.readOnly {
			return
		}
		ctx, turn := s.try(f)
		f.trying.lookUp = &lookUp{issuer: issuer, running: true}
		options := s.clientOptions()
		s.job(func(context.Context) func(*state) {
			found, err := ciba.LookUp(ctx, issuer, options)
			return func(s *state) {
				if f.trying.turn == turn {
					s.lookedUp(f, found, err)
				}
			}
		})
	})
}

// lookedUp applies what the provider answered.
func (s *state) lookedUp(f *editorForm, found ciba.Description, err error) {
	l := f.trying.lookUp
	l.running = false
	if err != nil {
		l.problem = wayProblem(ciba.Host(l.issuer), err)
		return
	}
	l.found = &found
	if f.readOnly || found.Issuer != l.issuer {
		return // another issuer: it fills in nothing
	}
	for _, key := range config.Keys(f.draft["profile"]) {
		if f.draft[key.Name] != "" || slices.Contains(f.fixed, key.Name) {
			continue
		}
		if value := s.suggested(key, found); value != "" {
			f.draft[key.Name] = value
			l.filled = append(l.filled, key.Name)
		}
	}
}

// suggested returns a value for an empty key, or "". It never suggests an endpoint: discovery finds
// it each time, and only a human may decide to send a secret to another host.
func (s *state) suggested(key config.Key, found ciba.Description) string {
	switch key.Name {
	case "name":
		return ciba.Host(found.Issuer)
	case "id":
		return s.idFor(ciba.Host(found.Issuer))
	case "client_auth":
		if !slices.Contains(found.AuthMethods, key.Default) {
			return strings.Join(common(key.Choices, found.AuthMethods, 1), "")
		}
	case "id_token_algs":
		if !slices.Contains(found.IDTokenAlgs, key.Default) {
			return strings.Join(common(key.Choices, found.IDTokenAlgs, len(key.Choices)), " ")
		}
	case "pinned_keys":
		return strings.Join(config.DocumentedPins(found.Issuer), " ")
	case "scope":
		standard := strings.Fields(key.Default)
		if both := common(standard, found.Scopes, len(standard)); slices.Contains(both, "openid") && len(both) < len(standard) {
			return strings.Join(both, " ")
		}
	}
	return ""
}

// common returns at most limit elements of ours that are also in given.
func common(ours, given []string, limit int) []string {
	var both []string
	for _, one := range ours {
		if slices.Contains(given, one) && len(both) < limit {
			both = append(both, one)
		}
	}
	return both
}

// idFor derives an unused id from a host.
func (s *state) idFor(host string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(host) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0:
			b.WriteByte('-')
		}
	}
	id := b.String()[:min(b.Len(), 32)]
	if id != "" && s.environmentAt(id) >= 0 {
		return s.freeID(id)
	}
	return id
}

// viewLookUp compares the provider's answer with the environment as it is in the form now.
func (f *editorForm) viewLookUp(e config.Environment) *EditorLookUp {
	l := f.trying.lookUp
	if l == nil {
		return nil
	}
	v := &EditorLookUp{Issuer: l.issuer, Running: l.running, Problem: l.problem, Filled: l.filled}
	if l.found == nil {
		return v
	}
	list := func(name string, values []string) {
		value := Value{Word: Say("editor.fact.none")}
		if values == nil {
			value = Value{Word: Say("editor.fact.unstated")}
		}
		if len(values) > 0 {
			value = Value{Text: strings.Join(values, ", ")}
		}
		v.Facts = append(v.Facts, EditorFact{Say("editor.fact." + name), value})
	}
	text := func(name, value string) {
		var values []string
		if value != "" {
			values = []string{value}
		}
		list(name, values)
	}
	d := l.found
	text("issuer", d.Issuer)
	list("modes", d.Modes)
	list("auth_methods", d.AuthMethods)
	list("auth_algs", d.AuthAlgs)
	list("id_token_algs", d.IDTokenAlgs)
	list("scopes", d.Scopes)
	if d.ACRValues != nil {
		list("acr_values", d.ACRValues)
	}
	userCode := "no"
	if d.UserCode {
		userCode = "yes"
	}
	v.Facts = append(v.Facts, EditorFact{Say("editor.fact.user_code"), Value{Word: Say("claim.value." + userCode)}})
	list("signed_requests", d.RequestSigningAlgs)
	text("backchannel", d.Endpoints.BackchannelAuthentication)
	text("token", d.Endpoints.Token)
	text("jwks", d.Endpoints.JWKS)
	config := e.Config()
	config.Issuer = l.issuer
	for _, c := range d.Contradictions(config, e.ACRValues) {
		v.Contradictions = append(v.Contradictions, Say("editor.conflict."+string(c.Conflict), "Member", c.Member, "Ours", c.Ours, "Given", givenWords(c.Given)))
	}
	return v
}

func givenWords(given []string) any {
	if len(given) == 0 {
		return Say("editor.fact.none")
	}
	return strings.Join(given, ", ")
}
