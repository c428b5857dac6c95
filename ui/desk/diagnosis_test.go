package desk

import (
	"context"
	"crypto/rand"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ringback/storage/config"
	"ringback/storage/journal"
)

// TestDiagnosis: lines show as they come, a new one drops the rest of the one before, and closing
// ends it.
func TestDiagnosis(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ended atomic.Int32
		d := New(Options{
			Environments: config.BuiltIn(), Environment: config.IDDemo, Random: rand.Reader, Journal: journal.NewMemory(),
			Diagnose: func(ctx context.Context, e config.Environment, tell func(Diagnostic)) {
				if e.ID != config.IDDemo {
					t.Errorf("examined is %s", e.ID)
				}
				tell(Diagnostic{Check: "program", Level: LevelOK})
				select {
				case <-time.After(time.Minute):
					tell(Diagnostic{Check: "keys", Level: LevelFault})
				case <-ctx.Done():
				}
				ended.Add(1)
				tell(Diagnostic{Check: "late"})
			},
		})
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { d.Run(ctx); close(done) }()
		defer func() { stop(); <-done }()

		d.Diagnose()
		synctest.Wait()
		if v := d.View().Diagnosis; v == nil || !v.Running || len(v.Lines) != 1 {
			t.Fatalf("%+v", v)
		}
		d.Diagnose() // again
		synctest.Wait()
		if v := d.View().Diagnosis; ended.Load() != 1 || v == nil || !v.Running || len(v.Lines) != 1 {
			t.Fatalf("%d ended, %+v", ended.Load(), v)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if v := d.View().Diagnosis; v == nil || v.Running || len(v.Lines) != 3 {
			t.Fatalf("%+v", v)
		}
		d.Diagnose()
		synctest.Wait()
		d.CloseDiagnosis()
		synctest.Wait()
		if v := d.View(); ended.Load() != 3 || v.Diagnosis != nil || !v.CanDiagnose {
			t.Errorf("%d ended, %+v", ended.Load(), v.Diagnosis)
		}
	})
}
