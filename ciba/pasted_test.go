package ciba_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"ringback/ciba"
)

func TestReadPasted(t *testing.T) {
	t.Parallel()
	good := newDraft(trialApproved).sign()
	parts := strings.Split(good, ".")
	join := func(header, payload, signature string) string { return header + "." + payload + "." + signature }
	raw := func(payload string) string { return join(parts[0], b64([]byte(payload)), parts[2]) }
	flattened := `{"payload":"` + parts[1] + `","protected":"` + parts[0] + `","signature":"` + parts[2] + `"}`
	tests := map[string]struct {
		text   string
		taken  []string
		fault  string
		parts  [3]string // the faults of header, payload and signature
		strict bool      // the checks would accept it
	}{
		"as it is":      {text: good, strict: true},
		"blanks around": {text: " \t\n" + good + "\r\n ", taken: []string{ciba.TakenBlanks}, strict: true},
		"broken by a mail": {
			text: good[:76] + "\r\n" + good[76:200] + "\n  " + good[200:], taken: []string{ciba.TakenBlanks}, strict: true,
		},
		"quoted": {text: `"` + good + `",`, taken: []string{ciba.TakenQuotes}, strict: true},
		"a header of HTTP": {
			text: "Authorization: Bearer " + good, taken: []string{ciba.TakenBearer, ciba.TakenBlanks}, strict: true,
		},
		"a scheme in small letters": {text: "bearer\t" + good, taken: []string{ciba.TakenBearer, ciba.TakenBlanks}, strict: true},
		"a no-break space after it": {text: "Bearer\u00a0" + good, taken: []string{ciba.TakenBearer, ciba.TakenBlanks}, strict: true},
		"quotes around the scheme": {
			text: "'Bearer " + good + "'", taken: []string{ciba.TakenQuotes, ciba.TakenBearer, ciba.TakenBlanks}, strict: true,
		},
		"a mark at the beginning": {text: "\ufeff" + good[:9] + "\u200b" + good[9:], taken: []string{ciba.TakenInvisible}, strict: true},
		"JSON, flattened":         {text: flattened, taken: []string{ciba.TakenJSON}, strict: true},
		"JSON, general": {
			text:  `{"payload":"` + parts[1] + `","signatures":[{"protected":"` + parts[0] + `","signature":"` + parts[2] + `"}]}`,
			taken: []string{ciba.TakenJSON}, strict: true,
		},

		"nothing":                  {text: "", fault: ciba.PastedNothing},
		"blanks only":              {text: " \n ", taken: []string{ciba.TakenBlanks}, fault: ciba.PastedNothing},
		"too long by one":          {text: strings.Repeat("x", ciba.MaxToken+1), fault: ciba.PastedTooLong},
		"5 MB":                     {text: strings.Repeat("eyJh.", 1<<20), fault: ciba.PastedTooLong},
		"opaque":                   {text: "0A2179A15B686CB3AC29A5A6A-1", fault: ciba.PastedOpaque},
		"words with points":        {text: "to.be.sure", fault: ciba.PastedOpaque},
		"two points":               {text: "..", fault: ciba.PastedOpaque},
		"points":                   {text: strings.Repeat(".", ciba.MaxToken), fault: ciba.PastedOpaque},
		"two tokens":               {text: good + "\n" + good, taken: []string{ciba.TakenBlanks}, fault: ciba.PastedOpaque},
		"encrypted":                {text: b64([]byte(`{"alg":"RSA-OAEP","enc":"A256GCM"}`)) + ".a.b.c.d", fault: ciba.WordEncrypted},
		"JSON of a token endpoint": {text: `{"id_token":"` + good + `"}`, fault: ciba.PastedJSON},
		"JSON with an open header": {text: strings.Replace(flattened, "{", `{"header":{"kid":"x"},`, 1), fault: ciba.PastedJSON},
		"JSON with two signatures": {text: `{"payload":"e30","signatures":[{},{}]}`, fault: ciba.PastedJSON},
		"JSON without a signature": {text: `{"payload":"e30","signatures":[]}`, fault: ciba.PastedJSON},
		"JSON with a name twice":   {text: strings.Replace(flattened, "{", `{"payload":"e30",`, 1), fault: ciba.PastedJSON},
		"padding":                  {text: join(parts[0], parts[1], parts[2]+"="), parts: [3]string{"", "", ciba.PartBase64}},
		"no signature":             {text: parts[0] + "." + parts[1] + ".", parts: [3]string{"", "", ciba.PartEmpty}},
		"no payload":               {text: join(parts[0], "", parts[2]), parts: [3]string{"", ciba.PartEmpty, ""}},
		"spare bits":               {text: join(parts[0], "e31", parts[2]), parts: [3]string{"", ciba.PartBase64, ""}},
		"a name twice":             {text: raw(`{"sub":"a","sub":"b"}`), parts: [3]string{"", ciba.PartTwice, ""}},
		"an array":                 {text: raw(`["a"]`), parts: [3]string{"", ciba.PartObject, ""}},
		"no JSON":                  {text: raw(`{"sub":`), parts: [3]string{"", ciba.PartJSON, ""}},
		"something behind":         {text: raw(`{"sub":"a"}{}`), parts: [3]string{"", ciba.PartJSON, ""}},
		"no UTF-8":                 {text: raw("{\"sub\":\"\xff\"}"), parts: [3]string{"", ciba.PartUTF8, ""}},
		"nested deeper than is read": {
			text: raw(strings.Repeat(`{"a":`, 10_001) + "1" + strings.Repeat("}", 10_001)), fault: ciba.PastedTooLong,
		},
		"nested":        {text: raw(`{"a":` + strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000) + "}"), strict: true},
		"a huge number": {text: raw(`{"exp":` + strings.Repeat("9", 4000) + "}"), strict: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := ciba.ReadPasted(test.text)
			if p.Fault != test.fault || !slices.Equal(p.Taken, test.taken) {
				t.Errorf("fault %q, taken %v; want %q, %v", p.Fault, p.Taken, test.fault, test.taken)
			}
			if got := [3]string{p.Header.Fault, p.Payload.Fault, p.Signature}; got != test.parts {
				t.Errorf("the parts are %q, want %q", got, test.parts)
			}
			if (p.Token.Fault == "") != test.strict {
				t.Errorf("the strict reading says %q", p.Token.Fault)
			}
			if f := p.Payload.Fault; f != "" && f != ciba.PartEmpty && f != ciba.PartBase64 && p.Payload.Text == "" {
				t.Error("what can be shown of the payload isn't")
			}
		})
	}
}

// TestInspect: the checks that need no request; none of them is required.
func TestInspect(t *testing.T) {
	t.Parallel()
	at := trialApproved.Add(time.Minute)
	inspect := func(changes ...func(*draft)) map[ciba.CheckID]ciba.Check {
		all := map[ciba.CheckID]ciba.Check{}
		for _, c := range ciba.Inspect(ciba.DecodeToken(newDraft(trialApproved, changes...).sign()), testConfig(), at) {
			if all[c.ID] = c; c.Required {
				t.Errorf("%s is required", c.ID)
			}
		}
		return all
	}
	for id, check := range inspect() {
		if check.Result != ciba.Pass {
			t.Errorf("%s of a good token: %+v", id, check)
		}
	}
	for id, change := range map[ciba.CheckID]func(*draft){
		ciba.CheckAlgorithm: signedBy(jwt.SigningMethodRS512, keyA()), ciba.CheckTokenKind: head("typ", "at+jwt"),
		ciba.CheckIssuer: claim("iss", "https://elsewhere.example"), ciba.CheckAudience: claim("aud", "another"),
		ciba.CheckExpiry: claim("exp", trialApproved.Unix()-61),
	} {
		for other, check := range inspect(change) {
			if (check.Result == ciba.Fail) != (other == id) {
				t.Errorf("with a fault of %s, %s: %+v", id, other, check)
			}
		}
	}
	for id, check := range inspect(withRawClaims(`{"iss":1,"iss":2}`)) {
		ofHeader := id == ciba.CheckAlgorithm || id == ciba.CheckTokenKind
		if want := map[bool]ciba.CheckResult{true: ciba.Pass, false: ciba.Skip}[ofHeader]; check.Result != want {
			t.Errorf("without a payload %s is %s", id, check.Result)
		}
	}
}

// TestInspectSignature: the keys are those of the issuer, and another issuer's token fetches none.
func TestInspectSignature(t *testing.T) {
	t.Parallel()
	read := func(changes ...func(*draft)) ciba.Token {
		return ciba.DecodeToken(newDraft(time.Now(), changes...).sign())
	}
	inBubble(t, func(t *testing.T, p *scripted) {
		c := p.client(t)
		for name, token := range map[string]ciba.Token{
			"without a signature": read(unsigned),
			"another issuer":      read(claim("iss", testIssuer+"/")), "no issuer": read(claim("iss", absent{})), "unreadable": ciba.DecodeToken("a.b.c"),
		} {
			func() {
				defer func() {
					if fault := recover(); fault != nil {
						t.Errorf("%s: %v", name, fault)
					}
				}()
				if _, _, err := c.InspectSignature(t.Context(), token); !errors.Is(err, ciba.ErrForeignToken) {
					t.Errorf("%s: %v", name, err)
				}
			}()
		}
		if check, key, err := c.InspectSignature(t.Context(), read(signedBy(jwt.SigningMethodHS256, []byte("x")))); err != nil || check.Result != ciba.Fail || key != (ciba.KeyFacts{}) {
			t.Errorf("an algorithm that isn't allowed: %+v, %+v, %v", check, key, err)
		}
		if n := len(p.seen("")); n != 0 {
			t.Fatalf("%d requests for tokens that no key decides", n)
		}
		fetched := time.Now()
		check, key, err := c.InspectSignature(t.Context(), read())
		if err != nil || check.Result != ciba.Pass || check.Required {
			t.Errorf("a good token: %+v, %v", check, err)
		}
		want := ciba.KeyFacts{Type: "RSA", Bits: 2048, KeyID: "A", Thumbprint: rfc7638(&keyA().PublicKey), Source: testIssuer + "/.well-known/openid-configuration/jwks", Fetched: fetched}
		if key.Fetched = key.Fetched.Round(0); !key.Fetched.Equal(fetched) {
			t.Errorf("fetched at %v", key.Fetched)
		}
		if want.Fetched = key.Fetched; key != want {
			t.Errorf("the key is %+v,\nwant %+v", key, want)
		}
		later(time.Second)
		if check, key, err := c.InspectSignature(t.Context(), read(finally(flipped))); err != nil || check.Result != ciba.Fail || key != (ciba.KeyFacts{}) {
			t.Errorf("another signature: %+v, %+v, %v", check, key, err)
		}
		if _, _, err := c.InspectSignature(t.Context(), read(head("kid", "C"))); err == nil {
			t.Error("unknown keys are asked for twice in a minute")
		}
		if n := len(p.seen(keysEndpoint)); n != 1 {
			t.Errorf("%d fetches", n)
		}
	})
}

// TestKeyOfAVerdict: the verdict has the facts of the key that verified, and of no other.
func TestKeyOfAVerdict(t *testing.T) {
	t.Parallel()
	der := newCertificate(keyA())
	v := judged(t, keys(jwkOf(keyA().Public(), "A", x5c(der))), pins(sha1Hex(der)))
	want := ciba.KeyFacts{
		Type: "RSA", Bits: 2048, KeyID: "A", Thumbprint: rfc7638(&keyA().PublicKey),
		SHA1: sha1Hex(der), SHA256: strings.ToUpper(sha256Hex(der)), Pins: true, Pinned: true,
	}
	if v.Key != want {
		t.Errorf("the key is %+v,\nwant %+v", v.Key, want)
	}
	if v := judged(t, pins("elsewhere")); v.Key.Type == "" || !v.Key.Pins || v.Key.Pinned {
		t.Errorf("the key that isn't pinned is %+v", v.Key)
	}
	if v := judged(t, compact(flipped)); v.Key != (ciba.KeyFacts{}) {
		t.Errorf("without a signature the key is %+v", v.Key)
	}
}
