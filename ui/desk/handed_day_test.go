package desk

import (
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/simulator"
)

// TestWhatIsHandedOverIsForOneRequest: the IP address of one person must not be sent for the next
// one, and what the operator had set for the day comes back.
func TestWhatIsHandedOverIsForOneRequest(t *testing.T) {
	request := Request{Person: mette, Text: "Kode 4821", IP: "198.51.100.7", Action: "SIGN", AppOS: "IOS", ReturnURL: "https://nordby.example/back"}
	for name, ends := range map[string]func(b *bench){
		"done": func(b *bench) {
			b.Start()
			b.untilState(Ended)
			b.pass(doneDelay)
			b.Done()
		},
		"cleared": func(b *bench) { b.pass(6 * time.Minute) },
		"another is taken over": func(b *bench) {
			b.Offer(link(Request{Person: unknown}))
			b.TakeOver(b.pass(offerRest).Offered.ID)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
				b.SetIP("192.0.2.1")
				b.SetAction("LOG_ON")
				b.verify(unknown)
				b.pass(doneDelay)
				b.Done()
				b.pass(time.Second)
				b.handed(request)
				if f := b.View().Form; f.IP.Value != request.IP || f.Action.Value != request.Action {
					t.Fatalf("handed over: %+v", shownIn(f))
				}
				ends(b)
				if f := b.pass(time.Second).Form; f.IP.Value != "192.0.2.1" || f.Action.Value != "LOG_ON" || f.AppOS.Value != "" || f.ReturnURL.Value != "" {
					t.Errorf("the next request has %q, %q, %q, %q", f.IP.Value, f.Action.Value, f.AppOS.Value, f.ReturnURL.Value)
				}
			})
		})
	}
}

// TestWhatTheOperatorSetsForTheDayStays, also where a link filled in the rest.
func TestWhatTheOperatorSetsForTheDayStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		b.Offer(link(Request{Person: mette}))
		b.SetIP("192.0.2.1")
		b.pass(offerRest)
		b.Start()
		b.untilState(Ended)
		b.pass(doneDelay)
		b.Done()
		if f := b.pass(time.Second).Form; f.IP.Value != "192.0.2.1" || f.Person.Value != "" {
			t.Errorf("the next request has %+v", shownIn(f))
		}
	})
}

// TestARequestThatNamesNobodyIsDropped from an unattended desk too: whoever comes back begins
// another one.
func TestARequestThatNamesNobodyIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		f := b.handed(Request{Action: "SIGN"})
		b.pass(6 * time.Minute)
		f.wants(t, DroppedDismissed)
		if v := b.View(); v.Form.FilledBy != "" || v.Form.Action.Value != "" {
			t.Errorf("headed %q, %+v", v.Form.FilledBy, shownIn(v.Form))
		}
		b.verify(unknown)
		b.pass(doneDelay)
		b.Done()
		b.pass(time.Second)
		f.wants(t, DroppedDismissed)
	})
}
