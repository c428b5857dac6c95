package desk

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/assets"
	"ringback/ciba/simulator"
	"ringback/storage/journal"
)

// keysOf returns the keys of texts.
func keysOf(texts []Text) (keys []string) {
	for _, text := range texts {
		keys = append(keys, text.Key)
	}
	return keys
}

// reportedIn reports whether a note says that the person didn't start it.
func reportedIn(t *testing.T, note Text) bool {
	t.Helper()
	words, err := assets.Load(assets.English)
	if err != nil {
		t.Fatal(err)
	}
	return strings.HasSuffix(note.In(words), " The person said that they did not start this.")
}

// again ends the outcome that is shown and starts a request to a person, until the guard asks.
func (b *bench) again(person string) *Guard {
	b.t.Helper()
	b.pass(doneDelay)
	b.Done()
	b.untilState(Idle)
	b.SetPerson(person)
	b.pass(0)
	b.Start()
	return b.until("asked", func(v View) bool { return v.Guard != nil }).Guard
}

// TestThePersonDidNotStartThis: the report is in the journal with its time and account, and in the
// note; it fences whoever was asked, and can be taken back until Done, and lifted later.
func TestThePersonDidNotStartThis(t *testing.T) {
	for _, scenario := range []simulator.Scenario{simulator.Refuse, simulator.OtherPerson} {
		t.Run(string(scenario), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				j := &lasting{journal.NewMemory()}
				b := newBench(t, plan{broker: simulator.Options{Scenario: scenario, AnswerAfter: -1}, options: func(o *Options) {
					inLastingJournal(j)(o)
					o.Operator = "anna"
				}})
				b.SetCase("2026-17")
				v := b.verify(mette)
				if !v.Outcome.CanReport || !v.Outcome.Reported.IsZero() || reportedIn(t, v.Outcome.Note) {
					t.Fatalf("%+v", v.Outcome)
				}
				record := func() journal.Record {
					records, err := j.List(t.Context(), journal.Filter{})
					if err != nil || len(records) != 1 {
						t.Fatalf("%+v, %v", records, err)
					}
					return records[0]
				}
				b.Report()
				b.Report()
				v = b.until("reported", func(v View) bool { return !v.Outcome.Reported.IsZero() && v.Outcome.Recorded })
				if !reportedIn(t, v.Outcome.Note) {
					t.Errorf("the note is %+v", v.Outcome.Note)
				}
				if r := record(); !r.Reported.At.Equal(v.Outcome.Reported) || r.Reported.Operator != "anna" || r.Case != "2026-17" || !r.Lifted.At.IsZero() {
					t.Errorf("%+v", r)
				}
				b.TakeBackReport()
				v = b.until("taken back", func(v View) bool { return v.Outcome.Reported.IsZero() && v.Outcome.Recorded })
				if r := record(); r.Lifted.At.IsZero() || r.Lifted.Operator != "anna" || reportedIn(t, v.Outcome.Note) {
					t.Errorf("%+v", r)
				}
				b.pass(time.Second)
				b.Report()
				b.until("reported again", func(v View) bool { return !v.Outcome.Reported.IsZero() })
				guard := b.again(mette)
				if guard.Reason != "fenced" || !guard.CanConfirm || !slices.Equal(keysOf(guard.Said), []string{"guard.fenced", "guard.asked_lately"}) || guard.Said[0].Args["Operator"] != "anna" {
					t.Errorf("%+v", guard)
				}
				b.TakeBackReport() // after Done it has no effect
				b.DismissGuard()
				b.OpenJournal()
				v = b.until("the journal", settled)
				if r := v.Journal.Records[0]; !r.Fenced || r.ReportedBy != "anna" || !r.Lifted.IsZero() {
					t.Fatalf("%+v", r)
				}
				b.LiftFence(v.Journal.Records[0].ID)
				v = b.until("lifted", func(v View) bool { return settled(v) && !v.Journal.Records[0].Fenced })
				if v.Journal.Said.Key != "journal.fence_lifted" || record().Lifted.Operator != "anna" {
					t.Errorf("%+v, %+v", v.Journal.Said, record())
				}
				b.CloseJournal()
				b.Start()
				guard = b.until("asked", func(v View) bool { return v.Guard != nil }).Guard
				if !slices.Equal(keysOf(guard.Said), []string{"guard.asked_lately"}) {
					t.Errorf("%+v", guard)
				}
			})
		})
	}
}

// TestAReportSurvivesACrash, with the outcome that it was about.
func TestAReportSurvivesACrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &lasting{journal.NewMemory()}
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.OtherPerson, AnswerAfter: -1}, options: inLastingJournal(j)})
		b.verify(mette)
		b.Report()
		b.until("recorded", func(v View) bool { return !v.Outcome.Reported.IsZero() && v.Outcome.Recorded })
		v := b.crash()
		b.Resume(v.Unfinished[0].ID)
		v = b.until("shown again", func(v View) bool { return v.State == Ended })
		if v.Outcome.Outcome != "not_verified" || v.Outcome.Reported.IsZero() {
			t.Errorf("%+v", v.Outcome)
		}
	})
}

// TestDemoPlaysTheRules: a trainer can show every question, no limit binds, and starting over on
// the phone forgets them.
func TestDemoPlaysTheRules(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Refuse, AnswerAfter: -1}, options: func(o *Options) { o.Policy.MaxPrompts = 1 }})
		b.verify(mette)
		if guard := b.again(mette); guard.Reason != "asked_lately" {
			t.Errorf("%+v", guard)
		}
		b.StartAnyway()
		b.untilState(Ended)
		b.Report()
		b.pass(0)
		guard := b.again(mette)
		if guard.Reason != "fenced" || !slices.Equal(keysOf(guard.Said), []string{"guard.fenced", "guard.third_in_an_hour", "guard.asked_lately"}) {
			t.Errorf("%+v", guard)
		}
		b.StartOver()
		if v := b.pass(0); v.Guard != nil {
			t.Errorf("it still stands there: %+v", v.Guard)
		}
		b.Start()
		b.untilState(Ended)
	})
}

// TestAPolicyLimitsTheRequests outside demo, and no answer helps.
func TestAPolicyLimitsTheRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve, AnswerAfter: -1}, options: func(o *Options) {
			inLastingJournal(&lasting{journal.NewMemory()})(o)
			o.Policy.MaxPrompts = 1
		}})
		b.verify(mette)
		guard := b.again(mette)
		b.StartAnyway()
		if v := b.pass(time.Second); guard.Reason != "too_many" || guard.CanConfirm || v.State != Idle || b.count("POST", "/connect/ciba") != 1 {
			t.Errorf("%+v, %s", guard, v.State)
		}
	})
}
