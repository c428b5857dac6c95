package console

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"ringback/assets"
	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/ui/desk"
)

// mitidToken is a login_hint_token that the simulator understands. To the profile generic it is a
// token like any other.
const mitidToken = `{"idp":"mitid","uuid":"` + mette + `","referenceTextBody":"Kode 0000","ip":"192.0.2.7"}`

// inGeneric begins in an environment that treats the simulator as any provider.
func inGeneric(claim string) func(*desk.Options) {
	return func(o *desk.Options) {
		o.Environments = append(o.Environments, config.Environment{
			ID: "any", Name: "Any provider", Kind: config.KindTest, Profile: config.ProfileGeneric,
			Issuer: brokerAt + "/op", ClientID: simulator.PublishedClientID, ClientAuth: ciba.ClientSecretPost, Scope: "openid mitid",
			IDTokenAlgs: []string{"RS256"}, RequireAtHash: true, CIBANonce: config.NonceOff,
			Hint: config.HintLoginToken, PersonClaim: claim, TextTemplate: "Kode {code}",
		})
		o.Environment, o.Secrets = "any", noSecrets{secret: simulator.PublishedClientSecret}
	}
}

func TestGenericVerify(t *testing.T) {
	asked := Request{Person: mette, HintToken: mitidToken}
	tests := map[string]struct {
		call   call
		status int
		says   []string
	}{
		"verified": {
			call: call{scenario: simulator.Approve, prepare: inGeneric("mitid.uuid")}, status: ExitVerified,
			says: []string{mette + " approved the request", "I have sent you a request"},
		},
		"other person": {
			call:   call{scenario: simulator.OtherPerson, prepare: inGeneric("mitid.uuid")},
			status: ExitNotVerified, says: []string{"Someone other than"},
		},
		"no claim": {
			call:   call{scenario: simulator.Approve, prepare: inGeneric("")},
			status: ExitNotVerified, says: []string{"person_claim"},
		},
		"refused": {
			call:   call{scenario: simulator.Refuse, prepare: inGeneric("mitid.uuid")},
			status: ExitRefused, says: []string{"The request was refused."},
		},
	}
	for name, test := range tests {
		for _, asJSON := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c := test.call
					c.language, c.json, c.request = assets.English, asJSON, asked
					r := c.verify(t)
					if r.status != test.status || r.err != "" || r.started != 1 {
						t.Errorf("exit status %d, %d requests, %q\n%s", r.status, r.started, r.err, r.out)
					}
					if asJSON {
						test.says = []string{`"kind":"test"`, `"id":"reference_text","result":"skip","expected":"Kode 0000","actual":"not_applicable"`}
						if test.status == ExitRefused {
							test.says = test.says[:1]
						}
					}
					for _, part := range test.says {
						if !strings.Contains(r.out, part) {
							t.Errorf("it doesn't say %q:\n%s", part, r.out)
						}
					}
					if strings.Contains(r.out, "MitID") || strings.Contains(r.out, "referenceTextBody") {
						t.Errorf("it says:\n%s", r.out)
					}
					wantNoSecrets(t, r)
				})
			})
		}
	}
}

// TestGenericNothingStarts: what is missing or has no meaning here is reported.
func TestGenericNothingStarts(t *testing.T) {
	tests := map[string]struct {
		request Request
		says    string
	}{
		"nobody":                {Request{HintToken: mitidToken}, "-person"},
		"no token":              {Request{Person: mette}, "hint_token"},
		"half a token":          {Request{Person: mette, HintToken: "a\nb"}, "not a token of this kind"},
		"two persons":           {Request{Person: mette, UUID: mette, HintToken: mitidToken}, "only one of"},
		"an IP":                 {Request{Person: mette, IP: "192.0.2.1", HintToken: mitidToken}, "isn’t used"},
		"an unseen character":   {Request{Person: "a\u200bb", HintToken: mitidToken}, "invisible"},
		"a case without an end": {Request{Person: mette, Case: strings.Repeat("7", 256), HintToken: mitidToken}, "256 characters"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := call{language: assets.English, scenario: simulator.Approve, request: test.request, prepare: inGeneric("mitid.uuid")}.verify(t)
				if r.status != ExitUsage || r.started != 0 || r.out != "" || !strings.Contains(r.err, test.says) || strings.Contains(r.err, mette) {
					t.Errorf("exit status %d, %d requests: %q", r.status, r.started, r.err)
				}
			})
		})
	}
	synctest.Test(t, func(t *testing.T) { // and in MitID's profile
		r := call{language: assets.English, scenario: simulator.Approve, request: Request{UUID: mette, HintToken: "a"}, handler: func(*http.Request) bool { return true }}.verify(t)
		if r.status != ExitUsage || r.started != 0 || !strings.Contains(r.err, "isn’t used") {
			t.Errorf("exit status %d: %q", r.status, r.err)
		}
	})
}
