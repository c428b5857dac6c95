//go:build realparts

package postgres_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
)

// verification is what a desk does for one, without HTTP and without waiting for the person: Begin,
// Acknowledge, Receive, End, Done. It returns how long Begin took.
func verification(ctx context.Context, j *postgres.Journal, id string, wait func(time.Duration)) (began time.Duration, err error) {
	person, err := j.HashPerson(ctx, journal.Named("new "+id))
	if err != nil {
		return 0, err
	}
	var checks []journal.CheckRecord
	for _, one := range ciba.CheckOrder() {
		checks = append(checks, journal.CheckRecord{ID: one, Result: ciba.Pass})
	}
	at := time.Now()
	if err := j.Begin(ctx, aRecord(id, person), 0); err != nil {
		return time.Since(at), err
	}
	began = time.Since(at)
	wait(500 * time.Millisecond)
	if err := j.Acknowledge(ctx, id, ciba.Resumption{AuthReqID: ciba.Secret(id), SentAt: at, ExpiresIn: 5 * time.Minute}, nil); err != nil {
		return began, err
	}
	wait(40 * time.Second)
	if _, err := j.Receive(ctx, id, time.Now(), []string{"token " + id, "transaction " + id}, ciba.Tokens{}); err != nil {
		return began, err
	}
	if err := j.End(ctx, id, journal.Ending{At: time.Now(), Outcome: ciba.Verified, Transaction: id, SupportReference: id, Checks: checks}); err != nil {
		return began, err
	}
	return began, j.Done(ctx, id)
}

func atOnce(time.Duration) {}

// overTLS is a desk as it is at work: over TCP, with TLS and its login's password.
func (s *server) overTLS(b *testing.B, database, folder string) *postgres.Journal {
	b.Helper()
	way := s.reaches(b, "everything", database, "port")
	pool, err := way.Pool()
	if err != nil {
		b.Fatal(err)
	}
	beside, err := journal.OpenBeside(b.Context(), folder, keyring{}, journal.FileOptions{})
	if err != nil {
		b.Fatal(err)
	}
	j, err := postgres.Open(b.Context(), postgres.Options{Pool: pool, Keys: someKeys(), Beside: beside, Host: "desk17", Explain: way.Explain})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = j.Close() })
	return j
}

// someDesks are desks that write at once.
func (s *server) someDesks(b *testing.B, database string, n int) (all []*postgres.Journal) {
	b.Helper()
	for range n {
		all = append(all, s.overTLS(b, database, b.TempDir()))
	}
	return all
}

// gathered is how long each Begin of many desks took.
type gathered struct {
	mu     sync.Mutex
	begins measured
}

// verify lets a desk verify once, and reports whether that went well.
func (g *gathered) verify(b *testing.B, j *postgres.Journal, id string) bool {
	b.Helper()
	one, err := verification(b.Context(), j, id, atOnce)
	if err != nil {
		b.Error(err)
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.begins = append(g.begins, one)
	return true
}

// busy lets desks verify one after the other for a while, and returns how long each Begin took.
func busy(b *testing.B, desks []*postgres.Journal, prefix string) (begins measured, took time.Duration) {
	b.Helper()
	var some gathered
	var running sync.WaitGroup
	began := time.Now()
	for d, j := range desks {
		running.Go(func() {
			for n := 0; time.Since(began) < seconds(b) && some.verify(b, j, fmt.Sprint(prefix, d, "/", n)); n++ {
			}
		})
	}
	running.Wait()
	return some.begins, time.Since(began)
}

// BenchmarkVerifications: as many as 16 desks get done in an empty journal, all over TLS, and the
// same if a commit takes longer: each waits for the disk, or for a standby, with the head in its
// hand. commit_delay stands for such a disk.
func BenchmarkVerifications(b *testing.B) {
	s := aServer(b)
	for _, more := range []string{"0", "1000", "5000"} {
		b.Run("delay_"+more, func(b *testing.B) {
			admin := s.admin(b, "postgres")
			run(b, admin, "alter system set commit_delay = "+more)
			run(b, admin, "alter system set commit_siblings = 0")
			run(b, admin, "select pg_reload_conf()")
			defer func() {
				run(b, admin, "alter system reset commit_delay")
				run(b, admin, "alter system reset commit_siblings")
				run(b, admin, "select pg_reload_conf()")
			}()
			s.benchWriting(b, s.database(b))
		})
	}
}

// benchWriting reports how many verifications a second 16 desks get done, and what each writes.
func (s *server) benchWriting(b *testing.B, database string) {
	b.Helper()
	desks := s.someDesks(b, database, 16)
	written := s.writeAhead(b, database)
	begins, took := busy(b, desks, "busy ")
	begins.report(b)
	b.ReportMetric(float64(len(begins))/took.Seconds(), "verifications/s")
	b.ReportMetric(3*float64(len(begins))/took.Seconds(), "appends/s")
	b.ReportMetric(float64(written())/float64(len(begins)), "wal-bytes")
}

// writeAhead returns what tells how many bytes the write-ahead log got meanwhile. It begins with a
// checkpoint, after which every page that changes goes into the log whole.
func (s *server) writeAhead(b *testing.B, database string) func() int64 {
	b.Helper()
	admin := s.admin(b, database)
	at := func() (at int64) {
		if err := admin.QueryRow(b.Context(), `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint`).Scan(&at); err != nil {
			b.Fatal(err)
		}
		return at
	}
	run(b, admin, "checkpoint")
	before := at()
	return func() int64 { return at() - before }
}

// benchFiveASecond reports how long Begin takes when five verifications a second begin, evenly, on
// one of 20 desks each.
func (s *server) benchFiveASecond(b *testing.B, database string) {
	b.Helper()
	desks := s.someDesks(b, database, 20)
	var some gathered
	var running sync.WaitGroup
	written := s.writeAhead(b, database)
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	began := time.Now()
	for n := 0; time.Since(began) < 4*seconds(b); n++ {
		<-tick.C
		running.Go(func() { some.verify(b, desks[n%len(desks)], fmt.Sprint("five ", n)) })
	}
	running.Wait()
	some.begins.report(b)
	b.ReportMetric(float64(len(some.begins)), "begins")
	b.ReportMetric(float64(written())/float64(len(some.begins)), "wal-bytes")
}

// BenchmarkFiveASecond is benchFiveASecond in an empty journal.
func BenchmarkFiveASecond(b *testing.B) {
	s := aServer(b)
	s.benchFiveASecond(b, s.database(b))
}
