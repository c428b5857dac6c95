package desk

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/simulator"
	"ringback/storage/secrets"
)

// findMasked returns the newest value of that name that can be revealed.
func findMasked(t *testing.T, v View, place, name string) (seq, value int) {
	t.Helper()
	for _, e := range slices.Backward(v.Network) {
		for _, m := range e.Masked {
			if m.Place == place && m.Name == name {
				return e.Seq, m.Value
			}
		}
	}
	t.Fatalf("no %s is masked in a %s", name, place)
	return 0, 0
}

// show reveals a value and returns what is shown.
func (b *bench) show(place, name string) (lines []string, problem Text) {
	b.t.Helper()
	seq, value := findMasked(b.t, b.View(), place, name)
	b.Reveal(seq, value)
	v := b.pass(1)
	if v.Revealed == nil {
		return nil, Text{}
	}
	if v.Revealed.Seq != seq || v.Revealed.Value != value {
		b.t.Errorf("%s: revealed is %+v", name, v.Revealed)
	}
	return v.Revealed.Lines(), v.Revealed.Problem
}

// echoed records the tokens in the broker's answers.
func (b *bench) echoed() map[string]string {
	secrets := make(map[string]string)
	b.onRequest(func(w http.ResponseWriter, r *http.Request) bool {
		return tamperWith(w, r, b.broker.Handler(), func(answer map[string]any) {
			for _, name := range []string{"auth_req_id", "id_token", "access_token"} {
				if secret, ok := answer[name].(string); ok {
					b.mu.Lock()
					secrets[name] = secret
					b.mu.Unlock()
				}
			}
		})
	})
	return secrets
}

// TestOneValueIsRevealedAtATime. Only that value is in the view, and printing the view doesn't
// print it.
func TestOneValueIsRevealedAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}, options: inOwnEnvironment})
		secrets := b.echoed()
		b.verify(mette)
		for place, name := range map[string]string{"request_form": "auth_req_id", "response_body": "id_token"} {
			lines, problem := b.show(place, name)
			if strings.Join(lines, "") != secrets[name] || !problem.IsZero() {
				t.Errorf("%s is shown as %q, %v", name, lines, problem)
			}
			for _, line := range lines {
				if len([]rune(line)) > revealedLength {
					t.Errorf("a piece is %d long", len(line))
				}
			}
			v := b.View()
			whole := fmt.Sprintf("%v %+v %#v %+v %#v", v, v, v, *v.Revealed, *v.Revealed)
			encoded, err := json.Marshal([]any{v, v.Revealed})
			if err != nil {
				t.Fatal(err)
			}
			for other, secret := range secrets {
				if strings.Contains(whole, secret[:24]) || strings.Contains(string(encoded), secret[:24]) {
					t.Errorf("%s is printed with the view", other)
				}
				if other != name && strings.Contains(dump(v), secret[len(secret)-20:]) { // JWTs begin alike
					t.Errorf("%s is in the view along with %s", other, name)
				}
			}
		}
		b.Conceal()
		if v := b.pass(1); v.Revealed != nil {
			t.Errorf("what was hidden is still there: %+v", v.Revealed)
		}
		for _, wrong := range [][2]int{{0, 0}, {-1, 0}, {1, 99}, {99, 0}, {2, -1}} {
			b.Reveal(wrong[0], wrong[1])
			if v := b.pass(1); v.Revealed != nil {
				t.Errorf("%v reveals %+v", wrong, v.Revealed)
			}
		}
	})
}

// TestARevealedValueIsHiddenAutomatically on Done and on an unattended desk, even during a
// verification.
func TestARevealedValueIsHiddenAutomatically(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve, AnswerAfter: time.Second}, options: inOwnEnvironment})
		b.verify(mette)
		b.show("response_body", "auth_req_id")
		b.pass(doneDelay)
		b.Done()
		if v := b.pass(1); v.Revealed != nil || len(v.Network) > 0 {
			t.Errorf("after Done: %+v", v.Revealed)
		}
		b.Reveal(2, 1)
		if v := b.pass(1); v.Revealed != nil {
			t.Errorf("an idle desk reveals %+v", v.Revealed)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Ignore}, options: func(o *Options) { inOwnEnvironment(o); o.Idle = time.Minute }})
		b.begin(mette, Waiting)
		b.show("response_body", "auth_req_id")
		b.pass(30 * time.Second)
		b.Touch()
		b.pass(58 * time.Second)
		if v := b.View(); v.Revealed == nil || v.State != Waiting {
			t.Errorf("it went while somebody was there: %+v in %s", v.Revealed, v.State)
		}
		b.pass(4 * time.Second)
		if v := b.View(); v.Revealed != nil || v.State != Waiting {
			t.Errorf("nobody is there, and it stays: %+v in %s", v.Revealed, v.State)
		}
	})
}

// TestConcealIsNotATouch: what the window does by itself must not keep personal data on the screen.
func TestConcealIsNotATouch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}, options: func(o *Options) { inOwnEnvironment(o); o.Idle = time.Minute }})
		b.verify(mette)
		for range 13 {
			b.pass(10 * time.Second)
			b.Conceal()
		}
		if v := b.View(); v.State != Idle {
			t.Errorf("the desk is %s", v.State)
		}
	})
}

// TestTheClientSecretIsNeverRevealed unless it is public.
func TestTheClientSecretIsNeverRevealed(t *testing.T) {
	saved := func(o *Options) { inOwnEnvironment(o) }
	published := func(o *Options) {
		inOwnEnvironment(o)
		o.Secrets.(*fakeSecrets).keep(ownBinding(), simulator.PublishedClientSecret, secrets.SourcePublished)
	}
	for name, one := range map[string]struct {
		options func(*Options)
		shown   bool
	}{"saved": {saved, false}, "published": {published, true}, "demo": {nil, true}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}, options: one.options})
				v := b.verify(mette)
				lines, problem := b.show("request_form", "client_secret")
				if got := strings.Join(lines, ""); (got == simulator.PublishedClientSecret) != one.shown || !one.shown && got != "" || !problem.IsZero() {
					t.Errorf("it is shown as %q, %v", got, problem)
				}
				seq, value := findMasked(t, v, "request_form", "client_secret")
				if never := v.Network[seq-1].Masked[value].Never; never.IsZero() != one.shown {
					t.Errorf("the screen says %v", never)
				}
				for _, secret := range []string{simulator.PublishedClientSecret, simulator.PublishedClientSecret[:20]} {
					if strings.Contains(dump(v), secret) {
						t.Error("it was in the view before")
					}
				}
			})
		})
	}
}

// TestTokensOfSomebodyElseAreNotRevealed: they name the person who approved instead of the person
// asked. Before the check, it is unknown whom they name.
func TestTokensOfSomebodyElseAreNotRevealed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.OtherPerson}, options: inOwnEnvironment})
		b.onRequest(at("/jwks", func(http.ResponseWriter, *http.Request) bool { time.Sleep(10 * time.Second); return false }))
		b.begin(mette, Checking)
		for _, name := range []string{"id_token", "access_token"} {
			if lines, problem := b.show("response_body", name); len(lines) > 0 || problem.Key != "network.reveal.unchecked" {
				t.Errorf("%s is shown unchecked: %v, %v", name, lines, problem)
			}
		}
		b.untilState(Ended)
		for _, name := range []string{"id_token", "access_token"} {
			if lines, problem := b.show("response_body", name); len(lines) > 0 || problem.Key != "network.reveal.someone_else" {
				t.Errorf("%s of somebody else is shown: %v, %v", name, lines, problem)
			}
		}
		if lines, _ := b.show("request_form", "auth_req_id"); len(lines) == 0 {
			t.Error("the auth_req_id isn't shown either")
		}
	})
}

// TestTheHintIsShownDecoded in either encoding, next to its encoded form.
func TestTheHintIsShownDecoded(t *testing.T) {
	for _, encoding := range []string{"json", "base64"} {
		t.Run(encoding, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}, options: inOwnEnvironment})
				b.SetEncoding(encoding)
				v := b.verify(mette)
				found := false
				for _, e := range v.Network {
					if e.Endpoint != "backchannel_authentication_endpoint" {
						continue
					}
					if got := e.Request.Text; !strings.Contains(got, "\nlogin_hint_token = ") || strings.Count(got, "\n") != 4 || len(e.Request.Lines) < 7 {
						t.Errorf("the request is %q for copying, in %d pieces", got, len(e.Request.Lines))
					}
					found = e.Hint.Name == "login_hint_token" && e.Hint.Encoding == encoding && slices.Contains(e.Hint.Lines, `  "uuid": "`+mette+`",`)
					if !found {
						t.Errorf("the hint is %+v", e.Hint)
					}
				}
				if !found {
					t.Error("no hint is decoded")
				}
			})
		})
	}
}
