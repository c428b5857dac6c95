package desk

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// sampleToken returns the ID token of the documentation.
func sampleToken(t *testing.T) string {
	t.Helper()
	token := ExampleToken()
	if token == "" {
		t.Fatal("there is none")
	}
	return token
}

// tokenOfTheBroker returns the ID token of an approval.
func (b *bench) tokenOfTheBroker() string {
	b.t.Helper()
	token := ""
	b.onRequest(at("/connect/token", func(w http.ResponseWriter, r *http.Request) bool {
		recorder := httptest.NewRecorder()
		b.broker.Handler().ServeHTTP(recorder, r)
		var answer struct {
			ID string `json:"id_token"`
		}
		if json.Unmarshal(recorder.Body.Bytes(), &answer) == nil && answer.ID != "" {
			token = answer.ID
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(recorder.Code)
		_, _ = w.Write(recorder.Body.Bytes())
		return true
	}))
	b.verify(mette)
	b.pass(doneDelay)
	b.Done()
	b.onRequest(nil)
	b.pass(1)
	if token == "" {
		b.t.Fatal("no token came")
	}
	return token
}

// decode opens the decoder, enters a text and waits until it is decoded.
func (b *bench) decode(text string) *Decoded {
	b.t.Helper()
	b.OpenDecoder()
	b.Decode(text)
	return b.until("decoded", func(v View) bool { return v.Decoded != nil && !v.Decoded.Busy }).Decoded
}

func resultOf(p *Decoded, id string) string {
	for _, check := range p.Checks {
		if check.ID == id {
			return check.Result
		}
	}
	return ""
}

func TestDecodeTheDocumentedToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: func(o *Options) { o.Environment = config.IDPP }})
		before := len(b.requests)
		p := b.decode("Authorization: Bearer " + sampleToken(t) + "\n")
		if len(p.Header.Claims) != 3 || len(p.Payload.Claims) != 19 || p.Signature.Bytes != 256 || p.Signature.Algorithm != "RS256" || len(p.Taken) != 2 {
			t.Fatalf("%+v", p)
		}
		want := map[string]string{"form": "pass", "algorithm": "pass", "token_kind": "pass", "issuer": "pass", "audience": "pass", "expiry": "pass", "signature": "skip"}
		for id, result := range want { // in the bubble it is the year 2000
			if got := resultOf(p, id); got != result {
				t.Errorf("%s is %q, want %q", id, got, result)
			}
		}
		name := p.Payload.Claims[13]
		if name.Name != "mitid.identity_name" || name.Meaning.Text != "Ileya Jensen" || name.Type.Key != "claim.type.string" ||
			name.Source.Word.Key != "claim.source.flex" || name.Explain.Key != "claim.means.identity_name" {
			t.Errorf("the name is %+v", name)
		}
		if len(b.requests) != before || p.Signature.Key != nil || b.View().Outcome != nil || b.View().State != Idle {
			t.Error("decoding asked somebody, or came to an outcome")
		}
	})
}

// TestDecodeTheExample: without a network and in any environment, the genuine token of the
// documentation is shown to be signed with the key that the built-in environment pins. No key is
// fetched.
func TestDecodeTheExample(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		before := len(b.requests)
		b.OpenDecoder()
		b.DecodeExample()
		read := func(v View) bool { return v.Decoded != nil && !v.Decoded.Busy && !v.Decoded.Empty }
		p := b.until("the example", read).Decoded
		if p.Example == nil || p.Example.ID != config.IDPP || !p.CanCheck || !p.Why.IsZero() || resultOf(p, "issuer") != "pass" || resultOf(p, "audience") != "pass" || resultOf(p, "signature") != "skip" {
			t.Fatalf("%+v", p)
		}
		b.CheckDecoded()
		p = b.until("the signature", func(v View) bool { return v.Decoded.Signature.Key != nil }).Decoded
		key := p.Signature.Key
		if resultOf(p, "signature") != "pass" || key.SHA1 != "048058BB59F4D3007045896FD488CE81F4EB4923" || key.Pin.Key != "claims.pin.pinned" || key.Source == "" || key.Fetched.Year() != 2026 {
			t.Errorf("%+v, key %+v", p.Checks, key)
		}
		if len(b.requests) != before || b.View().Outcome != nil {
			t.Error("the example asked somebody, or came to an outcome")
		}
		// A text pasted afterwards is checked against the environment in use again.
		b.Decode(ExampleToken() + " ")
		p = b.until("the pasted one", func(v View) bool { return read(v) && v.Decoded.Example == nil }).Decoded
		if p.CanCheck || resultOf(p, "issuer") != "fail" {
			t.Errorf("%+v", p)
		}
		b.CloseDecoder()
		b.DecodeExample() // a closed decoder shows nothing
		if v := b.pass(1); v.Decoded != nil {
			t.Error("it opens again")
		}
	})
}

// TestCheckDecoded: the signature is checked only on request, with a separate key cache, and
// nothing is left in the journal.
func TestCheckDecoded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}, options: inOwnEnvironment})
		token := b.tokenOfTheBroker()
		records, err := b.journal.List(t.Context(), journal.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		fetched := b.count(http.MethodGet, "/jwks")
		p := b.decode(token)
		if !p.CanCheck || !p.Why.IsZero() || b.count(http.MethodGet, "/jwks") != fetched {
			t.Fatalf("can be checked %t, why not %v", p.CanCheck, p.Why)
		}
		b.CheckDecoded()
		b.CheckDecoded() // pressed twice
		p = b.until("checked", func(v View) bool { return resultOf(v.Decoded, "signature") != "skip" }).Decoded
		if resultOf(p, "signature") != "pass" || p.Signature.Key == nil || p.Signature.Key.Bits != 2048 || !strings.HasSuffix(p.Signature.Key.Source, "/jwks") || p.Signature.Key.Fetched.IsZero() {
			t.Errorf("%+v, %+v", p.Checks, p.Signature.Key)
		}
		if n := b.count(http.MethodGet, "/jwks") - fetched; n != 1 {
			t.Errorf("the keys were fetched %d times", n)
		}
		parts := strings.Split(token, ".")
		flipped := parts[0] + "." + parts[1] + "." + strings.Repeat("A", len(parts[2])-2) + "AA"
		if p = b.decode(flipped); resultOf(p, "signature") != "skip" || p.Signature.Key != nil {
			t.Errorf("another token has the signature of the last: %+v", p)
		}
		b.CheckDecoded()
		p = b.until("checked", func(v View) bool { return resultOf(v.Decoded, "signature") != "skip" }).Decoded
		if resultOf(p, "signature") != "fail" || p.Signature.Key != nil {
			t.Errorf("%+v, %+v", p.Checks, p.Signature.Key)
		}
		after, err := b.journal.List(t.Context(), journal.Filter{})
		if err != nil || len(after) != len(records) {
			t.Errorf("the journal grew from %d to %d records, %v", len(records), len(after), err)
		}
		for _, view := range b.published() {
			if view.Decoded != nil && (view.State != Idle || view.Outcome != nil || view.Claims != nil || len(view.Network) > 0) {
				t.Fatal("decoding came to an outcome")
			}
			for _, spelling := range append(spellings(token), parts[1], parts[2]) {
				if shown := dump(view); strings.Contains(shown, spelling) {
					t.Fatalf("the token is in a view:\n%s", lineOf(shown, spelling))
				}
			}
		}
	})
}

// TestAForeignTokenFetchesNoKeys, however often the check is called.
func TestAForeignTokenFetchesNoKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		before := len(b.requests)
		p := b.decode(sampleToken(t))
		b.CheckDecoded()
		b.pass(time.Second)
		if p.CanCheck || p.Why.Key != "decoded.why.foreign" || resultOf(p, "issuer") != "fail" || len(b.requests) != before || b.View().Decoded.Checking {
			t.Errorf("%+v after %d requests", p, len(b.requests)-before)
		}
	})
}

// TestUnreachableKeysCanBeRetried, and say nothing about the signature. Closing the decoder cancels
// the fetch.
func TestUnreachableKeysCanBeRetried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		b.decode(b.tokenOfTheBroker())
		b.onRequest(at("/jwks", func(w http.ResponseWriter, _ *http.Request) bool {
			w.WriteHeader(http.StatusInternalServerError)
			return true
		}))
		b.CheckDecoded()
		p := b.until("not had", func(v View) bool { return !v.Decoded.Checking && !v.Decoded.Why.IsZero() }).Decoded
		if p.Why.Key != "decoded.why.keys" || resultOf(p, "signature") != "skip" || !p.CanCheck {
			t.Errorf("%+v", p)
		}
		b.pass(time.Second)
		b.onRequest(at("/jwks", func(_ http.ResponseWriter, r *http.Request) bool { <-r.Context().Done(); return true }))
		b.CheckDecoded()
		b.pass(time.Second)
		if !b.View().Decoded.Checking {
			t.Fatal("nobody waits for the keys")
		}
		b.CloseDecoder()
		b.pass(0)
		b.OpenDecoder()
		if p := b.pass(time.Minute).Decoded; !p.Empty || p.Checking || len(p.Payload.Claims) != 0 {
			t.Errorf("opened again it shows %+v", p)
		}
	})
}

// TestTheNewestTextIsShown of many that come at once, and nothing of one after the decoder was
// closed.
func TestTheNewestTextIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		b.OpenDecoder()
		for _, sub := range []string{"first", "second", "third", "last"} {
			b.Decode("e30." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"`+sub+`"}`)) + ".AA")
		}
		if p := b.pass(0).Decoded; p.Busy || len(p.Payload.Claims) != 1 || p.Payload.Claims[0].Meaning.Text != "last" {
			t.Errorf("%+v", p)
		}
		b.Decode("e30.e30.AA")
		b.CloseDecoder()
		b.OpenDecoder()
		if p := b.pass(0).Decoded; !p.Empty {
			t.Errorf("what was put away is back: %+v", p)
		}
		b.Decode(sampleToken(t))
		b.Decode("")
		if p := b.pass(0).Decoded; !p.Empty || p.Busy {
			t.Errorf("an emptied field shows %+v", p)
		}
		b.CloseDecoder()
		b.Decode(sampleToken(t))
		if p := b.pass(0).Decoded; p != nil {
			t.Errorf("without its dialog %+v is decoded", p)
		}
	})
}

// TestADecodedTokenIsCleared on an unattended desk, and when another environment is selected.
func TestADecodedTokenIsCleared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: func(o *Options) { o.Idle = 3 * time.Minute }})
		b.decode(sampleToken(t))
		b.pass(2 * time.Minute)
		b.Touch()
		if b.pass(2*time.Minute).Decoded == nil {
			t.Error("it was cleared while somebody was there")
		}
		if b.pass(2*time.Minute).Decoded != nil || strings.Contains(dump(b.View()), "Ileya") || b.state.decoder.token.SignedPart() != "" {
			t.Error("it stays on a desk that nobody touches")
		}
		b.decode(sampleToken(t))
		b.SelectEnvironment(config.IDPP)
		if b.pass(time.Second).Decoded != nil {
			t.Error("it stays in another environment")
		}
	})
}

// TestADecodedTokenExpires while it is shown.
func TestADecodedTokenExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}, options: func(o *Options) { o.Idle = time.Hour }})
		if p := b.decode(b.tokenOfTheBroker()); resultOf(p, "expiry") != "pass" {
			t.Fatalf("%+v", p.Checks)
		}
		if p := b.pass(7 * time.Minute).Decoded; resultOf(p, "expiry") != "fail" {
			t.Errorf("it still counts: %+v", p.Checks)
		}
	})
}

// TestHostilePayloads: what is odd about a token is reported, and what is shown of it is bounded.
func TestHostilePayloads(t *testing.T) {
	of := func(payload string) string {
		return "eyJhbGciOiJSUzI1NiJ9." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + ".AA"
	}
	tests := map[string]struct{ text, problem, part string }{
		"nested":            {text: of(`{"a":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + "}")},
		"a huge number":     {text: of(`{"exp":1` + strings.Repeat("0", 5000) + "}")},
		"many claims":       {text: of(`{"x":1` + manyClaims(3000) + "}")},
		"unseen characters": {text: of("{\"a\u202eb\":\"\u200b\u2066evil\\u0000\"}")},
		"a name twice":      {text: of("{\"sub\":\"a\u202e\",\"sub\":\"b\"}"), part: "decoded.part.twice"},
		"nothing but lines": {text: of(strings.Repeat("\n", 30_000)), part: "decoded.part.json"},
		"encrypted":         {text: "eyJlbmMiOiJBMjU2R0NNIn0.a.b.c.d", problem: "decoded.problem.encrypted"},
		"opaque":            {text: "secret-opaque-token", problem: "decoded.problem.opaque"},
		"too long":          {text: strings.Repeat("e30.", 5<<20/4), problem: "decoded.problem.too_long"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{})
				p := b.decode(test.text)
				if p.Problem.Key != test.problem || p.Payload.Problem.Key != test.part || p.CanCheck {
					t.Errorf("problem %q, payload %q, can be checked %t", p.Problem.Key, p.Payload.Problem.Key, p.CanCheck)
				}
				shown := dump(b.View())
				if len(shown) > 3<<20 || len(p.Payload.Claims) > mostShown+1 || len(p.Payload.Lines) > mostShown+1 {
					t.Errorf("%d bytes are shown", len(shown))
				}
				if strings.ContainsAny(shown, "\u202e\u200b\u2066\x00") || strings.Contains(shown, "secret-opaque") {
					t.Error("what can't be seen, or what is no token, is shown")
				}
			})
		})
	}
}

func manyClaims(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`,"c`)
		b.WriteString(strings.Repeat("i", i%7))
		b.WriteString(time.Duration(i).String())
		b.WriteString(`":1`)
	}
	return b.String()
}

// TestTheVerifyingKeyIsShown next to the claims, with its source.
func TestTheVerifyingKeyIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		signature := b.verify(mette).Claims.Signature
		key := signature.Key
		if signature.Algorithm != "RS256" || signature.Bytes != 256 || key == nil || key.Type != "RSA" || key.Bits != 2048 || len(key.Thumbprint) != 43 ||
			!strings.HasSuffix(key.Source, "/jwks") || key.Fetched.IsZero() || key.Pin.Key != "claims.pin.none" {
			t.Errorf("%+v, %+v", signature, key)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.ForgedSignature}})
		if signature := b.verify(mette).Claims.Signature; signature.Key != nil || signature.Bytes == 0 {
			t.Errorf("a forged signature has a key: %+v", signature)
		}
	})
}
