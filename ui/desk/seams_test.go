package desk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// TestTheTokenHintInTheNetwork: the command has a shell variable instead of the hint, it is never
// decoded, and it is shown only on request.
func TestTheTokenHintInTheNetwork(t *testing.T) {
	for hint, variable := range map[string]string{config.HintLoginToken: "LOGIN_HINT_TOKEN", config.HintIDToken: "ID_TOKEN_HINT"} {
		t.Run(hint, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				token := hintPrefix + bob
				if hint == config.HintIDToken {
					earlier, i := newGenericBench(t, nil, nil)
					earlier.verify(bob)
					token = i.idToken
				}
				b, _ := newGenericBench(t, nil, func(e *config.Environment) { e.Hint = hint })
				b.SetHintToken(token)
				v := b.verify(bob)
				seq, _ := findMasked(t, v, "request_form", hint)
				e := v.Network[seq-1]
				if !slices.Contains(e.Curl.Variables, variable) || len(e.Curl.Missing) > 0 || !strings.Contains(e.Curl.Text, `"`+hint+`=$`+variable+`"`) {
					t.Errorf("the command is %+v", e.Curl)
				}
				if strings.Contains(dump(v), token) || len(e.Hint.Lines) > 0 {
					t.Errorf("the token is in the view, or decoded: %+v", e.Hint)
				}
				if lines, problem := b.show("request_form", hint); strings.Join(lines, "") != token || !problem.IsZero() {
					t.Errorf("asked for, it is shown as %q, %v", lines, problem)
				}
				b.pass(doneDelay)
				b.Done()
				if v := b.pass(1); v.Revealed != nil || v.Form.Token.Value != "" || strings.Contains(dump(v), token) {
					t.Error("it stays after Done")
				}
			})
		})
	}
}

// TestTheSequenceOfAnotherProvider has the same arrows, and nothing about the person.
func TestTheSequenceOfAnotherProvider(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := newGenericBench(t, nil, nil)
		v := b.verify(alice)
		soundSteps(t, v)
		sameDrawing(t, v.Sequence, verifiedOutsideDemo)
		if drawn := fmt.Sprintf("%+v", v.Sequence); strings.Contains(drawn, alice) || strings.Contains(drawn, aliceName) {
			t.Errorf("somebody is in the drawing: %s", drawn)
		}
	})
}

// TestRecentTextsOfAnotherProvider are offered with a new code, and the open journal follows the
// verification.
func TestRecentTextsOfAnotherProvider(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &lasting{journal.NewMemory()}
		b, _ := newGenericBench(t, j, func(e *config.Environment) { e.Hint = config.HintLoginToken })
		b.OpenJournal()
		b.until("open", settled)
		b.SetHintToken(hintPrefix + bob)
		b.SetCase("2026-7")
		b.SetText("Kode " + b.View().Form.Code + ", ny adresse")
		old := b.pass(0).Form.Code
		b.verify(bob)
		v := b.until("followed", settled)
		if len(v.Journal.Records) != 1 || v.Journal.Records[0].Outcome != "verified" || v.Journal.Records[0].Case != "2026-7" {
			t.Errorf("the open journal has %+v", v.Journal.Records)
		}
		if shown := fmt.Sprintf("%+v", *v.Journal); strings.Contains(shown, bob) {
			t.Errorf("the person is in the journal: %s", shown)
		}
		b.pass(doneDelay)
		b.Done()
		v = b.until("read", func(v View) bool { return v.State == Idle && len(v.Recent.Texts) > 0 })
		if want := []string{"Kode " + v.Form.Code + ", ny adresse"}; v.Form.Code == old || !slices.Equal(v.Recent.Texts, want) || !slices.Equal(v.Recent.Cases, []string{"2026-7"}) {
			t.Errorf("offered is %+v with the code %s", v.Recent, v.Form.Code)
		}
	})
}

// TestDecodingForAnotherProvider checks a pasted token by the rules for its provider, not by
// MitID's.
func TestDecodingForAnotherProvider(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, i := newGenericBench(t, nil, nil)
		b.verify(alice)
		b.pass(doneDelay)
		b.Done()
		p := b.decode(i.idToken)
		for id, want := range map[string]string{"form": "pass", "issuer": "pass", "audience": "pass", "algorithm": "pass", "signature": "skip"} {
			if got := resultOf(p, id); got != want {
				t.Errorf("%s is %q, want %q", id, got, want)
			}
		}
		b.CheckDecoded()
		p = b.until("checked", func(v View) bool { return !v.Decoded.Checking }).Decoded
		if resultOf(p, "signature") != "pass" || p.Signature.Key == nil || b.View().State != Idle {
			t.Errorf("the signature: %+v", p)
		}
		p = b.decode(sampleToken(t))
		if resultOf(p, "issuer") != "fail" || p.CanCheck || p.Why.Key != "decoded.why.foreign" {
			t.Errorf("a token of MitID's: %+v", p)
		}
		b.SelectEnvironment(config.IDDemo)
		if v := b.pass(0); v.Decoded != nil {
			t.Error("it stays in an environment that it wasn't checked against")
		}
	})
}

// TestTheProfileIsSwitchedInTheEditor with fields filled in: keys that mean nothing in the other
// profile are reported, nothing typed is lost, and the form of the environment in use becomes that
// of the other profile.
func TestTheProfileIsSwitchedInTheEditor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := editing(t, nil)
		b.CloseEditor()
		b.SetPerson(mette)
		b.SetCase("2026-7")
		b.decode(sampleToken(t))
		b.OpenJournal()
		b.OpenEditor()
		b.pass(0)
		b.EditEnvironment("nordby")
		b.fillEditor("profile", "generic", "person_claim", "sub", "scope", "openid")
		b.SaveEnvironment()
		v := b.pass(0)
		if v.Editor.Form == nil || problemOf(v, "ciba_nonce") != "not_for_profile" || valueOf(v, "ip") != "192.0.2.10" || valueOf(v, "person_claim") != "sub" {
			t.Fatalf("the editor shows %+v", v.Editor.Form)
		}
		for _, f := range v.Editor.Form.Fields {
			if f.Problem.Key == "editor.problem.not_for_profile" {
				b.SetEnvironmentField(f.Key, "")
			}
		}
		b.SaveEnvironment()
		v = b.pass(0)
		if v.Environment.Profile != config.ProfileGeneric || v.Form.PersonClaim != "sub" || v.Form.Person.Value != mette || v.Form.Case.Value != "2026-7" || v.Form.IP.Value != "" {
			t.Errorf("in use is %+v, the form %+v, the editor says %v", v.Environment, v.Form, v.Editor)
		}
		if v.Decoded != nil || v.Journal != nil {
			t.Error("what was checked against the environment as it was is still shown")
		}
	})
}

// TestRevealingInAResumedVerification: its exchanges are numbered from 1 again.
func TestRevealingInAResumedVerification(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Ignore}, options: func(o *Options) {
			inLastingJournal(&lasting{journal.NewMemory()})(o)
			o.Idle = time.Minute
		}})
		secrets := b.echoed()
		b.begin(mette, Waiting)
		v := b.crash()
		b.Resume(v.Unfinished[0].ID)
		b.untilState(Waiting)
		b.until("a poll", func(v View) bool { return len(v.Network) > 1 })
		if lines, problem := b.show("request_form", "auth_req_id"); strings.Join(lines, "") != secrets["auth_req_id"] || !problem.IsZero() {
			t.Errorf("it is shown as %q, %v", lines, problem)
		}
		b.OpenDecoder()
		b.OpenJournal()
		b.pass(50 * time.Second)
		if v := b.View(); v.Revealed == nil || v.Decoded == nil || v.Journal == nil {
			t.Errorf("it went while somebody was there: %+v", v.Revealed)
		}
		if v := b.pass(15 * time.Second); v.Revealed != nil || v.Decoded != nil || v.Journal != nil || v.State != Waiting {
			t.Errorf("nobody is there, and it stays: %+v in %s", v.Revealed, v.State)
		}
	})
}
