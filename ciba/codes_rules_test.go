package ciba_test

import (
	"fmt"
	"strings"
	"testing"

	"ringback/ciba"
	"ringback/ciba/mitid"
)

// described answers 400 with an error and a description.
func described(code, description string) step {
	return says(400, fmt.Sprintf(`{"error":%q,"error_description":%q}`, code, description))
}

// TestOwnCodesOfThePoll: rules 26 and 33, the broker's own code in a description says whether the
// person refused or something failed; in error itself it can be a refusal too.
func TestOwnCodesOfThePoll(t *testing.T) {
	t.Parallel()
	refused, failed := ciba.Refused, ciba.Failed
	type row struct {
		answer  step
		outcome ciba.Outcome
		own     string
	}
	rows := map[string]row{
		"no description":          {answer: failure("access_denied"), outcome: refused},
		"empty":                   {answer: described("access_denied", ""), outcome: refused},
		"no string":               {answer: says(400, `{"error":"access_denied","error_description":7}`), outcome: refused},
		"prose":                   {answer: described("access_denied", "The end-user said no"), outcome: refused},
		"an unknown code":         {answer: described("access_denied", "mitid_something_new"), outcome: refused},
		"a code in other letters": {answer: described("access_denied", "MITID_TIMEOUT"), outcome: refused},
		"a code further behind":   {answer: described("access_denied", "it was mitid_timeout"), outcome: refused},
		"a code within a word":    {answer: described("access_denied", "xmitid_timeout"), outcome: refused},
		"a code with more to it":  {answer: described("access_denied", "mitid_timeout_x"), outcome: refused},
		"code, blank, prose": {
			answer: described("access_denied", "mitid_timeout after 5 minutes"), outcome: failed, own: "mitid_timeout",
		},
		"code, colon, prose": {
			answer: described("access_denied", "mitid_timeout: after 5 minutes"), outcome: failed, own: "mitid_timeout",
		},
		"code, colon": {answer: described("access_denied", "mitid_timeout:"), outcome: failed, own: "mitid_timeout"},
		"MitID's own number": {
			answer:  described("access_denied", "mitid_flex_app.mitid_error_4711"),
			outcome: failed, own: "mitid_flex_app.mitid_error_4711",
		},
		"no number after it":    {answer: described("access_denied", "mitid_flex_app.mitid_error_"), outcome: refused},
		"rejected, and a fault": {answer: described("rejected", "mitid_timeout"), outcome: refused, own: "mitid_timeout"},
		"the number in error":   {answer: failure("mitid_flex_app.mitid_error_4711"), outcome: failed},
		"a fault in error":      {answer: failure("mitid_timeout"), outcome: failed},
		"a refusal of another one": {
			answer: described("invalid_request", "mitid_user_aborted"), outcome: failed, own: "mitid_user_aborted",
		},
		"expired, and a fault": {answer: described("expired_token", "mitid_timeout"), outcome: ciba.Expired, own: "mitid_timeout"},
	}
	for _, code := range mitid.Refusals() {
		rows["refusal "+code] = row{answer: described("access_denied", code), outcome: refused, own: code}
		rows["refusal in error "+code] = row{answer: failure(code), outcome: refused}
	}
	for _, code := range mitid.Faults() {
		rows["fault "+code] = row{answer: described("access_denied", code), outcome: failed, own: code}
	}
	for name, test := range rows {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, pending(), test.answer)
				s := verify(t, p.client(t), func(params *ciba.Params, _ func() bool) { params.Meaning = mitid.Meaning })
				if s.Outcome != test.outcome || s.OAuth == nil || s.OAuth.Own != test.own {
					t.Errorf("%s, %+v", s.Outcome, s.OAuth)
				}
				p.silentAfter(t)
			})
		})
	}
	t.Run("without a profile that knows them", func(t *testing.T) {
		for answer, want := range map[*step]ciba.Outcome{ptr(described("access_denied", "mitid_timeout")): refused, ptr(failure("mitid_user_aborted")): failed} {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, *answer)
				if s := verify(t, p.client(t)); s.Outcome != want || s.OAuth.Own != "" {
					t.Errorf("%s, %+v", s.Outcome, s.OAuth)
				}
			})
		}
	})
}

func ptr[T any](v T) *T { return &v }

// TestOwnCodesOfTheStart: no person was asked yet, so every code means failed; the own code is more
// specific.
func TestOwnCodesOfTheStart(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(startEndpoint, described("invalid_request", "mitid_uuid_hint_malformed: \u202e"+testSecret))
		s := verify(t, p.client(t), func(params *ciba.Params, _ func() bool) { params.Meaning = mitid.Meaning })
		s.wants(t, ciba.Failed, ciba.ReasonOAuth)
		if s.OAuth.Own != "mitid_uuid_hint_malformed" || s.OAuth.Description != "mitid_uuid_hint_malformed: •••" {
			t.Errorf("%+v", s.OAuth)
		}
	})
}

// TestDescriptionsAreHarmless: rule 34, a description is shown masked, cleaned and cut, whatever it
// contains.
func TestDescriptionsAreHarmless(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(tokenEndpoint, says(400, `{"error":"access_denied","error_description":"<b>\u202e\u001b[31mno, `+testID+` `+strings.Repeat("x", 4000)+`"}`))
		s := verify(t, p.client(t))
		s.wants(t, ciba.Refused, "")
		if got := s.OAuth.Description; !strings.HasPrefix(got, "<b>[31mno, ••• xxx") || len([]rune(got)) != 301 {
			t.Errorf("it reads %q", got)
		}
	})
}
