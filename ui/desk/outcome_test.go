package desk

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba"
	"ringback/ciba/simulator"
)

// TestEveryOutcome runs whole verifications against the simulator, one for each way in which they
// can end.
func TestEveryOutcome(t *testing.T) {
	type want struct {
		outcome, reason, code string
		sentence              string
		tone                  Tone
		symbol                string
		failed                []string // checks
		claims, withheld      bool
		course                []string // what happened, in this order
	}
	start := []string{"sending", "acknowledged"}
	tokens := []string{"answered", "recorded", "checked", "ended"}
	tests := map[string]struct {
		scenario simulator.Scenario
		person   string
		want     want
	}{
		"approved": {scenario: simulator.Approve, person: mette, want: want{
			outcome: "verified", sentence: "outcome.verified.sentence", tone: ToneVerified, symbol: "check", claims: true,
			course: slices.Concat(start, []string{"pending"}, tokens),
		}},
		"approved by someone whose name is protected": {
			scenario: simulator.Approve, person: "7b2e5d90-c4f1-4389-a0d6-e81b9c3f4762",
			want: want{
				outcome: "verified", sentence: "outcome.verified.sentence_protected", tone: ToneVerified, symbol: "check", claims: true,
				course: slices.Concat(start, []string{"pending"}, tokens),
			},
		},
		"refused": {scenario: simulator.Refuse, person: mette, want: want{
			outcome: "refused", code: "access_denied", sentence: "outcome.refused.sentence", tone: ToneRefused, symbol: "hand",
			course: slices.Concat(start, []string{"pending", "ended"}),
		}},
		"ignored": {scenario: simulator.Ignore, person: mette, want: want{
			outcome: "expired", sentence: "outcome.expired.sentence", code: "expired_token", tone: ToneNeutral, symbol: "hourglass",
			course: slices.Concat(start, []string{"pending", "ended"}),
		}},
		"another person": {scenario: simulator.OtherPerson, person: mette, want: want{
			outcome: "not_verified", sentence: "outcome.not_verified.sentence.person", tone: ToneRefused, symbol: "shield-cross",
			failed: []string{"person"}, claims: true, withheld: true, course: slices.Concat(start, []string{"pending"}, tokens),
		}},
		"another text": {scenario: simulator.OtherText, person: mette, want: want{
			outcome: "not_verified", sentence: "outcome.not_verified.sentence.reference_text", tone: ToneRefused, symbol: "shield-cross",
			failed: []string{"reference_text"}, claims: true, course: slices.Concat(start, []string{"pending"}, tokens),
		}},
		"a forged signature": {scenario: simulator.ForgedSignature, person: mette, want: want{
			outcome: "not_verified", sentence: "outcome.not_verified.sentence.not_genuine", tone: ToneRefused, symbol: "shield-cross",
			failed: []string{"signature"}, claims: true, course: slices.Concat(start, []string{"pending"}, tokens),
		}},
		"slowed down": {scenario: simulator.SlowDown, person: mette, want: want{
			outcome: "verified", sentence: "outcome.verified.sentence", tone: ToneVerified, symbol: "check", claims: true,
			course: slices.Concat(start, []string{"slow_down", "slow_down"}, tokens),
		}},
		"an outage": {scenario: simulator.Outage, person: mette, want: want{
			outcome: "verified", sentence: "outcome.verified.sentence", tone: ToneVerified, symbol: "check", claims: true,
			course: slices.Concat(start, []string{"lost", "lost"}, tokens),
		}},
		"an error of MitID's": {scenario: simulator.MitIDError, person: mette, want: want{
			outcome: "failed", reason: "oauth", code: "mitid_flex_app.mitid_error_123", sentence: "outcome.failed.sentence.mitid_error", tone: ToneRefused, symbol: "alert",
			course: slices.Concat(start, []string{"pending", "ended"}),
		}},
		"a person whom the broker doesn't know": {scenario: simulator.Approve, person: unknown, want: want{
			outcome: "failed", reason: "oauth", code: "unknown_user_id", sentence: "outcome.failed.sentence.unknown_user_id", tone: ToneRefused, symbol: "alert",
			course: []string{"sending", "ended"},
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{broker: simulator.Options{Scenario: test.scenario}})
				v := b.verify(test.person)
				o, w := v.Outcome, test.want
				if o.Outcome != w.outcome || o.Reason != w.reason || o.Error != w.code {
					t.Errorf("outcome %q, reason %q, error %q; want %q, %q, %q", o.Outcome, o.Reason, o.Error, w.outcome, w.reason, w.code)
				}
				if v.Status.Word.Key != "outcome."+w.outcome+".word" || v.Status.Sentence.Key != w.sentence || v.Status.SayNow.Key != "say.outcome."+w.outcome {
					t.Errorf("it says %q, %q, %q; want the sentence %q", v.Status.Word.Key, v.Status.Sentence.Key, v.Status.SayNow.Key, w.sentence)
				}
				if v.Status.Tone != w.tone || v.Status.Symbol != w.symbol || v.Status.Badge != BadgeDemo {
					t.Errorf("it looks %s, %s, %s", v.Status.Tone, v.Status.Symbol, v.Status.Badge)
				}
				if (v.Status.Tone == ToneVerified) != (o.Outcome == "verified") {
					t.Error("green is for verified, and for nothing else")
				}
				if o.Person != test.person || o.Text != v.Form.Preview || o.Sent.IsZero() || o.At.Before(o.Sent) {
					t.Errorf("as sent: %q, %q, %v until %v", o.Person, o.Text, o.Sent, o.At)
				}
				if !o.Recorded {
					t.Error("it is in the journal, and the desk says that it isn't")
				}
				var failed []string
				for _, check := range o.Checks {
					if check.Result == "fail" {
						failed = append(failed, check.ID)
					}
				}
				if !slices.Equal(failed, w.failed) || o.Failed != len(w.failed) {
					t.Errorf("checks that failed: %v (counted %d), want %v", failed, o.Failed, w.failed)
				}
				if (v.Claims != nil) != w.claims || v.Claims != nil && (v.Claims.Withheld != w.withheld || v.Claims.Verified != (w.outcome == "verified")) {
					t.Errorf("claims: %+v", v.Claims)
				}
				if (o.Outcome != "verified") && (o.Name != "" || !o.DateOfBirth.IsZero() || o.Transaction != "" || !o.Approved.IsZero()) {
					t.Error("who approved is named though it is not verified")
				}
				if got := happened(v.Course); !inOrder(got, w.course) {
					t.Errorf("course %v, want %v in it", got, w.course)
				}
				if v.CanStart || v.CanCancel || v.CanDone || !v.Locked {
					t.Errorf("just ended: start %t, cancel %t, done %t, locked %t", v.CanStart, v.CanCancel, v.CanDone, v.Locked)
				}
				records, err := b.journal.List(t.Context(), journalFilter())
				if err != nil || len(records) != 1 || string(records[0].Outcome) != w.outcome || records[0].Operator != "anna" {
					t.Errorf("the journal has %+v, %v", records, err)
				}
			})
		})
	}
}

// TestNoteSaysWhenItWasApproved: the answer is fetched some time after the person approved, and the
// case file must not state that time as the approval's.
func TestNoteSaysWhenItWasApproved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		o := b.verify(mette).Outcome
		note, _ := o.Note.Args["Note"].(Text)
		stamp, _ := note.Args["At"].(Stamp)
		at := time.Time(stamp)
		if !o.At.After(o.Approved) || !at.Equal(o.Approved) {
			t.Errorf("approved at %v, known at %v, and the note says %v", o.Approved, o.At, at)
		}
	})
}

func TestVerifiedNamesWhoApproved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		b.SetCase("2026-118842")
		o := b.verify(mette).Outcome
		if o.Case != "2026-118842" {
			t.Errorf("its case is %q", o.Case)
		}
		if o.Name != "Mette Holm Sørensen" || o.DateOfBirth.Format("2006-01-02") != "1979-03-14" || o.Transaction == "" || o.Approved.IsZero() {
			t.Errorf("outcome %+v", o)
		}
		if len(o.Checks) != len(ciba.CheckOrder()) || o.Passed != 12 || o.Failed != 0 {
			t.Errorf("%d checks, %d technical ones passed, %d failed", len(o.Checks), o.Passed, o.Failed)
		}
	})
}

// TestAnotherEnvironment uses the keyring and a nonce. It has no phone to approve on, so the test
// approves.
func TestAnotherEnvironment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}, options: inOwnEnvironment})
		v := b.View()
		if v.Phone != nil || v.Environment.Name != "Nordby Kommune, test" || v.Environment.Badge != BadgeTest || v.Environment.Host != "127.0.0.1:4711" {
			t.Errorf("environment %+v, phone %v", v.Environment, v.Phone)
		}
		if v.Secret.Source != "keyring" || !v.Secret.Needed {
			t.Errorf("secret %+v", v.Secret)
		}
		v = b.verify(mette)
		if v.Outcome.Outcome != "verified" || v.Status.Badge != BadgeTest {
			t.Fatalf("outcome %s %s, %v", v.Status.Badge, v.Outcome.Outcome, v.Outcome.Checks)
		}
		for _, check := range v.Outcome.Checks {
			if check.ID == "nonce" && check.Result != "pass" {
				t.Errorf("nonce: %+v", check)
			}
		}
		b.broker.SetScenario(simulator.OtherText)
		b.pass(doneDelay)
		b.Done()
		if v = b.verify(mette); v.Outcome.Outcome != "not_verified" {
			t.Errorf("the second one: %s", v.Outcome.Outcome)
		}
	})
}

func TestWrongSecretIsNamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: func(o *Options) {
			inOwnEnvironment(o)
			o.Secrets.(*fakeSecrets).keep(ownBinding(), "another secret", "keyring")
		}})
		if v := b.verify(mette); v.Status.Sentence.Key != "outcome.failed.sentence.invalid_client" {
			t.Errorf("it says %v", v.Status.Sentence)
		}
	})
}

// happened returns what the course says.
func happened(course []Moment) []string {
	var all []string
	for i, moment := range course {
		if moment.Seq != i+1 || moment.At.IsZero() {
			return []string{"a moment out of order"}
		}
		all = append(all, moment.What)
	}
	return all
}

// inOrder reports whether wanted is a subsequence of all.
func inOrder(all, wanted []string) bool {
	for _, what := range wanted {
		i := slices.Index(all, what)
		if i < 0 {
			return false
		}
		all = all[i+1:]
	}
	return true
}

// TestClaimsBeginWithThePerson keeps the other claims in the order of the token.
func TestClaimsBeginWithThePerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		var names []string
		for _, claim := range b.verify(mette).Claims.Payload {
			names = append(names, claim.Name)
		}
		if len(names) < 10 || !slices.Equal(names[:3], []string{"mitid.identity_name", "mitid.date_of_birth", "mitid.uuid"}) {
			t.Errorf("the claims are %q", names)
		}
		if slices.Index(names, "iss") > slices.Index(names, "mitid.transaction_id") {
			t.Errorf("the other claims are no longer in their order: %q", names)
		}
	})
}
