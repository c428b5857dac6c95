package desk

import "time"

// Party is who takes part in a verification.
type Party string

// The parties, from left to right.
const (
	PartyOperator Party = "operator"
	PartyRingback Party = "ringback"
	PartyBroker   Party = "broker"
	PartyPhone    Party = "phone"
)

// Parties are all who take part, from left to right.
func Parties() []Party { return []Party{PartyOperator, PartyRingback, PartyBroker, PartyPhone} }

// StepKind says how a step goes between its parties.
type StepKind string

// The kinds.
const (
	StepMessage StepKind = "message" // from one to the other
	StepCall    StepKind = "call"    // there and back
	StepLost    StepKind = "lost"    // there, and nothing came back
	StepWait    StepKind = "wait"    // nothing happens, at From
	StepNote    StepKind = "note"    // something that From did by itself
)

// Step is one row of the sequence diagram. Of the phone only what is known is told: its own moves
// in demo, and elsewhere what verified tokens say.
type Step struct {
	Seq      int // 1, 2, 3, … within the verification
	At       time.Time
	Kind     StepKind
	From, To Party // the same for StepWait and StepNote
	// "request", "pending", "slow_down", …; of a wait its reason: "interval", "slow_down",
	// "back_off", "retry_after"
	What     string
	Text     Text
	Duration time.Duration // of a call until its end, of a wait as planned; 0 for the others
	// ToneNeutral, ToneWaiting for what takes longer, ToneRefused for trouble; of the last step
	// that of the outcome
	Tone     Tone
	Exchange int // the number of its exchange in Network; 0 for none
}
