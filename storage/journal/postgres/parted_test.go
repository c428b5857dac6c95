//go:build realparts

package postgres_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"ringback/ciba"
	"ringback/storage/journal"
)

// TestNobodyIsPartedWhileTheyAreAsked: while a person's last record is removed because of its age,
// a verification of them begins. Their CPR number and UUID stay one person's, so that no second one
// gets through under the other.
func TestNobodyIsPartedWhileTheyAreAsked(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	clock := replaced(t, s, database)
	j := s.desk(t, "anna", database, t.TempDir(), clock.Now)
	byCPR, byUUID := hashed(t, j, journal.WithCPR("0804360468")), hashed(t, j, journal.Named(mette))
	begin(t, j, "match", byCPR)
	end(t, j, "match", journal.Ending{At: clock.Now(), Outcome: ciba.Verified, Also: byUUID})
	clock.Move(48 * time.Hour)
	begin(t, j, "another", "") // with which what is over is swept

	// The begin of a desk that is as slow as can be: its transaction is open while the record goes.
	slow := s.admin(t, database)
	run(t, slow, "set session authorization anna")
	run(t, slow, "begin")
	run(t, slow, `select ringback.begin_1($1::uuid, 0, $2::bytea, 2, 1, 0, 'slow', 'pp', array[decode($3::text, 'hex')], null, null, null, true, 0, 0, false, $2::bytea)`,
		uuid.New(), bytes.Repeat([]byte{0}, 32), string(byCPR))
	keeper, retained := s.maintained(t, "carla", database), make(chan error, 1)
	go func() {
		done, err := keeper.Retain(t.Context(), 1, nil)
		if err == nil && done.Records != 1 {
			err = errors.New("the old record stayed")
		}
		retained <- err
	}()
	untilWaits(t, s, database, "carla")
	run(t, slow, "commit")
	if err := <-retained; err != nil {
		t.Fatal(err)
	}
	if err := j.Begin(t.Context(), aRecord("other", byUUID), 0); !errors.Is(err, journal.ErrOpenVerification) {
		t.Errorf("a second request: %v", err)
	}
}

// untilWaits returns when a login waits for a lock.
func untilWaits(t *testing.T, s *server, database, login string) {
	t.Helper()
	admin := s.admin(t, database)
	for waits := false; !waits; {
		err := admin.QueryRow(t.Context(), `select exists (select from pg_stat_activity
			where datname = $1 and usename = $2 and wait_event_type = 'Lock')`, database, login).Scan(&waits)
		if err != nil {
			t.Fatal(err)
		}
	}
}
