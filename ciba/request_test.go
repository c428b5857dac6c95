package ciba_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ringback/ciba"
)

func TestRequestIsSentInTheOrderOfTheSpecification(t *testing.T) {
	t.Parallel()
	form, err := ciba.Request{
		Scope: "openid profile", ACRValues: []string{"high", "low"}, LoginHint: "mette", BindingMessage: "Kode 4821",
		UserCode: "1234", RequestedExpiry: 2 * time.Minute,
	}.Form()
	want := ciba.Form{
		{Name: "scope", Value: "openid profile"}, {Name: "acr_values", Value: "high low"}, {Name: "login_hint", Value: "mette"},
		{Name: "binding_message", Value: "Kode 4821"}, {Name: "user_code", Value: "1234"}, {Name: "requested_expiry", Value: "120"},
	}
	if err != nil || !slices.Equal(form, want) {
		t.Errorf("%v, %v", form, err)
	}
}

// TestInvalidRequest: errors are reported field by field, and never quote what was typed.
func TestInvalidRequest(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		request ciba.Request
		want    []ciba.FieldError
	}{
		"the least": {ciba.Request{Scope: "openid", LoginHint: "mette"}, nil},
		"nothing": {ciba.Request{}, []ciba.FieldError{
			{Field: "scope", Problem: ciba.ProblemOpenID},
			{Field: "login_hint", Problem: ciba.ProblemEmpty},
		}},
		"two hints": {
			ciba.Request{Scope: "openid", IDTokenHint: "a.b.c", LoginHint: "mette"},
			[]ciba.FieldError{{Field: "login_hint", Problem: ciba.ProblemTooMany}},
		},
		"everything else": {
			ciba.Request{Scope: "openid", LoginHint: "mette", ACRValues: []string{"a b"}, BindingMessage: "Kode\n4821", RequestedExpiry: time.Hour},
			[]ciba.FieldError{
				{Field: "acr_values", Problem: ciba.ProblemMalformed},
				{Field: "binding_message", Problem: ciba.ProblemLineBreak},
				{Field: "requested_expiry", Problem: ciba.ProblemTooLong, Limit: 900},
			},
		},
		"half a second": {
			ciba.Request{Scope: "openid", LoginHint: "mette", RequestedExpiry: time.Second / 2},
			[]ciba.FieldError{{Field: "requested_expiry", Problem: ciba.ProblemMalformed}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			form, err := test.request.Form()
			if got := ciba.FieldErrors(err); !slices.Equal(got, test.want) || (form == nil) != (len(test.want) > 0) {
				t.Errorf("%v, want %v", got, test.want)
			}
		})
	}
}

// TestAPreparedRequest needs no form, uses the client's scope, and shows no token and no code.
func TestAPreparedRequest(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		var trace strings.Builder
		c := p.client(t, func(_ *ciba.Config, o *ciba.Options) {
			o.Exchange = func(e ciba.Exchange) { fmt.Fprintf(&trace, "%+v\n", e) }
		})
		if _, err := c.Prepare(ciba.Request{}, ciba.Params{}); len(ciba.FieldErrors(err)) != 1 {
			t.Errorf("without a hint: %v", err)
		}
		v, err := c.Prepare(ciba.Request{LoginHintToken: `{"a":"hidden hint"}`, UserCode: "hidden code", BindingMessage: "Kode 4821"}, testParams(t))
		if err != nil {
			t.Fatal(err)
		}
		if result := v.Run(t.Context()); result.Outcome != ciba.Verified {
			t.Errorf("%s %s %v", result.Outcome, result.Reason, result.Err)
		}
		sent := p.seen(startEndpoint)[0].form
		if sent.Get("scope") != "openid mitid" || sent.Get("login_hint_token") != `{"a":"hidden hint"}` || sent.Get("binding_message") != "Kode 4821" || sent.Get("user_code") != "hidden code" {
			t.Errorf("sent %v", sent)
		}
		if shown := trace.String(); strings.Contains(shown, "hidden") || !strings.Contains(shown, "Kode 4821") {
			t.Errorf("shown: %s", shown)
		}
	})
}
