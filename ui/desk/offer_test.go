package desk

import (
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// link is an offer by a link for the environment in use.
func link(r Request) Offer { return Offer{Request: r, Kind: FromLink} }

// TestAnUntouchedFormIsFilled by a link for the environment in use. It says so until Start, which
// is off for a second.
func TestAnUntouchedFormIsFilled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		b.Offer(link(Request{Environment: config.IDDemo, Person: mette, Text: "Kode 1", Case: "2026-17"}))
		v := b.pass(0)
		if got, want := shownIn(v.Form), (Request{Person: mette, Text: "Kode 1", Case: "2026-17", IP: "192.0.2.7"}); got != want {
			t.Errorf("the form has %+v", got)
		}
		if v.Missing.Text.Key != "form.missing.resting" || v.Status.Sentence.Key != "state.idle.filled" {
			t.Errorf("why it doesn't start: %v; %v", v.Missing.Text, v.Status.Sentence)
		}
		if v.Form.FilledBy != FromLink || v.Offered != nil || !v.Form.Resting || v.CanStart {
			t.Errorf("headed %q, offered %v, resting %t, can start %t", v.Form.FilledBy, v.Offered, v.Form.Resting, v.CanStart)
		}
		b.Start()
		if v := b.pass(offerRest - time.Millisecond); v.State != Idle || v.CanStart {
			t.Errorf("it started within the second: %s", v.State)
		}
		if v := b.pass(time.Millisecond); !v.CanStart || v.Form.Resting || !v.Missing.Text.IsZero() || v.Form.FilledBy != FromLink {
			t.Errorf("after the second: can start %t, resting %t, headed %q", v.CanStart, v.Form.Resting, v.Form.FilledBy)
		}
		b.Start()
		if v := b.untilState(Ended); v.Form.FilledBy != "" || v.Outcome.Case != "2026-17" {
			t.Errorf("after Start it is headed %q", v.Form.FilledBy)
		}
		b.pass(doneDelay)
		b.Done()
		b.Offer(link(Request{Person: unknown}))
		if v := b.pass(0); v.Form.FilledBy != FromLink || v.Form.Person.Value != unknown {
			t.Errorf("after Done: %+v, headed %q", shownIn(v.Form), v.Form.FilledBy)
		}
	})
}

// begun are the ways to begin a request.
func begun() map[string]func(*bench) {
	return map[string]func(*bench){
		"a person":       func(b *bench) { b.SetPerson(mette) },
		"erased again":   func(b *bench) { b.SetPerson("m"); b.SetPerson("") },
		"a text":         func(b *bench) { b.SetText("Another text") },
		"a new code":     func(b *bench) { b.NewCode() },
		"a case":         func(b *bench) { b.SetCase("2026-1") },
		"a token":        func(b *bench) { b.SetHintToken("x") },
		"an IP":          func(b *bench) { b.SetIP("192.0.2.9") },
		"an action":      func(b *bench) { b.SetAction("SIGN") },
		"an app":         func(b *bench) { b.SetAppOS("IOS") },
		"a return URL":   func(b *bench) { b.SetReturnURL("https://app.example/") },
		"an encoding":    func(b *bench) { b.SetEncoding("base64") },
		"who called":     func(b *bench) { b.SetCaller(WeCalled) },
		"confirmed":      func(b *bench) { b.AcknowledgeCall(true) },
		"another link":   func(b *bench) { b.Offer(link(Request{Person: mette})); b.pass(offerEvery) },
		"a request":      func(b *bench) { b.begin(mette, Waiting) },
		"an outcome":     func(b *bench) { b.begin(mette, Waiting); b.Cancel(); b.untilState(Ended) },
		"being resumed":  func(b *bench) { b.post(func(s *state) { s.resuming = &journal.Unfinished{} }) },
		"a saved change": func(b *bench) { b.SetPerson(mette); b.post(func(s *state) { s.useChanged() }); b.pass(0) },
	}
}

// TestALinkNeverChangesWhatSomebodyHasBegun: it waits, whatever was begun, and nothing on the desk
// changes until it is taken over.
func TestALinkNeverChangesWhatSomebodyHasBegun(t *testing.T) {
	for name, begin := range begun() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Ignore}})
				begin(b)
				before := b.pass(2 * time.Second)
				b.Offer(link(Request{Person: unknown, Text: "Kode 1", Case: "2026-17"}))
				v := b.pass(time.Minute)
				if !reflect.DeepEqual(besideOutcome(v), besideOutcome(before)) || v.State != before.State {
					t.Errorf("the desk is %s, with %+v, it was %+v", v.State, shownIn(v.Form), shownIn(before.Form))
				}
				want := Offered{Kind: FromLink, Environment: v.Environment, Case: "2026-17", Person: "…5555"}
				want.CanTake = name != "being resumed" && before.State == Idle
				if v.Offered == nil {
					t.Fatal("nothing is offered")
				}
				want.ID = v.Offered.ID
				if !reflect.DeepEqual(*v.Offered, want) {
					t.Errorf("offered is %+v, want %+v", *v.Offered, want)
				}
				b.TakeOver(want.ID)
				v = b.pass(0)
				if taken := v.Form.Person.Value == unknown && v.Form.FilledBy == FromLink && v.Offered == nil; taken != want.CanTake {
					t.Errorf("taken over: %t, with %+v", taken, shownIn(v.Form))
				}
			})
		})
	}
}

// TestALinkForAnotherEnvironmentWaits, even if nothing was begun. Taken over, it switches there;
// the choice isn't remembered.
func TestALinkForAnotherEnvironmentWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		b.Offer(link(filling()))
		v := b.pass(0)
		if v.Environment.ID != config.IDDemo || v.Form.Person.Value != "" || v.Offered == nil || v.Offered.Environment.ID != "nordby" || v.Offered.CanTake {
			t.Fatalf("in %s, %+v, offered %+v", v.Environment.ID, shownIn(v.Form), v.Offered)
		}
		b.TakeOver(v.Offered.ID)
		if v = b.pass(offerRest); v.Offered == nil || !v.Offered.CanTake {
			t.Fatalf("a click in the first second took it over: %+v", v.Offered)
		}
		b.TakeOver(v.Offered.ID + 1)
		if v = b.pass(0); v.Offered == nil {
			t.Fatal("a click that was meant for another offer took it over")
		}
		b.TakeOver(v.Offered.ID)
		v = b.pass(0)
		want := filling()
		want.Environment = ""
		if got := shownIn(v.Form); got != want || v.Environment.ID != "nordby" || v.Offered != nil || v.Form.FilledBy != FromLink {
			t.Errorf("in %s, %+v, headed %q, offered %v", v.Environment.ID, got, v.Form.FilledBy, v.Offered)
		}
		if len(b.savedSettings()) > 0 {
			t.Errorf("saved is %v", b.savedSettings())
		}
	})
}

// TestAnOfferForADeletedEnvironment says so when it is taken over, and changes nothing.
func TestAnOfferForADeletedEnvironment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		b.SetPerson(mette)
		var f follower
		b.Offer(Offer{Request: filling(), Kind: FromProgram, Follow: f.follow})
		b.post(func(s *state) { s.environments = config.BuiltIn() })
		v := b.pass(offerRest)
		if v.Offered == nil || v.Offered.Environment.Name != "nordby" {
			t.Fatalf("offered is %+v", v.Offered)
		}
		b.TakeOver(v.Offered.ID)
		if v = b.pass(0); v.Offered != nil || v.Form.Person.Value != mette || !hasNotice(v, "fill.environment_unknown") {
			t.Errorf("%+v, offered %+v, %v", shownIn(v.Form), v.Offered, v.Notices)
		}
		if told := f.told(); len(told) != 1 || told[0].Problem.Key != "fill.environment_unknown" {
			t.Errorf("told is %+v", told)
		}
	})
}

// TestTheNewestOfferWaits: one that waits is replaced, and one that is dismissed is gone.
func TestTheNewestOfferWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		b.SetPerson(mette)
		var first, second, third follower
		b.Offer(Offer{Request: Request{Case: "1"}, Kind: FromLink, Follow: first.follow})
		b.pass(offerEvery)
		b.Offer(Offer{Request: Request{Case: "2"}, Kind: FromProgram, Follow: second.follow})
		v := b.pass(0)
		if o := v.Offered; o == nil || o.Case != "2" || o.Kind != FromProgram || o.Person != "" || o.CanTake {
			t.Fatalf("offered is %+v", o)
		}
		first.wants(t, DroppedReplaced)
		second.wants(t)
		b.DismissOffer(v.Offered.ID - 1)
		if b.pass(0).Offered == nil {
			t.Fatal("a click that was meant for another offer dismissed it")
		}
		b.DismissOffer(v.Offered.ID)
		if v := b.pass(0); v.Offered != nil || v.Form.Person.Value != mette {
			t.Errorf("offered is %+v, the form has %+v", v.Offered, shownIn(v.Form))
		}
		second.wants(t, DroppedDismissed)
		b.pass(offerEvery)
		b.Offer(Offer{Request: Request{Case: "3"}, Kind: FromProgram, Follow: third.follow})
		b.pass(0)
		b.stop()
		<-b.ended
		third.wants(t, DroppedClosed)
	})
}

// TestAnOfferThatComesTooLate: whoever waits is told also if the desk ends first.
func TestAnOfferThatComesTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		var queued, late follower
		b.post(func(*state) { // the desk is busy until it has ended
			b.stop()
			b.Offer(Offer{Request: whole, Kind: FromProgram, Follow: queued.follow})
		})
		<-b.ended
		queued.wants(t, DroppedClosed)
		b.Offer(Offer{Request: whole, Kind: FromProgram, Follow: late.follow})
		late.wants(t, DroppedClosed)
	})
}

// TestAFloodOfLinks: of those within a second the first is used, and that is said once.
func TestAFloodOfLinks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		var dropped follower
		flood := func() {
			for i := range 50 {
				if i == 0 {
					b.Offer(link(Request{Case: "first"}))
				} else {
					b.Offer(Offer{Request: Request{Case: "later"}, Kind: FromLink, Follow: dropped.follow})
				}
				b.pass(10 * time.Millisecond)
			}
		}
		flood()
		v := b.pass(0)
		if v.Form.Case.Value != "first" || v.Offered != nil || len(v.Notices) != 1 || v.Notices[0].Text.Key != "offer.too_many" {
			t.Fatalf("%+v, offered %+v, %v", shownIn(v.Form), v.Offered, v.Notices)
		}
		if told := dropped.told(); len(told) != 49 || told[48].Dropped != DroppedReplaced {
			t.Errorf("%d were told", len(told))
		}
		b.DismissNotice(v.Notices[0].ID)
		b.pass(2 * time.Second)
		flood()
		if v := b.pass(0); len(v.Notices) > 0 || v.Offered == nil || v.Offered.Case != "first" {
			t.Errorf("it is said again: %v, offered %+v", v.Notices, v.Offered)
		}
		b.pass(2 * floodOver)
		flood()
		if v := b.pass(0); len(v.Notices) != 1 {
			t.Errorf("a flood long after isn't said: %v", v.Notices)
		}
	})
}

// TestAnIdleDeskDropsOffers: neither what waits nor what was filled in stays on a desk that nobody
// is at. The time counts from the offer, since the operator may be in the case system.
func TestAnIdleDeskDropsOffers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: func(o *Options) { o.Idle = time.Minute }})
		b.pass(10 * time.Minute)
		var filled, waits follower
		b.Offer(Offer{Request: Request{Person: mette}, Kind: FromProgram, Follow: filled.follow})
		if v := b.pass(30 * time.Second); v.Form.Person.Value != mette {
			t.Fatalf("%+v", shownIn(v.Form))
		}
		b.Offer(Offer{Request: Request{Person: unknown}, Kind: FromProgram, Follow: waits.follow})
		if v := b.pass(50 * time.Second); v.Offered == nil || v.Form.Person.Value != "" || v.Form.FilledBy != "" {
			t.Fatalf("%+v, offered %+v", shownIn(v.Form), v.Offered)
		}
		filled.wants(t, DroppedDismissed)
		waits.wants(t)
		if v := b.pass(20 * time.Second); v.Offered != nil || !hasNotice(v, "idle.cleared.offer") {
			t.Errorf("offered %+v, %v", v.Offered, v.Notices)
		}
		filled.wants(t, DroppedDismissed)
		waits.wants(t, DroppedDismissed)
	})
}

// TestOffersThatKeepComingHoldNothingUp: an unattended desk is cleared, and only what has just come
// is still there.
func TestOffersThatKeepComingHoldNothingUp(t *testing.T) {
	for name, begin := range map[string]func(b *bench){
		"an outcome": func(b *bench) { b.verify(mette) },
		"a form":     func(b *bench) { b.SetPerson(mette) },
		"an offer":   func(b *bench) { b.Offer(link(Request{Person: mette})) },
	} {
		for _, environment := range []string{"nordby", "elsewhere"} {
			t.Run(name+" "+environment, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}, options: func(o *Options) { o.Idle = time.Minute }})
					begin(b)
					for range 4 * 100 {
						b.Offer(link(Request{Environment: environment, Person: unknown}))
						b.pass(250 * time.Millisecond)
					}
					v := b.View()
					if v.State != Idle || v.Form.Person.Value != "" || v.Outcome != nil || (v.Offered != nil) != (environment == "nordby") {
						t.Errorf("the desk is %s, with %+v, offered %+v", v.State, shownIn(v.Form), v.Offered)
					}
				})
			})
		}
	}
}

// TestAFilledFormStaysHeaded when its environment is edited: the person is still the link's.
func TestAFilledFormStaysHeaded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		b.Offer(link(Request{Person: mette}))
		b.post((*state).useChanged)
		if v := b.pass(0); v.Form.FilledBy != FromLink || v.Form.Person.Value != mette || v.CanStart {
			t.Errorf("%+v, headed %q, can start %t", shownIn(v.Form), v.Form.FilledBy, v.CanStart)
		}
	})
}

// TestAnOfferLeavesTheForm with the environment.
func TestAnOfferLeavesTheForm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		b.Offer(link(Request{Person: mette}))
		b.SelectEnvironment("nordby")
		if v := b.pass(0); v.Form.FilledBy != "" || v.Form.Person.Value != "" {
			t.Errorf("%+v, headed %q", shownIn(v.Form), v.Form.FilledBy)
		}
	})
}
