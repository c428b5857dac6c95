//go:build realparts

package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
	"ringback/storage/journal/postgres/connect"
)

// following is what a call of Follow told.
type following struct {
	links   []postgres.Followed
	skipped []journal.Head
}

// follow follows until it has caught up; before that, whenever it has, the next of caught is
// called.
func follow(t *testing.T, m *postgres.Maintenance, since string, opener *postgres.Opener, caught ...func()) (f following, err error) {
	t.Helper()
	ctx, done := context.WithCancel(t.Context())
	defer done()
	more := make(chan struct{}, 1)
	err = m.Follow(ctx, postgres.FollowOptions{
		Since: since, Opener: opener, More: more,
		Each:    func(one postgres.Followed) error { f.links = append(f.links, one); return nil },
		Skipped: func(to journal.Head) { f.skipped = append(f.skipped, to) },
		Caught: func() error {
			if len(caught) == 0 {
				done()
				return nil
			}
			caught[0]()
			caught = caught[1:]
			more <- struct{}{}
			return nil
		},
	})
	return f, err
}

// TestFollow: each link is told once and in order, from the beginning or after a head, and those
// that come later, too.
func TestFollow(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	j := s.desk(t, "everything", database, t.TempDir(), time.Now)
	several(t, j, 1, 2)
	head, err := j.Head(t.Context())
	wants(t, err, nil)
	m := s.maintained(t, "dorte", database)
	all, err := follow(t, m, "", nil, func() { several(t, j, 3, 3) })
	wants(t, err, nil)
	if len(all.links) != 6 || all.skipped != nil {
		t.Fatalf("%+v", all)
	}
	for i, l := range all.links {
		wantKind := []journal.LinkKind{journal.LinkBegun, journal.LinkEnded}[i%2]
		if l.Head.Position != uint64(i+1) || l.Kind != wantKind || l.Record != uint64(i/2*2+1) || l.ID != fmt.Sprint(i/2+1) || l.Login != "everything" || l.At.IsZero() || l.Opened || l.Text != "" {
			t.Errorf("%d: %+v", i, l)
		}
	}
	if l := all.links[3]; l.Head.String() != head || l.Outcome != string(ciba.Verified) || all.links[2].Environment != "pp" {
		t.Errorf("%+v, want %s", l, head)
	}
	later, err := follow(t, m, head, nil)
	wants(t, err, nil)
	if !slices.Equal(later.links, all.links[4:]) {
		t.Errorf("%+v", later.links)
	}
	opened, err := follow(t, m, head, someKeys().Opener())
	wants(t, err, nil)
	if l := opened.links[0]; !l.Opened || l.Case != "2026-17" || l.Text != "Kode 4821" {
		t.Errorf("%+v", l)
	}
	var missing *postgres.MissingKeyError
	if _, err := follow(t, m, "", postgres.Keys{}.Opener()); !errors.As(err, &missing) || missing.Seal != 2 {
		t.Errorf("without the key: %v", err)
	}
	for _, login := range []string{"anna", "carla"} {
		if _, err := follow(t, s.maintained(t, login, database), "", nil); !errors.Is(err, postgres.ErrNotPermitted) {
			t.Errorf("%s: %v", login, err)
		}
	}
}

// TestFollowWhatIsGone: behind what was removed it goes on and says so; a head of another chain, or
// one that was there a moment ago, ends it.
func TestFollowWhatIsGone(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	clock := replaced(t, s, database)
	j := s.desk(t, "everything", database, t.TempDir(), clock.Now)
	several(t, j, 1, 2)
	old, err := j.Head(t.Context())
	wants(t, err, nil)
	m, keeper := s.maintained(t, "dorte", database), s.maintained(t, "carla", database)
	for _, wrong := range []string{"4-0000-0000-0000-0000-0000", "5-0000-0000-0000-0000-0000"} {
		if f, err := follow(t, m, wrong, nil); !errors.Is(err, postgres.ErrNotInChain) || f.links != nil {
			t.Errorf("%s: %+v, %v", wrong, f, err)
		}
	}
	// While it follows, everything that it was told is removed, and more.
	f, err := follow(t, m, old, nil, func() {
		several(t, j, 3, 3)
		clock.Move(48 * time.Hour)
		several(t, j, 4, 4)
		if _, err := keeper.Retain(t.Context(), 1, nil); err != nil {
			t.Error(err)
		}
	})
	wants(t, err, nil)
	if len(f.skipped) != 1 || f.skipped[0].Position != 6 || len(f.links) != 3 || f.links[0].Head.Position != 7 || f.links[2].Kind != journal.LinkRetained {
		t.Errorf("%+v", f)
	}
	again, err := follow(t, m, old, nil)
	wants(t, err, nil)
	if len(again.skipped) != 1 || !slices.Equal(again.links, f.links) {
		t.Errorf("%+v", again)
	}
	if f, err = follow(t, m, f.skipped[0].String(), nil); err != nil || f.skipped != nil || len(f.links) != 3 {
		t.Errorf("from the checkpoint: %+v, %v", f, err)
	}
	if _, err = follow(t, m, "6-0000-0000-0000-0000-0000", nil); !errors.Is(err, postgres.ErrNotInChain) {
		t.Errorf("another checkpoint: %v", err)
	}
	// The end is cut off while it follows; then the chain goes on otherwise.
	cut := func() {
		run(t, s.admin(t, database), `with last as (delete from ringback.links where position = (select max(position) from ringback.links) returning position)
			update ringback.head h set position = l.position, digest = l.digest from ringback.links l, last where l.position = last.position - 1`)
	}
	if f, err = follow(t, m, "", nil, cut); !errors.Is(err, postgres.ErrNotInChain) || len(f.links) != 3 {
		t.Errorf("shorter: %+v, %v", f, err)
	}
	f, err = follow(t, m, "", nil, func() {
		cut()
		run(t, s.admin(t, database), `do $$ declare l ringback.links; begin l.kind := 8; l.record := 0; l.about := '1'; perform ringback.append(l); end $$`)
	})
	if !errors.Is(err, postgres.ErrNotInChain) || len(f.links) != 2 {
		t.Errorf("otherwise: %+v, %v", f, err)
	}
}

// TestFollowThroughALoss: a connection that is lost is made again, and nothing is left out.
func TestFollowThroughALoss(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	j := s.desk(t, "everything", database, t.TempDir(), time.Now)
	several(t, j, 1, 1)
	admin := s.admin(t, "postgres")
	ctx, done := context.WithCancel(t.Context())
	defer done()
	more := make(chan struct{}, 1)
	var told []uint64
	var lost []error
	err := s.maintained(t, "dorte", database).Follow(ctx, postgres.FollowOptions{
		More: more,
		Each: func(one postgres.Followed) error { told = append(told, one.Head.Position); return nil },
		Caught: func() error {
			if len(told) == 4 {
				done()
				return nil
			}
			run(t, admin, `select pg_terminate_backend(pid, 1000) from pg_stat_activity where usename = 'dorte' and datname = $1`, database)
			several(t, j, 2, 2)
			more <- struct{}{}
			return nil
		},
		Lost: func(err error) {
			if lost = append(lost, err); err != nil {
				more <- struct{}{}
			}
		},
	})
	if err != nil || !slices.Equal(told, []uint64{1, 2, 3, 4}) || len(lost) != 2 || !errors.Is(lost[0], connect.ErrUnreachable) || lost[1] != nil {
		t.Errorf("told %d, lost %v, %v", told, lost, err)
	}
}
