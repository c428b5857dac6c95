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
ip = "2001:db8:0:0::1"
appswitch = "documented"
organisation = "Nordby Kommune"
reference_template = "{organisation}: kode {code}"
backchannel_authentication_endpoint = "https://a.example/ciba"
token_endpoint = "https://b.example/token"
jwks_uri = "https://c.example/jwks"
cancel_endpoint = "https://d.example/ciba/{auth_req_id}/cancel"
appswitch_ios = "https://e.example/ios"
appswitch_android = "https://f.example/android"
`

// needed is an environment with the keys that must be there, on lines 1 to 5.
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
		RequireAtHash: false, RequiredLoA: LoASubstantial,
		IP: "2001:db8::1", Organisation: "Nordby Kommune", ReferenceTemplate: "{organisation}: kode {code}",
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
		RequireAtHash: true, Appswitch: AppswitchCurrent, Hint: HintLogin,
		Organisation: "Nordby Kommune", ReferenceTemplate: "Kode {code}, {organisation}",
	}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got := got[0].Config().Endpoints.Cancel; got != "https://broker.example/op/api/v1/ciba/{auth_req_id}" {
		t.Errorf("cancel endpoint %q", got)
	}
}

// TestIssuerThatEndsInASlash: it is kept as it is, and cut where an address is
// built.
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

func TestGenericProfile(t *testing.T) {
	got, err := ParseEnvironments([]byte(needed+"profile = \"generic\"\nhint = \"id_token_hint\"\nrequested_expiry = 120\nacr_values = [\"urn:example:loa:2\", \"1\"]\nperson_claim = \"preferred_username\"\n"), "f")
	if err != nil {
		t.Fatal(err)
	}
	e := got[0]
	if e.Hint != HintIDToken || e.RequestedExpiry != 2*time.Minute || !slices.Equal(e.ACRValues, []string{"urn:example:loa:2", "1"}) {
		t.Errorf("%+v", e)
	}
	if e.Scope != "openid" || e.PersonClaim != "preferred_username" || e.Config().Endpoints.Cancel != "" || e.ReferenceTemplate != "Kode {code}" {
		t.Errorf("%+v", e)
	}
}

func TestFineEnvironments(t *testing.T) {
	for name, text := range map[string]string{
		"no environments":       "",
		"a byte order mark":     "\ufeff" + needed,
		"line ends of Windows":  strings.ReplaceAll(needed, "\n", "\r\n"),
		"http on loopback":      strings.Replace(needed, "https://broker.example/op", "http://127.0.0.1:8443/op", 1),
		"http on IPv6 loopback": strings.Replace(needed, "https://broker.example/op", "http://[::1]:8443/op", 1),
		"http on localhost":     strings.Replace(needed, "https://broker.example/op", "http://localhost:1/op", 1),
		"a row of dots":         "# " + strings.Repeat(".", 300) + "\n" + needed,
		"a code beside a name":  needed + "reference_template = \"Kode {code} 😉\"\n",
		"130 units":             needed + "reference_template = \"{code}" + strings.Repeat("😉", 63) + "\"\n",
		"empty optional keys":   needed + "ip = \"\"\ntoken_endpoint = \"\"\nperson_claim = \"\"\nreference_template = \"\"\n",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := ParseEnvironments([]byte(text), "f"); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestFaultsOfEnvironments adds to an environment that is right, or replaces a
// part of it. Marked values must never come back in an error.
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
	for _, c := range []struct {
		name, text string
		want       []fault
	}{
		{"not TOML", needed + "x == 1\n", []fault{{files.ProblemSyntax, "", "", 6}}},
		{"a value without quotation marks", needed + "ip = " + mark + "\n", []fault{{files.ProblemSyntax, "", "", 6}}},
		{"a key twice", needed + "id = \"" + mark + "\"\n", []fault{{files.ProblemSyntax, "", "", 6}}},
		{"UTF-16", "\xff\xfe[\x00[\x00", []fault{{files.ProblemEncoding, "", "", 1}}},
		{"not UTF-8", needed + "organisation = \"\xff\"\n", []fault{{files.ProblemEncoding, "", "", 6}}},
		{"too large", strings.Repeat("#", files.MaxSize+1), []fault{{files.ProblemTooLarge, "", "", 0}}},
		{"too deep", "a = " + strings.Repeat("[", 1000), []fault{{files.ProblemTooDeep, "", "", 0}}},
		{"dots that take the square", strings.Repeat("a.", 30000) + "b = 1", []fault{{files.ProblemTooDeep, "", "", 0}}},

		{"an unknown key", needed + "\n\ncolour = \"" + mark + "\"\n", []fault{{files.ProblemUnknownKey, "nordby", "colour", 8}}},
		{"a key in capitals", needed + "Scope = \"openid\"\n", []fault{{files.ProblemUnknownKey, "nordby", "Scope", 6}}},
		{"an unknown key of the file", "colour = 1\n" + needed, []fault{{files.ProblemUnknownKey, "", "colour", 1}}},
		{"an unknown table", needed + "[other]\nid = 1\n", []fault{{files.ProblemUnknownKey, "", "other", 6}}},
		{"a table in an environment", needed + "[environment.more]\nid = 1\n", []fault{{files.ProblemUnknownKey, "nordby", "more", 6}}},
		{"a single table", strings.Replace(needed, "[[environment]]", "[environment]", 1), []fault{{files.ProblemType, "", "environment", 1}}},
		{"a second table's key", needed + strings.Replace(needed, "nordby", "sydby", 1) + "colour = 1\n", []fault{{files.ProblemUnknownKey, "sydby", "colour", 11}}},

		{"client_secret", needed + "client_secret = \"" + mark + "\"\n", []fault{{files.ProblemSecret, "nordby", "client_secret", 6}}},
		{"client_secret without quotation marks", needed + "client_secret = " + mark + "\n", []fault{{files.ProblemSecret, "", "client_secret", 6}}},
		{"client-secret", needed + "client-secret = 4711\n", []fault{{files.ProblemSecret, "nordby", "client-secret", 6}}},
		{"secret of the file", "secret = \"" + mark + "\"\n" + needed, []fault{{files.ProblemSecret, "", "secret", 1}}},
		{"password", needed + "password = \"" + mark + "\"\n", []fault{{files.ProblemSecret, "nordby", "password", 6}}},
		{"private_key over lines", needed + "private_key = \"\"\"\n" + mark + "\n\"\"\"\n", []fault{{files.ProblemSecret, "nordby", "private_key", 6}}},
		{"a secret in a table", needed + "extra = { clientSecret = \"" + mark + "\" }\n", []fault{{files.ProblemSecret, "nordby", "extra", 6}}},
		{"a private key under an innocent name", needed + "organisation = '-----BEGIN RSA PRIVATE KEY-----" + mark + "'\n", []fault{{files.ProblemSecret, "nordby", "organisation", 6}}},
		{"a private key under an unknown name", needed + "x = ['-----BEGIN PRIVATE KEY-----" + mark + "']\n", []fault{{files.ProblemSecret, "nordby", "x", 6}}},

		{"nothing at all", "[[environment]]\n", []fault{
			{files.ProblemMissing, "#1", "id", 1}, {files.ProblemMissing, "#1", "name", 1}, {files.ProblemMissing, "#1", "issuer", 1}, {files.ProblemMissing, "#1", "client_id", 1}}},
		{"empty keys", "[[environment]]\nid = \"\"\nname=\"\"\nissuer=\"\"\nclient_id=\"\"", []fault{
			{files.ProblemMissing, "#1", "id", 2}, {files.ProblemMissing, "#1", "name", 3}, {files.ProblemMissing, "#1", "issuer", 4}, {files.ProblemMissing, "#1", "client_id", 5}}},
		{"demo", replaced(`"nordby"`, `"demo"`), []fault{{files.ProblemReserved, "demo", "id", 2}}},
		{"pp", replaced(`"nordby"`, `"pp"`), []fault{{files.ProblemReserved, "pp", "id", 2}}},
		{"PRODUCTION", replaced(`"nordby"`, `"PRODUCTION"`), []fault{{files.ProblemReserved, "#1", "id", 2}}},
		{"an id of two words", replaced(`"nordby"`, `"nord by"`), []fault{{files.ProblemID, "#1", "id", 2}}},
		{"an id that is a number", replaced(`"nordby"`, `7`), []fault{{files.ProblemType, "#1", "id", 2}}},
		{"a long id", replaced(`"nordby"`, `"`+strings.Repeat("x", 33)+`"`), []fault{{files.ProblemID, "#1", "id", 2}}},
		{"one id twice", needed + needed, []fault{{files.ProblemDuplicate, "nordby", "id", 7}}},
		{"a long name", replaced(`"Nordby"`, `"`+strings.Repeat("ø", 61)+`"`), []fault{{files.ProblemTooLong, "nordby", "name", 3}}},
		{"a name that turns around", replaced(`"Nordby"`, `"Nord\u202eby"`), []fault{{files.ProblemCharacters, "nordby", "name", 3}}},
		{"a name of two lines", replaced(`"Nordby"`, `"Nord\nby"`), []fault{{files.ProblemCharacters, "nordby", "name", 3}}},

		{"an unknown kind", needed + "kind = \"demo\"\n", []fault{{files.ProblemChoice, "nordby", "kind", 6}}},
		{"an unknown profile", needed + "profile = \"bankid\"\n", []fault{{files.ProblemChoice, "nordby", "profile", 6}}},
		{"an unknown client_auth", needed + "client_auth = \"none\"\n", []fault{{files.ProblemChoice, "nordby", "client_auth", 6}}},
		{"an unknown hint_encoding", needed + "hint_encoding = \"xml\"\n", []fault{{files.ProblemChoice, "nordby", "hint_encoding", 6}}},
		{"an unknown ciba_nonce", needed + "ciba_nonce = \"on\"\n", []fault{{files.ProblemChoice, "nordby", "ciba_nonce", 6}}},
		{"an unknown appswitch", needed + "appswitch = \"new\"\n", []fault{{files.ProblemChoice, "nordby", "appswitch", 6}}},
		{"an unknown required_loa", needed + "required_loa = \"highest\"\n", []fault{{files.ProblemChoice, "nordby", "required_loa", 6}}},
		{"no algorithm", needed + "id_token_algs = []\n", []fault{{files.ProblemMissing, "nordby", "id_token_algs", 6}}},
		{"the algorithm none", needed + "id_token_algs = [\"RS256\", \"none\"]\n", []fault{{files.ProblemChoice, "nordby", "id_token_algs", 6}}},
		{"a symmetric algorithm", needed + "id_token_algs = [\"HS256\"]\n", []fault{{files.ProblemChoice, "nordby", "id_token_algs", 6}}},
		{"an algorithm twice", needed + "id_token_algs = [\"RS256\", \"RS256\"]\n", []fault{{files.ProblemDuplicate, "nordby", "id_token_algs", 6}}},
		{"an algorithm without a list", needed + "id_token_algs = \"RS256\"\n", []fault{{files.ProblemType, "nordby", "id_token_algs", 6}}},
		{"a boolean in quotation marks", needed + "require_at_hash = \"true\"\n", []fault{{files.ProblemType, "nordby", "require_at_hash", 6}}},
		{"a short thumbprint", needed + "pinned_keys = [\n\"048058BB\"]\n", []fault{{files.ProblemPinnedKey, "nordby", "pinned_keys", 6}}},
		{"a thumbprint with colons", needed + "pinned_keys = [\"04:80:58:BB:59:F4:D3:00:70:45:89:6F:D4:88:CE:81:F4:EB:49:23\"]\n", []fault{{files.ProblemPinnedKey, "nordby", "pinned_keys", 6}}},
		{"numbers for thumbprints", needed + "pinned_keys = [1]\n", []fault{{files.ProblemType, "nordby", "pinned_keys", 6}}},
		{"a scope without openid", needed + "scope = \"mitid\"\n", []fault{{files.ProblemScope, "nordby", "scope", 6}}},
		{"a scope with two blanks", needed + "scope = \"openid  mitid\"\n", []fault{{files.ProblemScope, "nordby", "scope", 6}}},

		{"an issuer with a query", replaced("/op", "/op?a="+mark), []fault{{files.ProblemQuery, "nordby", "issuer", 4}}},
		{"an issuer with an empty query", replaced("/op", "/op?"), []fault{{files.ProblemQuery, "nordby", "issuer", 4}}},
		{"an issuer with a fragment", replaced("/op", "/op#a"), []fault{{files.ProblemQuery, "nordby", "issuer", 4}}},
		{"an issuer with an empty fragment", replaced("/op", "/op#"), []fault{{files.ProblemQuery, "nordby", "issuer", 4}}},
		{"an issuer with credentials", replaced("https://", "https://me:"+mark+"@"), []fault{{files.ProblemCredentialsInURL, "nordby", "issuer", 4}}},
		{"an issuer without a scheme", replaced("https://", ""), []fault{{files.ProblemURL, "nordby", "issuer", 4}}},
		{"an issuer without a host", replaced("https://broker.example/op", "https:///op"), []fault{{files.ProblemURL, "nordby", "issuer", 4}}},
		{"an issuer of another scheme", replaced("https://", "ftp://"), []fault{{files.ProblemURL, "nordby", "issuer", 4}}},
		{"an issuer with a blank", replaced("/op", "/o p"), []fault{{files.ProblemURL, "nordby", "issuer", 4}}},
		{"an issuer with a port that is none", replaced("/op", ":"+mark+"/op"), []fault{{files.ProblemURL, "nordby", "issuer", 4}}},
		{"a long issuer", replaced("/op", "/"+strings.Repeat("x", 512)), []fault{{files.ProblemTooLong, "nordby", "issuer", 4}}},
		{"http on a public host", replaced("https://", "http://"), []fault{{files.ProblemNotHTTPS, "nordby", "issuer", 4}}},
		{"http on a host that looks like loopback", replaced("https://broker.example", "http://127.0.0.1.example"), []fault{{files.ProblemNotHTTPS, "nordby", "issuer", 4}}},
		{"production on loopback", replaced("broker.example", "127.0.0.1:8443") + "kind = \"production\"\n", []fault{{files.ProblemLoopback, "nordby", "kind", 6}}},
		{"production on localhost", replaced("broker.example", "LocalHost") + "kind = \"production\"\n", []fault{{files.ProblemLoopback, "nordby", "kind", 6}}},
		{"production with one endpoint on loopback", needed + "kind = \"production\"\ntoken_endpoint = \"https://[::1]/t\"\n", []fault{{files.ProblemLoopback, "nordby", "token_endpoint", 7}}},
		{"an endpoint on this machine", needed + "token_endpoint = \"https://127.0.0.1/t\"\n", []fault{{files.ProblemRemoteLoopback, "nordby", "token_endpoint", 6}}},
		{"a cancel on this machine", needed + "cancel_endpoint = \"http://localhost.:80/{auth_req_id}\"\n", []fault{{files.ProblemRemoteLoopback, "nordby", "cancel_endpoint", 6}}},
		{"keys on this machine in an old spelling", needed + "jwks_uri = \"https://127.1/k\"\n", []fault{{files.ProblemRemoteLoopback, "nordby", "jwks_uri", 6}}},
		{"a start on this machine by name", needed + "backchannel_authentication_endpoint = \"https://a.localhost/b\"\n", []fault{{files.ProblemRemoteLoopback, "nordby", "backchannel_authentication_endpoint", 6}}},
		{"production with test persons", replaced("broker.example", "pp.netseidbroker.dk") + "kind = \"production\"\n", []fault{{files.ProblemTestIssuer, "nordby", "kind", 6}}},
		{"a client id with a blank", replaced(`"abc"`, `"abc "`), []fault{{files.ProblemCharacters, "nordby", "client_id", 5}}},
		{"a client id that is a private key", replaced(`"abc"`, `"-----BEGIN PRIVATE KEY-----`+mark+`"`), []fault{{files.ProblemSecret, "nordby", "client_id", 5}}},

		{"an endpoint on http", needed + "token_endpoint = \"http://broker.example/t\"\n", []fault{{files.ProblemNotHTTPS, "nordby", "token_endpoint", 6}}},
		{"an endpoint with braces", needed + "jwks_uri = \"https://broker.example/{x}\"\n", []fault{{files.ProblemURL, "nordby", "jwks_uri", 6}}},
		{"an endpoint without a host", needed + "backchannel_authentication_endpoint = \"/ciba\"\n", []fault{{files.ProblemURL, "nordby", "backchannel_authentication_endpoint", 6}}},
		{"cancel without its placeholder", needed + "cancel_endpoint = \"https://broker.example/c\"\n", []fault{{files.ProblemCancelURL, "nordby", "cancel_endpoint", 6}}},
		{"cancel with half a segment", needed + "cancel_endpoint = \"https://broker.example/c-{auth_req_id}\"\n", []fault{{files.ProblemCancelURL, "nordby", "cancel_endpoint", 6}}},
		{"cancel with two", needed + "cancel_endpoint = \"https://broker.example/{auth_req_id}/{auth_req_id}\"\n", []fault{{files.ProblemCancelURL, "nordby", "cancel_endpoint", 6}}},
		{"cancel with a query", needed + "cancel_endpoint = \"https://broker.example/c?id={auth_req_id}\"\n", []fault{{files.ProblemCancelURL, "nordby", "cancel_endpoint", 6}}},
		{"cancel with a placeholder for a host", needed + "cancel_endpoint = \"https://{auth_req_id}/c\"\n", []fault{{files.ProblemCancelURL, "nordby", "cancel_endpoint", 6}}},
		{"appswitch_ios on http", needed + "appswitch_ios = \"http://broker.example/t\"\n", []fault{{files.ProblemNotHTTPS, "nordby", "appswitch_ios", 6}}},

		{"a bad ip", needed + "ip = \"192.0.2\"\n", []fault{{files.ProblemIP, "nordby", "ip", 6}}},
		{"an ip with a zone", needed + "ip = \"fe80::1%eth0\"\n", []fault{{files.ProblemIP, "nordby", "ip", 6}}},
		{"an ip that is nobody's", needed + "ip = \"0.0.0.0\"\n", []fault{{files.ProblemIP, "nordby", "ip", 6}}},
		{"an ip with a port", needed + "ip = \"192.0.2.1:80\"\n", []fault{{files.ProblemIP, "nordby", "ip", 6}}},
		{"a long organisation", needed + "organisation = \"" + strings.Repeat("å", 61) + "\"\n", []fault{{files.ProblemTooLong, "nordby", "organisation", 6}}},
		{"an invisible organisation", needed + "organisation = \"Nord\u200bby\"\n", []fault{{files.ProblemCharacters, "nordby", "organisation", 6}}},
		{"an organisation with no room for a code", needed + "organisation = \"" + strings.Repeat("😉", 60) + "\"\n", []fault{{files.ProblemTooLong, "nordby", "organisation", 6}}},
		{"an organisation in braces", needed + "organisation = \"{code}\"\n", []fault{{files.ProblemCharacters, "nordby", "organisation", 6}}},
		{"a template without a code", needed + "reference_template = \"Hej\"\n", []fault{{files.ProblemNoCode, "nordby", "reference_template", 6}}},
		{"a template with a strange placeholder", needed + "reference_template = \"{code} {navn}\"\n", []fault{{files.ProblemPlaceholder, "nordby", "reference_template", 6}}},
		{"a template of an organisation that isn't there", needed + "reference_template = \"{code} {organisation}\"\n", []fault{{files.ProblemNoOrganisation, "nordby", "reference_template", 6}}},
		{"a template of two lines", needed + "reference_template = \"\"\"{code}\na\"\"\"\n", []fault{{files.ProblemCharacters, "nordby", "reference_template", 6}}},
		{"131 units", needed + "reference_template = \"{code}x" + strings.Repeat("😉", 63) + "\"\n", []fault{{files.ProblemTooLong, "nordby", "reference_template", 6}}},
		{"a person claim in the MitID profile", needed + "person_claim = \"sub\"\n", []fault{{files.ProblemProfile, "nordby", "person_claim", 6}}},
		{"a hint token in the MitID profile", needed + "hint = \"login_hint_token\"\n", []fault{{files.ProblemProfile, "nordby", "hint", 6}}},
		{"an expiry in the MitID profile", needed + "requested_expiry = 60\n", []fault{{files.ProblemProfile, "nordby", "requested_expiry", 6}}},
		{"classes in the MitID profile", needed + "acr_values = [\"1\"]\n", []fault{{files.ProblemProfile, "nordby", "acr_values", 6}}},
		{"a nonce of MitID's broker elsewhere", needed + "profile = \"generic\"\nciba_nonce = \"require\"\n", []fault{{files.ProblemProfile, "nordby", "ciba_nonce", 7}}},
		{"a level of NSIS elsewhere", needed + "profile = \"generic\"\nrequired_loa = \"high\"\n", []fault{{files.ProblemProfile, "nordby", "required_loa", 7}}},
		{"a hint of another kind", needed + "profile = \"generic\"\nhint = \"name\"\n", []fault{{files.ProblemChoice, "nordby", "hint", 7}}},
		{"an expiry of 16 minutes", needed + "profile = \"generic\"\nrequested_expiry = 901\n", []fault{{files.ProblemNumber, "nordby", "requested_expiry", 7}}},
		{"an expiry in the past", needed + "profile = \"generic\"\nrequested_expiry = -1\n", []fault{{files.ProblemNumber, "nordby", "requested_expiry", 7}}},
		{"an expiry in words", needed + "profile = \"generic\"\nrequested_expiry = \"60\"\n", []fault{{files.ProblemType, "nordby", "requested_expiry", 7}}},
		{"a class of two words", needed + "profile = \"generic\"\nacr_values = [\"a b\"]\n", []fault{{files.ProblemCharacters, "nordby", "acr_values", 7}}},
		{"eleven classes", needed + "profile = \"generic\"\nacr_values = [" + strings.Repeat("\"1\",", 11) + "]\n", []fault{{files.ProblemTooMany, "nordby", "acr_values", 7}}},
		{"an empty class", needed + "profile = \"generic\"\nacr_values = [\"\"]\n", []fault{{files.ProblemCharacters, "nordby", "acr_values", 7}}},
		{"a person claim of two words", needed + "profile = \"generic\"\nperson_claim = \"a b\"\n", []fault{{files.ProblemClaim, "nordby", "person_claim", 7}}},

		{"everything at once", needed + "ip = \"x\"\ncolour = 1\n[[environment]]\nid = \"pp\"\nname = \"x\"\nissuer = \"http://a.example\"\nclient_id = \"c\"\npassword = \"" + mark + "\"\n", []fault{
			{files.ProblemIP, "nordby", "ip", 6}, {files.ProblemUnknownKey, "nordby", "colour", 7},
			{files.ProblemReserved, "pp", "id", 9}, {files.ProblemNotHTTPS, "pp", "issuer", 11}, {files.ProblemSecret, "pp", "password", 13}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			environments, err := ParseEnvironments([]byte(c.text), "f.toml")
			if err == nil {
				t.Fatal("no error")
			}
			if environments != nil {
				t.Error("environments beside an error")
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

// fileErrors takes joined errors apart.
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

func TestTheErrorReads(t *testing.T) {
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
	if got, file, err := AllEnvironments(folders.EnvironmentsFile(), ""); len(got) != len(BuiltIn()) || err != nil || file.HandedOut() {
		t.Errorf("no file: %v, %v", got, err)
	}
	if _, _, err := AllEnvironments(folders.EnvironmentsFile(), filepath.Join(folder, "none.toml")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that was named beside the user's own, and isn't there: %v", err)
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
	if got, _, err := AllEnvironments(folders.EnvironmentsFile(), ""); len(got) != len(BuiltIn())+1 || err != nil {
		t.Errorf("the user's own: %v, %v", got, err)
	}
	if got, file, err := AllEnvironments("none.toml", folders.EnvironmentsFile()); len(got) != len(BuiltIn())+1 || err != nil || !file.HandedOut() {
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

// TestBuiltIn holds the facts that the broker's documentation gives.
func TestBuiltIn(t *testing.T) {
	for i, want := range []string{
		`demo demo  62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9 192.0.2.7 false [] "" `,
		`pp test https://pp.netseidbroker.dk/op 62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9 1.1.1.1 true [048058BB59F4D3007045896FD488CE81F4EB4923] "Kode {code}" https://pp.netseidbroker.dk/op/api/v1/ciba/{auth_req_id}`,
		`production production https://netseidbroker.dk/op   false [353E2FE9191CDEC22C8B52D2B7A82A2DAA50642E] "Kode {code}" https://netseidbroker.dk/op/api/v1/ciba/{auth_req_id}`,
	} {
		e := BuiltIn()[i]
		c := e.Config()
		got := fmt.Sprintf("%s %s %s %s %s %v %v %q %s", e.ID, e.Kind, c.Issuer, c.ClientID, e.IP, e.IPFromDocumentation, c.PinnedKeys, e.ReferenceTemplate, c.Endpoints.Cancel)
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
		{"complete", Production{ClientID: "abc", IP: "192.0.2.10", Organisation: "Nordby Kommune"}, nil},
		{"nothing", Production{}, []files.Problem{files.ProblemMissing, files.ProblemMissing}},
		{"the client of pp", Production{ClientID: publishedClientID, IP: "192.0.2.10"}, []files.Problem{files.ProblemTestIssuer}},
		{"bad values", Production{ClientID: "a b", IP: "300.1.1.1", Organisation: "a\u202eb"}, []files.Problem{files.ProblemCharacters, files.ProblemIP, files.ProblemCharacters}},
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
			if c.want == nil && (e.ClientID != "abc" || e.IP != "192.0.2.10" || e.ReferenceTemplate != "Kode {code}, {organisation}") {
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
			if CheckTemplate(e.ReferenceTemplate, e.Organisation) != "" {
				t.Fatalf("template %q, organisation %q", e.ReferenceTemplate, e.Organisation)
			}
		}
	})
}
