//go:build long

package desk

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/journal"
	"ringback/storage/secrets"
)

// journalSeed is the environment variable that replays one walk.
const journalSeed = "RINGBACK_JOURNAL_SEED"

// TestRandomWalkOfTheJournal takes a desk through a day on which the journal is locked, full,
// damaged, gone or late at any moment. Nobody is verified without a lookup, and in the end the
// journal has each verification once, as it was shown.
func TestRandomWalkOfTheJournal(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv(journalSeed); text != "" {
		seed, _ = strconv.ParseUint(text, 10, 64)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("replay with %s=%d", journalSeed, seed)
		}
	})
	w := &journalWalk{rng: rand.New(rand.NewPCG(seed, 0)), told: map[string]string{}, outcomes: map[string]int{}}
	synctest.Test(t, w.run)
	for _, outcome := range []string{"verified", "not_verified", "refused", "unknown", "cancelled"} {
		if w.outcomes[outcome] == 0 {
			t.Errorf("the walk never came to %s: %v", outcome, w.outcomes)
		}
	}
	if w.late == 0 || w.again == 0 {
		t.Errorf("%d were recorded late, %d checked again", w.late, w.again)
	}
	t.Logf("%v, %d recorded late, %d checked again", w.outcomes, w.late, w.again)
}

type journalWalk struct {
	rng      *rand.Rand
	told     map[string]string // the outcome last shown, by case
	outcomes map[string]int
	unclear  bool // Mette's last request may still be on the phone
	slow     bool // the keyring hadn't answered at the opening: the first lookup can be in memory
	late     int  // not recorded when the outcome came
	again    int
}

const journalWalkLength = 120 // verifications

func (w *journalWalk) run(t *testing.T) {
	f := newFickle()
	opening := w.opening()
	w.slow = errors.Is(opening, secrets.ErrKeyringSlow)
	f.now(opening, nil, nil)
	b := newBench(t, plan{broker: simulator.Options{AnswerAfter: -1, ExpiresIn: 60 * time.Second}, options: f.use})
	if b.pass(time.Second).JournalBlocked != nil {
		b.MoveJournalAside()
	}
	f.now(nil, nil, nil)
	for n := range journalWalkLength {
		if w.one(t, b, f, fmt.Sprintf("case-%d", n)); t.Failed() {
			return
		}
	}
	f.now(nil, nil, nil)
	b.pass(time.Minute)
	w.holds(t, b, f)
}

func (w *journalWalk) opening() error {
	return []error{nil, nil, secrets.ErrKeyringSlow, journal.ErrDamaged}[w.rng.IntN(4)]
}

// weather picks a random fault of the journal, and returns a function that applies it.
func (w *journalWalk) weather(f *fickle) func() {
	kind := w.rng.IntN(6)
	return func() { f.weather(kind) }
}

func (f *fickle) weather(kind int) {
	busy, damaged := journal.ErrBusy, journal.ErrDamaged
	switch kind {
	case 0:
		f.now(nil, busy, busy)
	case 1:
		f.now(nil, nil, errFull)
	case 2:
		f.now(nil, damaged, damaged)
	case 3:
		f.now(nil, nil, busy)
	default:
		f.now(nil, nil, nil)
	}
}

func (w *journalWalk) one(t *testing.T, b *bench, f *fickle, number string) {
	w.weather(f)()
	f.mu.Lock()
	f.looked, f.replayed = 0, w.rng.IntN(6) == 0
	replayed := f.replayed
	f.mu.Unlock()
	b.broker.SetScenario([]simulator.Scenario{
		simulator.Approve, simulator.Approve, simulator.Approve, simulator.Refuse, simulator.OtherPerson, simulator.Ignore,
	}[w.rng.IntN(6)])
	for range w.rng.IntN(4) {
		timer := time.AfterFunc(time.Duration(w.rng.IntN(90))*time.Second, w.weather(f))
		defer timer.Stop()
	}
	b.SetPerson([]string{mette, unknown}[w.rng.IntN(8)/7])
	b.SetCase(number)
	b.until("ready", func(v View) bool { return v.CanStart })
	b.Start()
	cancels := w.rng.IntN(6) == 0
	maybeCancel := func() {
		if cancels {
			b.pass(time.Duration(w.rng.IntN(20)) * time.Second)
			b.Cancel()
		}
	}
	maybeCancel()
	v := b.until("an end", over)
	for ; v.State != Ended; v = b.until("an end", over) {
		if v.Guard.CanConfirm {
			b.StartAnyway()
			b.pass(0)
			maybeCancel()
			continue
		}
		if !w.unclear {
			t.Errorf("%s: the guard holds, and nothing is open", number)
			return
		}
		b.DismissGuard() // the last request may still be on the phone
		b.pass(time.Minute)
		b.SetPerson(mette)
		b.SetCase(number)
		b.until("ready", func(v View) bool { return v.CanStart })
		b.Start()
		b.pass(0)
	}
	first := v.Outcome.Recorded
	for v.CanCheckAgain && w.rng.IntN(3) > 0 {
		w.again++
		b.pass(time.Duration(w.rng.IntN(60)) * time.Second)
		b.CheckAgain()
		b.pass(0)
		v = b.until("checked", func(v View) bool { return !v.CheckingAgain })
	}
	v = b.pass(2 * time.Second)
	f.mu.Lock()
	looked := f.looked
	f.mu.Unlock()
	o := v.Outcome
	inMemory := w.slow && slices.ContainsFunc(o.Checks, func(c Check) bool {
		return c.ID == string(ciba.CheckReplay) && c.Actual.Plain == ciba.WordNewThisRun
	})
	w.slow = false // it is asked again when tokens come
	if o.Outcome == "verified" && (looked == 0 || replayed) && !inMemory {
		t.Errorf("%s: verified, looked up %d times, replayed %t", number, looked, replayed)
	}
	if o.Outcome != "verified" && (o.Name != "" || v.Claims != nil && !v.Claims.Withheld && o.Outcome == "unknown") {
		t.Errorf("%s: %s, and somebody is named", number, o.Outcome)
	}
	if !first {
		w.late++
	}
	w.told[number] = o.Outcome
	w.unclear = o.Outcome == "unknown" || o.Outcome == "cancelled" || w.unclear && o.Person != mette
	w.outcomes[o.Outcome]++
	b.Done()
	b.untilState(Idle)
	b.pass(time.Duration(w.rng.IntN(120)) * time.Second)
}

func over(v View) bool { return v.State == Ended || v.Guard != nil }

// holds compares the journal with what was shown.
func (w *journalWalk) holds(t *testing.T, b *bench, f *fickle) {
	times := map[string]int{}
	for _, r := range f.records(t) {
		times[r.Case]++
		if told := w.told[r.Case]; string(r.Outcome) != told {
			t.Errorf("%s was told as %s and stands there as %q", r.Case, told, r.Outcome)
		}
		if r.At.Before(r.Started) || !r.Received.IsZero() && (r.Received.Before(r.Started) || r.At.Before(r.Received)) {
			t.Errorf("%s: from %v to %v, received %v", r.Case, r.Started, r.At, r.Received)
		}
		if r.Outcome == ciba.Verified && r.Received.IsZero() {
			t.Errorf("%s: verified without an answer", r.Case)
		}
	}
	for number, told := range w.told {
		if times[number] != 1 {
			t.Errorf("%s, %s, is in the journal %d times", number, told, times[number])
		}
	}
	if v := b.View(); v.Unwritten != 0 {
		t.Errorf("%d are still to be written", v.Unwritten)
	}
	if left, err := f.Unfinished(t.Context()); err != nil || len(left) > 0 {
		t.Errorf("left are %v, %v", left, err)
	}
}
