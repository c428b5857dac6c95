package desk

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// spelt returns a number in the ways in which it could be written somewhere.
func spelt(number string) []string {
	return []string{number, unseparated(number)}
}

// hasNo reports a number that is shown in a view elsewhere than in the form before Start.
func hasNo(t *testing.T, v View, number string) {
	t.Helper()
	all := fmt.Sprintf("%+v", v)
	for _, step := range v.Network {
		all += fmt.Sprintf("%+v", step)
	}
	if v.Outcome != nil {
		all += fmt.Sprintf("%+v", *v.Outcome)
	}
	if v.Claims != nil {
		all += fmt.Sprintf("%+v", *v.Claims)
	}
	for _, text := range spelt(number) {
		if at := strings.Index(all, text); at >= 0 {
			t.Errorf("in %s there is …%s", v.State, all[max(0, at-60):at+len(text)])
			return
		}
	}
}

// TestAStartByCPR: the number is masked from Start until the end, and the journal knows the person
// by it and by the UUID from then on.
func TestAStartByCPR(t *testing.T) {
	for _, encoding := range []string{config.HintJSON, config.HintBase64} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
			b.SetEncoding(encoding)
			v := b.verify(metteCPR)
			if v.Outcome.Outcome != "verified" || v.Outcome.Name != "Mette Holm Sørensen" || v.Outcome.Person != "740379-••••" || !v.Outcome.ByCPR {
				t.Fatalf("%+v", v.Outcome)
			}
			if v.Form.Person.Value != "740379-••••" || !v.Form.Born.IsZero() || v.Form.CPR.Whole() != metteCPR {
				t.Errorf("the form shows %+v, %v", v.Form.Person, v.Form.Born)
			}
			if note := fmt.Sprintf("%+v", v.Outcome.Note); strings.Contains(note, "740379") {
				t.Errorf("the note is %s", note)
			}
			person := v.Outcome.Checks[slices.IndexFunc(v.Outcome.Checks, func(c Check) bool { return c.ID == "person" })]
			if person.Expected.Text != "740379-••••" || person.Actual.Word.Key != "check.value.matched" {
				t.Errorf("the check says %+v", person)
			}
			sent := v.Network[slices.IndexFunc(v.Network, func(e Exchange) bool { return e.Hint.Name != "" })]
			if !slices.Contains(sent.Curl.Variables, "CPR") || !strings.Contains(strings.Join(sent.Hint.Lines, ""), "740379-••••") {
				t.Errorf("%v, %v", sent.Curl, sent.Hint)
			}
			for _, v := range b.published() {
				if v.Locked {
					hasNo(t, v, metteCPR)
				}
			}
			for _, key := range []journal.Person{journal.WithCPR(unseparated(metteCPR)), journal.Named(mette)} {
				hash, err := b.journal.HashPerson(t.Context(), key)
				if err != nil {
					t.Fatal(err)
				}
				if n, err := b.journal.Count(t.Context(), journal.Filter{Person: hash}); err != nil || n != 1 {
					t.Errorf("found by %q: %d, %v", key.Domain, n, err)
				}
			}
			b.pass(doneDelay)
			b.Done()
			if v = b.untilState(Idle); v.Form.Person.Value != "" || !v.Form.CPR.IsZero() {
				t.Errorf("after Done: %+v, %v", v.Form.Person, v.Form.CPR)
			}
		})
	}
}

// TestTheApproverIsNotShownUntilTheMatch: whoever approved is nobody that the desk may name before
// the broker said that it is the person asked, and never if it didn't.
func TestTheApproverIsNotShownUntilTheMatch(t *testing.T) {
	for _, scenario := range []simulator.Scenario{simulator.OtherPerson, simulator.CPROther, simulator.CPRNotAllowed, simulator.CPRDown, simulator.CPRNonsense, simulator.ForgedSignature} {
		t.Run(string(scenario), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{broker: simulator.Options{Scenario: scenario}})
				v := b.verify(metteCPR)
				if v.Outcome.Outcome == "verified" || v.Outcome.Name != "" || v.Outcome.Transaction != "" {
					t.Errorf("%+v", v.Outcome)
				}
				for _, exchange := range v.Network {
					for _, masked := range exchange.Masked {
						b.Reveal(exchange.Seq, masked.Value)
						if shown := b.pass(0).Revealed; shown != nil && len(shown.Lines()) > 0 && slices.Contains([]string{"id_token", "access_token"}, masked.Name) {
							t.Errorf("the %s can be revealed", masked.Name)
						}
					}
				}
				for _, v := range b.published() {
					v.Phone = nil // it lists everybody
					if !v.Locked {
						continue
					}
					all := dump(v)
					for _, secret := range []string{"Mette Holm", mette, "1979-03-14", "Åkjær", "1954-11-02", "c1d9a3f4"} {
						if strings.Contains(all, secret) {
							t.Fatalf("in %s: %q is shown", v.State, secret)
						}
					}
				}
			})
		})
	}
}

// TestCPRStartsAreRefusedAfterAMatchThatIsNotAllowed: every further one would send a prompt for
// nothing, until a test of the connection finds the match.
func TestCPRStartsAreRefusedAfterAMatchThatIsNotAllowed(t *testing.T) {
	for status, word := range map[int]string{401: "unauthorized", 403: "not_allowed", 404: "missing"} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
			refused := true
			b.onRequest(func(w http.ResponseWriter, r *http.Request) bool {
				if refused && strings.HasSuffix(r.URL.Path, "/matchCpr") {
					w.WriteHeader(status)
				}
				return refused && strings.HasSuffix(r.URL.Path, "/matchCpr")
			})
			if v := b.verify(metteCPR); v.Outcome.Outcome != "unknown" {
				t.Fatalf("%+v", v.Outcome)
			}
			refused = false
			b.pass(doneDelay)
			b.Done()
			b.untilState(Idle)
			blocked := func() bool {
				b.SetPerson(metteCPR)
				v := b.pass(0)
				return !v.CanStart && v.Form.Person.Problem.Key == "form.person.problem.cpr_match_"+word
			}
			if !blocked() {
				t.Errorf("%d: %+v", status, b.View().Form.Person)
			}
			b.SetPerson(mette)
			if v := b.pass(0); !v.CanStart {
				t.Errorf("%d: by UUID: %+v", status, v.Form.Person)
			}
			try := func() {
				b.OpenEditor()
				b.pass(0)
				b.EditEnvironment("demo")
				b.TryConnection()
				b.until("tried", func(v View) bool { return v.Editor.Form.Trial != nil && !v.Editor.Form.Trial.Running })
				b.CloseEditor()
				b.pass(0)
			}
			refused = true
			if try(); status != 401 && !blocked() { // 401 is the answer of a match that is there
				t.Errorf("%d: after a test that doesn't find it: %+v", status, b.View().Form.Person)
			}
			refused = false
			if try(); blocked() {
				t.Errorf("%d: it stays refused after a test that finds it", status)
			}
		})
	}
	synctest.Test(t, func(t *testing.T) { // other refusals are about this one
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.CPRExceeded}})
		b.verify(metteCPR)
		b.pass(doneDelay)
		b.Done()
		b.SetPerson(metteCPR)
		if v := b.pass(0); !v.Form.Person.Valid {
			t.Errorf("%+v", v.Form.Person)
		}
	})
}

// TestStartingOverForgetsARefusedMatch: a trainer plays the next story.
func TestStartingOverForgetsARefusedMatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.CPRNotAllowed}})
		b.verify(metteCPR)
		b.pass(doneDelay)
		b.Done()
		b.SetPerson(metteCPR)
		if v := b.pass(0); v.CanStart {
			t.Fatal("it isn't refused to begin with")
		}
		b.StartOver()
		if v := b.pass(0); !v.CanStart || !v.Form.Person.Valid {
			t.Errorf("%+v", v.Form.Person)
		}
	})
}

// TestAnOldTokenRefusesNoStart: a refusal of a token that isn't fresh can be about its age.
func TestAnOldTokenRefusesNoStart(t *testing.T) {
	for after, refused := range map[time.Duration]bool{30 * time.Second: true, 5 * time.Minute: false} {
		synctest.Test(t, func(t *testing.T) {
			b, _ := resumedByCPR(t, simulator.CPRNotAllowed)
			b.pass(after)
			b.GiveNumber(metteCPR)
			b.untilState(Ended)
			b.pass(doneDelay)
			b.Done()
			b.untilState(Idle)
			b.SetPerson(metteCPR)
			if f := b.pass(0).Form.Person; f.Valid == refused {
				t.Errorf("after %v: %+v", after, f)
			}
		})
	}
}

// TestNobodyIsFoundByCPR: what is to be checked is the number.
func TestNobodyIsFoundByCPR(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		if v := b.verify(testCPR); v.Status.Sentence.Key != "outcome.failed.sentence.unknown_user_id_cpr" {
			t.Errorf("%v", v.Status.Sentence)
		}
	})
}

// TestARefusedMatchOutlastsTheProgram, until the environment is changed.
func TestARefusedMatchOutlastsTheProgram(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(*config.Environment)
		refused bool
	}{
		"unchanged":      {func(*config.Environment) {}, true},
		"renamed":        {func(e *config.Environment) { e.Name = "Another" }, true},
		"another client": {func(e *config.Environment) { e.ClientID = "another" }, false},
		"another match":  {func(e *config.Environment) { e.CPRMatchEndpoint += "/v2" }, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.CPRNotAllowed}, options: func(o *Options) {
					takingCPR(o)
					o.OpenJournal = inLasting(&lasting{journal.NewMemory()})
				}})
				b.verify(metteCPR)
				b.pass(doneDelay)
				b.Done()
				b.untilState(Idle)
				saved := b.savedSettings()
				b.options.Settings = saved[len(saved)-1]
				b.options.Environments = slices.Clone(b.options.Environments)
				own(c.change)(&b.options)
				b.crash()
				b.SetPerson(metteCPR)
				if f := b.pass(0).Form.Person; f.Valid == c.refused || c.refused != (f.Problem.Key == "form.person.problem.cpr_match_not_allowed") {
					t.Errorf("%+v", f)
				}
			})
		})
	}
}

// resumedByCPR returns a bench that goes on with a request by CPR number after a crash, when its
// answer has come.
func resumedByCPR(t *testing.T, scenario simulator.Scenario) (*bench, *lasting) {
	t.Helper()
	j := &lasting{journal.NewMemory()}
	b := newBench(t, plan{broker: simulator.Options{Scenario: scenario, AnswerAfter: 10 * time.Second}, options: func(o *Options) {
		takingCPR(o)
		o.OpenJournal = inLasting(j)
	}})
	b.begin(metteCPR, Waiting)
	v := b.crash()
	if len(v.Unfinished) != 1 || v.Unfinished[0].Left != "waiting" || v.Unfinished[0].Elsewhere != nil {
		t.Fatalf("offered: %+v", v.Unfinished)
	}
	b.Resume(v.Unfinished[0].ID)
	v = b.until("asked for the number", func(v View) bool { return v.Number != nil })
	if v.State != Checking || v.Number.Tries != 3 || v.Form.Person.Value != unknownCPR || v.Status.Sentence.Key != "state.checking.number" {
		t.Errorf("%s, %+v, %+v", v.State, v.Number, v.Form.Person)
	}
	return b, j
}

// TestTheNumberIsGivenAgainAfterACrash: only the number that the request was sent with is taken.
func TestTheNumberIsGivenAgainAfterACrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := resumedByCPR(t, simulator.Approve)
		b.GiveNumber("74037")
		if v := b.pass(time.Second); v.Number.Tries != 3 || v.Number.Problem.Key != "form.person.problem.short_cpr" {
			t.Errorf("half a number: %+v", v.Number)
		}
		b.GiveNumber("621154-0013")
		if v := b.pass(time.Second); v.Number.Tries != 2 || !v.Number.Wrong {
			t.Errorf("another number: %+v", v.Number)
		}
		b.GiveNumber(metteCPR)
		v := b.untilState(Ended)
		if v.Outcome.Outcome != "verified" || v.Number != nil || v.Outcome.Person != "740379-••••" || b.count("POST", "matchCpr") != 1 {
			t.Errorf("%+v, %+v", v.Outcome, v.Number)
		}
		for _, v := range b.published() {
			if v.Locked {
				hasNo(t, v, metteCPR)
			}
		}
	})
}

// twoKeys is a journal that hashes under two keys: a record keeps the hash under the newer one.
type twoKeys struct{ lasting }

func (j *twoKeys) HashPerson(ctx context.Context, person journal.Person) (journal.PersonHash, error) {
	hash, err := j.lasting.HashPerson(ctx, person)
	return "old" + journal.HashesBetween + hash, err
}

func (j *twoKeys) Begin(ctx context.Context, record journal.Record, maxPrompts int) error {
	record.Person = journal.PersonHash(strings.TrimPrefix(string(record.Person), "old"+journal.HashesBetween))
	return j.lasting.Begin(ctx, record, maxPrompts)
}

// TestTheNumberIsKnownUnderTwoKeys: a desk that was killed goes on with a request by CPR number,
// also if its journal has more keys than one.
func TestTheNumberIsKnownUnderTwoKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &twoKeys{lasting{journal.NewMemory()}}
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve, AnswerAfter: 10 * time.Second}, options: func(o *Options) {
			takingCPR(o)
			o.OpenJournal = func(context.Context) (journal.Journal, error) { return j, nil }
		}})
		b.begin(metteCPR, Waiting)
		v := b.crash()
		b.Resume(v.Unfinished[0].ID)
		b.until("asked for the number", func(v View) bool { return v.Number != nil })
		b.GiveNumber("621154-0013")
		if v := b.pass(time.Second); v.Number == nil || v.Number.Tries != 2 {
			t.Fatalf("another number: %+v", v.Number)
		}
		b.GiveNumber(metteCPR)
		if v := b.untilState(Ended); v.Outcome.Outcome != "verified" || b.count("POST", "matchCpr") != 1 {
			t.Errorf("%+v", v.Outcome)
		}
	})
}

func TestWithoutTheNumberTheOutcomeIsUnknown(t *testing.T) {
	for name, do := range map[string]func(*bench){
		"wrong three times": func(b *bench) {
			for _, number := range []string{"621154-0013", "911288-0016", "810736-0015"} {
				b.GiveNumber(number)
				b.pass(time.Second)
			}
		},
		"too late": func(b *bench) { b.pass(15 * time.Minute) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, j := resumedByCPR(t, simulator.Approve)
				do(b)
				v := b.pass(time.Second)
				if v.State != Ended {
					t.Fatalf("%s, %+v", v.State, v.Number)
				}
				if v.Outcome.Outcome != "unknown" || v.Outcome.Reason != "not_matched" || v.Number != nil || v.Outcome.Name != "" || b.count("POST", "matchCpr") != 0 {
					t.Errorf("%+v", v.Outcome)
				}
				b.pass(2 * time.Second)
				b.Done()
				b.untilState(Idle)
				if v = b.crash(); len(v.Unfinished) != 0 {
					t.Errorf("offered again: %+v", v.Unfinished)
				}
				if records, err := j.List(t.Context(), journal.Filter{}); err != nil || len(records) != 1 || records[0].Outcome != "unknown" {
					t.Errorf("%+v, %v", records, err)
				}
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		b, _ := resumedByCPR(t, simulator.Approve)
		b.Cancel()
		v := b.untilState(Ended)
		if v.Outcome.Outcome != "cancelled" || v.Number != nil || v.Outcome.Name != "" || b.count("POST", "matchCpr") != 0 {
			t.Errorf("cancelled: %+v", v.Outcome)
		}
	})
}

// TestTheNumberIsAskedWhenCheckingAgain: after a crash the look for earlier uses failed, and the
// number is given, or the operator doesn't have it.
func TestTheNumberIsAskedWhenCheckingAgain(t *testing.T) {
	for outcome, do := range map[string]func(*bench){
		"verified": func(b *bench) { b.GiveNumber(metteCPR) },
		"unknown":  func(b *bench) { b.Cancel() },
	} {
		t.Run(outcome, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFickle()
				b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve, AnswerAfter: 10 * time.Second}, options: func(o *Options) {
					f.use(o)
					takingCPR(o)
				}})
				b.begin(metteCPR, Waiting)
				_ = f.Memory.Close() // as a crash does
				v := b.crash()
				b.Resume(v.Unfinished[0].ID)
				b.pass(time.Second)
				f.now(nil, journal.ErrBusy, journal.ErrBusy)
				if v = b.untilState(Ended); v.Outcome.Reason != "not_looked_up" || v.Number != nil {
					t.Fatalf("%+v, %+v", v.Outcome, v.Number)
				}
				f.now(nil, nil, nil)
				b.pass(20 * time.Second)
				b.CheckAgain()
				b.until("asked for the number", func(v View) bool { return v.Number != nil })
				do(b)
				if v = b.pass(2 * time.Second); v.CheckingAgain || v.Outcome.Outcome != outcome || v.Number != nil || v.CanCheckAgain || outcome == "unknown" && (v.Outcome.Reason != "not_matched" || v.Outcome.Name != "") {
					t.Errorf("%+v, %+v", v.Outcome, v.Number)
				}
				if n := b.count("POST", "matchCpr"); (n == 1) != (outcome == "verified") || n > 1 {
					t.Errorf("asked %d times", n)
				}
			})
		})
	}
}

// TestACrashAfterTheQuestionEndsUnknown: the broker is never asked twice about one approval.
func TestACrashAfterTheQuestionEndsUnknown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &lasting{journal.NewMemory()}
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve, AnswerAfter: -1}, options: func(o *Options) {
			takingCPR(o)
			o.OpenJournal = inLasting(j)
		}})
		asked, answer := make(chan struct{}, 1), make(chan struct{})
		defer close(answer)
		b.onRequest(func(_ http.ResponseWriter, r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, "/matchCpr") {
				asked <- struct{}{}
				<-answer
				return true
			}
			return false
		})
		b.begin(metteCPR, Checking)
		<-asked
		v := b.crash()
		if len(v.Unfinished) != 1 || v.Unfinished[0].Left != "unknown" {
			t.Fatalf("offered: %+v", v.Unfinished)
		}
		b.Resume(v.Unfinished[0].ID)
		b.pass(time.Minute)
		if records, err := j.List(t.Context(), journal.Filter{}); err != nil || len(records) != 1 || records[0].Outcome != "unknown" || b.count("POST", "matchCpr") != 1 {
			t.Errorf("%+v, %v", records, err)
		}
	})
}

// keeping is a journal that records what the desk gives it to keep.
type keeping struct {
	*lasting
	kept *[]string
}

func (k keeping) Acknowledge(ctx context.Context, id string, resumption ciba.Resumption, request []byte) error {
	*k.kept = append(*k.kept, string(request))
	return k.lasting.Acknowledge(ctx, id, resumption, request)
}

// TestTheNumberIsNotKept for resuming: what is kept says only that there was one.
func TestTheNumberIsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var kept []string
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Ignore}, options: func(o *Options) {
			takingCPR(o)
			o.OpenJournal = func(context.Context) (journal.Journal, error) {
				return keeping{&lasting{journal.NewMemory()}, &kept}, nil
			}
		}})
		b.begin(metteCPR, Waiting)
		if len(kept) == 0 || !strings.Contains(kept[0], `"ByCPR":true`) {
			t.Fatalf("kept is %q", kept)
		}
		for _, text := range append(spelt(metteCPR), "740379") {
			if strings.Contains(strings.Join(kept, ""), text) {
				t.Errorf("kept is %s", kept)
			}
		}
		b.Cancel()
		b.untilState(Ended)
	})
}

// TestAChangedMatchIsNotResumed: what was sent to be matched in one place is never matched in
// another, nor after CPR numbers were turned off. A request by UUID doesn't care.
func TestAChangedMatchIsNotResumed(t *testing.T) {
	for name, c := range map[string]struct {
		person string
		change func(*config.Environment)
		named  []string
	}{
		"another match":  {metteCPR, func(e *config.Environment) { e.CPRMatchEndpoint += "/v2" }, []string{"cpr_match_endpoint"}},
		"off":            {metteCPR, func(e *config.Environment) { e.CPR = config.CPROff }, []string{"cpr"}},
		"by UUID":        {mette, func(e *config.Environment) { e.CPRMatchEndpoint += "/v2" }, nil},
		"by UUID, off":   {mette, func(e *config.Environment) { e.CPR = config.CPROff }, nil},
		"nothing at all": {metteCPR, func(*config.Environment) {}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Ignore}, options: func(o *Options) {
					takingCPR(o)
					o.OpenJournal = inLasting(&lasting{journal.NewMemory()})
				}})
				b.begin(c.person, Waiting)
				b.options.Environments = slices.Clone(b.options.Environments)
				own(c.change)(&b.options)
				v := b.crash()
				if len(v.Unfinished) != 1 {
					t.Fatalf("offered: %+v", v.Unfinished)
				}
				away := v.Unfinished[0].Elsewhere
				if (away == nil) != (c.named == nil) || away != nil && !slices.Equal(away.Changed, c.named) {
					t.Errorf("%+v", away)
				}
			})
		})
	}
}
