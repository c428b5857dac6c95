package desk

import "time"

// Party is a participant in a verification.
type Party string

// The parties, from left to right.
const (
	PartyOperator Party = "operator"
	PartyRingback Party = "ringback"
	PartyBroker   Party = "broker"
	PartyPhone    Party = "phone"
)

// Parties returns all parties, from left to right.
func Parties() []Party { return []Party{PartyOperator, PartyRingback, PartyBroker, PartyPhone} }

// StepKind says how a step runs between its parties.
type StepKind string

// The kinds.
const (
	StepMessage StepKind = "message" // from one to the other
	StepCall    StepKind = "call"    // there and back
	StepLost    StepKind = "lost"    // there, without an answer
	StepWait    StepKind = "wait"    // a wait at From
	StepNote    StepKind = "note"    // something that From did by itself
)

// Step is one row of the sequence diagram. Of the phone it shows only what is known: its own moves
// in demo, elsewhere what verified tokens say.
type Step struct {
	Seq      int // 1, 2, 3, … within the verification
	At       time.Time
	Kind     StepKind
	From, To Party // equal for StepWait and StepNote
	// "request", "pending", "slow_down", …; for a wait its reason: "interval", "slow_down",
	// "back_off", "retry_after"
	What     string
	Text     Text
	Duration time.Duration // of a call until its end, of a wait as planned; else 0
	// ToneNeutral, ToneWaiting for delays, ToneRefused for trouble; the last step has the outcome's
	Tone     Tone
	Exchange int // number of its exchange in Network; 0 for none
}
