package desk

import "slices"

// Key returns the key of a text in the words of the environment's profile.
func (e Environment) Key(key string) string { return profileOf(e.Profile).key(key) }

// StatesBirth reports whether its provider says when somebody was born.
func (e Environment) StatesBirth() bool { return profileOf(e.Profile).births }

// Apart is what a receipt says that we are not; zero for nothing.
func (e Environment) Apart() Text { return profileOf(e.Profile).apart }

func (p profile) key(key string) string {
	if slices.Contains(p.own, key) {
		return p.words + key
	}
	return key
}

// say says a text in the words of the profile, and the texts in it too.
func (p profile) say(t Text) Text {
	if t.IsZero() || len(p.own) == 0 {
		return t
	}
	said := Text{Key: p.key(t.Key)}
	if t.Args != nil {
		said.Args = make(map[string]any, len(t.Args))
	}
	for name, value := range t.Args {
		if inner, ok := value.(Text); ok {
			value = p.say(inner)
		}
		said.Args[name] = value
	}
	return said
}
