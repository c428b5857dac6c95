package ui

import (
	"time"

	"ringback/assets"
	"ringback/ui/desk"
)

// words writes the desk's texts in one language.
type words struct {
	*assets.Words
}

// get returns the text of a key; args are pairs of name and value.
func (w words) get(key string, args ...any) string {
	return w.say(desk.Say(key, args...))
}

// say returns a text in words; "" for the zero text.
func (w words) say(t desk.Text) string { return t.In(w.Words) }

// on returns the words for a reader at the time now: a time on another day is written with its
// date.
func (w words) on(now time.Time) words { return words{w.On(now)} }

// value returns a value of a check or a claim in words.
func (w words) value(v desk.Value) string {
	switch {
	case !v.Word.IsZero():
		return w.say(v.Word)
	case !v.Time.IsZero():
		return w.Time(v.Time)
	default:
		return v.Text
	}
}

// orRaw looks up prefix+id+suffix and falls back to the id itself, because ids come from files and
// brokers, and new ones may appear.
func (w words) orRaw(prefix, id, suffix string) string {
	if key := prefix + id + suffix; w.Has(key) {
		return w.get(key)
	}
	return id
}

// check returns a word of a check in the profile of an environment.
func (w words) check(in desk.Environment, id, part string) string {
	if key := in.Key("check." + id + part); w.Has(key) {
		return w.get(key)
	}
	return id
}

// environment returns the name of an environment: a translation for a built-in one, and otherwise
// the name that its owner gave it.
func (w words) environment(e desk.Environment) string {
	if e.Name != "" {
		return e.Name
	}
	return w.orRaw("environment.", e.ID, ".name")
}

// badge returns the word of a badge.
func (w words) badge(b desk.Badge) string {
	return w.orRaw("environment.kind.", string(b), "")
}
