package config

import (
	"errors"
	"maps"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"ringback/storage/files"
)

// The bounds of a policy's values.
const (
	maxPrompts  = 60   // the journal keeps no more than 64 of a person
	maxPath     = 4096 // bytes
	maxArgument = 1000 // bytes
	maxWords    = 100  // of a list
)

// KeyNumber is the kind of a whole number of 1 or more.
const KeyNumber KeyKind = "number"

// readPolicy reads the keys of a layer, in the order of the documentation. Keys of environments are
// checked here for their names only: what their values may be depends on the environment.
func readPolicy(r *tableReader, languages []string) Policy {
	p := Policy{
		Environments:           r.ids("environments"),
		EnvironmentsFile:       r.path("environments_file"),
		NoOwnEnvironments:      !r.flag("own_environments", true),
		NoImport:               !r.flag("import", true),
		NoExport:               !r.flag("export", true),
		NoReceipt:              !r.flag("receipt", true),
		VerifiedOnlyIfRecorded: r.flag("verified_only_if_recorded", false),
		HideTabs:               r.choices("hide_tabs", nil, "claims", "appswitch", "course", "network"),
		Language:               r.choice("language", "", languages...),
		TextSize:               r.bounded("text_size", MinTextSize, MaxTextSize),
		Sound:                  r.flag("sound", false),
		IdleMinutes:            r.bounded("idle_minutes", 1, MaxIdleMinutes),
		RetentionDays:          r.bounded("retention_days", 1, MaxRetentionDays),
		MaxPrompts:             r.bounded("max_prompts", 1, maxPrompts),
		CPR:                    r.choice("cpr", "", CPROff, CPRMatch),
		Proxy:                  r.proxy("proxy"),
		ExtraRoots:             r.path("extra_roots"),
		LogLevel:               r.choice("log_level", "", "debug", "info", "warn", "error"),
	}
	p.Journal = Journal{
		Database:     r.database("journal.database"),
		User:         r.login("journal.user"),
		Certificate:  r.path("journal.certificate"),
		Password:     r.choice("journal.password", "", PasswordInKeyring),
		TokenCommand: r.arguments(keyTokenCommand),
		Unreachable:  r.choice("journal.unreachable", "", UnreachableRefuse, UnreachableLocal),
	}
	return p
}

// PolicyKeys returns all keys of a policy except those of environments, in the order in which they
// are read. languages are the choices of the key language.
func PolicyKeys(languages []string) []Key {
	var asked keyList
	readPolicy(&tableReader{known: make(map[string]bool), line: func(string) int { return 0 }, asked: &asked}, languages)
	return asked
}

// checked reads a layer by itself and reports everything that is wrong with it.
func (l policyLayer) checked(languages []string) []error {
	r := &tableReader{file: l.file, table: l.top, known: make(map[string]bool), line: l.line}
	readPolicy(r, languages)
	r.strangers()
	problems := append(slices.Clone(l.problems), r.problems...)
	kinds := environmentKinds()
	for _, id := range slices.Sorted(maps.Keys(l.environments)) {
		problems = append(problems, l.checkedEnvironment(id, kinds)...)
	}
	return problems
}

// environmentKinds returns the kinds of the keys that a policy can fix of an environment; its id is
// the name of the table.
func environmentKinds() map[string]KeyKind {
	kinds := make(map[string]KeyKind)
	for _, key := range Keys("") {
		kinds[key.Name] = key.Kind
	}
	delete(kinds, "id")
	return kinds
}

func (l policyLayer) checkedEnvironment(id string, kinds map[string]KeyKind) []error {
	if !idForm.MatchString(id) {
		l.problems = nil
		l.fault("", tableEnvironment+"."+id, files.ProblemID)
		return l.problems
	}
	r := &tableReader{
		file: l.file, label: id, table: l.environments[id], known: make(map[string]bool),
		line: func(key string) int { return l.line(environmentPath(id, key)) },
	}
	for _, key := range slices.Sorted(maps.Keys(r.table)) {
		switch kinds[key] {
		case KeyText:
			r.text(key)
		case KeyList:
			r.list(key)
		case KeyFlag:
			r.flag(key, false)
		case KeySeconds:
			r.wholeNumber(key)
		}
	}
	r.strangers()
	return r.problems
}

// wholeNumber checks the type of a number whose bounds are checked elsewhere.
func (r *tableReader) wholeNumber(key string) {
	r.known[key] = true
	if _, ok := r.table[key].(int64); !ok {
		r.fault(key, files.ProblemType, "whole number of seconds")
	}
}

// bounded returns a number from least to most, 0 if the key is missing.
func (r *tableReader) bounded(key string, least, most int) int {
	r.asked.note(Key{Name: key, Kind: KeyNumber})
	return r.between(key, least, most, 0)
}

// ids returns a list of ids of environments, neither empty nor with duplicates; nil if the key is
// missing.
func (r *tableReader) ids(key string) []string {
	ids, present := r.list(key)
	if !present {
		return nil
	}
	for i, id := range ids {
		switch {
		case !idForm.MatchString(id):
			r.fault(key, files.ProblemID)
			return nil
		case slices.Contains(ids[:i], id):
			r.fault(key, files.ProblemDuplicate)
			return nil
		}
	}
	if len(ids) == 0 {
		r.fault(key, files.ProblemMissing)
	}
	return ids
}

// path returns an absolute path, "" if the key is missing. A relative one would depend on the
// folder that the program is started in.
func (r *tableReader) path(key string) string {
	path, present := r.text(key)
	switch {
	case !present:
		return ""
	case len(path) > maxPath:
		r.tooLong(key, maxPath)
	case checkText(path, maxPath) != "":
		r.fault(key, files.ProblemCharacters)
	case !filepath.IsAbs(path):
		r.fault(key, files.ProblemRelative)
	default:
		return path
	}
	return ""
}

// proxy returns the address of a proxy, "none", or "" if the key is missing.
func (r *tableReader) proxy(key string) string {
	text, present := r.text(key)
	if !present || text == "none" {
		return text
	}
	u, err := url.Parse(text)
	switch {
	case err == nil && u.User != nil:
		r.fault(key, files.ProblemCredentialsInURL)
	case err != nil, len(text) > maxURL, checkPrintable(text, maxURL) != "", u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "",
		strings.Trim(u.Path, "/") != "", strings.ContainsAny(text, "?#"):
		r.fault(key, files.ProblemProxy)
	default:
		return text
	}
	return ""
}

// arguments returns a program and its arguments; a string is a program without any.
func (r *tableReader) arguments(key string) []string {
	if program, alone := r.table[key].(string); alone {
		r.table = maps.Clone(r.table)
		r.table[key] = []any{program}
	}
	words, present := r.list(key)
	if !present {
		return nil
	}
	for _, word := range words {
		if checkText(word, maxArgument) != "" {
			r.fault(key, files.ProblemCharacters)
			return nil
		}
	}
	switch {
	case len(words) > maxWords:
		r.beyond(key, files.ProblemTooMany, maxWords)
		return nil
	case len(words) == 0 || words[0] == "":
		r.fault(key, files.ProblemMissing)
		return nil
	case !filepath.IsAbs(words[0]):
		r.fault(key, files.ProblemRelative)
		return nil
	}
	return words
}

// policyOf reads the layers of a policy: each by itself, and then upper over lower, key by key. If
// there is any problem, it returns a Policy that fixes nothing, and every problem.
func policyOf(upper, lower policyLayer, languages []string) (Policy, error) {
	if problems := append(lower.checked(languages), upper.checked(languages)...); len(problems) > 0 {
		return Policy{}, errors.Join(problems...)
	}
	all, sources, tables := upper.over(lower)
	p := readPolicy(&tableReader{table: all.top, known: make(map[string]bool), line: all.line}, languages)
	if len(all.environments) > 0 {
		p.Environment = all.environments
	}
	p.sources, p.tables = sources, tables
	return p, nil
}
