package simulator

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// The faults: scenarios in which the person approves after Options.AnswerAfter, unless a decision
// comes first, and the broker, its network or an attacker does one thing wrong; a few end in
// another way. The functions that faults calls say what each one does.
const (
	StartLost          Scenario = "start-lost"
	StartHTML          Scenario = "start-html"
	StartRedirect      Scenario = "start-redirect"
	StartBusy          Scenario = "start-busy"
	BadAcknowledgement Scenario = "bad-acknowledgement"
	HastyInterval      Scenario = "hasty-interval"
	HugeInterval       Scenario = "huge-interval"

	TooManyRequests  Scenario = "too-many-requests"
	ExpiredAnswer    Scenario = "expired-answer"
	StrangeError     Scenario = "strange-error"
	NoTokens         Scenario = "no-tokens"
	DuplicateMembers Scenario = "duplicate-members"
	LostTokens       Scenario = "lost-tokens"
	UserAborted      Scenario = "user-aborted"
	MitIDTimeout     Scenario = "mitid-timeout"

	HTMLPoll      Scenario = "html-poll"
	BrokenJSON    Scenario = "broken-json"
	ServerErrors  Scenario = "server-errors"
	RedirectPoll  Scenario = "redirect-poll"
	SlowAnswer    Scenario = "slow-answer"
	NeverAnswers  Scenario = "never-answers"
	OversizedBody Scenario = "oversized-body"
	GzipBomb      Scenario = "gzip-bomb"
	CancelPage    Scenario = "cancel-page"

	AlgNone         Scenario = "alg-none"
	HS256           Scenario = "hs256"
	OtherAlgorithm  Scenario = "other-algorithm"
	BrokenSignature Scenario = "broken-signature"
	AccessAsIDToken Scenario = "access-token-as-id-token"
	WrongIssuer     Scenario = "wrong-issuer"
	WrongAudience   Scenario = "wrong-audience"
	FurtherAudience Scenario = "further-audience"
	ExpiredToken    Scenario = "expired-token"
	StaleToken      Scenario = "stale-token"
	FutureToken     Scenario = "future-token"
	WrongAtHash     Scenario = "wrong-at-hash"
	MissingAtHash   Scenario = "missing-at-hash"
	Replayed        Scenario = "replayed"

	RotatedKeys    Scenario = "rotated-keys"
	UnknownKid     Scenario = "unknown-kid"
	DuplicateKid   Scenario = "duplicate-kid"
	EncryptionKey  Scenario = "encryption-key"
	TransactionKey Scenario = "transaction-key"
	OfferedKey     Scenario = "offered-key"
	JWKSDown       Scenario = "jwks-down"

	WrongIDP         Scenario = "wrong-idp"
	MissingPerson    Scenario = "missing-person"
	OtherTransaction Scenario = "other-transaction"

	CPRMatch      Scenario = "cpr-match"
	CPROther      Scenario = "cpr-other"
	CPRExceeded   Scenario = "cpr-exceeded"
	CPRLate       Scenario = "cpr-late"
	CPRNotAllowed Scenario = "cpr-not-allowed"
	CPRDown       Scenario = "cpr-down"
	CPRNonsense   Scenario = "cpr-nonsense"

	ClockAhead    Scenario = "clock-ahead"
	ClockBehind   Scenario = "clock-behind"
	ClockFar      Scenario = "clock-far"
	ClockLies     Scenario = "clock-lies"
	Cached        Scenario = "cached"
	CachedUndated Scenario = "cached-undated"
)

// fault is how a scenario deviates from the normal flow. A nil or zero member changes nothing.
type fault struct {
	name  Scenario
	group string

	// answers a good start without a prompt on a phone
	refuse func(s *Simulator, w http.ResponseWriter)
	// answers a start that has a prompt on a phone
	acknowledge func(w http.ResponseWriter, a acknowledgement)
	// how many of the first polls go to poll
	polls int
	// returns false to have the poll answered as usual
	poll func(s *Simulator, w http.ResponseWriter, p spoiltPoll) bool
	// the final state of the request, instead of approved
	ends string
	// the description of its access_denied
	description string
	// the phone doesn't answer by itself
	waits bool
	// a cancel gets the page for an unknown address, and cancels nothing
	lostCancel bool
	// changes the tokens before they are signed
	mint func(m *mint)
	// writes the answer with the tokens
	deliver func(w http.ResponseWriter, tokens tokenAnswer)
	// answers a CPR match that nothing is wrong with, and says how; same says that the number is
	// the approver's
	match func(same bool) (how string, answer func(w http.ResponseWriter))
	// the tokens are those that the client got last
	replays bool
	// the tokens are signed with a new key, which publish adds to the JWKS
	newKey    bool
	publish   func(set *publishedKeys, key newKey, age time.Duration)
	skew      time.Duration // the broker's clock minus the true time
	startSkew time.Duration // the additional skew of the answer to a start
	cached    time.Duration // the age of discovery and JWKS in a cache
	undated   bool          // that cache states no Age, and refreshes them only if it must
}

// spoiltPoll is a poll that a fault answers.
type spoiltPoll struct {
	request *http.Request
	number  int // 0 for the first
}

// Faults returns the scenarios other than the basic ones, group by group.
func Faults() []Scenario {
	var names []Scenario
	for _, f := range faults() {
		names = append(names, f.name)
	}
	return names
}

// fault returns the deviation of the scenario; the zero fault for a basic one.
func (s Scenario) fault() fault {
	if slices.Contains(Scenarios(), s) {
		return fault{} // most polls ask, and the list of faults is long
	}
	all := faults()
	if i := slices.IndexFunc(all, func(f fault) bool { return f.name == s }); i >= 0 {
		return all[i]
	}
	return fault{}
}

// faults returns all faults, in the order of a picker.
func faults() []fault {
	return slices.Concat(startFaults(), pollingFaults(), networkFaults(), tokenFaults(), keyFaults(), personFaults(), matchFaults(), clockFaults())
}

// clockFaults: a client that trusts only its own clock, or a single answer's, accepts bad tokens or
// rejects good ones.
func clockFaults() []fault {
	return []fault{
		{name: ClockAhead, group: GroupClock, skew: 4 * time.Minute},
		{name: ClockBehind, group: GroupClock, skew: -4 * time.Minute},
		{name: ClockFar, group: GroupClock, skew: 20 * time.Minute},
		// By this clock, last week's tokens would be valid.
		{name: ClockLies, group: GroupClock, startSkew: -7 * 24 * time.Hour},
		{name: Cached, group: GroupClock, cached: cacheLife},
		{name: CachedUndated, group: GroupClock, cached: cacheLife, undated: true},
	}
}

// cacheLife is the age of a cached copy. The broker allows up to an hour.
const cacheLife = 50 * time.Minute

// stamp dates an answer. A client judges times by this header, so it follows the simulator's clock,
// not the machine's.
func (s *Simulator) stamp(header http.Header, r *http.Request) {
	now, fault := s.clock(), s.Scenario().fault()
	switch r.URL.Path {
	case pathBackchannel:
		now = now.Add(fault.startSkew)
	case pathDiscovery, pathJWKS:
		if fault.cached == 0 || fault.undated && r.Header.Get("Cache-Control") == "no-cache" {
			break
		}
		now = now.Add(-fault.cached)
		if !fault.undated {
			header.Set("Age", strconv.Itoa(int(fault.cached/time.Second)))
		}
	}
	header.Set("Date", now.UTC().Format(http.TimeFormat))
}

// clock returns the broker's time, which its answers state and its checks of assertions use. Some
// scenarios skew it while they are in force.
func (s *Simulator) clock() time.Time { return s.now().Add(s.Scenario().fault().skew) }
