package ui

import (
	"time"

	"ringback/assets"
	"ringback/ui/desk"
)

// words say the desk's texts in one language.
type words struct {
	*assets.Words
}

// get looks a key up; args are pairs of name and value.
func (w words) get(key string, args ...any) string {
	return w.say(desk.Say(key, args...))
}

// say writes a text out; nothing for nothing.
func (w words) say(t desk.Text) string { return t.In(w.Words) }

// on are the words of somebody who reads them at a moment: a time that isn't of that day is written
// with its day.
func (w words) on(now time.Time) words { return words{w.On(now)} }

// value writes a value of a check or a claim.
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

// orRaw looks up prefix+id and falls back to the id itself: ids come from files and brokers, and
// new ones may appear.
func (w words) orRaw(prefix, id, suffix string) string {
	if key := prefix + id + suffix; w.Has(key) {
		return w.get(key)
	}
	return id
}

// check looks a word of a check up, as it is meant in an environment.
func (w words) check(in desk.Environment, id, part string) string {
	if key := in.Key("check." + id + part); w.Has(key) {
		return w.get(key)
	}
	return id
}

// environment names an environment: ours by a message, others as their owner wrote it.
func (w words) environment(e desk.Environment) string {
	if e.Name != "" {
		return e.Name
	}
	return w.orRaw("environment.", e.ID, ".name")
}

// badge is the word of a badge.
func (w words) badge(b desk.Badge) string {
	return w.orRaw("environment.kind.", string(b), "")
}
