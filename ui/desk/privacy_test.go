package desk

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"ringback/ciba/simulator"
	"ringback/storage/config"
)

// TestTheOtherPersonIsNotShown: a person who approved instead of the person asked is in no view,
// neither by name nor by number nor by date of birth.
func TestTheOtherPersonIsNotShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.OtherPerson}, options: inOwnEnvironment})
		other := b.broker.People()[1]
		v := b.verify(mette)
		if v.Outcome.Outcome != "not_verified" || !v.Claims.Withheld || v.Claims.PayloadJSON != "" || len(v.Claims.Payload) < 10 {
			t.Fatalf("%+v, claims %+v", v.Outcome, v.Claims)
		}
		born := other.DateOfBirth
		for _, view := range b.published() {
			shown := dump(view)
			for _, secret := range []string{other.Name, other.UUID, born, strings.Split(other.Name, " ")[0], "Nørgaard"} {
				if strings.Contains(shown, secret) {
					t.Fatalf("%q is in a view:\n%s", secret, lineOf(shown, secret))
				}
			}
		}
		// Claims that aren't about a person are still shown.
		for _, claim := range v.Claims.Payload {
			if claim.Name == "iss" && (claim.Withheld || claim.Raw == "") {
				t.Errorf("the issuer is withheld: %+v", claim)
			}
		}
	})
}

// TestANameOfAnUnknownPersonIsWithheld: a token that doesn't say who approved may still hold a
// name, and it is unknown whose it is.
func TestANameOfAnUnknownPersonIsWithheld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		other := simulator.Person{UUID: mette, Name: "Ukendt Person", DateOfBirth: "1950-01-02"}
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve, People: []simulator.Person{other, {UUID: unknown, Name: "x", DateOfBirth: "1950-01-02"}}}, options: inOwnEnvironment})
		b.onRequest(at("/connect/token", func(w http.ResponseWriter, r *http.Request) bool {
			return tamper(w, r, b.broker.Handler(), func(payload map[string]any) { delete(payload, "mitid.uuid") })
		}))
		v := b.verify(mette)
		if v.Outcome.Outcome != "not_verified" {
			t.Fatalf("outcome %s", v.Outcome.Outcome)
		}
		if shown := dump(v); strings.Contains(shown, "Ukendt") || strings.Contains(shown, "1950-01") {
			t.Errorf("somebody is shown:\n%s", lineOf(shown, "Ukendt"))
		}
	})
}

// TestTheNoteHoldsNoUUID: a note goes into a case file, and from there anywhere.
func TestTheNoteHoldsNoUUID(t *testing.T) {
	for _, scenario := range []simulator.Scenario{simulator.Approve, simulator.OtherPerson, simulator.Refuse} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, plan{broker: simulator.Options{Scenario: scenario}, options: inOwnEnvironment})
			o := b.verify(mette).Outcome
			if note := fmt.Sprint(o.Note); o.Note.IsZero() || strings.Contains(note, mette) || strings.Contains(note, strings.ReplaceAll(mette, "-", "")) {
				t.Errorf("the note of %s is %s", scenario, note)
			}
		})
	}
}

// tamper lets the broker answer, and changes the payload of the ID token.
func tamper(w http.ResponseWriter, r *http.Request, broker http.Handler, change func(map[string]any)) bool {
	return tamperWith(w, r, broker, func(answer map[string]any) {
		token, ok := answer["id_token"].(string)
		if !ok {
			return
		}
		parts := strings.Split(token, ".")
		decoded, _ := base64.RawURLEncoding.DecodeString(parts[1])
		var payload map[string]any
		_ = json.Unmarshal(decoded, &payload)
		change(payload)
		encoded, _ := json.Marshal(payload)
		answer["id_token"] = parts[0] + "." + base64.RawURLEncoding.EncodeToString(encoded) + "." + parts[2]
	})
}

// tamperWith lets the broker answer, and changes the answer.
func tamperWith(w http.ResponseWriter, r *http.Request, broker http.Handler, change func(answer map[string]any)) bool {
	recorder := httptest.NewRecorder()
	broker.ServeHTTP(recorder, r)
	body := recorder.Body.Bytes()
	var answer map[string]any
	if json.Unmarshal(body, &answer) == nil {
		change(answer)
		body, _ = json.Marshal(answer)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(recorder.Code)
	_, _ = w.Write(body)
	return true
}

// TestNothingSecretIsEverPublished: rule 98, no view of whole flows holds the client secret, a
// token or the auth_req_id, in any encoding.
func TestNothingSecretIsEverPublished(t *testing.T) {
	const saved = "n€w secret+/ that is saved"
	for name, scenario := range map[string]simulator.Scenario{"approved": simulator.Approve, "another person": simulator.OtherPerson, "cancelled": simulator.Ignore} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{broker: simulator.Options{Scenario: scenario}, options: inOwnEnvironment})
				secrets := map[string]string{"client secret": simulator.PublishedClientSecret, "saved secret": saved}
				b.onRequest(func(w http.ResponseWriter, r *http.Request) bool {
					recorder := httptest.NewRecorder()
					b.broker.Handler().ServeHTTP(recorder, r)
					var answer map[string]any
					_ = json.Unmarshal(recorder.Body.Bytes(), &answer)
					b.mu.Lock()
					for _, member := range []string{"auth_req_id", "id_token", "access_token"} {
						if secret, ok := answer[member].(string); ok {
							secrets[member] = secret
							if parts := strings.Split(secret, "."); len(parts) == 3 {
								secrets[member+", payload"], secrets[member+", signature"] = parts[1], parts[2]
							}
						}
					}
					b.mu.Unlock()
					for name, values := range recorder.Header() {
						w.Header()[name] = values
					}
					w.WriteHeader(recorder.Code)
					_, _ = w.Write(recorder.Body.Bytes())
					return true
				})
				b.begin(mette, Waiting)
				if name == "cancelled" {
					b.Cancel()
				}
				b.untilState(Ended)
				b.pass(doneDelay)
				b.Done()
				b.AskSetup()
				b.SubmitSetup(SetupInput{Secret: saved})
				b.pass(1)
				b.SelectEnvironment(config.IDProduction)
				b.pass(1)
				b.SubmitSetup(SetupInput{ClientID: "ours", Secret: saved, IP: "wrong"})
				b.pass(1)
				if len(secrets) < 3 {
					t.Fatalf("the test saw no secrets: %d", len(secrets))
				}
				for what, secret := range secrets {
					for _, spelling := range spellings(secret) {
						if text := b.log.String(); strings.Contains(text, spelling) {
							t.Fatalf("%s is in the log:\n%s", what, lineOf(text, spelling))
						}
						for _, view := range b.published() {
							if shown := dump(view); strings.Contains(shown, spelling) {
								t.Fatalf("%s is in a view:\n%s", what, lineOf(shown, spelling))
							}
						}
					}
				}
			})
		})
	}
}

// spellings returns the encodings in which a secret could be written.
func spellings(secret string) []string {
	return []string{
		secret, strings.ToLower(secret), url.QueryEscape(secret), url.PathEscape(secret),
		base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)),
		hex.EncodeToString([]byte(secret)), strings.ToUpper(hex.EncodeToString([]byte(secret))),
		secret[:min(len(secret), 24)], // long lines are cut into pieces
	}
}

func lineOf(text, part string) string {
	for line := range bytes.Lines([]byte(text)) {
		if bytes.Contains(line, []byte(part)) {
			return string(line)
		}
	}
	return ""
}
