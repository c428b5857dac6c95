package ciba

import "time"

// EventKind says what happened in a verification.
type EventKind string

// The events, in the order in which they can come.
const (
	EventSending        EventKind = "sending"         // the start is about to be sent
	EventResumed        EventKind = "resumed"         // resuming an acknowledged verification
	EventAcknowledged   EventKind = "acknowledged"    // the provider accepted the start
	EventPolling        EventKind = "polling"         // a poll is being sent
	EventPending        EventKind = "pending"         // the person hasn't answered yet
	EventSlowDown       EventKind = "slow_down"       // the interval grew
	EventLost           EventKind = "lost"            // a poll's answer was lost; polling continues
	EventAnswered       EventKind = "answered"        // tokens arrived
	EventReceived       EventKind = "received"        // looked up; now the tokens are checked
	EventNoKeys         EventKind = "no_keys"         // the keys couldn't be fetched; tried again
	EventMatching       EventKind = "matching"        // the provider is being asked who approved
	EventCancelling     EventKind = "cancelling"      // the cancel is being sent
	EventClock          EventKind = "clock"           // stated times can't be trusted; cancelling
	EventLateTokens     EventKind = "late_tokens"     // tokens after the cancel: dropped unread
	EventUnchecked      EventKind = "unchecked"       // a cancel came between tokens and checks
	EventFreshAssertion EventKind = "fresh_assertion" // expired_token: polled again, newly signed
)

// Event is something that happened. Times are monotonic and from our own clock.
type Event struct {
	Kind EventKind
	At   time.Time

	Polls    int           // sent so far
	Interval time.Duration // in force
	NextPoll time.Time     // zero while none is planned
	Deadline time.Time     // zero before the acknowledgement
	AnswerBy time.Time     // of EventSending: when we stop waiting for the acknowledgement
	Slowed   bool          // the provider asked for a longer interval
	Lost     int           // answers lost in a row; offline if above 0
	Reason   Reason        // why the last answer was lost
	Asked    bool          // a Retry-After delayed NextPoll
	Recorded bool          // from EventReceived on: as Receive reported it
	Look     Look          // from EventReceived on: what Receive found
	Notes    []Note        // of the acknowledgement

	Offset      time.Duration // the provider's clock minus ours
	OffsetKnown bool
	Clock       ClockResult // whether the stated times behind Offset can be trusted
}
