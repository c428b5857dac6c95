package ciba

// Outcome says how a verification ended.
type Outcome string

// The outcomes. Only Verified is good news; NotVerified means that tokens came and a required check
// failed.
const (
	Verified    Outcome = "verified"
	NotVerified Outcome = "not_verified"
	Refused     Outcome = "refused"
	Expired     Outcome = "expired"
	Cancelled   Outcome = "cancelled"
	Unknown     Outcome = "unknown"
	Failed      Outcome = "failed"
)

// Reason says why, as a key: whoever shows it has the words.
type Reason string

// The reasons.
const (
	ReasonNone Reason = ""

	// Of a start.
	ReasonNotFound Reason = "not_found" // the host's name could not be resolved
	// no connection could be made, or it broke off
	ReasonUnreachable Reason = "unreachable"
	ReasonTimeout     Reason = "timeout"    // a connection or an answer took too long
	ReasonUnreadable  Reason = "unreadable" // what came isn't HTTP, or is too long
	// TLS failed: wrong host, expired, foreign, too old
	ReasonCertificate Reason = "certificate"
	// the proxy did not let us through: see ProxyError
	ReasonProxy     Reason = "proxy"
	ReasonDiscovery Reason = "discovery" // discovery can't be read
	// discovery answered with another status than 200
	ReasonDiscoveryStatus Reason = "discovery_status"
	// discovery lacks a member, or it can't be read
	ReasonDiscoveryMember Reason = "discovery_member"
	ReasonNoPoll          Reason = "no_poll" // the provider does not offer the poll mode
	// discovery puts an endpoint on another host than the issuer's
	ReasonOtherHost Reason = "other_host"
	ReasonAddress   Reason = "address"   // an endpoint is no URL that can be used
	ReasonNotHTTPS  Reason = "not_https" // an endpoint is not https, nor on loopback
	// an endpoint is on this machine, and the issuer isn't
	ReasonLoopback    Reason = "loopback"
	ReasonOtherIssuer Reason = "other_issuer" // discovery speaks for another issuer
	// the times that the provider states don't agree, or are more than 5 minutes from our clock:
	// Result.Offset
	ReasonClock      Reason = "clock"
	ReasonCredential Reason = "credential" // no secret or key to authenticate with
	// there is a key, and it can't be used: see KeyError
	ReasonPrivateKey Reason = "private_key"
	// a well-formed OAuth error: Result.OAuth names it
	ReasonOAuth        Reason = "oauth"
	ReasonBusy         Reason = "busy"          // 429 or 503: try again later
	ReasonStartLost    Reason = "start_lost"    // sent, and the answer was lost
	ReasonStartTimeout Reason = "start_timeout" // sent, and no answer came in time
	// sent, and an answer that says neither yes nor no
	ReasonStartUnclear   Reason = "start_unclear"
	ReasonNotTheProvider Reason = "not_the_provider" // a web page came back

	// Of polls.
	ReasonPollLost Reason = "poll_lost" // the deadline came and the last answer was lost: Result.Lost
	// invalid_grant after a lost answer: the tokens may have been in it
	ReasonGrantLost Reason = "grant_lost"
	// tokens came of another type than Bearer: see TokenTypeError
	ReasonTokenType    Reason = "token_type"
	ReasonGrantInvalid Reason = "grant_invalid" // invalid_grant with nothing lost before it

	// Of checks.
	ReasonKeys        Reason = "keys"          // tokens came, the provider's keys could not be had within 15 minutes of receipt: Result.Lost
	ReasonNotLookedUp Reason = "not_looked_up" // nobody could say whether the token was used before
	// cancelled after tokens had come and before they were checked
	ReasonUnchecked Reason = "unchecked"
	// the program stopped watching; the request goes on without us
	ReasonLeft Reason = "left"
)

// CancelAnswer says what the provider said to a cancel.
type CancelAnswer string

// The answers to a cancel.
const (
	CancelNotAsked CancelAnswer = ""        // there was nothing to cancel at the provider
	CancelDone     CancelAnswer = "done"    // any 2xx
	CancelNothing  CancelAnswer = "nothing" // 400, 404, 409, 410, and no web page: already ended
	// anything else, or no answer: the prompt may still be live
	CancelUncertain CancelAnswer = "uncertain"
)
