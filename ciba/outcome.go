package ciba

// Outcome says how a verification ended.
type Outcome string

// The outcomes. Only Verified means success; NotVerified means that tokens arrived and a required
// check failed.
const (
	Verified    Outcome = "verified"
	NotVerified Outcome = "not_verified"
	Refused     Outcome = "refused"
	Expired     Outcome = "expired"
	Cancelled   Outcome = "cancelled"
	Unknown     Outcome = "unknown"
	Failed      Outcome = "failed"
)

// Reason says why, as a key; the caller has the words.
type Reason string

// The reasons.
const (
	ReasonNone Reason = ""

	// Of a start.
	ReasonNotFound Reason = "not_found" // the host's name could not be resolved
	// no connection could be made, or it broke
	ReasonUnreachable Reason = "unreachable"
	ReasonTimeout     Reason = "timeout"    // a connection or an answer took too long
	ReasonUnreadable  Reason = "unreadable" // the answer isn't HTTP, or is too long
	// TLS failed: wrong host, expired, untrusted, version too old
	ReasonCertificate Reason = "certificate"
	// the proxy did not let the call through: see [ProxyError]
	ReasonProxy     Reason = "proxy"
	ReasonDiscovery Reason = "discovery" // discovery can't be read
	// discovery answered with another status than 200
	ReasonDiscoveryStatus Reason = "discovery_status"
	// a member of discovery is missing or can't be read
	ReasonDiscoveryMember Reason = "discovery_member"
	ReasonNoPoll          Reason = "no_poll" // the provider does not offer the poll mode
	// discovery puts an endpoint on another host than the issuer's
	ReasonOtherHost Reason = "other_host"
	ReasonAddress   Reason = "address"   // an endpoint is not a usable URL
	ReasonNotHTTPS  Reason = "not_https" // an endpoint is neither https nor on loopback
	// an endpoint is on this machine, though the issuer isn't
	ReasonLoopback    Reason = "loopback"
	ReasonOtherIssuer Reason = "other_issuer" // discovery is about another issuer
	// the times that the provider states disagree, or are more than 5 minutes from our clock:
	// Result.Offset
	ReasonClock      Reason = "clock"
	ReasonCredential Reason = "credential" // no secret or key to authenticate with
	// there is a key, and it can't be used: see [KeyError]
	ReasonPrivateKey Reason = "private_key"
	// a well-formed OAuth error: Result.OAuth names it
	ReasonOAuth        Reason = "oauth"
	ReasonBusy         Reason = "busy"          // 429 or 503: try again later
	ReasonStartLost    Reason = "start_lost"    // sent, and the answer was lost
	ReasonStartTimeout Reason = "start_timeout" // sent, and no answer came in time
	// sent, and the answer says neither yes nor no
	ReasonStartUnclear   Reason = "start_unclear"
	ReasonNotTheProvider Reason = "not_the_provider" // a web page was returned

	// Of polls.
	ReasonPollLost Reason = "poll_lost" // the last answer before the deadline was lost: Result.Lost
	// invalid_grant after a lost answer, which may have held the tokens
	ReasonGrantLost Reason = "grant_lost"
	// tokens arrived, of another type than Bearer: see [TokenTypeError]
	ReasonTokenType    Reason = "token_type"
	ReasonGrantInvalid Reason = "grant_invalid" // invalid_grant with nothing lost before it

	// Of checks.
	ReasonKeys        Reason = "keys"          // no keys within 15 minutes of the tokens: Result.Lost
	ReasonNotLookedUp Reason = "not_looked_up" // the look for earlier uses of the token failed
	// cancelled after the tokens arrived and before they were checked
	ReasonUnchecked Reason = "unchecked"
	// the program stopped waiting; the request continues at the provider
	ReasonLeft Reason = "left"
)

// CancelAnswer is what the provider answered to a cancel.
type CancelAnswer string

// The answers to a cancel.
const (
	CancelNotAsked CancelAnswer = ""     // there was nothing to cancel at the provider
	CancelDone     CancelAnswer = "done" // any 2xx
	// 400, 404, 409 or 410, and no web page: the request had already ended
	CancelNothing CancelAnswer = "nothing"
	// anything else, or no answer: the prompt may still be live
	CancelUncertain CancelAnswer = "uncertain"
)
