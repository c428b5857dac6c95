package desk

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/simulator"
)

// TestStartActsOnce: rule 17, however often Start is pressed, one request is sent.
func TestStartActsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		b.SetPerson(mette)
		var presses sync.WaitGroup
		for range 50 {
			presses.Go(b.Start)
		}
		presses.Wait()
		for v := b.View(); v.State != Ended; v = b.pass(500 * time.Millisecond) {
			b.Start()
		}
		b.Start()
		b.pass(doneDelay / 2)
		b.Start()
		if b.pass(time.Minute); b.count(http.MethodPost, "/connect/ciba") != 1 {
			t.Errorf("%d requests were started", b.count(http.MethodPost, "/connect/ciba"))
		}
		if v := b.View(); v.State != Ended || v.Outcome.Outcome != "verified" {
			t.Errorf("Start does something to the outcome: %s", v.State)
		}
	})
}

func TestStartNeedsACompleteForm(t *testing.T) {
	tests := map[string]func(*bench){
		"nobody":              func(b *bench) { b.SetPerson("") },
		"half a UUID":         func(b *bench) { b.SetPerson(mette[:20]) },
		"no text":             func(b *bench) { b.SetText("") },
		"an IP that is none":  func(b *bench) { b.SetIP("192.0.2.") },
		"we called":           func(b *bench) { b.SetCaller(WeCalled) },
		"a made-up action":    func(b *bench) { b.SetAction("HURRY") },
		"half an appswitch":   func(b *bench) { b.SelectStyle("documented"); b.SetAppOS("IOS") },
		"the other half":      func(b *bench) { b.SelectStyle("documented"); b.SetReturnURL("https://app.example/back") },
		"a return URL of old": func(b *bench) { b.SetReturnURL("http://app.example/back") },
	}
	for name, spoil := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{})
				b.SetPerson(mette)
				synctest.Wait()
				if !b.View().CanStart {
					t.Fatal("a good form can't be started")
				}
				spoil(b)
				b.Start()
				b.pass(time.Second)
				if v := b.View(); v.CanStart || v.State != Idle || b.count(http.MethodPost, "") != 0 {
					t.Errorf("can start: %t, %s, %d requests", v.CanStart, v.State, b.count(http.MethodPost, ""))
				}
			})
		})
	}
}

// TestWeCalledNeedsAConfirmation: MitID tells people never to approve because of a call that they
// receive.
func TestWeCalledNeedsAConfirmation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		b.SetPerson(mette)
		b.SetCaller(WeCalled)
		b.AcknowledgeCall(true)
		if synctest.Wait(); !b.View().CanStart {
			t.Error("confirmed, and it can't be started")
		}
		b.SetCaller(TheyCalled)
		b.SetCaller(WeCalled)
		if synctest.Wait(); b.View().CanStart || b.View().Form.CallerAck {
			t.Error("the confirmation is taken for another call")
		}
	})
}

func TestWhatIsSentIsWhatWasShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: inOwnEnvironment})
		var sent string
		b.onRequest(func(_ http.ResponseWriter, r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, "/connect/ciba") {
				_ = r.ParseForm()
				sent = r.PostForm.Get("login_hint_token")
				r.Body = http.NoBody
			}
			return false
		})
		b.SetText("  Kode  7  ")
		b.SetCase("4711")
		b.SetAction("SIGN")
		b.SetAppOS("IOS")
		b.SetReturnURL("https://app.example/back")
		b.SetPerson(" {" + strings.ToUpper(mette) + "} ")
		synctest.Wait()
		if v := b.View(); v.Form.Preview != "Kode 7" || v.Form.TextUnits != 6 || v.Form.Person.Value != " {"+strings.ToUpper(mette)+"} " {
			t.Errorf("form %+v", v.Form)
		}
		b.Start()
		v := b.untilState(Ended)
		if v.Outcome.Person != mette || v.Outcome.Text != "Kode 7" {
			t.Errorf("as sent: %q, %q", v.Outcome.Person, v.Outcome.Text)
		}
		for _, pair := range v.Form.Request {
			if pair.Name == "login_hint_token" && pair.Value != sent {
				t.Errorf("shown %s, sent %s", pair.Value, sent)
			}
		}
		for _, part := range []string{`"` + mette + `"`, `"Kode 7"`, `"4711"`, `"SIGN"`, `"IOS"`, `"https://app.example/back"`} {
			if !strings.Contains(sent, part) {
				t.Errorf("%s was not sent: %s", part, sent)
			}
		}
	})
}

func TestDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Refuse}})
		b.SetIP("192.0.2.99")
		b.SetAction("SIGN")
		b.SetCase("case 4711")
		b.SetEncoding("base64")
		b.SetCaller(WeCalled)
		b.AcknowledgeCall(true)
		before := b.verify(mette)
		b.Done()
		if v := b.pass(doneDelay - time.Millisecond); v.State != Ended || v.CanDone {
			t.Fatalf("Done acts in the first second: %s, %t", v.State, v.CanDone)
		}
		b.Done()
		if v := b.pass(time.Millisecond); v.State != Ended || !v.CanDone {
			t.Fatalf("after a second: %s, can be done %t", v.State, v.CanDone)
		}
		b.Done()
		synctest.Wait()
		v := b.View()
		if v.State != Idle || v.Outcome != nil || v.Claims != nil || len(v.Course) > 0 || len(v.Network) > 0 || v.Locked || v.CanDone || v.CanStart {
			t.Errorf("the outcome is not cleared: %+v", v)
		}
		f := v.Form
		if f.Person.Value != "" || !f.Person.Problem.IsZero() || f.Person.Valid || f.Case.Value != "" || f.Caller != TheyCalled || f.CallerAck {
			t.Errorf("something of the last person is left: %+v", f)
		}
		if f.IP.Value != "192.0.2.99" || f.Action.Value != "SIGN" || f.Encoding != "base64" {
			t.Errorf("the operator's choices are gone: %+v", f)
		}
		fresh := false
		for range 5 { // one code in ten thousand is the old one
			fresh = fresh || f.Code != before.Form.Code
			b.NewCode()
			synctest.Wait()
			f = b.View().Form
		}
		if !fresh || f.Code == "" || !strings.Contains(f.Text.Value, f.Code) {
			t.Errorf("code %q, before %q, text %q", f.Code, before.Form.Code, f.Text.Value)
		}
		b.StartOver() // else the guard asks first
		if v := b.verify(mette); v.Outcome.Outcome != "refused" {
			t.Errorf("the next one: %s", v.Outcome.Outcome)
		}
	})
}
