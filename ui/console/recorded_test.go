package console

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/assets"
	"ringback/ciba/simulator"
	"ringback/storage"
	"ringback/ui/desk"
)

// TestTheGuardOnAConsole: nothing is sent, nothing is said that would be untrue,
// and -json ends with an outcome all the same.
func TestTheGuardOnAConsole(t *testing.T) {
	for name, c := range map[string]struct {
		ended        storage.Ending
		says, reason string
	}{
		"open":    {says: "is open until", reason: `"reason":"request_open"`},
		"refused": {ended: storage.Ending{Outcome: "refused"}, says: "refused", reason: `"reason":"refused_lately"`},
	} {
		for _, asJSON := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					journal := storage.NewMemoryJournal()
					person, err := journal.HashPerson(t.Context(), mette)
					if err == nil {
						err = journal.Begin(t.Context(), storage.Record{ID: "1", Started: time.Now(), Kind: storage.KindTest, Person: person})
					}
					if err == nil && c.ended.Outcome != "" {
						err = journal.End(t.Context(), "1", c.ended)
					}
					if err != nil {
						t.Fatal(err)
					}
					r := call{scenario: simulator.Approve, language: assets.English, json: asJSON, request: Request{UUID: mette}, prepare: inOwn(journal)}.verify(t)
					if r.status != ExitFailed || r.started != 0 || !strings.Contains(r.err, c.says) {
						t.Errorf("%+v", r)
					}
					if !asJSON { // what is asked was written before the guard was
						if strings.Count(r.out, "\n") != 3 || !strings.Contains(r.out, "Text in MitID") {
							t.Errorf("it says %q", r.out)
						}
						return
					}
					if !strings.HasPrefix(r.out, `{"event":"started",`) || strings.Count(r.out, "\n") != 2 || !strings.Contains(r.out, `"recorded":false,"checks":[]`) {
						t.Errorf("it writes %q", r.out)
					}
					wantOneEnding(t, r.out, `"outcome":"failed",`+c.reason)
				})
			})
		}
	}
}

// TestAJournalThatEndsWithTheProgram is none for who reads the outcome later.
func TestAJournalThatEndsWithTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := call{scenario: simulator.Approve, language: assets.English, json: true, request: Request{UUID: mette}, prepare: func(o *desk.Options) {
			inOwn(nil)(o)
			o.OpenJournal = func(context.Context) (storage.Journal, error) { return nil, storage.ErrKeyringMissing }
		}}.verify(t)
		if r.status != ExitVerified || !strings.Contains(r.err, "memory") || strings.Count(r.err, "\n") != 1 || !strings.Contains(r.out, `"recorded":false`) {
			t.Errorf("%+v", r)
		}
	})
}
