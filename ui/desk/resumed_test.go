package desk

import (
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/mitid"
	"ringback/storage/journal"
)

// TestAResumedRequestShowsWhatWasSent, and Done brings back what the operator had set for the day.
func TestAResumedRequestShowsWhatWasSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: inLastingJournal(&lasting{journal.NewMemory()})})
		b.SetIP("192.0.2.77")
		b.SetAction(mitid.ActionSign)
		b.SetCase("2026-17")
		b.SetAppOS(mitid.AppOSIOS)
		b.SetReturnURL("https://app.example/back")
		before := b.begin(mette, Waiting)
		var sent time.Time
		for _, moment := range before.Course {
			if moment.What == "acknowledged" {
				sent = moment.At
			}
		}
		v := b.crash()
		b.SetIP("192.0.2.99")
		b.pass(time.Minute)
		b.Resume(v.Unfinished[0].ID)
		v = b.untilState(Waiting)
		f := v.Form
		if f.IP.Value != "192.0.2.77" || f.Action.Value != mitid.ActionSign || f.Case.Value != "2026-17" || f.AppOS.Value != mitid.AppOSIOS || f.ReturnURL.Value != "https://app.example/back" {
			t.Errorf("it shows %+v", f)
		}
		if len(v.Course) < 2 || v.Course[0].What != "acknowledged" || sent.Sub(v.Course[0].At).Abs() > time.Second || v.Course[1].What != "resumed" {
			t.Errorf("the course is %v, sent %v", v.Course, sent)
		}
		if len(v.Sequence) == 0 || v.Sequence[0].What != "requested" || v.Sequence[0].At != v.Course[0].At {
			t.Errorf("the diagram is %v", v.Sequence)
		}
		b.Cancel()
		b.untilState(Ended)
		b.pass(2 * time.Second)
		b.Done()
		if f = b.untilState(Idle).Form; f.IP.Value != "192.0.2.99" || f.Action.Value != "" || f.Case.Value != "" || f.Person.Value != "" {
			t.Errorf("after Done it shows %+v", f)
		}
	})
}
