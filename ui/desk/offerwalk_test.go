package desk

import (
	"fmt"
	"math/rand/v2"
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

// offering takes a desk through offers, changes and requests in any order, and notes what whoever
// waits is told.
type offering struct {
	*bench
	random *rand.Rand
	demo   bool     // begins there; otherwise, with a journal that lasts, it crashes now and then
	walked []string // for the report of a failure

	mu    sync.Mutex
	waits []*waiting
}

// waiting is a request that was handed over.
type waiting struct {
	request Request
	told    []Followed
}

func (o *offering) any(of ...string) string { return of[o.random.IntN(len(of))] }

func (o *offering) person() string {
	return o.any(mette, unknown, metteCPR, strings.ToUpper(mette), "")
}

// environments are those that can be used.
func (o *offering) environments() []string {
	if o.demo {
		return []string{config.IDDemo, "nordby", "pp"}
	}
	return []string{"nordby", "pp"} // leaving demo, a crash would end the broker
}

// request draws one that may leave fields to the operator.
func (o *offering) request() Request {
	r := Request{Environment: o.any("", "", o.environments()[0]), Text: o.any("", "Kode 1", "Kode 2"), Case: o.any("", "1", "2")}
	if r.Person = o.person(); r.Person == metteCPR {
		r.Person, r.CPR = "", metteCPR
	}
	return r
}

// steps are what can happen, by name.
func (o *offering) steps() map[string]func() {
	offer := func() {
		w := &waiting{request: o.request()}
		o.mu.Lock()
		o.waits = append(o.waits, w)
		o.mu.Unlock()
		o.Offer(Offer{Request: w.request, Kind: FromProgram, Follow: func(f Followed) {
			o.mu.Lock()
			defer o.mu.Unlock()
			w.told = append(w.told, f)
		}})
	}
	waitsFor := func() int {
		if v := o.View(); v.Offered != nil {
			return v.Offered.ID
		}
		return 0
	}
	start := func() {
		o.pass(offerRest)
		o.Start()
		o.pass(100 * time.Millisecond)
		o.StartAnyway()
	}
	done := func() { o.pass(30 * time.Second); o.Done(); o.pass(time.Second) }
	return map[string]func(){
		"offer": offer, "another offer": offer, "offer and start": func() { offer(); start() },
		"a call":       func() { done(); offer(); start(); done() },
		"take and run": func() { o.pass(offerRest); o.TakeOver(waitsFor()); start(); done() },
		"link":         func() { o.Offer(link(o.request())) },
		"take over":    func() { o.pass(offerRest); o.TakeOver(waitsFor()) },
		"dismiss":      func() { o.DismissOffer(waitsFor()) },
		"person":       func() { o.SetPerson(o.person()) },
		"paste":        func() { o.PastePerson(Pasted{Text: "see " + o.person()}) },
		"text":         func() { o.SetText(o.any("Kode 1", "Kode 2")) },
		"case":         func() { o.SetCase(o.any("", "1", "2")) },
		"back":         func() { o.SetCase("x"); o.SetCase("1") },
		"code":         o.NewCode,
		"environment":  func() { o.SelectEnvironment(o.any(o.environments()...)) },
		"edited": func() {
			o.post(func(s *state) {
				if !s.locked() && s.resuming == nil { // as for the editor
					s.useChanged()
				}
			})
		},
		"phone": func() {
			o.broker.SetScenario(simulator.Scenario(o.any("approve", "refuse", "other_person", "ignore", "decide")))
		},
		"start":        start,
		"start again":  start,
		"cancel":       o.Cancel,
		"hang up":      func() { o.HangUp(o.any("1", "2"), "") },
		"done":         func() { o.pass(doneDelay); o.Done() },
		"done at once": o.Done,
		"ended":        done,
		"resume": func() {
			for _, u := range o.View().Unfinished {
				o.Resume(u.ID)
			}
		},
		"crash": func() {
			if !o.demo {
				o.crash()
			}
		},
		"moment": func() { o.pass(300 * time.Millisecond) },
		"minute": func() { o.pass(time.Minute) },
		"away":   func() { o.pass(6 * time.Minute) },
	}
}

// asHandedOver reports whether what was shown is the outcome of a request as it was handed over.
func (w *waiting) asHandedOver(shown View) bool {
	is := func(given, now string) bool { return given == "" || given == now }
	r, out := w.request, shown.Outcome
	person := strings.ToLower(r.Person)
	if r.CPR != "" {
		person = "740379-••••"
	}
	return is(r.Environment, shown.Environment.ID) && is(person, out.Person) && is(r.Text, out.Text) && is(r.Case, out.Case)
}

// TestRandomWalkOfOffers: whatever happens, whoever handed a request over is told once, and an
// outcome is that of this request and nobody else's.
func TestRandomWalkOfOffers(t *testing.T) {
	outcomes := 0
	for seed := range uint64(offerWalks) {
		synctest.Test(t, func(t *testing.T) {
			o := &offering{random: rand.New(rand.NewPCG(seed, 11)), demo: seed%2 == 0}
			o.bench = newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}, options: func(p *Options) {
				inOwnEnvironment(p)
				if p.OpenJournal = inLasting(&lasting{journal.NewMemory()}); o.demo {
					p.Environment = config.IDDemo
				}
			}})
			steps := o.steps()
			var names []string
			for name := range steps {
				names = append(names, name)
			}
			slices.Sort(names)
			for range 120 {
				name := o.any(names...)
				o.walked = append(o.walked, name)
				steps[name]()
				if o.random.IntN(3) > 0 {
					o.pass(time.Duration(o.random.IntN(1500)) * time.Millisecond)
				}
			}
			o.stop()
			<-o.ended
			outcomes += o.judge(t, seed)
		})
	}
	if outcomes == 0 {
		t.Error("nobody was told an outcome")
	}
}

// judge checks what everybody was told, and returns how many were told an outcome.
func (o *offering) judge(t *testing.T, seed uint64) int {
	taken := make(map[time.Time]bool)
	for n, w := range o.waits {
		if len(w.told) != 1 {
			t.Errorf("seed %d: request %d was told %d times: %v", seed, n, len(w.told), o.walked)
			continue
		}
		told := w.told[0].View.Outcome
		if told == nil {
			if (w.told[0].Dropped == "") == w.told[0].Problem.IsZero() {
				t.Errorf("seed %d: told is %+v", seed, w.told[0])
			}
			continue
		}
		views := o.published()
		at := slices.IndexFunc(views, func(v View) bool { return v.Outcome != nil && v.Outcome.At.Equal(told.At) })
		switch {
		case at < 0, taken[told.At]:
			t.Errorf("seed %d: an outcome that wasn't shown, or somebody else's", seed)
		case !w.asHandedOver(views[at]):
			t.Errorf("seed %d: %+v was told the outcome of %s", seed, w.request, fmt.Sprint(views[at].Environment.ID, views[at].Outcome))
		}
		taken[told.At] = true
	}
	return len(taken)
}
