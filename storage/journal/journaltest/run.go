package journaltest

import (
	"sync/atomic"
	"testing"
	"time"

	"ringback/storage/journal"
)

// Clock is the clock that a journal decides by, which a test sets.
type Clock interface {
	Now() time.Time
	Move(by time.Duration)
}

// Hands is a clock in this program.
type Hands struct{ at atomic.Int64 }

// NewHands returns a clock that stands at a time.
func NewHands(t time.Time) *Hands {
	h := new(Hands)
	h.at.Store(t.UnixNano())
	return h
}

// Now returns the time at which the clock stands.
func (h *Hands) Now() time.Time { return time.Unix(0, h.at.Load()).UTC() }

// Move moves the clock, also backwards.
func (h *Hands) Move(by time.Duration) { h.at.Add(int64(by)) }

// Noon is when every test begins.
func Noon() time.Time { return time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC) }

// Fixture is a journal to be tested, empty, with its clock, which stands at [Noon].
type Fixture struct {
	Clock
	journal.Journal
	Another func() journal.Journal    // used at the same time; nil if the kind doesn't allow that
	Crash   func() journal.Journal    // ends its program; returns the journal as the next one finds it
	Known   func(t *testing.T) string // what it knows of persons apart from its records; "" for nothing
}

// opens opens a journal for a test.
type opens func(t *testing.T) Fixture

// run runs a test with a journal.
func (open opens) run(t *testing.T, test func(t *testing.T, f Fixture)) { test(t, open(t)) }

// Run tests a kind of journal. Each test opens its own.
func Run(t *testing.T, open func(t *testing.T) Fixture) {
	of := opens(open)
	for name, test := range map[string]func(*testing.T){
		"SeenWritesNothing":                 of.testSeenWritesNothing,
		"OneVerificationFromBeginToEnd":     of.testOneVerificationFromBeginToEnd,
		"Pages":                             of.testPages,
		"ReplayInEveryJournal":              of.testReplayInEveryJournal,
		"NoSecondPrompt":                    of.testNoSecondPrompt,
		"OneOfManyConcurrentBeginsSucceeds": of.testOneOfManyConcurrentBeginsSucceeds,
		"WhatACrashLeaves":                  of.testWhatACrashLeaves,
		"ClockIsSet":                        of.testClockIsSet,
		"ListInEveryJournal":                of.testListInEveryJournal,
		"Erase":                             of.testErase,
		"Retain":                            of.testRetain,
		"EveryJournalAndItsContext":         of.testEveryJournalAndItsContext,
		"TooBigForAJournal":                 of.testTooBigForAJournal,
		"NotedHeads":                        of.testNotedHeads,
		"Export":                            of.testExport,
		"RetainAfterErase":                  of.testRetainAfterErase,
		"WhatIsAskedBefore":                 of.testWhatIsAskedBefore,
		"TheThirdInAnHour":                  of.testTheThirdInAnHour,
		"SinceItWasSent":                    of.testSinceItWasSent,
		"WhatCounts":                        of.testWhatCounts,
		"TheHighestLimit":                   of.testTheHighestLimit,
		"TooMany":                           of.testTooMany,
		"Fence":                             of.testFence,
		"OneOfTwoFencesIsLifted":            of.testOneOfTwoFencesIsLifted,
		"OnePersonWithTwoHashes":            of.testOnePersonWithTwoHashes,
		"ErasingKeepsWhatTheGuardGoesBy":    of.testErasingKeepsWhatTheGuardGoesBy,
		"ANewRequestKeepsThePair":           of.testANewRequestKeepsThePair,
		"TooManyHashes":                     of.testTooManyHashes,
		"TheQuestionIsNeverAskedTwice":      of.testTheQuestionIsNeverAskedTwice,
	} {
		t.Run(name, test)
	}
}
