package journal

import (
	"slices"
	"time"

	"ringback/ciba"
)

// kept is what is needed to resume or show a verification after a crash: the part of it that is
// erased on Done or when its time is over.
type kept struct {
	begun        time.Time // by the journal's clock, like all times here except the resumption's
	acknowledged bool
	resumption   ciba.Resumption
	request      []byte
	tokens       []ciba.Tokens
	received     time.Time // zero until tokens came
	ended        time.Time // zero until it ended
	asking       bool      // the one question about its tokens may have been asked
	onDisk       bool      // it has a file
}

// spent reports whether the time to keep it is over. A clock that is set ahead makes that early.
// One that is set back makes it late, by KeptAfterReceipt at most for tokens and by a day for a
// wait: a wait that can still be resumed must not be lost to a clock that is corrected.
func (k kept) spent(now time.Time) bool {
	since := k.received
	if since.IsZero() {
		since = k.ended
	}
	if !since.IsZero() {
		return !now.Before(since.Add(KeptAfterReceipt)) || !now.After(since.Add(-KeptAfterReceipt))
	}
	until := k.begun.Add(UnansweredGuard)
	if k.acknowledged {
		until = deadline(k.resumption)
	}
	return !now.Before(until.Add(KeptAfterReceipt)) || now.Before(k.begun.Add(-maxSetBack))
}

// left returns what there is to do for a verification that no program runs; "" for nothing. A nil k
// means that its kept part is gone.
func (r Record) left(k *kept, now time.Time) Left {
	if k != nil && k.spent(now) {
		k = nil
	}
	switch {
	case k != nil && len(k.tokens) > 0 && !k.asking:
		return LeftReceived
	case r.Outcome != "":
		return ""
	case k != nil && !k.asking && k.acknowledged && now.Before(deadline(k.resumption)):
		return LeftWaiting
	}
	return LeftUnknown
}

// unfinished returns what is left of the record.
func (r Record) unfinished(k *kept, left Left) Unfinished {
	u := Unfinished{Record: r, Left: left}
	if k != nil && !k.asking {
		u.Resumption, u.Request, u.Tokens = k.resumption, slices.Clone(k.request), slices.Clone(k.tokens)
		if u.Received.IsZero() { // it ended after keeping the tokens, before recording them
			u.Received = k.received
		}
	}
	return u
}
