package config

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"ringback/ciba"
	"ringback/storage/files"
)

// tableReader reads one table key by key and collects what is wrong with it.
type tableReader struct {
	file     string
	label    string // what errors call the environment
	table    map[string]any
	known    map[string]bool // keys that were read
	line     func(key string) int
	problems []error
	asked    *keyList // collects the keys that are read; usually nil
	builtIn  bool     // the environment is a built-in one, whose id is reserved
	taken    []string // ids of environments that everybody on this machine has
}

// fault adds a problem of a key.
func (r *tableReader) fault(key string, problem files.Problem, allowed ...string) {
	r.problems = append(r.problems, &files.Error{File: r.file, Line: r.line(key), Environment: r.label, Key: key, Problem: problem, Allowed: allowed})
}

// tooLong reports a value longer than limit.
func (r *tableReader) tooLong(key string, limit int) {
	r.beyond(key, files.ProblemTooLong, limit)
}

// beyond adds a problem that names a limit.
func (r *tableReader) beyond(key string, problem files.Problem, limit int) {
	r.problems = append(r.problems, &files.Error{File: r.file, Line: r.line(key), Environment: r.label, Key: key, Problem: problem, Limit: limit})
}

// text returns a string; present is false if the key is missing or its value unusable.
func (r *tableReader) text(key string) (text string, present bool) {
	r.known[key] = true
	r.asked.note(Key{Name: key, Kind: KeyText})
	value, present := r.table[key]
	if !present {
		return "", false
	}
	text, ok := value.(string)
	switch {
	case !ok:
		r.fault(key, files.ProblemType, "string")
		return "", false
	case holdsSecret(text):
		r.fault(key, files.ProblemSecret)
		return "", false
	}
	return text, true
}

// required returns a string that must be there and not empty.
func (r *tableReader) required(key string) (string, bool) {
	before := len(r.problems)
	text, _ := r.text(key)
	if text == "" && len(r.problems) == before {
		r.fault(key, files.ProblemMissing)
	}
	return text, text != ""
}

// flag returns a boolean.
func (r *tableReader) flag(key string, otherwise bool) bool {
	r.known[key] = true
	r.asked.note(Key{Name: key, Kind: KeyFlag, Default: strconv.FormatBool(otherwise), Choices: []string{"true", "false"}})
	value, present := r.table[key]
	if !present {
		return otherwise
	}
	flag, ok := value.(bool)
	if !ok {
		r.fault(key, files.ProblemType, "boolean (true or false, without quotation marks)")
	}
	return flag
}

// seconds returns a duration in whole seconds, 0 if the key is missing.
func (r *tableReader) seconds(key string, limit time.Duration) time.Duration {
	r.known[key] = true
	r.asked.note(Key{Name: key, Kind: KeySeconds})
	value, present := r.table[key]
	if !present {
		return 0
	}
	n, ok := value.(int64)
	switch most := int(limit / time.Second); {
	case !ok:
		r.fault(key, files.ProblemType, "whole number of seconds")
	case n < 0 || n > int64(most):
		r.beyond(key, files.ProblemNumber, most)
	default:
		return time.Duration(n) * time.Second
	}
	return 0
}

// words returns a list of at most count protocol names, each of at most limit characters.
func (r *tableReader) words(key string, count, limit int) []string {
	texts, _ := r.list(key)
	for _, text := range texts {
		switch problem := checkPrintable(text, limit); {
		case problem == files.ProblemTooLong:
			r.tooLong(key, limit)
			return nil
		case problem != "", text == "":
			r.fault(key, files.ProblemCharacters)
			return nil
		}
	}
	if len(texts) > count {
		r.beyond(key, files.ProblemTooMany, count)
		return nil
	}
	return texts
}

// list returns an array of strings.
func (r *tableReader) list(key string) (texts []string, present bool) {
	r.known[key] = true
	r.asked.note(Key{Name: key, Kind: KeyList})
	value, present := r.table[key]
	if !present {
		return nil, false
	}
	array, ok := value.([]any)
	if !ok {
		r.fault(key, files.ProblemType, "list of strings")
		return nil, false
	}
	for _, item := range array {
		text, ok := item.(string)
		switch {
		case !ok:
			r.fault(key, files.ProblemType, "list of strings")
			return nil, false
		case holdsSecret(text):
			r.fault(key, files.ProblemSecret)
			return nil, false
		}
		texts = append(texts, text)
	}
	return texts, true
}

// choice returns one of the allowed values, or otherwise if the key is missing.
func (r *tableReader) choice(key, otherwise string, allowed ...string) string {
	text, present := r.text(key)
	r.asked.note(Key{Name: key, Kind: KeyText, Default: otherwise, Choices: allowed})
	switch {
	case !present:
		return otherwise
	case !slices.Contains(allowed, text):
		r.fault(key, files.ProblemChoice, quoted(allowed)...)
		return otherwise
	}
	return text
}

// choices returns a list of allowed values, neither empty nor with duplicates.
func (r *tableReader) choices(key string, otherwise []string, allowed ...string) []string {
	texts, present := r.list(key)
	r.asked.note(Key{Name: key, Kind: KeyList, Default: strings.Join(otherwise, listGap), Choices: allowed})
	if !present {
		return otherwise
	}
	for i, text := range texts {
		switch {
		case !slices.Contains(allowed, text):
			r.fault(key, files.ProblemChoice, allowed...)
			return otherwise
		case slices.Contains(texts[:i], text):
			r.fault(key, files.ProblemDuplicate)
			return otherwise
		}
	}
	if len(texts) == 0 {
		r.fault(key, files.ProblemMissing)
		return otherwise
	}
	return texts
}

// quoted quotes the choices if one of them is empty.
func quoted(choices []string) []string {
	if !slices.Contains(choices, "") {
		return choices
	}
	shown := make([]string, len(choices))
	for i, choice := range choices {
		shown[i] = fmt.Sprintf("%q", choice)
	}
	return shown
}

// name returns text that people read.
func (r *tableReader) name(key string, limit int, needed bool) string {
	read := r.required
	if !needed {
		read = r.text
	}
	text, present := read(key)
	if !present {
		return ""
	}
	if problem := checkText(text, limit); problem != "" {
		if problem == files.ProblemTooLong {
			r.tooLong(key, limit)
		} else {
			r.fault(key, problem)
		}
		return ""
	}
	return text
}

// checkText checks text that people read; limit is in characters.
func checkText(text string, limit int) files.Problem {
	switch {
	case utf8.RuneCountInString(text) > limit:
		return files.ProblemTooLong
	case !utf8.ValidString(text), strings.ContainsFunc(text, ciba.Invisible), strings.ContainsAny(text, "\u2028\u2029"), text != strings.TrimSpace(text):
		return files.ProblemCharacters
	}
	return ""
}

// printable returns a protocol name: visible ASCII without blanks.
func (r *tableReader) printable(key string, limit int, needed bool) string {
	read := r.required
	if !needed {
		read = r.text
	}
	text, present := read(key)
	if !present {
		return ""
	}
	switch checkPrintable(text, limit) {
	case files.ProblemTooLong:
		r.tooLong(key, limit)
		return ""
	case files.ProblemCharacters:
		r.fault(key, files.ProblemCharacters)
		return ""
	}
	return text
}

// checkPrintable checks that text is visible ASCII without blanks.
func checkPrintable(text string, limit int) files.Problem {
	switch {
	case len(text) > limit:
		return files.ProblemTooLong
	case strings.ContainsFunc(text, func(c rune) bool { return c <= ' ' || c > '~' }):
		return files.ProblemCharacters
	}
	return ""
}

// strangers reports the keys that were never read.
func (r *tableReader) strangers() {
	for _, key := range slices.Sorted(maps.Keys(r.table)) {
		if !r.known[key] {
			r.problems = append(r.problems, stranger(r.file, r.label, key, r.table[key], r.line(key)))
		}
	}
}

// stranger reports a key that doesn't belong in the file, and says where secrets are kept if it
// looks like one.
func stranger(file, environment, key string, value any, line int) error {
	problem := files.ProblemUnknownKey
	if secretLike(key) || holdsSecret(value) {
		problem = files.ProblemSecret
	}
	return &files.Error{File: file, Line: line, Environment: environment, Key: ciba.Clean(key, 40), Problem: problem}
}
