package ciba

import "time"

// Result is how a verification ended.
type Result struct {
	Outcome Outcome
	Reason  Reason
	OAuth   *OAuthError // where the provider named an error
	// of poll_lost and keys: why the last answer was lost; "" where one came that can't be used
	Lost       Reason
	Retry      time.Duration // where it said when to try again
	Err        error         // more for developers; holds nothing secret
	Cancel     CancelAnswer  // of a cancelled one
	Verdict    *Verdict      // where tokens were checked
	Tokens     Tokens        // as they came; nothing unless the outcome is Verified
	Token      Token         // the ID token, decoded; empty unless the outcome is Verified
	Unverified Token         // … where it isn't: for people to look at, and never to act on
	Recorded   bool          // the tokens were recorded
	// the number under which the provider's support finds the verification, a UUID; "" without one
	Reference  string
	SentAt     time.Time // our wall time of the start; zero if nothing was sent
	ReceivedAt time.Time // the provider's time of the receipt of tokens

	Offset      time.Duration // the provider's clock minus ours, at the start
	OffsetKnown bool
}
