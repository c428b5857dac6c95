package simulator

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestDiscoveryAsRecorded(t *testing.T) {
	b := newBroker(t, Options{})
	a := b.get("/op/.well-known/openid-configuration")
	if a.status != http.StatusOK || a.header.Get("Content-Type") != "application/json; charset=UTF-8" {
		t.Fatalf("%d %s", a.status, a.header.Get("Content-Type"))
	}
	var document map[string]any
	if err := json.Unmarshal([]byte(a.body), &document); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"issuer":                              "http://broker.test/op",
		"jwks_uri":                            "http://broker.test/op/.well-known/openid-configuration/jwks",
		"token_endpoint":                      "http://broker.test/op/connect/token",
		"backchannel_authentication_endpoint": "http://broker.test/op/connect/ciba",
		"userinfo_endpoint":                   "http://broker.test/op/connect/userinfo",
	} {
		if document[name] != want {
			t.Errorf("%s is %v, want %s", name, document[name], want)
		}
	}
	for name, want := range map[string]string{
		"backchannel_token_delivery_modes_supported": `["poll"]`,
		"id_token_signing_alg_values_supported":      `["RS256"]`,
		"subject_types_supported":                    `["public"]`,
		"token_endpoint_auth_methods_supported":      `["client_secret_basic","client_secret_post","private_key_jwt"]`,
		"backchannel_user_code_parameter_supported":  `true`,
	} {
		if got, _ := json.Marshal(document[name]); string(got) != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	for _, name := range []string{"scopes_supported", "claims_supported", "revocation_endpoint", "introspection_endpoint"} {
		if _, ok := document[name]; ok {
			t.Errorf("%s is there; the broker leaves it out", name)
		}
	}
}

func TestJWKSAsRecorded(t *testing.T) {
	b := newBroker(t, Options{})
	keys := b.jwks()
	var uses []string
	for _, key := range keys {
		uses = append(uses, key["use"].(string))
		if _, ok := key["alg"]; ok {
			t.Error("a key names its alg")
		}
		der, _ := base64.StdEncoding.DecodeString(key["x5c"].([]any)[0].(string))
		sum := sha1.Sum(der)
		if key["kid"] != strings.ToUpper(hex.EncodeToString(sum[:])) || key["x5t"] != base64.RawURLEncoding.EncodeToString(sum[:]) {
			t.Errorf("kid %v or x5t %v isn't the certificate's thumbprint", key["kid"], key["x5t"])
		}
		n, _ := base64.RawURLEncoding.DecodeString(key["n"].(string))
		if certified := publicKey(t, key); new(big.Int).SetBytes(n).Cmp(certified.N) != 0 || key["e"] != "AQAB" || certified.N.BitLen() < 2048 {
			t.Error("n and e aren't those of the certificate, or too small")
		}
	}
	if want := []string{"sig", "sig", "enc"}; !slices.Equal(uses, want) {
		t.Errorf("uses %v, want %v", uses, want)
	}
	b.SetScenario(Approve)
	id := b.start()
	b.pass(defaultAnswerAfter)
	idToken, _ := b.claims(b.poll(id))
	if idToken.Header["kid"] != keys[1]["kid"] {
		t.Error("the ID token isn't signed by the second key")
	}
}

func TestUnknownPathsAnswerHTML(t *testing.T) {
	b := newBroker(t, Options{})
	for _, path := range []string{"/", "/op", "/nowhere", "/op/connect/userinfo/", "/op//connect/ciba", "/op/api/v1/ciba/X-1", "/phone"} {
		a := b.get(path)
		if a.status != http.StatusNotFound || a.header.Get("Content-Type") != "text/html" || !strings.Contains(a.body, "<html>") {
			t.Errorf("GET %s: %d %s", path, a.status, a.header.Get("Content-Type"))
		}
	}
}
