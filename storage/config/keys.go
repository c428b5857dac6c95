package config

import "slices"

// KeyKind says what the value of a key is.
type KeyKind string

// The kinds.
const (
	KeyText    KeyKind = "text"
	KeyList    KeyKind = "list"    // of strings
	KeyFlag    KeyKind = "flag"    // true or false
	KeySeconds KeyKind = "seconds" // a whole number
)

// Key is a key of an environment, as the reader of the file knows it.
type Key struct {
	Name    string
	Kind    KeyKind
	Default string   // as [Draft] writes it; "" for none, or if it depends on other keys
	Choices []string // all choices; none if the text is free
}

// Keys returns all keys of an environment of a profile, in the order in which the file is read. It
// asks the reader itself, so there is no second list that could differ.
func Keys(profile string) []Key {
	var asked keyList
	readEnvironment(&tableReader{
		table: map[string]any{"profile": profile}, known: make(map[string]bool),
		line: func(string) int { return 0 }, asked: &asked,
	})
	return asked
}

// keyList collects the keys that a reader asks for.
type keyList []Key

// note adds a key, or adds to what is known of it.
func (l *keyList) note(k Key) {
	if l == nil {
		return
	}
	if at := slices.IndexFunc(*l, func(known Key) bool { return known.Name == k.Name }); at >= 0 {
		(*l)[at] = k
		return
	}
	*l = append(*l, k)
}
