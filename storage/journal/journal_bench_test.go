package journal

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"ringback/ciba"
)

// BenchmarkJournal measures what a journal of a million records takes, and of a hundred thousand.
func BenchmarkJournal(b *testing.B) {
	now := func() time.Time { return noon }
	for _, records := range []int{1_000_000, 100_000} {
		b.Run(fmt.Sprint(records), func(b *testing.B) {
			folder := b.TempDir()
			began := time.Now()
			j := filled(b, filepath.Join(folder, "journal.db"), records, now)
			info, err := os.Stat(j.path)
			must(b, err)
			b.Logf("%d records, %d MiB, made in %v", records, info.Size()>>20, time.Since(began).Round(time.Second))
			benchReading(b, j, records)
			benchWriting(b, j)
			benchErasing(b, j)
			b.Run("fsync", func(b *testing.B) { benchSync(b, folder) })
		})
	}
}

func benchReading(b *testing.B, j *File, records int) {
	b.Helper()
	b.Run("open and first page", func(b *testing.B) {
		for b.Loop() {
			j, err := OpenFile(b.Context(), j.path, secretsOver(b, keyringWith(7)), FileOptions{Now: j.now})
			must(b, err)
			firstPage(b, j, Filter{}, 50)
			must(b, j.Close())
		}
	})
	oldest := noon.Add(-time.Duration(records) * time.Minute)
	for _, c := range []struct {
		name   string
		filter Filter
		want   int
	}{
		{name: "first page", want: 50},
		{name: "last page", filter: Filter{Before: 148}, want: 49},
		{name: "filter by person", filter: Filter{Person: j.keys.hashPerson(Named("17"))}, want: 50},
		{name: "filter by case", filter: Filter{Case: "2026-17"}, want: 50},
		{name: "filter by outcome", filter: Filter{Outcomes: []ciba.Outcome{ciba.Refused}}, want: 50},
		{name: "filter by time", filter: Filter{From: oldest.Add(100 * time.Hour), Until: oldest.Add(200 * time.Hour)}, want: 50},
		{name: "filter by all of them", filter: Filter{Person: j.keys.hashPerson(Named("10")), Case: "2026-10", Outcomes: []ciba.Outcome{ciba.Refused}, Until: noon}, want: 50},
		{name: "filter that nothing fits", filter: Filter{Environment: "none"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				firstPage(b, j, c.filter, c.want)
			}
		})
	}
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			if audit, err := j.Verify(b.Context(), ""); err != nil || audit.Fault != nil || audit.Records < records {
				b.Fatal(audit, err)
			}
		}
	})
}

// firstPage reads the first page of a filter.
func firstPage(b *testing.B, j *File, filter Filter, want int) {
	b.Helper()
	filter.Limit = 50
	if page, err := j.Page(b.Context(), filter); err != nil || len(page.Records) != want {
		b.Fatal(len(page.Records), err)
	}
}

// benchWriting measures each of what a verification writes. What comes before is not measured.
func benchWriting(b *testing.B, j *File) {
	b.Helper()
	ctx := b.Context()
	n := 0
	id := func() string { return fmt.Sprint("new ", n) }
	begin := func(b *testing.B) {
		b.Helper()
		n++
		r := Record{ID: id(), Started: noon, Environment: "pp", Kind: kindDemo, Case: id(), Person: PersonHash(id())}
		must(b, j.Begin(ctx, r, 0))
	}
	receive := func(b *testing.B) {
		b.Helper()
		if _, err := j.Receive(ctx, id(), noon, []string{"token " + id(), "transaction " + id()}, someTokens); err != nil {
			b.Fatal(err)
		}
	}
	end := func(b *testing.B) {
		b.Helper()
		must(b, j.End(ctx, id(), Ending{At: noon, Outcome: ciba.Verified}))
	}
	steps := []func(*testing.B){begin, receive, end}
	for measured, name := range []string{"begin", "receive", "end"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				for i, step := range steps {
					if i == measured {
						b.StartTimer()
					}
					step(b)
					b.StopTimer()
				}
				must(b, j.Done(ctx, id()))
				b.StartTimer()
			}
		})
	}
}

// benchErasing measures the erasing of a person with one record in a hundred thousand or ten.
func benchErasing(b *testing.B, j *File) {
	b.Helper()
	b.Run("erase one person", func(b *testing.B) {
		n := 0
		for b.Loop() {
			b.StopTimer()
			n++
			r := Record{ID: fmt.Sprint("erased ", n), Started: noon, Environment: "pp", Person: "x", Case: "2026-17", Kind: kindDemo}
			must(b, j.Begin(b.Context(), r, 0))
			if _, err := j.Receive(b.Context(), r.ID, noon, []string{r.ID}); err != nil {
				b.Fatal(err)
			}
			must(b, j.End(b.Context(), r.ID, Ending{At: noon, Outcome: ciba.Verified}))
			must(b, j.Done(b.Context(), r.ID))
			b.StartTimer()
			if erased, err := j.Erase(b.Context(), Filter{Person: "x"}); erased.Records != 1 || err != nil {
				b.Fatal(erased, err)
			}
		}
	})
	b.Run("erase a person of many records", func(b *testing.B) {
		n := 100
		for b.Loop() {
			n++
			if erased, err := j.Erase(b.Context(), Filter{Person: j.keys.hashPerson(Named(fmt.Sprint(n)))}); err != nil || n < 1000 && erased.Records < 100 {
				b.Fatal(erased, err)
			}
		}
	})
}

// benchSync measures what the disk takes for a page alone.
func benchSync(b *testing.B, folder string) {
	file, err := os.Create(filepath.Join(folder, "sync"))
	must(b, err)
	defer file.Close()
	page := make([]byte, 4096)
	for b.Loop() {
		_, err := file.WriteAt(page, 0)
		must(b, err)
		must(b, file.Sync())
	}
}

// BenchmarkCheckPages measures the check of every page: for a month of thirty calls a day, and for
// nine years.
func BenchmarkCheckPages(b *testing.B) {
	for _, records := range []int{900, 100_000} {
		b.Run(fmt.Sprint(records, " records"), func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "journal.db")
			filled(b, path, records, func() time.Time { return noon })
			file, err := os.Open(path)
			must(b, err)
			defer file.Close()
			info, err := file.Stat()
			must(b, err)
			for b.Loop() {
				must(b, checkPages(file, info.Size()))
			}
			b.SetBytes(info.Size())
		})
	}
}
