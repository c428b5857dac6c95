// Not with the race detector, which makes hundreds of programs slow to start.

//go:build console && linux && long && !race

package main

import (
	"math/rand/v2"
	"testing"
	"time"

	"ringback/storage/killed"
)

// TestProgramKilledAtEveryWrite does what TestProgramKilledAtSomeWrites does, for every such call.
func TestProgramKilledAtEveryWrite(t *testing.T) { killedAtWrites(t, 1) }

// TestProgramKilledAtAnyMoment kills the program before 50 of all its system calls from Start on,
// with a person who takes two seconds to answer.
func TestProgramKilledAtAnyMoment(t *testing.T) {
	b := startBroker(t, 2*time.Second)
	all := func() func(killed.Call) bool {
		return afterLines(2, func(killed.Call) bool { return true })
	}
	calls := whole(t, b, "kald", all)
	const moments, seed = 50, 7
	random := rand.New(rand.NewPCG(seed, seed))
	t.Logf("%d moments of %d, seed %d", moments, calls, seed)
	places := make([]int, moments)
	for i := range places {
		places[i] = random.IntN(calls)
	}
	killedAtAll(t, b, "kald", places, all)
}
