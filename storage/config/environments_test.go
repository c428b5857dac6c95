package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/storage/files"
)

// whole is an environment with every key.
const whole = `# Nordby's own
[[environment]]
id = "nordby"
name = "Nordby Kommune, test"
kind = "test"
profile = "mitid-flex"
issuer = "https://broker.example/op"
client_id = "0f1e2d3c"
client_auth = "private_key_jwt"
scope = "openid mitid ssn"
hint_encoding = "base64"
ciba_nonce = "require"
id_token_algs = ["RS256", "ES256"]
pinned_keys = [
  "048058BB59F4D3007045896FD488CE81F4EB4923", # SHA-1
  "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
]
require_at_hash = false
required_loa = "substantial"
cpr = "match"
ip = "2001:db8:0:0::1"
appswitch = "documented"
organisation = "Nordby Kommune"
reference_template = "{organisation}: kode {code}"
backchannel_authentication_endpoint = "https://a.example/ciba"
token_endpoint = "https://b.example/token"
jwks_uri = "https://c.example/jwks"
cancel_endpoint = "https://d.example/ciba/{auth_req_id}/cancel"
cpr_match_endpoint = "https://broker.example/match"
appswitch_ios = "https://e.example/ios"
appswitch_android = "https://f.example/android"
`

// needed is an environment with the required keys, on lines 1 to 5.
const needed = "[[environment]]\nid = \"nordby\"\nname = \"Nordby\"\nissuer = \"https://broker.example/op\"\nclient_id = \"abc\"\n"

func TestParseWholeEnvironment(t *testing.T) {
	got, err := ParseEnvironments([]byte(whole), "environments.toml")
	if err != nil {
		t.Fatal(err)
	}
	want := []Environment{{
		ID: "nordby", Name: "Nordby Kommune, test", Kind: KindTest, Profile: ProfileMitIDFlex,
		Issuer: "https://broker.example/op", ClientID: "0f1e2d3c", ClientAuth: ciba.PrivateKeyJWT,
		Scope: "openid mitid ssn", Hint: HintLogin, HintEncoding: HintBase64, CIBANonce: NonceRequire,
		IDTokenAlgs:   []string{"RS256", "ES256"},
		PinnedKeys:    []string{"048058BB59F4D3007045896FD488CE81F4EB4923", "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"},
		RequireAtHash: false, RequiredLoA: LoASubstantial, CPR: CPRMatch, CPRMatchEndpoint: "https://broker.example/match",
		IP: "2001:db8::1", Organisation: "Nordby Kommune", TextTemplate: "{organisation}: kode {code}",
		Appswitch: AppswitchDocumented,
		Endpoints: ciba.Endpoints{
			BackchannelAuthentication: "https://a.example/ciba", Token: "https://b.example/token",
			JWKS: "https://c.example/jwks", Cancel: "https://d.example/ciba/{auth_req_id}/cancel",
		},
		AppswitchIOS: "https://e.example/ios", AppswitchAndroid: "https://f.example/android",
	}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	// What another profile or no file has, and what is false here.
	without := []string{"RequestedExpiry", "ACRValues", "PersonClaim", "RequireAtHash", "IPFromDocumentation", "BuiltIn", "Machine", "Fixed", "PublishedSecret"}
	fields := reflect.ValueOf(want[0])
	for i := range fields.NumField() {
		if name := fields.Type().Field(i).Name; fields.Field(i).IsZero() && !slices.Contains(without, name) {
			t.Errorf("the whole environment has no %s", name)
		}
	}
}

func TestDefaultsOfAnEnvironment(t *testing.T) {
	got, err := ParseEnvironments([]byte(needed+"organisation = \"Nordby Kommune\"\n"), "f")
	if err != nil {
		t.Fatal(err)
	}
	want := []Environment{{
		ID: "nordby", Name: "Nordby", Kind: KindTest, Profile: ProfileMitIDFlex,
		Issuer: "https://broker.example/op", ClientID: "abc", ClientAuth: ciba.ClientSecretPost,
		Scope: "openid mitid", HintEncoding: HintJSON, CIBANonce: NonceOff, IDTokenAlgs: []string{"RS256"},
		RequireAtHash: true, CPR: CPROff, Appswitch: AppswitchCurrent, Hint: HintLogin,
		Organisation: "Nordby Kommune", TextTemplate: "Kode {code}, {organisation}",
	}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got := got[0].Config().Endpoints.Cancel; got != "https://broker.example/op/api/v1/ciba/{auth_req_id}" {
		t.Errorf("cancel endpoint %q", got)
	}
}

// TestIssuerThatEndsInASlash: the slash is kept, and removed where an address is built.
func TestIssuerThatEndsInASlash(t *testing.T) {
	for _, issuer := range []string{"https://broker.example/", "https://broker.example/op/"} {
		got, err := ParseEnvironments([]byte(strings.Replace(needed, "https://broker.example/op", issuer, 1)), "f")
		if err != nil {
			t.Fatal(err)
		}
		config := got[0].Config()
		if config.Issuer != issuer || config.Endpoints.Cancel != issuer+"api/v1/ciba/{auth_req_id}" {
			t.Errorf("%+v", config)
		}
	}
}

// TestOnlyKnownIssuersHaveACPRMatch: an access token goes there, so it isn't guessed.
func TestOnlyKnownIssuersHaveACPRMatch(t *testing.T) {
	for _, e := range BuiltIn() {
		if on := e.ID == IDDemo; (e.CPR == CPRMatch) != on {
			t.Errorf("%s: cpr is %q", e.ID, e.CPR)
		}
		if want := e.Issuer + "/api/v1/mitid/matchCpr"; e.Issuer != "" && e.MatchEndpoint() != want {
			t.Errorf("%s matches at %q", e.ID, e.MatchEndpoint())
		}
	}
	for issuer, want := range map[string]string{
		"https://netseidbroker.dk/op":     "https://netseidbroker.dk/op/api/v1/mitid/matchCpr",
		"https://pp.netseidbroker.dk/op/": "https://pp.netseidbroker.dk/op/api/v1/mitid/matchCpr",
		"https://broker.example/op":       "",
		"https://netseidbroker.dk":        "",
	} {
		e := Environment{ID: "own", Profile: ProfileMitIDFlex, Issuer: issuer}
		if e.MatchEndpoint() != want {
			t.Errorf("%s: %q, want %q", issuer, e.MatchEndpoint(), want)
		}
		if e.Profile = ProfileGeneric; e.MatchEndpoint() != "" {
			t.Errorf("generic at %s: %q", issuer, e.MatchEndpoint())
		}
	}
}

func TestGenericProfile(t *testing.T) {
	got, err := ParseEnvironments([]byte(needed+"profile = \"generic\"\nhint = \"id_token_hint\"\nrequested_expiry = 120\nacr_values = [\"urn:example:loa:2\", \"1\"]\nperson_claim = \"preferred_username\"\n"), "f")
	if err != nil {
		t.Fatal(err)
	}
	e := got[0]
	if e.Hint != HintIDToken || e.RequestedExpiry != 2*time.Minute || !slices.Equal(e.ACRValues, []string{"urn:example:loa:2", "1"}) {
		t.Errorf("%+v", e)
	}
	if e.Scope != "openid" || e.PersonClaim != "preferred_username" || e.Config().Endpoints.Cancel != "" || e.TextTemplate != "Kode {code}" {
		t.Errorf("%+v", e)
	}
}

func TestValidEnvironments(t *testing.T) {
	for name, text := range map[string]string{
		"no environments":        "",
		"a byte order mark":      "\ufeff" + needed,
		"line ends of Windows":   strings.ReplaceAll(needed, "\n", "\r\n"),
		"http on loopback":       strings.Replace(needed, "https://broker.example/op", "http://127.0.0.1:8443/op", 1),
		"http on IPv6 loopback":  strings.Replace(needed, "https://broker.example/op", "http://[::1]:8443/op", 1),
		"http on localhost":      strings.Replace(needed, "https://broker.example/op", "http://localhost:1/op", 1),
		"a row of dots":          "# " + strings.Repeat(".", 300) + "\n" + needed,
		"an emoji in a template": needed + "reference_template = \"Kode {code} 😉\"\n",
		"130 units":              needed + "reference_template = \"{code}" + strings.Repeat("😉", 63) + "\"\n",
		"empty optional keys":    needed + "ip = \"\"\ntoken_endpoint = \"\"\nperson_claim = \"\"\nreference_template = \"\"\n",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := ParseEnvironments([]byte(text), "f"); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestFaultsOfEnvironments adds to a valid environment, or replaces a part of it. Marked values
// must never appear in an error.
func TestFaultsOfEnvironments(t *testing.T) {
	const mark = "geheim-4711"
	replaced := func(old, new string) string {
		if !strings.Contains(needed, old) {
			t.Fatalf("nothing to replace: %s", old)
		}
		return strings.Replace(needed, old, new, 1)
	}
	type fault struct {
		problem          files.Problem
		environment, key string
		line             int
	}
	nordby := func(problem files.Problem, key string, line int) []fault {
		return []fault{{problem: problem, environment: "nordby", key: key, line: line}}
	}
	for _, c := range []struct {
		name, text string
		want       []fault
	}{
		{name: "not TOML", text: needed + "x == 1\n", want: []fault{{problem: files.ProblemSyntax, line: 6}}},
		{
			name: "a value without quotation marks", text: needed + "ip = " + mark + "\n",
			want: []fault{{problem: files.ProblemSyntax, line: 6}},
		},
		{name: "a key twice", text: needed + "id = \"" + mark + "\"\n", want: []fault{{problem: files.ProblemSyntax, line: 6}}},
		{name: "UTF-16", text: "\xff\xfe[\x00[\x00", want: []fault{{problem: files.ProblemEncoding, line: 1}}},
		{name: "not UTF-8", text: needed + "organisation = \"\xff\"\n", want: []fault{{problem: files.ProblemEncoding, line: 6}}},
		{name: "too large", text: strings.Repeat("#", files.MaxSize+1), want: []fault{{problem: files.ProblemTooLarge}}},
		{name: "too deep", text: "a = " + strings.Repeat("[", 1000), want: []fault{{problem: files.ProblemTooDeep}}},
		{name: "dots that take the square", text: strings.Repeat("a.", 30000) + "b = 1", want: []fault{{problem: files.ProblemTooDeep}}},

		{name: "an unknown key", text: needed + "\n\ncolour = \"" + mark + "\"\n", want: nordby(files.ProblemUnknownKey, "colour", 8)},
		{name: "a key in capitals", text: needed + "Scope = \"openid\"\n", want: nordby(files.ProblemUnknownKey, "Scope", 6)},
		{
			name: "an unknown key of the file", text: "colour = 1\n" + needed,
			want: []fault{{problem: files.ProblemUnknownKey, key: "colour", line: 1}},
		},
		{
			name: "an unknown table", text: needed + "[other]\nid = 1\n",
			want: []fault{{problem: files.ProblemUnknownKey, key: "other", line: 6}},
		},
		{
			name: "a table in an environment", text: needed + "[environment.more]\nid = 1\n",
			want: nordby(files.ProblemUnknownKey, "more", 6),
		},
		{
			name: "a single table", text: strings.Replace(needed, "[[environment]]", "[environment]", 1),
			want: []fault{{problem: files.ProblemType, key: "environment", line: 1}},
		},
		{
			name: "a second table's key", text: needed + strings.Replace(needed, "nordby", "sydby", 1) + "colour = 1\n",
			want: []fault{{problem: files.ProblemUnknownKey, environment: "sydby", key: "colour", line: 11}},
		},

		{name: "client_secret", text: needed + "client_secret = \"" + mark + "\"\n", want: nordby(files.ProblemSecret, "client_secret", 6)},
		{
			name: "client_secret without quotation marks", text: needed + "client_secret = " + mark + "\n",
			want: []fault{{problem: files.ProblemSecret, key: "client_secret", line: 6}},
		},
		{name: "client-secret", text: needed + "client-secret = 4711\n", want: nordby(files.ProblemSecret, "client-secret", 6)},
		{
			name: "secret of the file", text: "secret = \"" + mark + "\"\n" + needed,
			want: []fault{{problem: files.ProblemSecret, key: "secret", line: 1}},
		},
		{name: "password", text: needed + "password = \"" + mark + "\"\n", want: nordby(files.ProblemSecret, "password", 6)},
		{
			name: "private_key over lines", text: needed + "private_key = \"\"\"\n" + mark + "\n\"\"\"\n",
			want: nordby(files.ProblemSecret, "private_key", 6),
		},
		{
			name: "a secret in a table", text: needed + "extra = { clientSecret = \"" + mark + "\" }\n",
			want: nordby(files.ProblemSecret, "extra", 6),
		},
		{
			name: "a private key under an innocent name",
			text: needed + "organisation = '-----BEGIN RSA PRIVATE KEY-----" + mark + "'\n",
			want: nordby(files.ProblemSecret, "organisation", 6),
		},
		{
			name: "a private key under an unknown name", text: needed + "x = ['-----BEGIN PRIVATE KEY-----" + mark + "']\n",
			want: nordby(files.ProblemSecret, "x", 6),
		},

		{name: "nothing at all", text: "[[environment]]\n", want: []fault{
			{problem: files.ProblemMissing, environment: "#1", key: "id", line: 1},
			{problem: files.ProblemMissing, environment: "#1", key: "name", line: 1},
			{problem: files.ProblemMissing, environment: "#1", key: "issuer", line: 1},
			{problem: files.ProblemMissing, environment: "#1", key: "client_id", line: 1},
		}},
		{name: "empty keys", text: "[[environment]]\nid = \"\"\nname=\"\"\nissuer=\"\"\nclient_id=\"\"", want: []fault{
			{problem: files.ProblemMissing, environment: "#1", key: "id", line: 2},
			{problem: files.ProblemMissing, environment: "#1", key: "name", line: 3},
			{problem: files.ProblemMissing, environment: "#1", key: "issuer", line: 4},
			{problem: files.ProblemMissing, environment: "#1", key: "client_id", line: 5},
		}},
		{
			name: "demo", text: replaced(`"nordby"`, `"demo"`),
			want: []fault{{problem: files.ProblemReserved, environment: "demo", key: "id", line: 2}},
		},
		{
			name: "pp", text: replaced(`"nordby"`, `"pp"`),
			want: []fault{{problem: files.ProblemReserved, environment: "pp", key: "id", line: 2}},
		},
		{
			name: "PRODUCTION", text: replaced(`"nordby"`, `"PRODUCTION"`),
			want: []fault{{problem: files.ProblemReserved, environment: "#1", key: "id", line: 2}},
		},
		{
			name: "an id of two words", text: replaced(`"nordby"`, `"nord by"`),
			want: []fault{{problem: files.ProblemID, environment: "#1", key: "id", line: 2}},
		},
		{
			name: "an id that is a number", text: replaced(`"nordby"`, `7`),
			want: []fault{{problem: files.ProblemType, environment: "#1", key: "id", line: 2}},
		},
		{
			name: "a long id", text: replaced(`"nordby"`, `"`+strings.Repeat("x", 33)+`"`),
			want: []fault{{problem: files.ProblemID, environment: "#1", key: "id", line: 2}},
		},
		{name: "one id twice", text: needed + needed, want: nordby(files.ProblemDuplicate, "id", 7)},
		{name: "a long name", text: replaced(`"Nordby"`, `"`+strings.Repeat("ø", 61)+`"`), want: nordby(files.ProblemTooLong, "name", 3)},
		{name: "a name that turns around", text: replaced(`"Nordby"`, `"Nord\u202eby"`), want: nordby(files.ProblemCharacters, "name", 3)},
		{name: "a name of two lines", text: replaced(`"Nordby"`, `"Nord\nby"`), want: nordby(files.ProblemCharacters, "name", 3)},

		{name: "an unknown kind", text: needed + "kind = \"demo\"\n", want: nordby(files.ProblemChoice, "kind", 6)},
		{name: "an unknown profile", text: needed + "profile = \"bankid\"\n", want: nordby(files.ProblemChoice, "profile", 6)},
		{name: "an unknown client_auth", text: needed + "client_auth = \"none\"\n", want: nordby(files.ProblemChoice, "client_auth", 6)},
		{
			name: "an unknown hint_encoding", text: needed + "hint_encoding = \"xml\"\n",
			want: nordby(files.ProblemChoice, "hint_encoding", 6),
		},
		{name: "an unknown ciba_nonce", text: needed + "ciba_nonce = \"on\"\n", want: nordby(files.ProblemChoice, "ciba_nonce", 6)},
		{name: "an unknown appswitch", text: needed + "appswitch = \"new\"\n", want: nordby(files.ProblemChoice, "appswitch", 6)},
		{
			name: "an unknown required_loa", text: needed + "required_loa = \"highest\"\n",
			want: nordby(files.ProblemChoice, "required_loa", 6),
		},
		{name: "no algorithm", text: needed + "id_token_algs = []\n", want: nordby(files.ProblemMissing, "id_token_algs", 6)},
		{
			name: "the algorithm none", text: needed + "id_token_algs = [\"RS256\", \"none\"]\n",
			want: nordby(files.ProblemChoice, "id_token_algs", 6),
		},
		{
			name: "a symmetric algorithm", text: needed + "id_token_algs = [\"HS256\"]\n",
			want: nordby(files.ProblemChoice, "id_token_algs", 6),
		},
		{
			name: "an algorithm twice", text: needed + "id_token_algs = [\"RS256\", \"RS256\"]\n",
			want: nordby(files.ProblemDuplicate, "id_token_algs", 6),
		},
		{
			name: "an algorithm without a list", text: needed + "id_token_algs = \"RS256\"\n",
			want: nordby(files.ProblemType, "id_token_algs", 6),
		},
		{
			name: "a boolean in quotation marks", text: needed + "require_at_hash = \"true\"\n",
			want: nordby(files.ProblemType, "require_at_hash", 6),
		},
		{
			name: "a short thumbprint", text: needed + "pinned_keys = [\n\"048058BB\"]\n",
			want: nordby(files.ProblemPinnedKey, "pinned_keys", 6),
		},
		{
			name: "a thumbprint with colons",
			text: needed + "pinned_keys = [\"04:80:58:BB:59:F4:D3:00:70:45:89:6F:D4:88:CE:81:F4:EB:49:23\"]\n",
			want: nordby(files.ProblemPinnedKey, "pinned_keys", 6),
		},
		{name: "numbers for thumbprints", text: needed + "pinned_keys = [1]\n", want: nordby(files.ProblemType, "pinned_keys", 6)},
		{name: "a scope without openid", text: needed + "scope = \"mitid\"\n", want: nordby(files.ProblemScope, "scope", 6)},
		{name: "a scope with two blanks", text: needed + "scope = \"openid  mitid\"\n", want: nordby(files.ProblemScope, "scope", 6)},

		{name: "an issuer with a query", text: replaced("/op", "/op?a="+mark), want: nordby(files.ProblemQuery, "issuer", 4)},
		{name: "an issuer with an empty query", text: replaced("/op", "/op?"), want: nordby(files.ProblemQuery, "issuer", 4)},
		{name: "an issuer with a fragment", text: replaced("/op", "/op#a"), want: nordby(files.ProblemQuery, "issuer", 4)},
		{name: "an issuer with an empty fragment", text: replaced("/op", "/op#"), want: nordby(files.ProblemQuery, "issuer", 4)},
		{
			name: "an issuer with credentials", text: replaced("https://", "https://me:"+mark+"@"),
			want: nordby(files.ProblemCredentialsInURL, "issuer", 4),
		},
		{name: "an issuer without a scheme", text: replaced("https://", ""), want: nordby(files.ProblemURL, "issuer", 4)},
		{
			name: "an issuer without a host", text: replaced("https://broker.example/op", "https:///op"),
			want: nordby(files.ProblemURL, "issuer", 4),
		},
		{name: "an issuer of another scheme", text: replaced("https://", "ftp://"), want: nordby(files.ProblemURL, "issuer", 4)},
		{name: "an issuer with a blank", text: replaced("/op", "/o p"), want: nordby(files.ProblemURL, "issuer", 4)},
		{name: "an issuer with a port that is none", text: replaced("/op", ":"+mark+"/op"), want: nordby(files.ProblemURL, "issuer", 4)},
		{name: "a long issuer", text: replaced("/op", "/"+strings.Repeat("x", 512)), want: nordby(files.ProblemTooLong, "issuer", 4)},
		{name: "http on a public host", text: replaced("https://", "http://"), want: nordby(files.ProblemNotHTTPS, "issuer", 4)},
		{
			name: "http on a host that looks like loopback",
			text: replaced("https://broker.example", "http://127.0.0.1.example"),
			want: nordby(files.ProblemNotHTTPS, "issuer", 4),
		},
		{
			name: "production on loopback", text: replaced("broker.example", "127.0.0.1:8443") + "kind = \"production\"\n",
			want: nordby(files.ProblemLoopback, "kind", 6),
		},
		{
			name: "production on localhost", text: replaced("broker.example", "LocalHost") + "kind = \"production\"\n",
			want: nordby(files.ProblemLoopback, "kind", 6),
		},
		{
			name: "production with one endpoint on loopback",
			text: needed + "kind = \"production\"\ntoken_endpoint = \"https://[::1]/t\"\n",
			want: nordby(files.ProblemLoopback, "token_endpoint", 7),
		},
		{
			name: "an endpoint on this machine", text: needed + "token_endpoint = \"https://127.0.0.1/t\"\n",
			want: nordby(files.ProblemRemoteLoopback, "token_endpoint", 6),
		},
		{
			name: "a cancel on this machine", text: needed + "cancel_endpoint = \"http://localhost.:80/{auth_req_id}\"\n",
			want: nordby(files.ProblemRemoteLoopback, "cancel_endpoint", 6),
		},
		{
			name: "keys on this machine in an old spelling", text: needed + "jwks_uri = \"https://127.1/k\"\n",
			want: nordby(files.ProblemRemoteLoopback, "jwks_uri", 6),
		},
		{
			name: "a start on this machine by name",
			text: needed + "backchannel_authentication_endpoint = \"https://a.localhost/b\"\n",
			want: nordby(files.ProblemRemoteLoopback, "backchannel_authentication_endpoint", 6),
		},
		{
			name: "production with test persons",
			text: replaced("broker.example", "pp.netseidbroker.dk") + "kind = \"production\"\n",
			want: nordby(files.ProblemTestIssuer, "kind", 6),
		},
		{name: "a client id with a blank", text: replaced(`"abc"`, `"abc "`), want: nordby(files.ProblemCharacters, "client_id", 5)},
		{
			name: "a client id that is a private key", text: replaced(`"abc"`, `"-----BEGIN PRIVATE KEY-----`+mark+`"`),
			want: nordby(files.ProblemSecret, "client_id", 5),
		},

		{
			name: "an endpoint on http", text: needed + "token_endpoint = \"http://broker.example/t\"\n",
			want: nordby(files.ProblemNotHTTPS, "token_endpoint", 6),
		},
		{
			name: "an endpoint with braces", text: needed + "jwks_uri = \"https://broker.example/{x}\"\n",
			want: nordby(files.ProblemURL, "jwks_uri", 6),
		},
		{
			name: "an endpoint without a host", text: needed + "backchannel_authentication_endpoint = \"/ciba\"\n",
			want: nordby(files.ProblemURL, "backchannel_authentication_endpoint", 6),
		},
		{
			name: "cancel without its placeholder", text: needed + "cancel_endpoint = \"https://broker.example/c\"\n",
			want: nordby(files.ProblemCancelURL, "cancel_endpoint", 6),
		},
		{
			name: "cancel with half a segment", text: needed + "cancel_endpoint = \"https://broker.example/c-{auth_req_id}\"\n",
			want: nordby(files.ProblemCancelURL, "cancel_endpoint", 6),
		},
		{
			name: "cancel with two",
			text: needed + "cancel_endpoint = \"https://broker.example/{auth_req_id}/{auth_req_id}\"\n",
			want: nordby(files.ProblemCancelURL, "cancel_endpoint", 6),
		},
		{
			name: "cancel with a query", text: needed + "cancel_endpoint = \"https://broker.example/c?id={auth_req_id}\"\n",
			want: nordby(files.ProblemCancelURL, "cancel_endpoint", 6),
		},
		{
			name: "cancel with a placeholder for a host", text: needed + "cancel_endpoint = \"https://{auth_req_id}/c\"\n",
			want: nordby(files.ProblemCancelURL, "cancel_endpoint", 6),
		},
		{
			name: "a CPR match on http", text: needed + "cpr_match_endpoint = \"http://broker.example/m\"\n",
			want: nordby(files.ProblemNotHTTPS, "cpr_match_endpoint", 6),
		},
		{
			name: "a CPR match on another host", text: needed + "cpr_match_endpoint = \"https://match.broker.example/m\"\n",
			want: nordby(files.ProblemMatchURL, "cpr_match_endpoint", 6),
		},
		{
			name: "a CPR match on another port", text: needed + "cpr_match_endpoint = \"https://broker.example:8443/m\"\n",
			want: nordby(files.ProblemMatchURL, "cpr_match_endpoint", 6),
		},
		{
			name: "a CPR match on http on this machine",
			text: strings.Replace(needed, "https://broker.example", "http://127.0.0.1", 1) + "cpr_match_endpoint = \"http://127.0.0.1/m\"\n",
			want: nordby(files.ProblemMatchURL, "cpr_match_endpoint", 6),
		},
		{
			name: "CPR numbers and nobody who matches them", text: needed + "cpr = \"match\"\n",
			want: nordby(files.ProblemNoMatch, "cpr_match_endpoint", 1),
		},
		{
			name: "CPR numbers as something else", text: needed + "cpr = \"on\"\n",
			want: nordby(files.ProblemChoice, "cpr", 6),
		},
		{
			name: "appswitch_ios on http", text: needed + "appswitch_ios = \"http://broker.example/t\"\n",
			want: nordby(files.ProblemNotHTTPS, "appswitch_ios", 6),
		},

		{name: "a bad ip", text: needed + "ip = \"192.0.2\"\n", want: nordby(files.ProblemIP, "ip", 6)},
		{name: "an ip with a zone", text: needed + "ip = \"fe80::1%eth0\"\n", want: nordby(files.ProblemIP, "ip", 6)},
		{name: "an ip that is nobody's", text: needed + "ip = \"0.0.0.0\"\n", want: nordby(files.ProblemIP, "ip", 6)},
		{name: "an ip with a port", text: needed + "ip = \"192.0.2.1:80\"\n", want: nordby(files.ProblemIP, "ip", 6)},
		{
			name: "a long organisation", text: needed + "organisation = \"" + strings.Repeat("å", 61) + "\"\n",
			want: nordby(files.ProblemTooLong, "organisation", 6),
		},
		{
			name: "an invisible organisation", text: needed + "organisation = \"Nord\u200bby\"\n",
			want: nordby(files.ProblemCharacters, "organisation", 6),
		},
		{
			name: "an organisation with no room for a code",
			text: needed + "organisation = \"" + strings.Repeat("😉", 60) + "\"\n",
			want: nordby(files.ProblemTooLong, "organisation", 6),
		},
		{
			name: "an organisation in braces", text: needed + "organisation = \"{code}\"\n",
			want: nordby(files.ProblemCharacters, "organisation", 6),
		},
		{
			name: "a template without a code", text: needed + "reference_template = \"Hej\"\n",
			want: nordby(files.ProblemNoCode, "reference_template", 6),
		},
		{
			name: "a template with a strange placeholder", text: needed + "reference_template = \"{code} {navn}\"\n",
			want: nordby(files.ProblemPlaceholder, "reference_template", 6),
		},
		{
			name: "a template of an organisation that isn't there",
			text: needed + "reference_template = \"{code} {organisation}\"\n",
			want: nordby(files.ProblemNoOrganisation, "reference_template", 6),
		},
		{
			name: "a template of two lines", text: needed + "reference_template = \"\"\"{code}\na\"\"\"\n",
			want: nordby(files.ProblemCharacters, "reference_template", 6),
		},
		{
			name: "131 units", text: needed + "reference_template = \"{code}x" + strings.Repeat("😉", 63) + "\"\n",
			want: nordby(files.ProblemTooLong, "reference_template", 6),
		},
		{
			name: "a person claim in the MitID profile", text: needed + "person_claim = \"sub\"\n",
			want: nordby(files.ProblemProfile, "person_claim", 6),
		},
		{
			name: "a hint token in the MitID profile", text: needed + "hint = \"login_hint_token\"\n",
			want: nordby(files.ProblemProfile, "hint", 6),
		},
		{
			name: "an expiry in the MitID profile", text: needed + "requested_expiry = 60\n",
			want: nordby(files.ProblemProfile, "requested_expiry", 6),
		},
		{
			name: "classes in the MitID profile", text: needed + "acr_values = [\"1\"]\n",
			want: nordby(files.ProblemProfile, "acr_values", 6),
		},
		{
			name: "a nonce of MitID's broker elsewhere", text: needed + "profile = \"generic\"\nciba_nonce = \"require\"\n",
			want: nordby(files.ProblemProfile, "ciba_nonce", 7),
		},
		{
			name: "a level of NSIS elsewhere", text: needed + "profile = \"generic\"\nrequired_loa = \"high\"\n",
			want: nordby(files.ProblemProfile, "required_loa", 7),
		},
		{
			name: "CPR numbers in generic", text: needed + "profile = \"generic\"\ncpr = \"match\"\n",
			want: nordby(files.ProblemProfile, "cpr", 7),
		},
		{
			name: "a CPR match in generic",
			text: needed + "profile = \"generic\"\ncpr_match_endpoint = \"https://broker.example/m\"\n",
			want: nordby(files.ProblemProfile, "cpr_match_endpoint", 7),
		},
		{
			name: "a hint of another kind", text: needed + "profile = \"generic\"\nhint = \"name\"\n",
			want: nordby(files.ProblemChoice, "hint", 7),
		},
		{
			name: "an expiry of 16 minutes", text: needed + "profile = \"generic\"\nrequested_expiry = 901\n",
			want: nordby(files.ProblemNumber, "requested_expiry", 7),
		},
		{
			name: "an expiry in the past", text: needed + "profile = \"generic\"\nrequested_expiry = -1\n",
			want: nordby(files.ProblemNumber, "requested_expiry", 7),
		},
		{
			name: "an expiry in words", text: needed + "profile = \"generic\"\nrequested_expiry = \"60\"\n",
			want: nordby(files.ProblemType, "requested_expiry", 7),
		},
		{
			name: "a class of two words", text: needed + "profile = \"generic\"\nacr_values = [\"a b\"]\n",
			want: nordby(files.ProblemCharacters, "acr_values", 7),
		},
		{
			name: "eleven classes",
			text: needed + "profile = \"generic\"\nacr_values = [" + strings.Repeat("\"1\",", 11) + "]\n",
			want: nordby(files.ProblemTooMany, "acr_values", 7),
		},
		{
			name: "an empty class", text: needed + "profile = \"generic\"\nacr_values = [\"\"]\n",
			want: nordby(files.ProblemCharacters, "acr_values", 7),
		},
		{
			name: "a person claim of two words", text: needed + "profile = \"generic\"\nperson_claim = \"a b\"\n",
			want: nordby(files.ProblemClaim, "person_claim", 7),
		},

		{
			name: "everything at once",
			text: needed + "ip = \"x\"\ncolour = 1\n[[environment]]\nid = \"pp\"\nname = \"x\"\nissuer = \"http://a.example\"\nclient_id = \"c\"\npassword = \"" + mark + "\"\n",
			want: []fault{
				{problem: files.ProblemIP, environment: "nordby", key: "ip", line: 6},
				{problem: files.ProblemUnknownKey, environment: "nordby", key: "colour", line: 7},
				{problem: files.ProblemReserved, environment: "pp", key: "id", line: 9},
				{problem: files.ProblemNotHTTPS, environment: "pp", key: "issuer", line: 11},
				{problem: files.ProblemSecret, environment: "pp", key: "password", line: 13},
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			environments, err := ParseEnvironments([]byte(c.text), "f.toml")
			if err == nil {
				t.Fatal("no error")
			}
			if environments != nil {
				t.Error("environments as well as an error")
			}
			if strings.Contains(err.Error(), mark) {
				t.Errorf("the error repeats a value: %v", err)
			}
			var got []fault
			for _, e := range fileErrors(err) {
				got = append(got, fault{e.Problem, e.Environment, e.Key, e.Line})
				if e.File != "f.toml" || !strings.Contains(e.Error(), "f.toml") {
					t.Errorf("the file isn't named: %v", e)
				}
				if (&files.Error{Problem: e.Problem}).Error() == ": "+string(e.Problem) {
					t.Errorf("no sentence for %s", e.Problem)
				}
				if e.Problem == files.ProblemChoice && len(e.Allowed) < 2 {
					t.Errorf("choices aren't named: %v", e)
				}
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

// fileErrors splits joined errors.
func fileErrors(err error) []*files.Error {
	var all []*files.Error
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			all = append(all, fileErrors(e)...)
		}
		return all
	}
	var e *files.Error
	if errors.As(err, &e) {
		all = append(all, e)
	}
	return all
}

func TestErrorText(t *testing.T) {
	_, err := ParseEnvironments([]byte(needed+"kind = \"live\"\nclient_secret = \"x\"\n"), "environments.toml")
	want := `environments.toml, line 6, environment nordby, kind: must be one of: test, production
environments.toml, line 7, environment nordby, client_secret: secrets don't belong in this file; remove it here, count it as seen by others, and save it in the settings window: it is kept in the keyring of the operating system`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestLoadEnvironments(t *testing.T) {
	folder := t.TempDir()
	folders := files.Folders{Config: folder}
	if got, file, err := AllEnvironments(folders.EnvironmentsFile(), "", Policy{}); len(got) != len(BuiltIn()) || err != nil || file.HandedOut() {
		t.Errorf("no file: %v, %v", got, err)
	}
	if _, _, err := AllEnvironments(folders.EnvironmentsFile(), filepath.Join(folder, "none.toml"), Policy{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a named file that isn't there, next to the user's own: %v", err)
	}
	if _, err := LoadEnvironments(folders.EnvironmentsFile()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that was named and isn't there: %v", err)
	}
	var fault *files.Error
	if _, err := LoadEnvironments(folder); !errors.As(err, &fault) || fault.Problem != files.ProblemNotAFile {
		t.Errorf("a folder: %v", err)
	}
	if err := os.WriteFile(folders.EnvironmentsFile(), []byte(whole), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, _, err := AllEnvironments(folders.EnvironmentsFile(), "", Policy{}); len(got) != len(BuiltIn())+1 || err != nil {
		t.Errorf("the user's own: %v, %v", got, err)
	}
	if got, file, err := AllEnvironments("none.toml", folders.EnvironmentsFile(), Policy{}); len(got) != len(BuiltIn())+1 || err != nil || !file.HandedOut() {
		t.Errorf("one that was named: %v, %v", got, err)
	}
	large := filepath.Join(folder, "large.toml")
	if err := os.WriteFile(large, make([]byte, 2*files.MaxSize), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadEnvironments(large); !errors.As(err, &fault) || fault.Problem != files.ProblemTooLarge {
		t.Errorf("a large file: %v", err)
	}
}

// TestBuiltIn checks the facts in the broker's documentation.
func TestBuiltIn(t *testing.T) {
	for i, want := range []string{
		`demo demo  62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9 192.0.2.7 false [] "" `,
		`pp test https://pp.netseidbroker.dk/op 62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9 1.1.1.1 true [048058BB59F4D3007045896FD488CE81F4EB4923] "Kode {code}" https://pp.netseidbroker.dk/op/api/v1/ciba/{auth_req_id}`,
		`production production https://netseidbroker.dk/op   false [353E2FE9191CDEC22C8B52D2B7A82A2DAA50642E] "Kode {code}" https://netseidbroker.dk/op/api/v1/ciba/{auth_req_id}`,
	} {
		e := BuiltIn()[i]
		c := e.Config()
		got := fmt.Sprintf("%s %s %s %s %s %v %v %q %s", e.ID, e.Kind, c.Issuer, c.ClientID, e.IP, e.IPFromDocumentation, c.PinnedKeys, e.TextTemplate, c.Endpoints.Cancel)
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if !e.BuiltIn || c.Scope != "openid mitid" || c.Auth != ciba.ClientSecretPost || !c.RequireAtHash || !reflect.DeepEqual(c.IDTokenAlgs, []string{"RS256"}) {
			t.Errorf("%+v", e)
		}
	}
	if BuiltIn()[0].Organisation != "Nordby Kommune" {
		t.Errorf("demo asks for %q", BuiltIn()[0].Organisation)
	}
	if BuiltIn()[2].PublishedSecret != "" {
		t.Error("production has a published secret")
	}
}

func TestProductionIsAskedForOnce(t *testing.T) {
	production := BuiltIn()[2]
	for _, c := range []struct {
		name  string
		given Production
		want  []files.Problem
	}{
		{name: "complete", given: Production{ClientID: "abc", IP: "192.0.2.10", Organisation: "Nordby Kommune"}},
		{name: "nothing", given: Production{}, want: []files.Problem{files.ProblemMissing, files.ProblemMissing}},
		{
			name: "the client of pp", given: Production{ClientID: publishedClientID, IP: "192.0.2.10"},
			want: []files.Problem{files.ProblemTestIssuer},
		},
		{
			name: "bad values", given: Production{ClientID: "a b", IP: "300.1.1.1", Organisation: "a\u202eb"},
			want: []files.Problem{files.ProblemCharacters, files.ProblemIP, files.ProblemCharacters},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, err := production.WithProduction(c.given)
			var got []files.Problem
			for _, fault := range fileErrors(err) {
				got = append(got, fault.Problem)
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
			if c.want == nil && (e.ClientID != "abc" || e.IP != "192.0.2.10" || e.TextTemplate != "Kode {code}, {organisation}") {
				t.Errorf("%+v", e)
			}
		})
	}
}

func FuzzParseEnvironments(f *testing.F) {
	for _, seed := range []string{whole, needed, "", "a = [[[", "[[environment]]\n[environment.x]", "environment = [{id=\"a\"}]", "environment = 1", "a.b.c = 1", "x = 1979-05-27T07:32:00Z", "[[environment]]\nid = '''a\n'''\nissuer = \"https://[::1\"", "\ufeff\r\n", needed + "client_secret = x"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		environments, err := ParseEnvironments(data, "f")
		if err != nil {
			if environments != nil || len(fileErrors(err)) == 0 {
				t.Fatalf("%v, %v", environments, err)
			}
			return
		}
		for _, e := range environments {
			if reserved(e.ID) || !idForm.MatchString(e.ID) || checkURL(e.Issuer) != "" || e.Kind == KindDemo || e.BuiltIn || e.PublishedSecret != "" {
				t.Fatalf("%+v", e)
			}
			if CheckTemplate(e.TextTemplate, e.Organisation) != "" {
				t.Fatalf("template %q, organisation %q", e.TextTemplate, e.Organisation)
			}
		}
	})
}
