package desk

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/simulator"
)

// caught says how the desk shows one scenario: by the outcome, by the failed checks, or in the
// course.
type caught struct {
	scenario simulator.Scenario
	person   string // who is asked; "": mette
	outcome  string
	failed   string // checks, in their order
	course   string // moments that must be there, in their order
}

// metteCPR is the CPR number of mette.
const metteCPR = "740379-0012"

// TestEveryScenarioOfThePicker runs a verification with each scenario in demo, and checks what the
// operator sees.
func TestEveryScenarioOfThePicker(t *testing.T) {
	const verified, notVerified, unknown = "verified", "not_verified", "unknown"
	cases := []caught{
		{scenario: simulator.Decide, outcome: verified},
		{scenario: simulator.Approve, outcome: verified, course: "pending answered"},
		{scenario: simulator.Refuse, outcome: "refused"},
		{scenario: simulator.Ignore, outcome: "expired"},
		{scenario: simulator.OtherPerson, outcome: notVerified, failed: "person"},
		{scenario: simulator.OtherText, outcome: notVerified, failed: "reference_text"},
		{scenario: simulator.ForgedSignature, outcome: notVerified, failed: "signature"},
		{scenario: simulator.SlowDown, outcome: verified, course: "slow_down slow_down answered"},
		{scenario: simulator.Outage, outcome: verified, course: "lost lost answered"},
		{scenario: simulator.MitIDError, outcome: "failed"},

		{scenario: simulator.StartLost, outcome: unknown},
		{scenario: simulator.StartHTML, outcome: unknown},
		{scenario: simulator.StartRedirect, outcome: unknown},
		{scenario: simulator.StartBusy, outcome: "failed"},
		{scenario: simulator.BadAcknowledgement, outcome: unknown},
		{scenario: simulator.HastyInterval, outcome: verified, course: "interval_default answered"},
		{scenario: simulator.HugeInterval, outcome: verified, course: "interval_clamped answered"},

		{scenario: simulator.TooManyRequests, outcome: verified, course: "lost answered"},
		{scenario: simulator.ExpiredAnswer, outcome: "expired"},
		{scenario: simulator.StrangeError, outcome: "failed"},
		{scenario: simulator.NoTokens, outcome: unknown, course: "lost"},
		{scenario: simulator.DuplicateMembers, outcome: unknown, course: "lost"},
		{scenario: simulator.LostTokens, outcome: unknown, course: "lost"},
		{scenario: simulator.UserAborted, outcome: "refused"},
		{scenario: simulator.MitIDTimeout, outcome: "failed"},

		{scenario: simulator.HTMLPoll, outcome: verified, course: "lost lost answered"},
		{scenario: simulator.BrokenJSON, outcome: verified, course: "lost lost answered"},
		{scenario: simulator.ServerErrors, outcome: verified, course: "lost lost lost answered"},
		{scenario: simulator.RedirectPoll, outcome: verified, course: "lost lost answered"},
		{scenario: simulator.SlowAnswer, outcome: verified},
		{scenario: simulator.NeverAnswers, outcome: verified, course: "lost answered"},
		{scenario: simulator.OversizedBody, outcome: verified, course: "lost answered"},
		{scenario: simulator.GzipBomb, outcome: verified, course: "lost answered"},
		{scenario: simulator.CancelPage, outcome: "expired"},

		{scenario: simulator.AlgNone, outcome: notVerified, failed: "signature"},
		{scenario: simulator.HS256, outcome: notVerified, failed: "signature algorithm access_token_hash"},
		{scenario: simulator.OtherAlgorithm, outcome: notVerified, failed: "signature algorithm"},
		{scenario: simulator.BrokenSignature, outcome: notVerified, failed: "signature"},
		{scenario: simulator.AccessAsIDToken, outcome: notVerified, failed: "token_kind audience access_token_hash person reference_text"},
		{scenario: simulator.WrongIssuer, outcome: notVerified, failed: "issuer"},
		{scenario: simulator.WrongAudience, outcome: notVerified, failed: "audience"},
		{scenario: simulator.FurtherAudience, outcome: notVerified, failed: "audience"},
		{scenario: simulator.ExpiredToken, outcome: notVerified, failed: "expiry"},
		{scenario: simulator.StaleToken, outcome: notVerified, failed: "issued_at authentication_time"},
		{scenario: simulator.FutureToken, outcome: notVerified, failed: "issued_at"},
		{scenario: simulator.WrongAtHash, outcome: notVerified, failed: "access_token_hash"},
		{scenario: simulator.MissingAtHash, outcome: notVerified, failed: "access_token_hash"},
		// the replayed token has the earlier code
		{scenario: simulator.Replayed, outcome: notVerified, failed: "reference_text replay"},

		{scenario: simulator.RotatedKeys, outcome: verified},
		{scenario: simulator.UnknownKid, outcome: notVerified, failed: "signature"},
		{scenario: simulator.DuplicateKid, outcome: notVerified, failed: "signature"},
		{scenario: simulator.EncryptionKey, outcome: notVerified, failed: "signature"},
		// the demo's keys are new each time, so they can't be pinned
		{scenario: simulator.TransactionKey, outcome: verified},
		{scenario: simulator.OfferedKey, outcome: notVerified, failed: "signature"},
		{scenario: simulator.JWKSDown, outcome: verified, course: "no_keys checked"},

		{scenario: simulator.WrongIDP, outcome: notVerified, failed: "identity_provider"},
		{scenario: simulator.MissingPerson, outcome: notVerified, failed: "person"},
		{scenario: simulator.OtherTransaction, outcome: notVerified, failed: "transaction"},

		{scenario: simulator.Approve, person: metteCPR, outcome: verified, course: "answered recorded matching checked"},
		{scenario: simulator.OtherPerson, person: metteCPR, outcome: notVerified, failed: "person"},
		{scenario: simulator.ForgedSignature, person: metteCPR, outcome: notVerified, failed: "signature"},
		{scenario: simulator.MissingAtHash, person: metteCPR, outcome: notVerified, failed: "access_token_hash"},
		{scenario: simulator.CPRMatch, outcome: verified},
		{scenario: simulator.CPRMatch, person: metteCPR, outcome: verified, course: "matching"},
		{scenario: simulator.CPROther, person: metteCPR, outcome: notVerified, failed: "person", course: "matching"},
		{scenario: simulator.CPRExceeded, person: metteCPR, outcome: unknown, course: "matching"},
		{scenario: simulator.CPRLate, person: metteCPR, outcome: unknown, course: "matching"},
		{scenario: simulator.CPRNotAllowed, person: metteCPR, outcome: unknown, course: "matching"},
		{scenario: simulator.CPRDown, person: metteCPR, outcome: unknown, course: "matching"},
		{scenario: simulator.CPRNonsense, person: metteCPR, outcome: unknown, course: "matching"},

		{scenario: simulator.ClockAhead, outcome: verified, course: "clock answered"},
		{scenario: simulator.ClockBehind, outcome: verified, course: "clock answered"},
		{scenario: simulator.ClockFar, outcome: "failed"},
		{scenario: simulator.ClockLies, outcome: "failed", course: "clock_differs cancel_confirmed"},
		{scenario: simulator.Cached, outcome: verified, course: "answered"},
		{scenario: simulator.CachedUndated, outcome: verified, course: "answered"},
	}
	for _, info := range simulator.Catalogue() {
		if !slices.ContainsFunc(cases, func(c caught) bool { return c.scenario == info.Name }) {
			t.Errorf("%s isn't tried here", info.Name)
		}
	}
	for _, c := range cases {
		t.Run(strings.TrimSpace(string(c.scenario)+" "+c.person), func(t *testing.T) { synctest.Test(t, c.run) })
	}
}

// TestThePhoneForgetsTheLastRequest if the next one never reaches the phone.
func TestThePhoneForgetsTheLastRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		if v := b.verify(mette); v.Phone.State != "approved" {
			t.Fatalf("phone %+v", v.Phone)
		}
		b.pass(2 * time.Second)
		b.Done()
		b.SetScenario(string(simulator.StartHTML))
		if v := b.verify(mette); v.Phone.State != "" || v.Phone.Shown {
			t.Errorf("next to %s the phone is %s", v.Outcome.Outcome, v.Phone.State)
		}
	})
}

func (c caught) run(t *testing.T) {
	b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
	if c.scenario == simulator.Replayed {
		b.verify(mette)
		b.pass(2 * time.Second) // Done has no effect at first
		b.Done()
		b.untilState(Idle)
	}
	b.SetScenario(string(c.scenario))
	v := b.until("the scenario", func(v View) bool { return v.Phone.Scenario == string(c.scenario) })
	if !slices.ContainsFunc(v.Phone.Scenarios, func(s Scenario) bool { return s.Name == string(c.scenario) && s.Group != "" }) {
		t.Error("it can't be picked")
	}
	b.SetPerson(cmp.Or(c.person, mette))
	b.Start()
	if c.scenario == simulator.Decide {
		b.until("the phone", func(v View) bool { return v.Phone.Shown })
		b.Approve()
	}
	v = b.untilState(Ended)

	var failed, moments []string
	for _, check := range v.Outcome.Checks {
		if check.Result == "fail" {
			failed = append(failed, check.ID)
		}
	}
	for _, moment := range v.Course {
		moments = append(moments, moment.What)
	}
	if v.Outcome.Outcome != c.outcome || strings.Join(failed, " ") != c.failed {
		t.Errorf("the outcome is %s, and %v fail; want %s, %s", v.Outcome.Outcome, failed, c.outcome, c.failed)
	}
	if verified := c.outcome == "verified"; verified != (v.Status.Tone == ToneVerified) {
		t.Errorf("%s is shown in the tone %s", v.Outcome.Outcome, v.Status.Tone)
	}
	if told := strings.Join(moments, " "); !inOrder(moments, strings.Fields(c.course)) {
		t.Errorf("the course tells %q, want %q in it", told, c.course)
	}
	b.pass(2 * time.Second)
	b.Done()
	b.until("room for the next one", func(v View) bool { return v.State == Idle && !v.Locked })
}
