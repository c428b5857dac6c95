package desk

import (
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// TestAGuardConfirmationIsForOnePerson: that the operator has asked one person starts nothing for
// another person, in another environment, or after the desk was unattended.
func TestAGuardConfirmationIsForOnePerson(t *testing.T) {
	for name, meanwhile := range map[string]func(*bench){
		"another person":      func(b *bench) { b.SetPerson(unknown) },
		"another environment": func(b *bench) { b.SelectEnvironment(config.IDDemo); b.SetPerson(mette) },
		"filled in":           func(b *bench) { b.Fill(Request{Person: unknown}) },
		"a while later":       func(b *bench) { b.pass(6 * time.Minute); b.SetPerson(mette) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Refuse}, options: inLastingJournal(&lasting{journal.NewMemory()})})
				b.verify(mette)
				b.pass(doneDelay)
				b.Done()
				b.untilState(Idle)
				b.SetPerson(mette)
				b.Start()
				if v := b.until("guarded", func(v View) bool { return v.Guard != nil }); !v.Guard.CanConfirm {
					t.Fatalf("%+v", v.Guard)
				}
				sent := b.count("POST", "/connect/ciba")
				meanwhile(b)
				if v := b.pass(1); v.Guard != nil {
					t.Errorf("it still stands there: %+v", v.Guard)
				}
				b.StartAnyway()
				if v := b.pass(1); v.State != Idle || b.count("POST", "/connect/ciba") != sent {
					t.Errorf("a request was started: %s", v.State)
				}
			})
		})
	}
}
