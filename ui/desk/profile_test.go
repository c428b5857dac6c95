package desk

import (
	"slices"
	"testing"

	"ringback/storage/config"
)

// TestEveryProfileIsInTheTable: an environment with a missing profile would silently use the first
// one.
func TestEveryProfileIsInTheTable(t *testing.T) {
	keys := config.Keys("")
	profileKey := keys[slices.IndexFunc(keys, func(key config.Key) bool { return key.Name == "profile" })]
	var known []string
	for _, p := range profiles() {
		known = append(known, p.id)
	}
	if !slices.Equal(known, profileKey.Choices) || profiles()[0].id != profileKey.Default {
		t.Errorf("the table has %v, an environment %v, by default %s", known, profileKey.Choices, profileKey.Default)
	}
}

// TestTheForeignKeysOfAProfileExist: a misspelt key would be shown although it means nothing.
func TestTheForeignKeysOfAProfileExist(t *testing.T) {
	for _, p := range profiles() {
		for _, name := range p.foreign {
			if !slices.ContainsFunc(editorKeys(), func(key editorKey) bool { return key.key == name }) {
				t.Errorf("%s: there is no key %s", p.id, name)
			}
		}
	}
}
