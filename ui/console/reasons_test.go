package console

import (
	"io"
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

// atTheSimulator begins in a user's own environment at the simulator.
func atTheSimulator(change func(*config.Environment), secret ciba.Secret) func(*desk.Options) {
	return func(o *desk.Options) {
		own := o.Environments[1]
		own.ID, own.Name, own.BuiltIn, own.Issuer, own.PinnedKeys = "own", "Own", false, brokerAt+"/op", nil
		change(&own)
		o.Environments = append(o.Environments, own)
		o.Environment, o.Secrets = "own", noSecrets{secret: secret}
	}
}

// rewriting changes a broker's answers on their way; nil changes nothing.
type rewriting struct {
	http.RoundTripper
	replace *strings.Replacer
}

func (r rewriting) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := r.RoundTripper.RoundTrip(request)
	if err != nil || r.replace == nil {
		return response, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	response.Body, response.ContentLength = io.NopCloser(strings.NewReader(r.replace.Replace(string(body)))), -1
	return response, nil
}

// TestReasonsReachTheConsole: each fault is named in both languages, and has its own reason and
// detail in -json.
func TestReasonsReachTheConsole(t *testing.T) {
	late := func(path string) func(*http.Request) bool {
		return func(r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, path) {
				<-r.Context().Done() // until no client waits any more
			}
			return true
		}
	}
	tests := map[string]struct {
		change  func(*config.Environment)
		secret  ciba.Secret
		handler func(*http.Request) bool
		rewrite *strings.Replacer // changes the broker's answers
		json    string
		says    string // in both languages
	}{
		"no description": {
			change: func(e *config.Environment) { e.Issuer = brokerAt + "/nothing" },
			json:   `"reason":"discovery_status","detail":"discovery answered with status 404"`, says: "404",
		},
		"another issuer": {
			change: func(e *config.Environment) { e.Issuer = brokerAt + "/op/" },
			json:   `"reason":"other_issuer"`, says: brokerAt + "/op,",
		},
		"in the clear": {
			rewrite: strings.NewReplacer(`"token_endpoint":"`+brokerAt, `"token_endpoint":"http://elsewhere.example`),
			json:    `"reason":"not_https","detail":"token_endpoint must be https"`, says: "token_endpoint",
		},
		"a key that is none": {
			change: func(e *config.Environment) { e.ClientAuth = ciba.PrivateKeyJWT },
			secret: "hunter2-hunter2", json: `"reason":"private_key","detail":"this isn't a private key`, says: "PEM",
		},
		"no answer": {handler: late("/openid-configuration"), json: `"reason":"timeout"`, says: "127.0.0.1:4711"},
	}
	for name, test := range tests {
		for _, language := range assets.Languages() {
			for _, asJSON := range []bool{false, true} {
				t.Run(name+" "+string(language), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						change, secret := test.change, test.secret
						if change == nil {
							change = func(*config.Environment) {}
						}
						if secret == "" {
							secret = simulator.PublishedClientSecret
						}
						r := call{
							language: language, json: asJSON, scenario: simulator.Approve, request: Request{UUID: mette, Text: "Kode 1", IP: "192.0.2.1"},
							prepare: func(o *desk.Options) {
								atTheSimulator(change, secret)(o)
								o.Transport = rewriting{o.Transport, test.rewrite}
							}, handler: test.handler,
						}.verify(t)
						if r.status != ExitFailed || r.started != 0 {
							t.Errorf("exit status %d, %d requests: %s", r.status, r.started, r.err)
						}
						if asJSON {
							wantOneEnding(t, r.out, test.json)
						} else if !strings.Contains(r.out, test.says) {
							t.Errorf("it doesn't say %q:\n%s", test.says, r.out)
						}
					})
				})
			}
		}
	}
}
