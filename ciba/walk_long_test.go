//go:build long

package ciba_test

import (
	"flag"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba"
)

// walkSeed, in the environment, replays one walk.
const walkSeed = "RINGBACK_WALK_SEED"

// walkSteps is how many answers of the provider one walk draws at least. A longer run, as in "make
// walk", is split into several walks, so that each finding can be replayed in seconds.
const walkSteps = 10_000

// stepsWanted reads from "go test … -args -- -steps N" how long to walk.
func stepsWanted() int {
	set := flag.NewFlagSet("walk", flag.ContinueOnError)
	set.SetOutput(io.Discard) // other tests have their own flags
	steps := set.Int("steps", walkSteps, "")
	_ = set.Parse(flag.Args())
	return *steps
}

// oneLeakIn: TestNothingLeaks tries every answer.
const oneLeakIn = 1

// long is true with the tag long.
const long = true

// TestRandomWalk: rule 102. It draws the behaviour of the provider, the network, the clocks and the
// operator from everything that these tests know, and checks what must be true in every case.
func TestRandomWalk(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv(walkSeed); text != "" {
		seed = must(strconv.ParseUint(text, 10, 64))
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("replay with %s=%d", walkSeed, seed)
		}
	})
	keyA() // outside of the bubble
	goroutines, heap := runtime.NumGoroutine(), heapInUse()
	wanted := stepsWanted()
	w := &walk{outcomes: map[ciba.Outcome]int{}}
	for begin := 0; w.steps < wanted && !t.Failed(); begin = w.steps {
		if begin > 0 {
			seed++
		}
		w.rng, w.until = rand.New(rand.NewPCG(seed, 0)), begin+walkSteps
		synctest.Test(t, w.run)
		if w.steps/100_000 > begin/100_000 {
			t.Logf("%d steps, %d resumed, %d times lied to, %v", w.steps, w.resumed, w.lies, w.outcomes)
		}
	}
	goroutinesEnd(goroutines)
	if grown := int64(heapInUse()) - int64(heap); grown > 16<<20 {
		t.Errorf("the heap grew by %d bytes", grown)
	}
	for _, outcome := range []ciba.Outcome{ciba.Verified, ciba.NotVerified, ciba.Refused, ciba.Expired, ciba.Cancelled, ciba.Unknown, ciba.Failed} {
		if w.outcomes[outcome] == 0 {
			t.Errorf("the walk never came to %s: %v", outcome, w.outcomes)
		}
	}
	if w.resumed == 0 {
		t.Error("the walk never resumed a request")
	}
	if w.unseen == 0 || w.seenLater == 0 {
		t.Errorf("%d could not be looked up, %d of them later", w.unseen, w.seenLater)
	}
	if w.byCPR == 0 || w.matched == 0 {
		t.Errorf("%d were by CPR, and asked for %d matches", w.byCPR, w.matched)
	}
	if w.lies == 0 || w.distrusted == 0 {
		t.Error("the walk never met a clock that lies")
	}
	t.Logf("%d steps, %d resumed, %d by CPR with %d matches, %d times lied to, %d times distrusted, %v",
		w.steps, w.resumed, w.byCPR, w.matched, w.lies, w.distrusted, w.outcomes)
}

// TestThousandAtOnce is TestHundredAtOnce with a thousand verifications.
func TestThousandAtOnce(t *testing.T) { manyAtOnce(t, 1000) }
