package desk

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/simulator"
)

// caught says how the desk tells of one scenario: by the outcome, by the checks that fail, or in the course.
type caught struct {
	scenario simulator.Scenario
	outcome  string
	failed   string // checks, in their order
	course   string // moments that must be there, in their order
}

// TestEveryScenarioOfThePicker picks each one in the demo, has somebody asked, and looks at what the operator is shown.
func TestEveryScenarioOfThePicker(t *testing.T) {
	const verified, notVerified, unknown = "verified", "not_verified", "unknown"
	cases := []caught{
		{simulator.Decide, verified, "", ""},
		{simulator.Approve, verified, "", "pending answered"},
		{simulator.Refuse, "refused", "", ""},
		{simulator.Ignore, "expired", "", ""},
		{simulator.OtherPerson, notVerified, "person", ""},
		{simulator.OtherText, notVerified, "reference_text", ""},
		{simulator.ForgedSignature, notVerified, "signature", ""},
		{simulator.SlowDown, verified, "", "slow_down slow_down answered"},
		{simulator.Outage, verified, "", "lost lost answered"},
		{simulator.MitIDError, "failed", "", ""},

		{simulator.StartLost, unknown, "", ""},
		{simulator.StartHTML, unknown, "", ""},
		{simulator.StartRedirect, unknown, "", ""},
		{simulator.StartBusy, "failed", "", ""},
		{simulator.BadAcknowledgement, unknown, "", ""},
		{simulator.HastyInterval, verified, "", "interval_default answered"},
		{simulator.HugeInterval, verified, "", "interval_clamped answered"},

		{simulator.TooManyRequests, verified, "", "lost answered"},
		{simulator.ExpiredAnswer, "expired", "", ""},
		{simulator.StrangeError, "failed", "", ""},
		{simulator.NoTokens, unknown, "", "lost"},
		{simulator.DuplicateMembers, unknown, "", "lost"},
		{simulator.LostTokens, unknown, "", "lost"},
		{simulator.UserAborted, "refused", "", ""},
		{simulator.MitIDTimeout, "failed", "", ""},

		{simulator.HTMLPoll, verified, "", "lost lost answered"},
		{simulator.BrokenJSON, verified, "", "lost lost answered"},
		{simulator.ServerErrors, verified, "", "lost lost lost answered"},
		{simulator.RedirectPoll, verified, "", "lost lost answered"},
		{simulator.SlowAnswer, verified, "", ""},
		{simulator.NeverAnswers, verified, "", "lost answered"},
		{simulator.OversizedBody, verified, "", "lost answered"},
		{simulator.GzipBomb, verified, "", "lost answered"},
		{simulator.CancelPage, "expired", "", ""},

		{simulator.AlgNone, notVerified, "signature", ""},
		{simulator.HS256, notVerified, "signature algorithm access_token_hash", ""},
		{simulator.OtherAlgorithm, notVerified, "signature algorithm", ""},
		{simulator.BrokenSignature, notVerified, "signature", ""},
		{simulator.AccessAsIDToken, notVerified, "token_kind audience access_token_hash person reference_text", ""},
		{simulator.WrongIssuer, notVerified, "issuer", ""},
		{simulator.WrongAudience, notVerified, "audience", ""},
		{simulator.FurtherAudience, notVerified, "audience", ""},
		{simulator.ExpiredToken, notVerified, "expiry", ""},
		{simulator.StaleToken, notVerified, "issued_at authentication_time", ""},
		{simulator.FutureToken, notVerified, "issued_at", ""},
		{simulator.WrongAtHash, notVerified, "access_token_hash", ""},
		{simulator.MissingAtHash, notVerified, "access_token_hash", ""},
		{simulator.Replayed, notVerified, "reference_text replay", ""}, // the code before was another one

		{simulator.RotatedKeys, verified, "", ""},
		{simulator.UnknownKid, notVerified, "signature", ""},
		{simulator.DuplicateKid, notVerified, "signature", ""},
		{simulator.EncryptionKey, notVerified, "signature", ""},
		{simulator.TransactionKey, verified, "", ""}, // the demo's keys are new each time: nobody can pin them
		{simulator.OfferedKey, notVerified, "signature", ""},
		{simulator.JWKSDown, verified, "", "no_keys checked"},

		{simulator.WrongIDP, notVerified, "identity_provider", ""},
		{simulator.MissingPerson, notVerified, "person", ""},
		{simulator.OtherTransaction, notVerified, "transaction", ""},

		{simulator.ClockAhead, verified, "", "clock answered"},
		{simulator.ClockBehind, verified, "", "clock answered"},
		{simulator.ClockFar, "failed", "", ""},
		{simulator.ClockLies, "failed", "", "clock_differs cancel_confirmed"},
		{simulator.Cached, verified, "", "answered"},
		{simulator.CachedUndated, verified, "", "answered"},
	}
	for _, info := range simulator.Catalogue() {
		if !slices.ContainsFunc(cases, func(c caught) bool { return c.scenario == info.Name }) {
			t.Errorf("%s isn't tried here", info.Name)
		}
	}
	for _, c := range cases {
		t.Run(string(c.scenario), func(t *testing.T) { synctest.Test(t, c.run) })
	}
}

// TestAPhoneThatNeverRang shows nothing: how the request before ended is no answer to this one.
func TestAPhoneThatNeverRang(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		if v := b.verify(mette); v.Phone.State != "approved" {
			t.Fatalf("phone %+v", v.Phone)
		}
		b.pass(2 * time.Second)
		b.Done()
		b.SetScenario(string(simulator.StartHTML))
		if v := b.verify(mette); v.Phone.State != "" || v.Phone.Shown {
			t.Errorf("beside %s stands a phone that is %s", v.Outcome.Outcome, v.Phone.State)
		}
	})
}

func (c caught) run(t *testing.T) {
	b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
	if c.scenario == simulator.Replayed {
		b.verify(mette)
		b.pass(2 * time.Second) // Done is dead at first
		b.Done()
		b.untilState(Idle)
	}
	b.SetScenario(string(c.scenario))
	v := b.until("the scenario", func(v View) bool { return v.Phone.Scenario == string(c.scenario) })
	if !slices.ContainsFunc(v.Phone.Scenarios, func(s Scenario) bool { return s.Name == string(c.scenario) && s.Group != "" }) {
		t.Error("it can't be picked")
	}
	b.SetUUID(mette)
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
