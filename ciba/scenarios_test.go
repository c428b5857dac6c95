package ciba_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba"
	"ringback/ciba/mitid"
	"ringback/ciba/simulator"
)

// faultCase is the expected result of one fault of the simulator.
type faultCase struct {
	scenario simulator.Scenario
	outcome  ciba.Outcome
	reason   ciba.Reason
	oauth    string
	failed   []ciba.CheckID // required ones
	took     time.Duration  // in seconds, rounded down; 0: not checked, because back-off has jitter
	lost     int            // the most answers lost in a row
	word     string         // of the person check; "": not compared
}

const unhurried = 5 * time.Second // one interval, and one poll

func faultCases() []faultCase {
	signature, hash := ciba.CheckSignature, ciba.CheckAccessTokenHash
	caught := func(scenario simulator.Scenario, failed ...ciba.CheckID) faultCase {
		return faultCase{scenario: scenario, outcome: ciba.NotVerified, failed: failed, took: unhurried}
	}
	survived := func(scenario simulator.Scenario, lost int) faultCase {
		return faultCase{scenario: scenario, outcome: ciba.Verified, lost: lost}
	}
	return []faultCase{
		{scenario: simulator.StartLost, outcome: ciba.Unknown, reason: ciba.ReasonStartLost},
		{scenario: simulator.StartHTML, outcome: ciba.Unknown, reason: ciba.ReasonNotTheProvider},
		{scenario: simulator.StartRedirect, outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear},
		{scenario: simulator.StartBusy, outcome: ciba.Failed, reason: ciba.ReasonBusy},
		{scenario: simulator.BadAcknowledgement, outcome: ciba.Unknown, reason: ciba.ReasonStartUnclear},
		{scenario: simulator.HastyInterval, outcome: ciba.Verified, took: unhurried},
		{scenario: simulator.HugeInterval, outcome: ciba.Verified, took: time.Minute},

		{scenario: simulator.TooManyRequests, outcome: ciba.Verified, took: 25 * time.Second, lost: 1},
		{scenario: simulator.ExpiredAnswer, outcome: ciba.Expired, oauth: "expired_token", took: unhurried},
		{scenario: simulator.StrangeError, outcome: ciba.Failed, reason: ciba.ReasonOAuth, oauth: "quantum_flux", took: unhurried},
		{scenario: simulator.NoTokens, outcome: ciba.Unknown, reason: ciba.ReasonGrantLost, oauth: "invalid_grant", lost: 1},
		{scenario: simulator.DuplicateMembers, outcome: ciba.Unknown, reason: ciba.ReasonGrantLost, oauth: "invalid_grant", lost: 1},
		{scenario: simulator.LostTokens, outcome: ciba.Unknown, reason: ciba.ReasonGrantLost, oauth: "invalid_grant", lost: 1},

		{scenario: simulator.UserAborted, outcome: ciba.Refused, oauth: "access_denied", took: unhurried},
		{scenario: simulator.MitIDTimeout, outcome: ciba.Failed, reason: ciba.ReasonOAuth, oauth: "access_denied", took: unhurried},

		survived(simulator.HTMLPoll, 2), survived(simulator.BrokenJSON, 2), survived(simulator.ServerErrors, 3),
		survived(simulator.RedirectPoll, 2), survived(simulator.NeverAnswers, 1), survived(simulator.OversizedBody, 1),
		survived(simulator.GzipBomb, 1),
		{scenario: simulator.SlowAnswer, outcome: ciba.Verified, took: 34 * time.Second},
		// cancelled in TestCancelGetsAPage
		{scenario: simulator.CancelPage, outcome: ciba.Expired, oauth: "expired_token"},

		// Without a signature it isn't a JWS, and nothing else of it is read.
		caught(simulator.AlgNone, slices.DeleteFunc(ciba.CheckOrder(), func(id ciba.CheckID) bool { return id == ciba.CheckClock })...),
		caught(simulator.HS256, signature, ciba.CheckAlgorithm, hash),
		caught(simulator.OtherAlgorithm, signature, ciba.CheckAlgorithm),
		caught(simulator.BrokenSignature, signature),
		caught(simulator.AccessAsIDToken, ciba.CheckTokenKind, ciba.CheckAudience, hash, ciba.CheckPerson, ciba.CheckApprovedText, ciba.CheckNonce),
		caught(simulator.WrongIssuer, ciba.CheckIssuer),
		caught(simulator.WrongAudience, ciba.CheckAudience),
		caught(simulator.FurtherAudience, ciba.CheckAudience),
		caught(simulator.ExpiredToken, ciba.CheckExpiry),
		caught(simulator.StaleToken, ciba.CheckIssuedAt, ciba.CheckAuthenticationTime),
		caught(simulator.FutureToken, ciba.CheckIssuedAt),
		caught(simulator.WrongAtHash, hash),
		caught(simulator.MissingAtHash, hash),
		caught(simulator.Replayed, ciba.CheckReplay),

		{scenario: simulator.RotatedKeys, outcome: ciba.Verified, took: unhurried},
		caught(simulator.UnknownKid, signature),
		caught(simulator.DuplicateKid, signature),
		caught(simulator.EncryptionKey, signature),
		caught(simulator.TransactionKey, ciba.CheckKeyPin),
		caught(simulator.OfferedKey, signature),
		{scenario: simulator.JWKSDown, outcome: ciba.Verified, took: 36 * time.Second},

		caught(simulator.WrongIDP, ciba.CheckIdentityProvider),
		caught(simulator.MissingPerson, ciba.CheckPerson),
		caught(simulator.OtherTransaction, ciba.CheckTransaction),

		// By UUID, nobody asks for a CPR match. See TestFaultsByCPR.
		{scenario: simulator.CPRMatch, outcome: ciba.Verified, took: unhurried},
		{scenario: simulator.CPROther, outcome: ciba.Verified, took: unhurried},
		{scenario: simulator.CPRExceeded, outcome: ciba.Verified, took: unhurried},
		{scenario: simulator.CPRLate, outcome: ciba.Verified, took: unhurried},
		{scenario: simulator.CPRNotAllowed, outcome: ciba.Verified, took: unhurried},
		{scenario: simulator.CPRDown, outcome: ciba.Verified, took: unhurried},
		{scenario: simulator.CPRNonsense, outcome: ciba.Verified, took: unhurried},

		{scenario: simulator.ClockAhead, outcome: ciba.Verified, took: unhurried},
		{scenario: simulator.ClockBehind, outcome: ciba.Verified, took: unhurried},
		{scenario: simulator.ClockFar, outcome: ciba.Failed, reason: ciba.ReasonClock},
		{scenario: simulator.ClockLies, outcome: ciba.Failed, reason: ciba.ReasonClock},
		{scenario: simulator.Cached, outcome: ciba.Verified, took: unhurried},
		{scenario: simulator.CachedUndated, outcome: ciba.Verified, took: unhurried},
	}
}

// TestFaults runs the client, with MitID's checks, against every fault of the simulator.
func TestFaults(t *testing.T) {
	t.Parallel()
	keys := newSimulatorKeys(t)
	cases := faultCases()
	for _, scenario := range simulator.Faults() {
		if !slices.ContainsFunc(cases, func(c faultCase) bool { return c.scenario == scenario }) {
			t.Errorf("the fault %s isn't tried here", scenario)
		}
	}
	for _, c := range cases {
		t.Run(string(c.scenario), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { c.run(t, keys, false) })
		})
	}
}

// TestFaultsByCPR runs a start by CPR against every fault: it ends as by UUID, except for the
// faults of the CPR match, and nobody is asked about a token in which something else is wrong.
func TestFaultsByCPR(t *testing.T) {
	t.Parallel()
	keys := newSimulatorKeys(t)
	ends := map[simulator.Scenario]faultCase{
		simulator.CPRMatch:      {outcome: ciba.Verified, word: ciba.WordMatchedAsText},
		simulator.CPROther:      {outcome: ciba.NotVerified, word: ciba.WordSomeoneElse},
		simulator.CPRExceeded:   {outcome: ciba.Unknown, reason: ciba.ReasonNotMatched, word: ciba.WordMatchExceeded},
		simulator.CPRLate:       {outcome: ciba.Unknown, reason: ciba.ReasonNotMatched, word: ciba.WordMatchLate},
		simulator.CPRNotAllowed: {outcome: ciba.Unknown, reason: ciba.ReasonNotMatched, word: ciba.WordMatchNotAllowed},
		simulator.CPRDown:       {outcome: ciba.Unknown, reason: ciba.ReasonNotMatched, word: ciba.WordMatchUnreachable},
		simulator.CPRNonsense:   {outcome: ciba.Unknown, reason: ciba.ReasonNotMatched, word: ciba.WordMatchUnreadable},
	}
	for _, c := range faultCases() {
		if other, differs := ends[c.scenario]; differs {
			c.outcome, c.reason, c.word = other.outcome, other.reason, other.word
		}
		t.Run(string(c.scenario), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { c.run(t, keys, true) })
		})
	}
}

func (c faultCase) run(t *testing.T, keys *simulator.Keys, byCPR bool) {
	s, err := simulator.New(simulator.Options{BaseURL: simulated, Scenario: c.scenario, Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	astray, matched := 0, 0
	served := s.Handler()
	transport := serveInMemory(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/op/connect/elsewhere" {
			astray++
		}
		if strings.HasSuffix(r.URL.Path, "/matchCpr") {
			matched++
		}
		served.ServeHTTP(w, r)
	}))
	config := simulatedConfig(simulated)
	config.MatchEndpoint = simulated + matchEndpoint
	if c.scenario == simulator.TransactionKey { // see TestTransactionKeyUnpinned
		config.PinnedKeys = []string{tokenKey(t, transport)}
	}
	client := newTestClient(t, config, ciba.Options{Secret: simulator.PublishedClientSecret, Transport: transport})
	var known seen
	lost := 0
	verify := func() ciba.Result {
		params := simulatedParams(t, func(e ciba.Event) { lost = max(lost, e.Lost) })
		if byCPR {
			params = simulatedByCPR(t, s.People()[0], params.Observe)
		}
		params.Marks, params.Receive = transactionOf, known.receive
		return client.NewVerification(params).Run(t.Context())
	}
	if c.scenario == simulator.Replayed {
		s.SetScenario(simulator.Approve)
		if first := verify(); first.Outcome != ciba.Verified {
			t.Fatalf("the first one is %s", first.Outcome)
		}
		s.SetScenario(c.scenario)
	}
	began := time.Now()
	matched = 0
	result := verify()
	took := time.Since(began).Truncate(time.Second)

	if result.Outcome != c.outcome || result.Reason != c.reason || oauthCode(result) != c.oauth {
		t.Fatalf("outcome %s, reason %q, error %q (%v), want %s, %q, %q",
			result.Outcome, result.Reason, oauthCode(result), result.Err, c.outcome, c.reason, c.oauth)
	}
	if result.Verdict != nil {
		// What else is wrong leaves a person by CPR open.
		if failed := requiredFailures(t, result); !byCPR && !slices.Equal(failed, c.failed) {
			t.Errorf("failed %v, want %v", failed, c.failed)
		}
		if word := result.Verdict.Check(ciba.CheckPerson).Actual.Word; c.word != "" && word != c.word {
			t.Errorf("the person is %s, want %s", word, c.word)
		}
		skewed := c.scenario == simulator.ClockAhead || c.scenario == simulator.ClockBehind
		if shown := result.Offset.Abs() > time.Minute; shown != skewed {
			t.Errorf("a clock that is off is shown: %t", shown)
		}
	}
	if c.took > 0 && took != c.took {
		t.Errorf("it took %s, want %s", took, c.took)
	}
	if lost != c.lost {
		t.Errorf("%d answers were lost in a row, want %d", lost, c.lost)
	}
	if asked := byCPR && (result.Outcome == ciba.Verified || c.word != ""); matched != 1 && asked || matched != 0 && !asked {
		t.Errorf("asked for %d matches", matched)
	}
	if astray > 0 {
		t.Errorf("%d redirects were followed", astray)
	}
}

// seen remembers which marks belong to which verification, as the journal does.
type seen struct{ marks []string }

func (s *seen) receive(_ context.Context, r ciba.Receipt) ciba.Reception {
	before := false
	for _, mark := range append(slices.Clone(r.Marks), r.Identity) {
		before = before || slices.Contains(s.marks, mark)
		s.marks = append(s.marks, mark)
	}
	return lookedSeen(before)
}

// lookedSeen returns the result of a look, recorded.
func lookedSeen(seen bool) ciba.Reception {
	if seen {
		return ciba.Reception{Look: ciba.LookedSeen, Recorded: true}
	}
	return ciba.Reception{Look: ciba.LookedNew, Recorded: true}
}

func transactionOf(claims ciba.Claims) []string { return []string{mitid.TransactionID(claims)} }

// tokenKey returns the thumbprint of the key that signs ID tokens: the second one.
func tokenKey(t *testing.T, transport http.RoundTripper) string {
	t.Helper()
	response, err := (&http.Client{Transport: transport}).Get(simulated + "/op/.well-known/openid-configuration/jwks")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var set struct {
		Keys []struct {
			Kid string `json:"kid"`
		} `json:"keys"`
	}
	if err := json.NewDecoder(response.Body).Decode(&set); err != nil || len(set.Keys) < 2 {
		t.Fatalf("%v: %d keys", err, len(set.Keys))
	}
	return set.Keys[1].Kid
}

// TestTransactionKeyUnpinned: if no key is pinned, another signing key of the broker is accepted.
// That is why keys are pinned.
func TestTransactionKeyUnpinned(t *testing.T) {
	t.Parallel()
	keys := newSimulatorKeys(t)
	synctest.Test(t, func(t *testing.T) {
		_, transport := startSimulator(t, keys, simulator.TransactionKey)
		client := newTestClient(t, simulatedConfig(simulated), ciba.Options{Secret: simulator.PublishedClientSecret, Transport: transport})
		if result := client.NewVerification(simulatedParams(t, nil)).Run(t.Context()); result.Outcome != ciba.Verified {
			t.Errorf("%s", result.Outcome)
		}
	})
}

// TestCancelGetsAPage: a web page doesn't mean that there was nothing to cancel.
func TestCancelGetsAPage(t *testing.T) {
	t.Parallel()
	keys := newSimulatorKeys(t)
	synctest.Test(t, func(t *testing.T) {
		s, err := simulator.New(simulator.Options{BaseURL: simulated, Scenario: simulator.CancelPage, Keys: keys})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		client := newTestClient(t, simulatedConfig(simulated), ciba.Options{Secret: simulator.PublishedClientSecret, Transport: serveInMemory(t, s.Handler())})
		v := client.NewVerification(simulatedParams(t, nil))
		stop := time.AfterFunc(3*time.Second, func() { v.Cancel() })
		defer stop.Stop()
		if result := v.Run(t.Context()); result.Outcome != ciba.Cancelled || result.Cancel != ciba.CancelUncertain {
			t.Errorf("%s, the cancel %q", result.Outcome, result.Cancel)
		}
	})
}
