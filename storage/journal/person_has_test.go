package journal

import "testing"

// TestAPersonHasAHash under one of several keys.
func TestAPersonHasAHash(t *testing.T) {
	for _, c := range []struct {
		person, kept PersonHash
		has          bool
	}{
		{person: "ab", kept: "ab", has: true},
		{person: "ab+cd", kept: "ab", has: true},
		{person: "ab+cd", kept: "cd", has: true},
		{person: "ab+cd", kept: "b+c"},
		{person: "ab+cd", kept: "ef"},
		{person: "ab"},
		{},
	} {
		if c.person.Has(c.kept) != c.has {
			t.Errorf("%q has %q: %v", c.person, c.kept, !c.has)
		}
	}
}
