package main

import (
	"slices"
	"strings"
	"testing"

	"ringback/assets"
	"ringback/storage/config"
	"ringback/storage/journal/fallback"
	"ringback/storage/journal/postgres"
	"ringback/storage/journal/postgres/connect"
	"ringback/ui/desk"
)

// TestEveryFaultOfASharedJournalCanBeSaid: what happened and what to do, in each language, with all
// that is named filled in.
func TestEveryFaultOfASharedJournalCanBeSaid(t *testing.T) {
	faults := slices.Concat(postgres.Faults(), []error{config.ErrJournalUnusable, config.ErrNoLogin, config.ErrTwoPasswords, fallback.ErrNoKeys})
	for _, kind := range connect.Kinds() {
		faults = append(faults, &connect.Error{Kind: kind, Where: "journal.example", Code: "XX000"})
	}
	for _, language := range assets.Languages() {
		words, err := assets.Load(language)
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range faults {
			what, advice := desk.JournalProblem(err)
			if !strings.HasPrefix(what.Key, "database.trouble.") || !words.Has(what.Key) || !words.Has(advice.Key) {
				t.Errorf("%s: %v has no words: %s, %s", language, err, what.Key, advice.Key)
			}
			if said := desk.SharedProblem(err).In(words); strings.Contains(said, "<no value>") {
				t.Errorf("%s: %s", language, said)
			}
		}
	}
}
