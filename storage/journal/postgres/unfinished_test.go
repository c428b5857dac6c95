//go:build realparts

package postgres_test

import (
	"testing"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
)

// TestWhatOnlyOneSideKnows: a desk whose program ended between the database and the file beside it
// is put right by the next one. What the database doesn't have was never sent.
func TestWhatOnlyOneSideKnows(t *testing.T) {
	s := aServer(t)
	database, folder := s.database(t), t.TempDir()
	before := s.desk(t, "anna", database, folder, time.Now)
	for _, id := range []string{"waits", "never begun", "ended there", "ended there, with tokens"} {
		begin(t, before, id, "")
		if err := before.Acknowledge(t.Context(), id, ciba.Resumption{SentAt: time.Now(), ExpiresIn: time.Minute}, nil); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := before.Receive(t.Context(), "ended there, with tokens", time.Now(), nil, ciba.Tokens{IDToken: "x"}); err != nil {
		t.Fatal(err)
	}
	admin := s.admin(t, database)
	run(t, admin, `delete from ringback.records where id = 'never begun'; update ringback.records set outcome = 'refused' where id like 'ended%'`)
	vanish(t, folder)
	j := s.desk(t, "anna", database, folder, time.Now)
	for range 2 {
		found, err := j.Unfinished(t.Context())
		if err != nil || len(found) != 2 || found[0].ID != "waits" || found[0].Left != journal.LeftWaiting || found[1].ID != "ended there, with tokens" ||
			found[1].Left != journal.LeftReceived || found[1].Outcome != ciba.Refused {
			t.Errorf("%+v, %v", found, err)
		}
	}
	for _, id := range []string{"never begun", "ended there"} {
		_, err := j.Claim(t.Context(), id)
		wants(t, err, journal.ErrNoRecord)
	}
	run(t, admin, `delete from ringback.records where id = 'waits'`)
	_, err := j.Claim(t.Context(), "waits")
	wants(t, err, journal.ErrNoRecord)
}

// TestTheDatabaseIsGone: what is beside the desk can be gone on with all the same.
func TestTheDatabaseIsGone(t *testing.T) {
	s := aServer(t)
	database, p := s.database(t), aProxy(t, s)
	j := throughProxy(t, s, p, database, 0)
	begin(t, j, "1", "")
	if err := j.Acknowledge(t.Context(), "1", ciba.Resumption{SentAt: time.Now(), ExpiresIn: time.Minute, AuthReqID: "auth-1"}, nil); err != nil {
		t.Fatal(err)
	}
	if err := j.Release(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	_ = p.listen.Close()
	p.hangUp()
	found, err := j.Unfinished(t.Context())
	if err != nil || len(found) != 1 {
		t.Errorf("%+v, %v", found, err)
	}
	if claimed, err := j.Claim(t.Context(), "1"); err != nil || claimed.Resumption.AuthReqID != "auth-1" {
		t.Errorf("%+v, %v", claimed, err)
	}
}
