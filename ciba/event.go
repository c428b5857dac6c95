package ciba

import "time"

// EventKind says what happened in a verification.
type EventKind string

// The events, in the order in which they can come.
const (
	EventSending EventKind = "sending" // the start is about to be sent
	// we go on with one that was acknowledged before
	EventResumed      EventKind = "resumed"
	EventAcknowledged EventKind = "acknowledged" // the provider accepted the start
	EventPolling      EventKind = "polling"      // a poll is being sent
	EventPending      EventKind = "pending"      // the person has not answered yet
	EventSlowDown     EventKind = "slow_down"    // the interval grew
	EventLost         EventKind = "lost"         // a poll's answer was lost; we go on
	EventAnswered     EventKind = "answered"     // tokens came
	// Receive has looked for them and may have recorded them; now they are checked
	EventReceived   EventKind = "received"
	EventNoKeys     EventKind = "no_keys"    // the keys can't be had; tried again
	EventCancelling EventKind = "cancelling" // the cancel is being sent
	// the times that the provider states can't be trusted; a cancel follows
	EventClock EventKind = "clock"
	// tokens came after the cancel and were dropped, unread
	EventLateTokens EventKind = "late_tokens"
	// a cancel came after the tokens and before they were checked
	EventUnchecked EventKind = "unchecked"
	// expired_token: tried once more with a fresh assertion
	EventFreshAssertion EventKind = "fresh_assertion"
)

// Event is something that happened. Times are monotonic and by our own clock.
type Event struct {
	Kind EventKind
	At   time.Time

	Polls    int           // sent so far
	Interval time.Duration // in force
	NextPoll time.Time     // zero while none is planned
	Deadline time.Time     // zero before the acknowledgement
	AnswerBy time.Time     // of sending: when we give up waiting for the acknowledgement
	Slowed   bool          // the provider has asked for a longer interval
	Lost     int           // answers lost in a row: above 0 we are offline
	Reason   Reason        // why the last answer was lost
	Asked    bool          // NextPoll is as late as it is because of a Retry-After
	Recorded bool          // from EventReceived on: as Receive reported it
	Look     Look          // from EventReceived on: what Receive found
	Notes    []Note        // of the acknowledgement

	Offset      time.Duration // the provider's clock minus ours
	OffsetKnown bool
	Clock       ClockResult // what the times are worth that it was known from
}
