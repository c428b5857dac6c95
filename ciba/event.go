package ciba

import "time"

// EventKind says what happened in a verification.
type EventKind string

// The events, in the order in which they can come.
const (
	EventSending EventKind = "sending" // the start is about to be sent
	// resuming a verification that was acknowledged before
	EventResumed      EventKind = "resumed"
	EventAcknowledged EventKind = "acknowledged" // the provider accepted the start
	EventPolling      EventKind = "polling"      // a poll is being sent
	EventPending      EventKind = "pending"      // the person hasn't answered yet
	EventSlowDown     EventKind = "slow_down"    // the interval grew
	EventLost         EventKind = "lost"         // a poll's answer was lost; polling continues
	EventAnswered     EventKind = "answered"     // tokens arrived
	// Receive has looked the tokens up and may have recorded them; now they are checked
	EventReceived   EventKind = "received"
	EventNoKeys     EventKind = "no_keys"    // the keys couldn't be fetched; tried again
	EventCancelling EventKind = "cancelling" // the cancel is being sent
	// the times stated by the provider can't be trusted; a cancel follows
	EventClock EventKind = "clock"
	// tokens arrived after the cancel and were dropped unread
	EventLateTokens EventKind = "late_tokens"
	// a cancel came after the tokens and before their checks
	EventUnchecked EventKind = "unchecked"
	// expired_token: one retry with a fresh assertion
	EventFreshAssertion EventKind = "fresh_assertion"
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
