package journal

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"ringback/ciba"
)

func BenchmarkJournal(b *testing.B) {
	const records = 100_000
	path := filepath.Join(b.TempDir(), "journal.db")
	now := func() time.Time { return noon }
	j := filled(b, path, records, now)
	info, err := os.Stat(path)
	must(b, err)
	b.Logf("%d records, %d MiB", records, info.Size()>>20)
	ctx := b.Context()
	b.Run("open and first page", func(b *testing.B) {
		for b.Loop() {
			j, err := OpenFile(ctx, path, secretsOver(b, keyringWith(7)), FileOptions{Now: now})
			must(b, err)
			found, err := j.List(ctx, Filter{Limit: 50})
			if err != nil || len(found) != 50 {
				b.Fatal(len(found), err)
			}
			must(b, j.Close())
		}
	})
	for name, filter := range map[string]Filter{
		"filter by outcome":                 {Outcomes: []ciba.Outcome{ciba.Refused}, Limit: 50},
		"filter that nothing fits":          {Environment: "none"},
		"filter by case, all that fit":      {Case: "2026-17"},
		"filter by person, all that fit":    {Person: j.keys.hashPerson(Named("17"))},
		"filter by time, the oldest of all": {Until: noon.Add(-99_000 * time.Minute)},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := j.List(ctx, filter); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("count with a filter", func(b *testing.B) {
		for b.Loop() {
			if n, err := j.Count(ctx, Filter{Outcomes: []ciba.Outcome{ciba.Refused}}); n != records/10 || err != nil {
				b.Fatal(n, err)
			}
		}
	})
	b.Run("count all", func(b *testing.B) {
		for b.Loop() {
			if n, err := j.Count(ctx, Filter{}); n != records || err != nil {
				b.Fatal(n, err)
			}
		}
	})
	b.Run("last page", func(b *testing.B) {
		for b.Loop() {
			if _, err := j.List(ctx, Filter{Before: 150, Limit: 50}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("begin, receive, end", func(b *testing.B) {
		n := 0
		for b.Loop() {
			n++
			id := fmt.Sprint("new ", n)
			must(b, j.Begin(ctx, Record{ID: id, Started: noon, Environment: "pp"}, 0))
			if _, err := j.Receive(ctx, id, noon, []string{id}, someTokens); err != nil {
				b.Fatal(err)
			}
			must(b, j.End(ctx, id, Ending{At: noon, Outcome: ciba.Verified}))
			must(b, j.Done(ctx, id))
		}
	})
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			if audit, err := j.Verify(ctx, ""); err != nil || audit.Fault != nil {
				b.Fatal(audit.Fault, err)
			}
		}
	})
	b.Run("erase one and rewrite", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			r := Record{ID: fmt.Sprint("erased ", b.N), Started: noon, Environment: "pp", Person: "x", Kind: kindDemo}
			must(b, j.Begin(ctx, r, 0))
			must(b, j.End(ctx, r.ID, Ending{At: noon, Outcome: ciba.Verified}))
			b.StartTimer()
			if _, err := j.Erase(ctx, Filter{Person: "x"}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("remove one day of thirty and rewrite", func(b *testing.B) {
		content, err := os.ReadFile(path)
		must(b, err)
		other := filepath.Join(b.TempDir(), "journal.db")
		for b.Loop() {
			b.StopTimer()
			must(b, os.WriteFile(other, content, 0o600))
			j := openedJournal(b, other, now)
			b.StartTimer()
			if removed, err := j.Retain(ctx, records*29/30*time.Minute); removed < records/31 || err != nil {
				b.Fatal(removed, err)
			}
			b.StopTimer()
			must(b, j.Close())
			b.StartTimer()
		}
	})
}

// BenchmarkCheckPages measures the check of every page at each opening: for a month of thirty calls
// a day, and for nine years.
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
