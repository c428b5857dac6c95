package ciba_test

import (
	"fmt"
	"time"

	"ringback/ciba"
)

// honesty is how truthfully a provider of the walk states the time.
type honesty int

const (
	honest      honesty = iota // every answer states it, or nothing
	foundHonest                // discovery always states it, and the others may lie
	liar                       // every answer may lie
)

// stated holds by how much the answers of one verification are off, individually or all alike, and
// how old their tokens are.
type stated struct {
	all                      time.Duration // all agree on it
	found, foundAgain, start time.Duration
	polls, tokens            time.Duration
}

// lie draws what a provider states.
func (w *walk) lie(t truth) stated {
	if t.clocks == honest || w.rng.IntN(3) == 0 {
		return stated{}
	}
	if t.clocks == liar && w.rng.IntN(2) == 0 {
		by := w.off()
		return stated{by, by, by, by, by, by}
	}
	draw := func() time.Duration {
		if w.rng.IntN(2) == 0 {
			return 0
		}
		return w.off()
	}
	lies := stated{start: draw(), polls: draw(), tokens: draw()}
	if w.rng.IntN(2) == 0 { // an attacker with old tokens dates the start like them
		lies.start = lies.tokens
	}
	if t.clocks == liar {
		lies.found, lies.foundAgain = draw(), draw()
	}
	return lies
}

// off draws the offset of a clock: around every limit, and far beyond.
func (w *walk) off() time.Duration {
	limits := []time.Duration{
		20 * time.Second, 59 * time.Second, time.Minute, 61 * time.Second, 2 * time.Minute, 4 * time.Minute, 299 * time.Second, 5 * time.Minute,
		301 * time.Second, 6 * time.Minute, 15 * time.Minute, time.Hour, 24 * time.Hour, week, year,
	}
	by := limits[w.rng.IntN(len(limits))]
	if w.rng.IntN(3) == 0 {
		return by
	}
	return -by
}

// dates makes an answer state another time: by a wrong Date, sometimes with an Age, true or not, or
// by none.
func (w *walk) dates(by time.Duration, then step) step {
	switch w.rng.IntN(20) {
	case 0:
		return undated(then)
	case 1: // a cache that states how long it had the answer
		age := w.rng.IntN(90_000)
		if age > 86_400 { // then it doesn't count
			return dated(by, then, fmt.Sprintf("Age: %d\r\n", age))
		}
		return dated(by-time.Duration(age)*time.Second, then, fmt.Sprintf("Age: %d\r\n", age))
	case 2: // nonsense
		nonsense := []string{"x", "-1", "1.5", "1, 2", "31536000", "99999999999999999999", ""}
		return dated(by, then, "Age: "+nonsense[w.rng.IntN(len(nonsense))]+"\r\n")
	}
	if by == 0 {
		return then
	}
	return dated(by, then)
}

// truth is what the oracle knows about the time.
type truth struct {
	clocks   honesty
	times    map[string]time.Time // when a token says that a person approved
	received time.Time            // the true time
	// the smallest and the largest offset of our wall clock
	least, most time.Duration
	away        bool // a crash came in between
}

func (t *truth) sees(skew time.Duration) {
	t.least, t.most = min(t.least, skew), max(t.most, skew)
}

// slack returns how accurately a resumed verification can know how long it was away: by the stated
// times, if any were, else by our own clock.
func (t truth) slack() time.Duration {
	if t.clocks != honest {
		return 10*time.Minute + t.most - t.least
	}
	return 2*time.Second + t.most - t.least
}

// known reports whether the right time can be known: the provider is honest, and our own clock is
// right whenever the provider may have stated no time, at the start or after a restart.
func (t truth) known(kept ciba.Resumption) bool {
	return t.clocks == honest && (t.least == 0 && t.most == 0 || kept.OffsetKnown && !t.away)
}

// allows reports whether a token's time lies within the true time of the verification, give or take
// the leeway and what a provider can lie undetected. That is a minute if discovery is honest, and
// five if only our clock can contradict it; if that is wrong too, there is no limit.
func (t truth) allows(start time.Time, token string) (at time.Time, within bool) {
	const leeway, rounding = 61 * time.Second, 2 * time.Second
	// the answer with the tokens can move the receipt by as much
	before, after := 5*time.Minute, 5*time.Minute
	switch t.clocks {
	case foundHonest:
		before = time.Minute
	case honest:
		before, after = 0, 0
	}
	from, to := start.Add(t.least-before-leeway-rounding), t.received.Add(t.most+after+leeway+rounding)
	if t.clocks != liar { // however our clock was set
		from, to = start.Add(-before-leeway-rounding), t.received.Add(t.most+after+leeway+rounding)
	}
	if t.clocks == honest {
		to = t.received.Add(leeway + rounding)
	}
	at = t.times[token]
	return at, !at.Before(from) && !at.After(to)
}
