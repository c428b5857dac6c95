package config

import (
	"errors"
	"maps"
	"slices"

	"ringback/storage/files"
)

// Over returns an environment with the keys over it that the policy fixes. The whole is checked as
// one from a file. Problems come as [files.Error]s, joined; then the environment isn't to be used.
func (p Policy) Over(e Environment) (Environment, error) {
	e, err := p.withKeys(e)
	if err == nil && p.CPR == CPROff {
		e.CPR = CPROff
	}
	return e, err
}

// withKeys lays the keys of [environment.ID] over an environment.
func (p Policy) withKeys(e Environment) (Environment, error) {
	fixed := p.Environment[e.ID]
	if len(fixed) == 0 {
		return e, nil
	}
	r := &tableReader{
		file: p.tables[e.ID].File, label: e.ID, table: e.table(), known: make(map[string]bool), builtIn: true,
		line: func(key string) int { return p.sources[environmentPath(e.ID, key)].Line },
	}
	if e.ID == IDDemo {
		r.insideDemo(fixed)
	}
	maps.Copy(r.table, fixed)
	laid := readEnvironment(r)
	if len(r.problems) > 0 {
		return Environment{}, joined(p.placed(e.ID, r.problems))
	}
	return e.laid(laid, slices.Sorted(maps.Keys(fixed))), nil
}

// placed says in which layer each problem is: that of its key.
func (p Policy) placed(id string, problems []error) []error {
	for _, problem := range problems {
		var fault *files.Error
		if !errors.As(problem, &fault) {
			continue
		}
		if source, fixed := p.sources[environmentPath(id, fault.Key)]; fixed {
			fault.File, fault.Line = source.File, source.Line
		}
	}
	return problems
}

// table returns what a file would say of the environment. What a built-in one gets later has
// something in its place that fits.
func (e Environment) table() map[string]any {
	table := make(map[string]any)
	for _, v := range e.values() {
		if v.standard && !v.needed {
			continue
		}
		table[v.key] = v.value
		if list, ok := v.value.([]string); ok {
			items := make([]any, len(list))
			for i, item := range list {
				items[i] = item
			}
			table[v.key] = items
		}
	}
	if e.ID == IDDemo {
		table["kind"], table["issuer"] = string(KindTest), "http://127.0.0.1/"
	}
	if e.ClientID == "" {
		table["client_id"] = "-"
	}
	return table
}

// insideDemo refuses what the demo has from the broker inside the program.
func (r *tableReader) insideDemo(fixed map[string]any) {
	for _, key := range []string{
		"kind", "profile", "issuer", "client_id", "client_auth", "id_token_algs", "pinned_keys",
		KeyBackchannelAuthentication, KeyTokenEndpoint, KeyJWKS, KeyCancelEndpoint, KeyCPRMatch,
	} {
		if _, given := fixed[key]; given {
			r.fault(key, files.ProblemInsideDemo)
		}
	}
}

// laid returns the environment as it was read with what is fixed, and with what no file says.
func (e Environment) laid(read Environment, fixed []string) Environment {
	given := func(key string) bool { return slices.Contains(fixed, key) }
	if e.ID == IDDemo {
		read.Kind, read.Issuer = e.Kind, e.Issuer
	}
	if !given("client_id") {
		read.ClientID = e.ClientID
	}
	if e.TextTemplate == "" && !given("reference_template") {
		read.TextTemplate = ""
	}
	if e.BuiltIn && read.Issuer == e.Issuer && read.ClientID == e.ClientID {
		read.PublishedSecret = e.PublishedSecret
	}
	read.ID, read.BuiltIn, read.Machine, read.Fixed = e.ID, e.BuiltIn, e.Machine, fixed
	return read
}

// Own returns those of the user's own environments that the policy allows, with what it fixes over
// them. Problems come as [files.Error]s, joined.
func (p Policy) Own(own []Environment) ([]Environment, error) {
	var allowed []Environment
	var problems []error
	for _, e := range own {
		if !p.Allows(e.ID) {
			continue
		}
		laid, err := p.Over(e)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		allowed = append(allowed, laid)
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	return allowed, nil
}

// strangers reports ids that the policy names and that no environment has.
func (p Policy) strangers(all []Environment) []error {
	is := func(id string) bool { return slices.ContainsFunc(all, func(e Environment) bool { return e.ID == id }) }
	var problems []error
	for _, id := range p.Environments {
		if source := p.sources["environments"]; !is(id) {
			problems = append(problems, &files.Error{File: source.File, Line: source.Line, Environment: id, Key: "environments", Problem: files.ProblemNoEnvironment})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(p.Environment)) {
		if !is(id) {
			source := p.tables[id]
			problems = append(problems, &files.Error{File: source.File, Line: source.Line, Environment: id, Key: tablePath(id), Problem: files.ProblemNoEnvironment})
		}
	}
	return problems
}

// AllEnvironments returns the environments that may be used: the built-in ones; those of the
// policy's file, for everybody; and those of a file, which is the one named by the caller, which
// must exist, or if named is "" the user's own, which may be missing. Over all of them is laid what
// the policy fixes. file is nil where the policy allows no own ones; then naming a file is
// [ErrNoOwnEnvironments].
func AllEnvironments(own, named string, p Policy) (all []Environment, file *EnvironmentsFile, err error) {
	if p.NoOwnEnvironments && named != "" {
		return nil, nil, ErrNoOwnEnvironments
	}
	all = BuiltIn()
	var taken []string
	if p.EnvironmentsFile != "" {
		everybodys, err := LoadEnvironments(p.EnvironmentsFile)
		if err != nil {
			return nil, nil, err
		}
		for _, e := range everybodys {
			e.Machine = true
			all, taken = append(all, e), append(taken, e.ID)
		}
	}
	if !p.NoOwnEnvironments {
		read, err := loadOwn(own, named, taken)
		if err != nil {
			return nil, nil, err
		}
		file = newEnvironmentsFile(own, named, taken)
		all = append(all, read...)
	}
	if problems := p.strangers(all); len(problems) > 0 {
		return nil, nil, errors.Join(problems...)
	}
	all, err = p.Own(all)
	if err != nil {
		return nil, nil, err
	}
	return all, file, nil
}
