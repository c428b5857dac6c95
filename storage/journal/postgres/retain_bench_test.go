//go:build realparts

package postgres_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
)

// aDay is how many verifications go in BenchmarkBeginWhileADayGoes.
const aDay = 120_000

// BenchmarkBeginWhileADayGoes: how long Begin takes, in the 99th of 100 cases, while a day of
// 120,000 verifications is removed. Its server doesn't wait for the disk unless FSYNC=on.
func BenchmarkBeginWhileADayGoes(b *testing.B) {
	s := aServer(b)
	database := s.database(b)
	j := s.desk(b, "everything", database, b.TempDir(), time.Now)
	several(b, j, 1, 100)
	var size int64
	admin := s.admin(b, database)
	if err := admin.QueryRow(b.Context(), `select sum(octet_length(sealed)) / count(*) from ringback.links`).Scan(&size); err != nil {
		b.Fatal(err)
	}
	// Two days old. Their digests aren't chained, which removing doesn't look at.
	run(b, admin, `
		insert into ringback.links (position, at, kind, record, id, login, environment, outcome, person, marks, sealed, digest)
			select h.position + n, now() - interval '2 days', 1 + (n - 1) % 3, h.position + n - (n - 1) % 3, 'bulk' || (n - 1) / 3, 'bo', 'pp', '',
				case when n % 3 = 1 then sha256(((n - 1) / 3)::text::bytea) end, case when n % 3 = 2 then sha256(('m' || (n - 1) / 3)::bytea) end,
				decode(repeat('00', `+fmt.Sprint(size)+`), 'hex'), sha256(n::text::bytea)
			from ringback.head h, generate_series(1, 3 * `+fmt.Sprint(aDay)+`) n;
		insert into ringback.records (position, id, started, login, environment, outcome, person, deadline)
			select l.position, l.id, l.at, l.login, l.environment, 'verified', l.person, l.at from ringback.links l where l.id like 'bulk%' and l.kind = 1;
		insert into ringback.marks select l.marks, l.id, l.record, l.at from ringback.links l where l.id like 'bulk%' and l.kind = 2;
		update ringback.links set at = now() - interval '2 days' where id not like 'bulk%';
		update ringback.records set started = now() - interval '2 days', deadline = now() - interval '2 days' where id not like 'bulk%';
		update ringback.head set position = (select max(position) from ringback.links)`)
	run(b, admin, `analyze`)
	var bytes int64
	if err := admin.QueryRow(b.Context(), `select pg_database_size(current_database())`).Scan(&bytes); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(bytes)/aDay, "bytes/record")

	over := make(chan struct{})
	var removing sync.WaitGroup
	var took time.Duration
	removing.Go(func() {
		defer close(over)
		begun := time.Now()
		if _, err := s.maintained(b, "carla", database).Retain(b.Context(), 1, nil); err != nil {
			b.Error(err)
		}
		took = time.Since(begun)
	})
	var waits []time.Duration
	for i, going := 101, true; going; i++ {
		id := fmt.Sprint(i)
		person := hashed(b, j, journal.Named("person "+id))
		begun := time.Now()
		begin(b, j, id, person)
		waits = append(waits, time.Since(begun))
		end(b, j, id, journal.Ending{At: time.Now(), Outcome: ciba.Verified})
		select {
		case <-over:
			going = false
		case <-time.After(20 * time.Millisecond):
		}
	}
	removing.Wait()
	slices.Sort(waits)
	b.ReportMetric(float64(waits[len(waits)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(waits[len(waits)-1].Microseconds())/1000, "max-ms")
	b.ReportMetric(float64(len(waits)), "begins")
	b.ReportMetric(took.Seconds(), "removing-s")
}
