package ciba_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ringback/ciba"
)

// curlOf returns the commands of a verification that is cancelled while it waits, by endpoint.
func curlOf(t *testing.T, change func(*ciba.Config, *ciba.Options)) map[string]ciba.Command {
	commands := make(map[string]ciba.Command)
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(tokenEndpoint, pending())
		c := p.client(t, change, func(_ *ciba.Config, o *ciba.Options) {
			o.Exchange = func(e ciba.Exchange) { commands[e.Endpoint] = e.Curl(nil) }
		})
		verify(t, c, cancelAfter(7*time.Second))
	})
	return commands
}

func TestCurlIsWhatWasSent(t *testing.T) {
	t.Parallel()
	commands := curlOf(t, func(_ *ciba.Config, o *ciba.Options) { o.Secret = "without+a/blank" })
	const common = " \\\n  --header 'Accept-Encoding: gzip' \\\n  --header 'Accept: application/json'"
	const client = " \\\n  --header 'Content-Type: application/x-www-form-urlencoded' \\\n  --header 'User-Agent: ciba'" +
		" \\\n  --data-raw 'grant_type=urn%3Aopenid%3Aparams%3Agrant-type%3Aciba' \\\n  --data-raw 'scope=openid+mitid' \\\n  --data-raw 'client_id=" + testClient + "'" +
		" \\\n  --data-urlencode \"client_secret=$CLIENT_SECRET\""
	want := map[string]ciba.Command{
		"discovery": {Text: "curl --http1.1 --compressed '" + testIssuer + "/.well-known/openid-configuration'" + common + " \\\n  --header 'Cache-Control: no-cache' \\\n  --header 'User-Agent: ciba'"},
		"backchannel_authentication_endpoint": {
			Text: "curl --http1.1 --compressed --request 'POST' '" + testIssuer + "/connect/ciba'" + common + client +
				" \\\n  --data-raw 'login_hint_token=%7B%22idp%22%3A%22mitid%22%2C%22uuid%22%3A%228a9856e0-f12d-4217-b320-c8a076be9320%22%2C%22referenceTextBody%22%3A%22Kode+4821%2C+Nordby+Kommune%22%2C%22ip%22%3A%22192.0.2.7%22%7D'",
			Variables: []string{"CLIENT_SECRET"},
		},
		"token_endpoint": {
			Text: "curl --http1.1 --compressed --request 'POST' '" + testIssuer + "/connect/token'" + common + client +
				" \\\n  --data-urlencode \"auth_req_id=$AUTH_REQ_ID\"",
			Variables: []string{"AUTH_REQ_ID", "CLIENT_SECRET"},
		},
		"cancel_endpoint": {
			Text:      "curl --http1.1 --compressed --request 'DELETE' '" + testIssuer + "/api/v1/ciba/'\"$AUTH_REQ_ID\"" + common + " \\\n  --header 'User-Agent: ciba'",
			Variables: []string{"AUTH_REQ_ID"},
		},
	}
	for endpoint, want := range want {
		got := commands[endpoint]
		if got.Text != want.Text || !slices.Equal(got.Variables, want.Variables) || len(got.Missing) > 0 {
			t.Errorf("%s:\n%s\n%v, missing %v, want\n%s", endpoint, got.Text, got.Variables, got.Missing, want.Text)
		}
	}
}

func TestCurlOfBasicAndAssertions(t *testing.T) {
	t.Parallel()
	commands := curlOf(t, func(c *ciba.Config, _ *ciba.Options) { c.Auth, c.ClientID = ciba.ClientSecretBasic, `an id:"$(x)` })
	got := commands["token_endpoint"]
	if !strings.Contains(got.Text, `--user "an+id%3A%22%24%28x%29:$(LC_ALL=C; s=$CLIENT_SECRET;`) || strings.Contains(got.Text, "Authorization") ||
		!slices.Equal(got.Variables, []string{"AUTH_REQ_ID", "CLIENT_SECRET"}) || len(got.Missing) > 0 {
		t.Errorf("%+v", got)
	}
	commands = curlOf(t, func(c *ciba.Config, _ *ciba.Options) { c.Auth = ciba.ClientSecretJWT })
	got = commands["token_endpoint"]
	if !strings.Contains(got.Text, `--data-urlencode "client_assertion=$CLIENT_ASSERTION"`) || !slices.Equal(got.Variables, []string{"AUTH_REQ_ID", "CLIENT_ASSERTION"}) {
		t.Errorf("%+v", got)
	}
}

// TestCurlOfASecretWithABlank: curl would write the blank as %20.
func TestCurlOfASecretWithABlank(t *testing.T) {
	t.Parallel()
	got := curlOf(t, func(_ *ciba.Config, o *ciba.Options) { o.Secret = "with a blank" })["token_endpoint"]
	if !strings.Contains(got.Text, `--data-raw "client_secret=$(LC_ALL=C; s=$CLIENT_SECRET;`) || strings.Contains(got.Text, "with a") {
		t.Errorf("%s", got.Text)
	}
}

// TestCurlSaysWhatItLacks: a masked value without a variable is named, not sent as dots.
func TestCurlSaysWhatItLacks(t *testing.T) {
	t.Parallel()
	e := ciba.Exchange{
		Method: "POST", URL: "https://op.example:443/a/../[b]",
		RequestHeader: ciba.Form{{Name: "Authorization", Value: "•••"}, {Name: "Cookie", Value: "•••"}, {Name: "X-Echo", Value: "a•••b"}},
		RequestForm:   ciba.Form{{Name: "refresh_token", Value: "•••"}, {Name: "text", Value: "•••"}},
		Masked: []ciba.Masked{
			{Place: ciba.PlaceRequestHeader, Index: 0},
			{Place: ciba.PlaceRequestHeader, Index: 1},
			{Place: ciba.PlaceRequestForm, Index: 0},
		},
	}
	got := e.Curl(nil)
	if want := []string{"Authorization", "Cookie", "X-Echo", "refresh_token"}; !slices.Equal(got.Missing, want) {
		t.Errorf("missing %v, want %v", got.Missing, want)
	}
	// A value that only looks masked is sent as it is.
	if want := "curl --http1.1 --compressed --request 'POST' --globoff --path-as-is 'https://op.example:443/a/../[b]' \\\n  --header 'Host: op.example:443' \\\n  --header 'Accept-Encoding: gzip' \\\n  --data-raw 'text=%E2%80%A2%E2%80%A2%E2%80%A2'"; got.Text != want {
		t.Errorf("%s\nwant\n%s", got.Text, want)
	}
}

// TestCurlVariablesHaveTheCallersNames for every masked value.
func TestCurlVariablesHaveTheCallersNames(t *testing.T) {
	t.Parallel()
	for _, auth := range []ciba.AuthMethod{ciba.ClientSecretPost, ciba.ClientSecretBasic} {
		inBubble(t, func(t *testing.T, p *scripted) {
			p.on(tokenEndpoint, pending())
			var start ciba.Command
			c := p.client(t, func(config *ciba.Config, o *ciba.Options) {
				config.Auth = auth
				o.Exchange = func(e ciba.Exchange) {
					if e.Endpoint == "backchannel_authentication_endpoint" {
						start = e.Curl(map[string]string{"client_secret": "NORDBY_SECRET"})
					}
				}
			})
			verify(t, c, cancelAfter(time.Second))
			if !strings.Contains(start.Text, "$NORDBY_SECRET") || strings.Contains(start.Text, "CLIENT_SECRET") || !slices.Equal(start.Variables, []string{"NORDBY_SECRET"}) {
				t.Errorf("%s: %v of %s", auth, start.Variables, start.Text)
			}
		})
	}
}
