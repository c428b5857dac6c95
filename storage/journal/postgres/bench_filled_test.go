//go:build realparts

package postgres_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"ringback/ciba"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
)

// BenchmarkFilled measures the list in journals of many records, the variable RECORDS: each is the
// one before with more, filled by COPY, with indexes that were built afterwards. At the end it
// writes into the largest.
func BenchmarkFilled(b *testing.B) {
	s := aServer(b)
	database := s.database(b)
	var sizes []int
	for _, one := range strings.Fields("0 " + os.Getenv("RECORDS")) {
		n, err := strconv.Atoi(one)
		if err != nil {
			b.Fatal(err)
		}
		sizes = append(sizes, n)
	}
	if len(sizes) == 1 {
		sizes = []int{10_000}
	} else {
		sizes = sizes[1:]
	}
	largest := sizes[len(sizes)-1]
	f, err := postgres.NewFilling(someKeys(), postgres.Pair{Seal: 2, Hash: 1}, time.Now().Add(-time.Hour-time.Duration(largest)*postgres.FilledApart))
	if err != nil {
		b.Fatal(err)
	}
	for _, records := range sizes {
		b.Run(fmt.Sprint(records), func(b *testing.B) {
			began := time.Now()
			s.fill(b, f, database, records)
			b.Run("size", func(b *testing.B) { s.reportSize(b, database, records, time.Since(began)) })
			s.benchReading(b, f, database)
			if records == largest {
				b.Run("writing", func(b *testing.B) { s.benchWriting(b, database) })
				b.Run("five_a_second", func(b *testing.B) { s.benchFiveASecond(b, database) })
			}
		})
	}
}

// fill adds verifications until there are so many. The indexes of the large tables are built
// afterwards, and nothing waits for the disk meanwhile.
func (s *server) fill(b *testing.B, f *postgres.Filling, database string, upto int) {
	b.Helper()
	admin, other := s.admin(b, database), s.admin(b, database)
	for _, setting := range []string{"fsync = off", "full_page_writes = off", "max_wal_size = '32GB'", "autovacuum = off"} {
		run(b, admin, "alter system set "+setting)
	}
	run(b, admin, "select pg_reload_conf()")
	run(b, admin, "set maintenance_work_mem = '1GB'")
	indexes := withoutIndexes(b, admin)
	from := f.Done()
	var filling sync.WaitGroup
	filling.Go(func() {
		if err := f.Links(b.Context(), admin, upto); err != nil {
			b.Error(err)
		}
	})
	filling.Go(func() {
		if err := f.Records(b.Context(), other, from, upto); err != nil {
			b.Error(err)
		}
	})
	filling.Wait()
	for _, index := range indexes {
		run(b, admin, index)
	}
	for _, setting := range []string{"fsync", "full_page_writes", "max_wal_size", "autovacuum"} {
		run(b, admin, "alter system reset "+setting)
	}
	run(b, admin, "vacuum (analyze) ringback.links, ringback.records, ringback.marks")
	run(b, admin, "select pg_reload_conf()")
	run(b, admin, "checkpoint")
}

// withoutIndexes removes the indexes of the large tables, and returns what makes them again.
func withoutIndexes(b *testing.B, admin *pgx.Conn) (again []string) {
	b.Helper()
	rows, err := admin.Query(b.Context(), `
		select case when c.conname is null then format('drop index ringback.%I', i.relname) else format('alter table %s drop constraint %I', x.indrelid::regclass, c.conname) end,
			case when c.conname is null then pg_get_indexdef(x.indexrelid) else format('alter table %s add constraint %I %s', x.indrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) end
		from pg_index x join pg_class i on i.oid = x.indexrelid left join pg_constraint c on c.conindid = i.oid
		where x.indrelid in ('ringback.links'::regclass, 'ringback.records'::regclass, 'ringback.marks'::regclass)`)
	if err != nil {
		b.Fatal(err)
	}
	var gone []string
	for rows.Next() {
		var drop, add string
		if err := rows.Scan(&drop, &add); err != nil {
			b.Fatal(err)
		}
		gone, again = append(gone, drop), append(again, add)
	}
	for _, one := range gone {
		run(b, admin, one)
	}
	return again
}

// reportSize reports what a journal takes on the disk, and how long it took to fill it.
func (s *server) reportSize(b *testing.B, database string, records int, took time.Duration) {
	b.Helper()
	var all, indexes int64
	if err := s.admin(b, database).QueryRow(b.Context(), `
		select pg_database_size(current_database()), sum(pg_indexes_size(c.oid))::bigint from pg_class c where c.relnamespace = 'ringback'::regnamespace and c.relkind = 'r'`).
		Scan(&all, &indexes); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(all)/1e6, "MB")
	b.ReportMetric(float64(indexes)/1e6, "MB-indexes")
	b.ReportMetric(float64(all)/float64(records), "bytes/record")
	b.ReportMetric(took.Seconds(), "filling-s")
}

// aPage is what is looked for, in many ways that differ in their numbers only.
type aPage struct {
	name   string
	filter func(n int) journal.Filter
	pages  int // that are read, each of them measured; 0: the first one
}

// looked is how often each page is looked for.
const looked = 20

// benchReading measures pages of the list, as a supervisor has them.
func (s *server) benchReading(b *testing.B, f *postgres.Filling, database string) {
	b.Helper()
	j := s.desk(b, "everything", database, b.TempDir(), time.Now)
	records := f.Done()
	// Of the first half, so that the newest aren't what is looked for.
	some := func(n int) int { return (n*7919 + 13) % (records / 2) }
	// From a tenth of the time on.
	old := func(n, upto int) journal.Filter {
		return journal.Filter{From: f.At(records/10 + n), Until: f.At(records/10 + n + upto)}
	}
	tenth := records / 10
	for _, p := range []aPage{
		{name: "first_page", filter: func(int) journal.Filter { return journal.Filter{} }},
		{name: "person", filter: func(n int) journal.Filter {
			return journal.Filter{Person: hashed(b, j, journal.Named(postgres.FilledPerson(some(n))))}
		}},
		{name: "case", filter: func(n int) journal.Filter { return journal.Filter{Case: postgres.FilledCase(some(n))} }},
		{name: "operator", filter: func(n int) journal.Filter { return journal.Filter{Operator: postgres.FilledOperator(n)} }},
		{name: "desk", filter: func(n int) journal.Filter { return journal.Filter{Host: postgres.FilledDesk(n)} }},
		{name: "login", filter: func(n int) journal.Filter { return journal.Filter{Login: postgres.FilledDesk(n)} }},
		{name: "outcome_of_most", filter: func(int) journal.Filter { return outcome(ciba.Verified) }},
		{name: "outcome_of_some", filter: func(int) journal.Filter { return outcome(ciba.Refused) }},
		{name: "outcome_of_few", filter: func(int) journal.Filter { return outcome(ciba.NotVerified) }},
		{name: "open_ones", filter: func(int) journal.Filter { return outcome("") }},
		{name: "environment_of_most", filter: func(int) journal.Filter { return journal.Filter{Environment: "production"} }},
		{name: "environment_of_few", filter: func(int) journal.Filter { return journal.Filter{Environment: "pp"} }},
		{name: "time_an_old_hour", filter: func(n int) journal.Filter { return old(n, 5538) }},
		{name: "time_an_old_tenth", filter: func(n int) journal.Filter { return old(n, tenth) }},
		{name: "time_all_but_the_newest", filter: func(n int) journal.Filter { return journal.Filter{Until: f.At(records - tenth - n)} }},
		{name: "time_the_newest_tenth", filter: func(n int) journal.Filter { return journal.Filter{From: f.At(records - tenth - n)} }},
		{name: "old_tenth_and_operator", filter: func(n int) journal.Filter {
			filter := old(n, tenth)
			filter.Operator = postgres.FilledOperator(n)
			return filter
		}},
		{name: "old_tenth_and_outcome", filter: func(n int) journal.Filter {
			filter := old(n, tenth)
			filter.Outcomes = []ciba.Outcome{ciba.Refused}
			return filter
		}},
		{name: "environment_and_outcome", filter: func(int) journal.Filter {
			filter := outcome(ciba.Failed)
			filter.Environment = "pp"
			return filter
		}},
		{name: "pages_of_everything", pages: looked, filter: func(int) journal.Filter { return journal.Filter{} }},
		{name: "pages_of_operator", pages: looked, filter: func(int) journal.Filter { return journal.Filter{Operator: postgres.FilledOperator(7)} }},
		{name: "pages_of_desk", pages: looked, filter: func(int) journal.Filter { return journal.Filter{Host: postgres.FilledDesk(7)} }},
		{name: "pages_of_old_tenth", pages: looked, filter: func(int) journal.Filter { return old(0, tenth) }},
		{name: "pages_from_the_middle", pages: looked, filter: func(int) journal.Filter { return journal.Filter{Before: f.LastPosition() / 2} }},
	} {
		b.Run(p.name, func(b *testing.B) { p.bench(b, j) })
	}
	b.Run("own_first_page", func(b *testing.B) {
		own := s.admin(b, "postgres")
		login := postgres.FilledDesk(7)
		run(b, own, "drop role if exists "+login)
		run(b, own, "create role "+login+" login password 'secret' in role ringback_desk")
		aPage{filter: func(int) journal.Filter { return journal.Filter{} }}.bench(b, s.desk(b, login, database, b.TempDir(), time.Now))
	})
}

func outcome(o ciba.Outcome) journal.Filter { return journal.Filter{Outcomes: []ciba.Outcome{o}} }

// bench reads pages, and reports how long that took and how many records the filter picks. The
// first one, which fills the caches of the connection, doesn't count.
func (p aPage) bench(b *testing.B, j *postgres.Journal) {
	b.Helper()
	var took measured
	var total float64
	filter := p.filter(0)
	for n := range looked + 1 {
		if p.pages == 0 {
			filter = p.filter(n)
		}
		filter.Limit = 50
		began := time.Now()
		page, err := j.Page(b.Context(), filter)
		if err != nil {
			b.Fatal(err)
		}
		if n > 0 {
			took = append(took, time.Since(began))
		}
		total = float64(page.Total)
		if p.pages > 0 {
			if filter.Before = page.Next; filter.Before == 0 {
				break
			}
		}
	}
	took.report(b)
	b.ReportMetric(total, "records")
}
