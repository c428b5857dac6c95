package desk

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/journal"
	"ringback/storage/secrets"
)

// onlyRecorded is a plan under a policy that lets nobody be verified whose record isn't on the
// disk.
func onlyRecorded(use func(*Options)) plan {
	p := under(config.Policy{VerifiedOnlyIfRecorded: true}, use)
	p.broker = simulator.Options{Scenario: simulator.Approve}
	return p
}

// green reports whether a view says anywhere that somebody is verified.
func green(t *testing.T, v View) bool {
	t.Helper()
	text, err := json.Marshal([]any{v.Status.Word.Key, v.Status.Tone, v.Outcome, v.Course, v.Sequence, v.Journal})
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"outcome.verified", `"verified"`, "note.verified", "Mette"} {
		if strings.Contains(string(text), word) {
			return true
		}
	}
	return v.Claims != nil && v.Claims.Verified
}

// TestVerifiedOnlyIfRecorded: until the record is on the disk the outcome is unknown, with a reason
// of its own, and no view is green before. Then it is verified, everywhere.
func TestVerifiedOnlyIfRecorded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFickle()
		b := newBench(t, onlyRecorded(f.use))
		b.begin(mette, Waiting)
		f.now(nil, nil, errFull)
		v := b.untilState(Ended)
		if o := v.Outcome; o.Outcome != "unknown" || o.Reason != "not_recorded" || !o.Withheld || !o.Recording || o.Recorded || o.Failure {
			t.Fatalf("%+v", o)
		}
		if s := v.Status; s.Tone != ToneUnknown || s.Sentence.Key != "outcome.unknown.sentence.not_recorded" || s.SayNow.Key != "say.outcome.not_recorded" {
			t.Errorf("%+v", s)
		}
		b.OpenJournal()
		b.pass(10 * time.Second)
		for _, v := range b.published() {
			if green(t, v) {
				t.Fatalf("it is green before it is recorded: %+v, %+v", v.Status, v.Outcome)
			}
		}
		f.now(nil, nil, nil)
		v = b.until("recorded", func(v View) bool { return v.Outcome.Recorded })
		if o := v.Outcome; o.Outcome != "verified" || o.Reason != "" || o.Withheld || o.Recording || o.Name == "" || o.Operator == "" || v.Status.Tone != ToneVerified {
			t.Errorf("%+v, %+v", o, v.Status)
		}
		if !green(t, v) || v.Claims == nil || !v.Claims.Verified {
			t.Errorf("note %+v, claims %+v", v.Outcome.Note, v.Claims)
		}
		if v.CanDone {
			t.Error("the new outcome can be dismissed in its first second")
		}
		if inCourse(v, "recorded") != 1 || inCourse(v, "checked") != 1 || inCourse(v, "ended") != 2 {
			t.Errorf("course %v", happened(v.Course))
		}
		f.wantVerified(t)
	})
}

// TestARecordOnTheDiskIsVerifiedAtOnce, and demo isn't bound.
func TestARecordOnTheDiskIsVerifiedAtOnce(t *testing.T) {
	for name, use := range map[string]func(*Options){"own": newFickle().use, "demo": func(*Options) {}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := onlyRecorded(use)
				p.broker.AnswerAfter = -1
				b := newBench(t, p)
				b.verify(mette)
				for _, v := range b.published() {
					if v.Outcome != nil && v.Outcome.Outcome != "verified" {
						t.Errorf("at first %+v", v.Outcome)
					}
				}
			})
		})
	}
}

// TestWithoutADiskNobodyIsVerified: neither on the desk nor in the journal that ends with the
// program, nor without any journal.
func TestWithoutADiskNobodyIsVerified(t *testing.T) {
	for name, open := range map[string]func(context.Context) (journal.Journal, error){
		"no keyring": func(context.Context) (journal.Journal, error) { return nil, secrets.ErrKeyringMissing },
		"no journal": nil,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, onlyRecorded(func(o *Options) {
					inOwnEnvironment(o)
					o.OpenJournal = open
				}))
				b.begin(mette, Waiting)
				v := b.untilState(Ended)
				if o := v.Outcome; o.Outcome != "unknown" || o.Recording || v.Status.Sentence.Key != "outcome.unknown.sentence.unrecordable" {
					t.Errorf("%+v, %v", o, v.Status.Sentence)
				}
				b.OpenJournal()
				v = b.pass(time.Minute)
				if len(v.Journal.Records) != 1 || v.Journal.Records[0].Outcome != "unknown" || green(t, v) {
					t.Errorf("the journal has %+v", v.Journal.Records)
				}
			})
		})
	}
}

// TestWhatIsHandedBackIsVerifiedOnlyIfRecorded, whatever was on the desk at Done.
func TestWhatIsHandedBackIsVerifiedOnlyIfRecorded(t *testing.T) {
	for _, recorded := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			j := newFickle()
			b := newBench(t, onlyRecorded(j.use))
			f := b.handed(whole)
			b.Start()
			b.untilState(Waiting)
			j.now(nil, nil, journal.ErrBusy)
			b.untilState(Ended)
			b.pass(doneDelay)
			b.Done()
			b.pass(5 * time.Second)
			if f.wants(t); recorded {
				j.now(nil, nil, nil)
			}
			b.pass(recordPatience)
			o := f.outcome(t)
			want := map[bool]string{true: "verified", false: "unknown"}[recorded]
			if o.Outcome != want || o.Recorded != recorded || (o.Name != "") != recorded || (o.Reason == "not_recorded") == recorded {
				t.Errorf("recorded %t: told is %+v", recorded, o)
			}
		})
	}
}
