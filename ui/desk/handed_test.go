package desk

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// follower notes what becomes of an offer.
type follower struct {
	mu  sync.Mutex
	all []Followed
}

func (f *follower) follow(followed Followed) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = append(f.all, followed)
}

func (f *follower) told() []Followed {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.all)
}

// wants checks that the follower was told these reasons, and nothing else.
func (f *follower) wants(t *testing.T, want ...Dropped) {
	t.Helper()
	var got []Dropped
	for _, one := range f.told() {
		if one.View.Outcome != nil || !one.Problem.IsZero() {
			t.Errorf("told is %+v", one)
		}
		got = append(got, one.Dropped)
	}
	if !slices.Equal(got, want) {
		t.Errorf("told is %v, want %v", got, want)
	}
}

// outcome returns the one outcome that the follower was told.
func (f *follower) outcome(t *testing.T) *Outcome {
	t.Helper()
	told := f.told()
	if len(told) != 1 || told[0].View.Outcome == nil || told[0].Dropped != "" || !told[0].Problem.IsZero() {
		t.Fatalf("told is %+v", told)
	}
	return told[0].View.Outcome
}

// handed hands a request over and waits until Start can be pressed.
func (b *bench) handed(r Request) *follower {
	f := &follower{}
	b.Offer(Offer{Request: r, Kind: FromProgram, Follow: f.follow})
	b.pass(offerRest)
	return f
}

// handsBack waits for the outcome, presses Done, and checks what the follower is told.
func (b *bench) handsBack(t *testing.T, f *follower, want string) {
	t.Helper()
	b.untilState(Ended)
	b.pass(doneDelay)
	b.Done()
	b.pass(time.Second)
	if o := f.outcome(t); o.Outcome != want {
		t.Errorf("told is %+v", o)
	}
}

var whole = Request{Person: mette, Text: "Kode 4821, Nordby", Case: "2026-17"}

// TestTheOutcomeIsHandedBackAtDone, whichever it is, once, and not before.
func TestTheOutcomeIsHandedBackAtDone(t *testing.T) {
	for scenario, want := range map[simulator.Scenario]string{
		simulator.Approve: "verified", simulator.Refuse: "refused", simulator.OtherPerson: "not_verified", simulator.Ignore: "cancelled",
	} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, plan{broker: simulator.Options{Scenario: scenario}})
			f := b.handed(whole)
			b.Start()
			if scenario == simulator.Ignore {
				b.untilState(Waiting)
				b.Cancel()
			}
			v := b.untilState(Ended)
			b.pass(2 * time.Minute)
			f.wants(t)
			b.Done()
			b.pass(time.Second)
			o := f.outcome(t)
			if o.Outcome != want || o.Text != whole.Text || !o.At.Equal(v.Outcome.At) || len(o.Checks) != len(v.Outcome.Checks) || !o.Recorded {
				t.Errorf("%s: told is %+v", scenario, o)
			}
			b.begin(unknown, Ended)
			b.pass(doneDelay)
			b.Done()
			b.pass(time.Second)
			if told := f.told(); len(told) != 1 {
				t.Errorf("%s: told %d times", scenario, len(told))
			}
		})
	}
}

// TestARequestThatChangesIsDropped: there is never an outcome of another request than the one that
// was handed over.
func TestARequestThatChangesIsDropped(t *testing.T) {
	tests := map[string]struct {
		request Request // whole if empty
		change  func(b *bench)
		want    Dropped
	}{
		"another person":      {change: func(b *bench) { b.SetPerson(unknown) }, want: DroppedChanged},
		"another text":        {change: func(b *bench) { b.SetText("Kode 4822, Nordby") }, want: DroppedChanged},
		"another code":        {change: func(b *bench) { b.NewCode() }, want: DroppedChanged},
		"another case":        {change: func(b *bench) { b.SetCase("2026-18") }, want: DroppedChanged},
		"no case":             {change: func(b *bench) { b.SetCase("") }, want: DroppedChanged},
		"another environment": {change: func(b *bench) { b.SelectEnvironment("pp") }, want: DroppedChanged},
		"an edited environment": {
			change: func(b *bench) { b.post((*state).useChanged) }, want: DroppedChanged,
		},
		"changed and back":     {change: func(b *bench) { b.SetCase("x"); b.SetCase(whole.Case) }, want: DroppedChanged},
		"changed and started":  {change: func(b *bench) { b.SetPerson(unknown); b.Start(); b.untilState(Ended) }, want: DroppedChanged},
		"the window closes":    {change: func(b *bench) { b.stop(); <-b.ended }, want: DroppedClosed},
		"closed while waiting": {change: func(b *bench) { b.Start(); b.untilState(Waiting); b.stop(); <-b.ended }, want: DroppedClosed},
		"another is taken over": {change: func(b *bench) {
			b.Offer(link(Request{Person: unknown}))
			b.TakeOver(b.pass(offerRest).Offered.ID)
		}, want: DroppedReplaced},
		"the same is taken over": {change: func(b *bench) {
			b.Offer(link(whole))
			b.TakeOver(b.pass(offerRest).Offered.ID)
		}, want: DroppedReplaced},
		"only another is offered": {change: func(b *bench) { b.Offer(link(Request{Person: unknown})) }},
		"another spelling":        {change: func(b *bench) { b.SetPerson(" " + strings.ToUpper(mette)) }},
		"another caller, IP, encoding, action": {change: func(b *bench) {
			b.SetCaller(WeCalled)
			b.AcknowledgeCall(true)
			b.SetIP("192.0.2.1")
			b.SetEncoding("base64")
			b.SetAction("SIGN")
		}},
		"the operator's own text": {request: Request{Person: mette}, change: func(b *bench) { b.SetText("My own"); b.SetCase("9") }},
		"the operator's person":   {request: Request{Case: "2026-17"}, change: func(b *bench) { b.SetPerson(mette) }},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Decide}})
				if test.request == (Request{}) {
					test.request = whole
				}
				f := b.handed(test.request)
				if name == "changed and started" {
					b.broker.SetScenario(simulator.Approve)
				}
				test.change(b)
				b.pass(time.Second)
				if test.want != "" {
					f.wants(t, test.want)
					return
				}
				b.broker.SetScenario(simulator.Approve)
				b.Start()
				b.handsBack(t, f, "verified")
			})
		})
	}
}

// TestARequestByCPRIsMatchedByItsNumber: neither another spelling nor the search of the field is a
// change, and another number of the same day is one. The number is never shown before it is in the
// form.
func TestARequestByCPRIsMatchedByItsNumber(t *testing.T) {
	for typed, want := range map[string][]Dropped{
		"080436-0468": nil, " 0804360468": nil, "080436-0476": {DroppedChanged}, "0804361468": {DroppedChanged}, mette: {DroppedChanged}, "080436-046": {DroppedChanged}, "": {DroppedChanged},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, plan{})
			b.SetCase("begun")
			f := b.handed(Request{CPR: "0804360468"})
			v := b.View()
			if shown := dump(v); v.Offered == nil || v.Offered.Person != "080436-••••" || !v.Offered.ByCPR || strings.Contains(shown, "080436-0468") || strings.Contains(shown, "0804360468") {
				t.Fatalf("offered is %+v, %v", v.Offered, v.Notices)
			}
			b.TakeOver(v.Offered.ID)
			if v = b.pass(offerRest); v.Form.Person.Value != "080436-0468" || v.Form.CPR.Digits() != "0804360468" || v.Offered != nil {
				t.Fatalf("the form has %+v", v.Form.Person)
			}
			b.LeavePerson()
			b.pass(0)
			f.wants(t)
			b.SetPerson(typed)
			b.LeavePerson()
			b.pass(0)
			f.wants(t, want...)
		})
	}
}

// TestAResumedRequestTakesThePlace of one that was handed over and not started.
func TestAResumedRequestTakesThePlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Decide}, options: inLastingJournal(&lasting{journal.NewMemory()})})
		b.begin(mette, Waiting)
		v := b.crash()
		f := b.handed(Request{Person: unknown})
		b.Resume(v.Unfinished[0].ID)
		b.untilState(Waiting)
		f.wants(t, DroppedReplaced)
	})
}

// TestAGuardedStartIsStillTheSameRequest: nothing was sent, and the operator may start it later.
func TestAGuardedStartIsStillTheSameRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Refuse}, options: inLastingJournal(&lasting{journal.NewMemory()})})
		b.verify(mette)
		b.pass(doneDelay)
		b.Done()
		f := b.handed(whole)
		b.Start()
		b.until("the guard", func(v View) bool { return v.Guard != nil })
		f.wants(t)
		if v := b.View(); v.Form.FilledBy != FromProgram {
			t.Errorf("headed %q", v.Form.FilledBy)
		}
		b.StartAnyway()
		b.handsBack(t, f, "refused")
	})
}

// TestAnOutcomeStandsWhenTheWindowCloses: it isn't dropped.
func TestAnOutcomeStandsWhenTheWindowCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		f := b.handed(whole)
		b.Start()
		b.untilState(Ended)
		b.stop()
		<-b.ended
		if o := f.outcome(t); o.Outcome != "verified" {
			t.Errorf("told is %+v", o)
		}
	})
}

// TestAnOutcomeWaitsToBeRecorded before it is handed back, 30 seconds at most, and not when the
// window closes.
func TestAnOutcomeWaitsToBeRecorded(t *testing.T) {
	for name, test := range map[string]struct {
		works    bool // the journal works again
		closes   bool
		recorded bool
	}{
		"recorded late":          {works: true, recorded: true},
		"never recorded":         {},
		"closed in the meantime": {closes: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				j := newFickle()
				b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}, options: j.use})
				f := b.handed(whole)
				b.Start()
				b.untilState(Waiting)
				j.now(nil, nil, journal.ErrBusy)
				b.untilState(Ended)
				b.pass(doneDelay)
				b.Done()
				b.pass(5 * time.Second)
				f.wants(t)
				if test.works {
					j.now(nil, nil, nil)
				}
				if test.closes {
					b.stop()
					<-b.ended
				}
				b.pass(recordPatience)
				if o := f.outcome(t); o.Recorded != test.recorded || o.Outcome != "verified" {
					t.Errorf("told is %+v", o)
				}
			})
		})
	}
}

// TestTheOutcomeThatIsHandedBackHasNothingElse: it leaves the desk. There is no token in it, no
// name of anybody but the verified person, and no CPR number; and nothing of it stays.
func TestTheOutcomeThatIsHandedBackHasNothingElse(t *testing.T) {
	const number = "7403790012" // Mette's
	for name, test := range map[string]struct {
		scenario simulator.Scenario
		request  Request
		want     string
		named    bool
	}{
		"another person": {scenario: simulator.OtherPerson, request: whole, want: "not_verified"},
		"by CPR":         {scenario: simulator.Approve, request: Request{CPR: number, Text: "Kode 1", Case: "2026-17"}, want: "verified", named: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{broker: simulator.Options{Scenario: test.scenario}, options: takingCPR})
				secrets := b.echoed()
				f := b.handed(test.request)
				b.Start()
				b.untilState(Ended)
				b.pass(doneDelay)
				b.Done()
				b.pass(time.Second)
				if o := f.outcome(t); o.Outcome != test.want || (o.Name != "") != test.named {
					t.Errorf("%s, %q", o.Outcome, o.Name)
				}
				v := f.told()[0].View
				if v.Network != nil || v.Claims != nil || v.Course != nil || v.Form.Person.Value != "" || v.Outcome.Person != "" || v.Outcome.Case != "" {
					t.Errorf("handed back is %s", dump(v))
				}
				never := []string{number, "740379-0012", string(simulator.PublishedClientSecret)}
				for _, secret := range secrets {
					never = append(never, secret)
				}
				for _, person := range b.broker.People() {
					if !test.named || person.UUID != mette {
						never = append(never, person.Name)
					}
				}
				for _, text := range never {
					if strings.Contains(dump(v), text) {
						t.Errorf("%q is in %s", text, lineOf(dump(v), text))
					}
				}
				if h := b.state.handed; h != nil || len(b.state.telling) > 0 {
					t.Errorf("the desk keeps %+v", h)
				}
			})
		})
	}
}

// TestHangUp cancels exactly the request that waits for this case.
func TestHangUp(t *testing.T) {
	slowly := at("/connect/ciba", waitFor(10*time.Second))
	tests := map[string]struct {
		caseNumber  string
		environment string
		hook        func(http.ResponseWriter, *http.Request) bool
		when        State
		hangs       bool
	}{
		"waiting":              {caseNumber: "2026-17", when: Waiting, hangs: true},
		"starting":             {caseNumber: "2026-17", when: Starting, hook: slowly, hangs: true},
		"in its environment":   {caseNumber: "2026-17", environment: config.IDDemo, when: Waiting, hangs: true},
		"in another":           {caseNumber: "2026-17", environment: "nordby", when: Waiting},
		"another case":         {caseNumber: "2026-1", when: Waiting},
		"a longer case":        {caseNumber: "2026-17 ", when: Waiting},
		"in another spelling":  {caseNumber: "2026-17A", when: Waiting},
		"no case":              {when: Waiting},
		"while it is checked":  {caseNumber: "2026-17", when: Checking, hook: at("/jwks", waitFor(10*time.Second))},
		"after the outcome":    {caseNumber: "2026-17", when: Ended},
		"before anything else": {caseNumber: "2026-17", when: Idle},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				scenario := simulator.Ignore
				if test.when == Checking || test.when == Ended {
					scenario = simulator.Approve
				}
				b := newBench(t, plan{broker: simulator.Options{Scenario: scenario}})
				b.onRequest(test.hook)
				b.SetPerson(mette)
				b.SetCase("2026-17")
				b.pass(0)
				if test.when != Idle {
					b.Start()
				}
				before := b.untilState(test.when)
				b.HangUp(test.caseNumber, test.environment)
				v := b.pass(time.Second)
				told := slices.ContainsFunc(v.Course, func(m Moment) bool { return m.What == "hung_up" && m.Text.Key == "course.hung_up" })
				if stopped := v.Status.Stopping || v.State == Ended && before.State != Ended; told != test.hangs || stopped != test.hangs {
					t.Errorf("the desk is %s, stopping %t, told %t", v.State, v.Status.Stopping, told)
				}
				drawn := slices.ContainsFunc(v.Sequence, func(s Step) bool { return s.What == "hung_up" && s.From == PartyRingback })
				if drawn != test.hangs || test.hangs && slices.ContainsFunc(v.Sequence, func(s Step) bool { return s.What == "cancelling" }) {
					t.Errorf("the sequence is %v", v.Sequence)
				}
				if test.hangs {
					if v := b.untilState(Ended); v.Outcome.Outcome != "cancelled" || v.Outcome.Advice.Key != "outcome.cancelled.hung_up" || v.Form.Case.Value != "2026-17" {
						t.Errorf("ended %s", v.Outcome.Outcome)
					}
				}
			})
		})
	}
}

// TestHangUpWithoutACase cancels no request without one either.
func TestHangUpWithoutACase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Ignore}})
		b.begin(mette, Waiting)
		b.HangUp("", "")
		if v := b.pass(time.Second); v.State != Waiting || v.Status.Stopping {
			t.Errorf("the desk is %s, stopping %t", v.State, v.Status.Stopping)
		}
	})
}

// TestTenHangUpsAMinute: more are ignored, until the minute is over.
func TestTenHangUpsAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Ignore}})
		b.SetCase("2026-17")
		b.begin(mette, Waiting)
		for range mostHangUps {
			b.HangUp("guess", "")
		}
		b.HangUp("2026-17", "")
		if v := b.pass(hangUpsWithin - time.Second); v.Status.Stopping || v.State != Waiting {
			t.Fatalf("the desk is %s", v.State)
		}
		b.HangUp("2026-17", "")
		if v := b.pass(time.Second); v.Status.Stopping || v.State != Waiting {
			t.Fatalf("within the minute the desk is %s", v.State)
		}
		b.HangUp("2026-17", "")
		b.untilState(Ended)
	})
}
