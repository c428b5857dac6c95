package ciba_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/ciba/simulator"
)

// TestLoopback holds client and simulator together: the simulator imports
// nothing of the client, so it decides by itself what this machine is.
func TestLoopback(t *testing.T) {
	type answer struct{ is, may bool }
	for host, want := range map[string]answer{
		"localhost": {true, true}, "LocalHost": {true, true}, "localhost.": {true, true}, "LOCALHOST.": {true, true},
		"127.0.0.1": {true, true}, "127.255.255.254": {true, true}, "127.0.0.0": {true, true},
		"::1": {true, true}, "0:0:0:0:0:0:0:1": {true, true}, "::ffff:127.0.0.1": {true, true}, "::FFFF:7f00:1": {true, true},

		"::1%lo": {false, true}, "127.0.0.1.": {false, true}, "127.1": {false, true}, "127.0.1": {false, true}, "2130706433": {false, true}, "0x7f000001": {false, true},
		"0X7F.1": {false, true}, "0177.0.0.1": {false, true}, "127.000.000.001": {false, true}, "0x": {false, true}, "0.0.0.0": {false, true}, "0": {false, true}, "::": {false, true},
		"a.localhost": {false, true}, "a.LOCALHOST.": {false, true}, "localhost.localdomain": {false, true}, "ip6-localhost": {false, true},

		"": {}, ".": {}, "localhost.example": {}, "notlocalhost": {}, "127.0.0.1.example": {}, "128.0.0.1": {}, "126.255.255.255": {},
		"::2": {}, "fe80::1": {}, "fe80::1%eth0": {}, "::ffff:128.0.0.1": {}, "192.0.2.7": {}, "broker.example": {}, "0xbroker.example": {}, "[::1]": {}, "127.0.0.1:80": {},
	} {
		if got := (answer{ciba.IsLoopback(host), ciba.MayBeLoopback(host)}); got != want {
			t.Errorf("%q: %v, want %v", host, got, want)
		}
		if got := simulator.IsLoopback(host); got != want.is {
			t.Errorf("%q: to the simulator %t, to the client %t", host, got, want.is)
		}
	}
}

// TestLoopbackOfARemoteIssuer: what listens on this machine gets nothing that
// is meant for an issuer elsewhere.
func TestLoopbackOfARemoteIssuer(t *testing.T) {
	const document = `{"issuer":"https://op.example","backchannel_authentication_endpoint":"https://op.example/b","token_endpoint":"https://op.example/t","jwks_uri":"https://op.example/k"}`
	for _, host := range []string{"127.0.0.1", "localhost.", "[::1]", "[::ffff:127.0.0.1]", "127.1", "a.localhost", "0.0.0.0"} {
		at := "https://" + host + "/x"
		for name, endpoints := range map[string]ciba.Endpoints{
			"backchannel_authentication_endpoint": {BackchannelAuthentication: at}, "token_endpoint": {Token: at}, "jwks_uri": {JWKS: at}, "cancel_endpoint": {Cancel: at + "/{auth_req_id}"},
		} {
			for issuer, refused := range map[string]bool{"https://op.example": true, "https://localhost:8443": false} {
				document := strings.ReplaceAll(document, "https://op.example", issuer)
				c, err := ciba.NewClient(ciba.Config{Issuer: issuer, Endpoints: endpoints}, ciba.Options{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
					return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(document))}, nil
				})})
				if err != nil {
					t.Fatal(err)
				}
				_, err = c.Discover(t.Context())
				var wrong *ciba.ConfigError
				if errors.As(err, &wrong) != refused || refused && !strings.Contains(wrong.Detail, name) {
					t.Errorf("%s of %s at %s: %v", name, issuer, host, err)
				}
			}
		}
	}
}

// TestHostsOfOtherLetters are refused: on the way they become ASCII, and what
// looked like nothing that we know is this machine, or another host.
func TestHostsOfOtherLetters(t *testing.T) {
	for _, host := range []string{"\uff4cocalhost", "127\u30020.0.1", "localhost\u3002", "bro\u00adker.example", "br\u03bfker.example"} {
		c, err := ciba.NewClient(ciba.Config{Issuer: "https://op.example", Endpoints: ciba.Endpoints{Cancel: "https://" + host + "/{auth_req_id}"}}, ciba.Options{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.URL.Host != "op.example" {
				t.Errorf("%q was asked", r.URL.Host)
			}
			document := `{"issuer":"https://op.example","backchannel_authentication_endpoint":"https://op.example/b","token_endpoint":"https://op.example/t","jwks_uri":"https://op.example/k"}`
			return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(document))}, nil
		})})
		if err != nil {
			t.Fatal(err)
		}
		var wrong *ciba.ConfigError
		if _, err = c.Discover(t.Context()); !errors.As(err, &wrong) || wrong.Reason != ciba.ReasonAddress {
			t.Errorf("%q: %v", host, err)
		}
		if c.CancelKept(t.Context(), ciba.Resumption{AuthReqID: "id"}) != ciba.CancelUncertain {
			t.Errorf("%q: cancelled there", host)
		}
	}
}

// TestACancelGoesNowhereElse: one that comes before discovery has said anything
// is held to the same rules as any other call.
func TestACancelGoesNowhereElse(t *testing.T) {
	for _, at := range []string{"http://op.example/{auth_req_id}", "https://127.0.0.1/{auth_req_id}", "https://anna@op.example/{auth_req_id}"} {
		c, err := ciba.NewClient(ciba.Config{Issuer: "https://op.example", Endpoints: ciba.Endpoints{Cancel: at}}, ciba.Options{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodDelete {
				t.Errorf("%s was sent to", at)
			}
			return nil, errors.New("no answer")
		})})
		if err != nil {
			t.Fatal(err)
		}
		v := c.ResumeVerification(ciba.Params{}, ciba.Resumption{AuthReqID: "id", SentAt: time.Now(), ExpiresIn: time.Minute, Interval: time.Second})
		v.Cancel()
		if result := v.Run(t.Context()); result.Outcome != ciba.Cancelled || result.Cancel != ciba.CancelUncertain {
			t.Errorf("%s: %s, %s", at, result.Outcome, result.Cancel)
		}
		if got := c.CancelKept(t.Context(), ciba.Resumption{AuthReqID: "id"}); got != ciba.CancelUncertain {
			t.Errorf("%s, later: %s", at, got)
		}
	}
}
