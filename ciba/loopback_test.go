package ciba_test

import (
	"slices"
	"testing"

	"ringback/ciba"
	"ringback/ciba/simulator"
)

// TestLoopback compares client and simulator: the simulator imports nothing of the client, so it
// has its own IsLoopback.
func TestLoopback(t *testing.T) {
	t.Parallel()
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

// TestLoopbackOfARemoteIssuer: a service on this machine gets nothing that is meant for an issuer
// elsewhere.
func TestLoopbackOfARemoteIssuer(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"127.0.0.1", "localhost.", "[::1]", "[::ffff:127.0.0.1]", "127.1", "a.localhost", "0.0.0.0"} {
		at := "https://" + host + "/x"
		for name, endpoints := range map[string]ciba.Endpoints{
			"backchannel_authentication_endpoint": {BackchannelAuthentication: at}, "token_endpoint": {Token: at}, "jwks_uri": {JWKS: at}, "cancel_endpoint": {Cancel: at + "/{auth_req_id}"},
		} {
			refusedConfig(t, ciba.Config{Issuer: "https://op.example", ClientID: testClient, Endpoints: endpoints}, ciba.FieldError{Field: name, Problem: ciba.ProblemLoopback})
			refusedConfig(t, ciba.Config{Issuer: "https://localhost:8443", ClientID: testClient, Endpoints: endpoints})
		}
	}
}

// TestNonASCIIHosts: they are rejected, because their conversion to ASCII may yield this machine,
// or another host.
func TestNonASCIIHosts(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"\uff4cocalhost", "127\u30020.0.1", "localhost\u3002", "bro\u00adker.example", "br\u03bfker.example"} {
		refusedConfig(t, ciba.Config{Issuer: "https://op.example", ClientID: testClient, Endpoints: ciba.Endpoints{Cancel: "https://" + host + "/{auth_req_id}"}},
			ciba.FieldError{Field: "cancel_endpoint", Problem: ciba.ProblemMalformed})
		refusedConfig(t, ciba.Config{Issuer: "https://" + host, ClientID: testClient}, ciba.FieldError{Field: "issuer", Problem: ciba.ProblemMalformed})
	}
}

// TestCancelEndpointIsChecked: a cancel before discovery obeys the same rules as any other call.
func TestCancelEndpointIsChecked(t *testing.T) {
	t.Parallel()
	for at, problem := range map[string]string{
		"http://op.example/{auth_req_id}": ciba.ProblemNotHTTPS, "https://127.0.0.1/{auth_req_id}": ciba.ProblemLoopback,
		"https://anna@op.example/{auth_req_id}": ciba.ProblemMalformed, "https://op.example/cancel": ciba.ProblemMalformed,
	} {
		refusedConfig(t, ciba.Config{Issuer: "https://op.example", ClientID: testClient, Endpoints: ciba.Endpoints{Cancel: at}}, ciba.FieldError{Field: "cancel_endpoint", Problem: problem})
	}
}

// refusedConfig asserts what is wrong with a configuration. There is then no client, so nothing can
// be sent.
func refusedConfig(t *testing.T, config ciba.Config, want ...ciba.FieldError) {
	t.Helper()
	client, err := ciba.NewClient(config, ciba.Options{})
	if got := ciba.FieldErrors(err); !slices.Equal(got, want) || (client == nil) != (len(want) > 0) {
		t.Errorf("%+v: %v, want %v", config, got, want)
	}
}
