package desk

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ringback/storage/journal"
)

// fileFickle is a shared journal whose desk records in a file while nobody answers.
type fileFickle struct {
	deskOnlyFickle
	asides int
	moves  error
}

func (f *fileFickle) MoveFileAside(context.Context) error {
	f.asides++
	return f.moves
}

// TestTheFileOfADeskThatIsAlone can be one that can't be read: then the operator decides, and
// nothing is started before. Any other trouble with it is only told.
func TestTheFileOfADeskThatIsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fileFickle{deskOnlyFickle: deskOnlyFickle{sharedFickle: sharedFickle{newFickle()}}}
		b := newBench(t, plan{options: func(o *Options) {
			f.use(o)
			o.MoveJournalAside = nil
			o.OpenJournal = func(context.Context) (journal.Journal, error) { return f, nil }
			o.SharedJournal = &SharedJournal{}
		}})
		b.pass(time.Second)
		starts := func(err error) *JournalBlocked {
			t.Helper()
			f.now(nil, nil, err)
			b.SetPerson(mette)
			b.Start()
			v := b.pass(time.Minute)
			if v.State != Idle || b.count("POST", "/connect/ciba") != 0 || len(v.Notices) != 1 || v.Notices[0].Text.Key != "journal.not_started" {
				t.Errorf("%s, %+v", v.State, v.Notices)
			}
			return v.JournalBlocked
		}
		if blocked := starts(errFull); blocked != nil {
			t.Errorf("%+v", blocked)
		}
		blocked := starts(journal.ErrDamaged)
		if blocked == nil || !blocked.CanMoveAside || !blocked.CanTry || blocked.CanKeep || blocked.Problem.Key != "journal.blocked.alone" {
			t.Fatalf("%+v", blocked)
		}
		b.KeepInMemory()
		if v := b.pass(time.Second); v.CanStart || v.JournalBlocked == nil {
			t.Error("it starts all the same")
		}
		b.RetryJournal()
		if v := b.pass(time.Second); !v.CanStart || v.JournalBlocked != nil {
			t.Errorf("%+v", v.JournalBlocked)
		}
		starts(journal.ErrKeyLost)
		f.moves = errFull
		b.MoveJournalAside()
		if v := b.pass(time.Minute); v.JournalBlocked == nil || v.JournalBlocked.Working || f.asides == 0 {
			t.Errorf("%+v", v.JournalBlocked)
		}
		f.moves = nil
		b.MoveJournalAside()
		if v := b.pass(time.Minute); v.JournalBlocked != nil {
			t.Errorf("%+v", v.JournalBlocked)
		}
		f.now(nil, nil, nil)
		b.verify(mette)
	})
}

// learnsFickle is a shared journal that can get more keys while it is open.
type learnsFickle struct {
	sharedWith
	learns []string // what it did, in order
}

func (l *learnsFickle) Learn(context.Context) error {
	l.learns = append(l.learns, "learn")
	return nil
}

func (l *learnsFickle) HashPerson(ctx context.Context, person journal.Person) (journal.PersonHash, error) {
	l.learns = append(l.learns, "hash")
	return l.sharedWith.HashPerson(ctx, person)
}

// TestAListOfAPersonLearnsFirst: what was imported since the journal was opened is listed, too, and
// erased with the rest.
func TestAListOfAPersonLearnsFirst(t *testing.T) {
	l := &learnsFickle{sharedWith: sharedWith{sharedFickle: sharedFickle{newFickle()}}}
	var filter journal.Filter
	if err := hashInto(t.Context(), l, journal.Person{}, &filter); err != nil || len(l.learns) > 0 {
		t.Error(l.learns, err)
	}
	err := hashInto(t.Context(), l, journal.Named(mette), &filter)
	if err != nil || filter.Person == "" || !slices.Equal(l.learns, []string{"learn", "hash"}) {
		t.Error(l.learns, err)
	}
}
