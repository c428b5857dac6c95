package desk

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"ringback/storage/files"
	"ringback/storage/journal"
)

// sharedFickle is a fickle journal that many desks share.
type sharedFickle struct{ *fickle }

func (sharedFickle) Refuses() bool { return true }

// TestNothingStartsWithoutTheSharedJournal: a start that it can't record says why, sends nothing, and
// leaves the form as it was; afterwards the next one starts.
func TestNothingStartsWithoutTheSharedJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFickle()
		b := newBench(t, plan{options: func(o *Options) {
			f.use(o)
			o.OpenJournal = func(context.Context) (journal.Journal, error) { return sharedFickle{f}, nil }
		}})
		b.pass(time.Second)
		f.now(nil, nil, &files.Error{Problem: files.ProblemDiskFull})
		b.SetPerson(mette)
		b.Start()
		v := b.pass(time.Minute)
		if v.State != Idle || b.count("POST", "/connect/ciba") != 0 || len(v.Notices) != 1 || v.Notices[0].Text.Key != "journal.told" {
			t.Errorf("%s, %d requests, %+v", v.State, b.count("POST", "/connect/ciba"), v.Notices)
		}
		f.now(nil, nil, nil)
		if v := b.verify(mette); len(v.Notices) != 0 || b.count("POST", "/connect/ciba") != 1 {
			t.Errorf("%+v", v.Notices)
		}
	})
}
