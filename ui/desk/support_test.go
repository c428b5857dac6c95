package desk

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"ringback/ciba/simulator"
	"ringback/storage/journal"
)

// TestWhatSupportNeeds: the broker's reference and its error description reach the outcome, the
// course, the note and the journal, and nothing about the person does.
func TestWhatSupportNeeds(t *testing.T) {
	const number = "f3da5bd6-569f-46ee-ba21-e6dbbdf51c0e"
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Decide}, options: inLastingJournal(&lasting{journal.NewMemory()})})
		b.onRequest(at("/connect/token", func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Set-Cookie", "X-Correlation-Id="+number+"; path=/; secure; samesite=none; httponly")
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"error":"access_denied","error_description":"mitid_timeout: `+strings.ToUpper(mette)+` did not\u202e answer"}`)
			return true
		}))
		v := b.verify(mette)
		o := v.Outcome
		if o.Outcome != "failed" || v.Status.Sentence.Key != "outcome.failed.sentence.mitid_timeout" || o.Error != "access_denied" {
			t.Errorf("%s, %s: %s", o.Outcome, o.Error, v.Status.Sentence.Key)
		}
		if o.Description != "mitid_timeout: ••• did not answer" || o.SupportReference != number || !o.Failure {
			t.Errorf("%q, %q", o.Description, o.SupportReference)
		}
		told := slices.IndexFunc(v.Course, func(m Moment) bool { return m.What == "described" })
		if told < 0 || v.Course[told].Text.Args["Description"] != o.Description {
			t.Errorf("the course tells %v", v.Course)
		}
		words, err := bothLanguages()
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range words {
			if note := o.Note.In(w); !strings.Contains(note, number) || strings.Contains(strings.ToLower(note), mette) {
				t.Errorf("the note is %q", note)
			}
		}
		b.OpenJournal()
		v = b.until("the journal", settled)
		if r := v.Journal.Records; len(r) != 1 || r[0].SupportReference != number {
			t.Errorf("the journal has %+v", r)
		}
	})
}

// TestThePersonIsNoSupportReferenceAfterACrash: a support reference that equals the person's UUID
// isn't shown for a resumed request either.
func TestThePersonIsNoSupportReferenceAfterACrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Decide}, options: inLastingJournal(&lasting{journal.NewMemory()})})
		b.begin(mette, Waiting)
		v := b.crash()
		b.onRequest(at("/connect/token", func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Set-Cookie", "X-Correlation-Id="+strings.ToUpper(mette)+"; path=/")
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"error":"access_denied","error_description":"mitid_timeout: `+strings.ToUpper(mette)+` did not answer"}`)
			return true
		}))
		b.Resume(v.Unfinished[0].ID)
		o := b.untilState(Ended).Outcome
		if o.Outcome != "failed" || o.SupportReference != "" || o.Description != "mitid_timeout: ••• did not answer" {
			t.Errorf("%s: %q, %q", o.Outcome, o.Description, o.SupportReference)
		}
	})
}
