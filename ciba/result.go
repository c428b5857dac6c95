package ciba

import "time"

// Result is how a verification ended.
type Result struct {
	Outcome          Outcome
	Reason           Reason
	OAuth            *OAuthError   // the error that the provider named
	Lost             Reason        // of ReasonPollLost and ReasonKeys: why; "" if it was unusable
	Retry            time.Duration // how long to wait before another try, if the provider said
	Err              error         // details for developers; contains nothing secret
	Cancel           CancelAnswer  // of a cancelled verification
	Verdict          *Verdict      // of checked tokens
	Tokens           Tokens        // as they came; empty unless the outcome is Verified
	Token            Token         // the ID token, decoded; empty unless the outcome is Verified
	Unverified       Token         // that of any other outcome: to look at, never to act on
	Recorded         bool          // the tokens were recorded
	SupportReference string        // the UUID under which the provider's support finds it, or ""
	SentAt           time.Time     // our wall time of the start; zero if nothing was sent
	ReceivedAt       time.Time     // the provider's time at which tokens arrived

	Offset      time.Duration // the provider's clock minus ours, at the start
	OffsetKnown bool
}
