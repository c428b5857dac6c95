package desk

import "slices"

// Key returns the key of a text in the wording of the environment's profile.
func (e Environment) Key(key string) string { return profileOf(e.Profile).key(key) }

// StatesBirth reports whether the provider states the date of birth.
func (e Environment) StatesBirth() bool { return profileOf(e.Profile).births }

// Apart says from whom we are independent, for a receipt; zero for nothing.
func (e Environment) Apart() Text { return profileOf(e.Profile).apart }

func (p profile) key(key string) string {
	if slices.Contains(p.own, key) {
		return p.words + key
	}
	return key
}

// say returns a text, and the texts in it, in the profile's wording.
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
