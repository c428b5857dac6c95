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
	ReasonNotFound        Reason = "not_found"        // the host's name could not be resolved
	ReasonUnreachable     Reason = "unreachable"      // no connection could be made, or it broke
	ReasonTimeout         Reason = "timeout"          // a connection or an answer took too long
	ReasonUnreadable      Reason = "unreadable"       // the answer isn't HTTP, or is too long
	ReasonCertificate     Reason = "certificate"      // TLS failed: host, expiry, trust or version
	ReasonProxy           Reason = "proxy"            // the proxy stopped it: see [ProxyError]
	ReasonDiscovery       Reason = "discovery"        // discovery can't be read
	ReasonDiscoveryStatus Reason = "discovery_status" // discovery's status isn't 200
	ReasonDiscoveryMember Reason = "discovery_member" // a member is missing or can't be read
	ReasonNoPoll          Reason = "no_poll"          // the provider does not offer the poll mode
	ReasonOtherHost       Reason = "other_host"       // an endpoint isn't on the issuer's host
	ReasonAddress         Reason = "address"          // an endpoint isn't a usable URL
	ReasonNotHTTPS        Reason = "not_https"        // neither https nor on loopback
	ReasonLoopback        Reason = "loopback"         // on loopback, though the issuer isn't
	ReasonOtherIssuer     Reason = "other_issuer"     // discovery is about another issuer
	ReasonClock           Reason = "clock"            // stated times can't be trusted: Result.Offset
	ReasonCredential      Reason = "credential"       // no secret or key to authenticate with
	ReasonPrivateKey      Reason = "private_key"      // the key can't be used: see [KeyError]
	ReasonOAuth           Reason = "oauth"            // a well-formed OAuth error: Result.OAuth
	ReasonBusy            Reason = "busy"             // 429 or 503: try again later
	ReasonStartLost       Reason = "start_lost"       // sent, and the answer was lost
	ReasonStartTimeout    Reason = "start_timeout"    // sent, and no answer came in time
	ReasonStartUnclear    Reason = "start_unclear"    // sent; the answer is neither yes nor no
	ReasonNotTheProvider  Reason = "not_the_provider" // a web page was returned

	// Of polls.
	ReasonPollLost     Reason = "poll_lost"     // the last answer was lost: Result.Lost
	ReasonGrantLost    Reason = "grant_lost"    // invalid_grant; the tokens may be in a lost answer
	ReasonTokenType    Reason = "token_type"    // the tokens aren't Bearer: see [TokenTypeError]
	ReasonGrantInvalid Reason = "grant_invalid" // invalid_grant with nothing lost before it

	// Of checks.
	ReasonKeys        Reason = "keys"          // no keys within 15 minutes: Result.Lost
	ReasonNotLookedUp Reason = "not_looked_up" // the look for earlier uses of the token failed
	ReasonNotMatched  Reason = "not_matched"   // who approved is open: the person check says why
	ReasonUnchecked   Reason = "unchecked"     // cancelled between the tokens and their checks
	ReasonLeft        Reason = "left"          // we stopped waiting; the request continues
)

// CancelAnswer is what the provider answered to a cancel.
type CancelAnswer string

// The answers to a cancel.
const (
	CancelNotAsked  CancelAnswer = ""          // there was nothing to cancel at the provider
	CancelDone      CancelAnswer = "done"      // any 2xx
	CancelNothing   CancelAnswer = "nothing"   // 400, 404, 409 or 410, no web page: it had ended
	CancelUncertain CancelAnswer = "uncertain" // anything else: the prompt may still be live
)
