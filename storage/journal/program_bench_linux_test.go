package journal_test

import (
	"path/filepath"
	"testing"
	"time"

	"ringback/storage/journal"
	"ringback/storage/secrets"
	"ringback/ui/desk"
)

// BenchmarkProgramJournal is what an operator waits for, with a journal of
// 100,000 records: from the press until the desk shows it.
func BenchmarkProgramJournal(b *testing.B) {
	folder := b.TempDir()
	store := secrets.New(fileKeyring(folder), secrets.Options{})
	b.Cleanup(func() { _ = store.Close() })
	journal.FillJournal(b, filepath.Join(folder, "data", "journal.db"), store, 100_000)
	p := openProgram(folder, "http://127.0.0.1:1/op")
	b.Cleanup(p.end)
	settled := func(v desk.View) bool { return v.Journal != nil && !v.Journal.Loading && !v.Journal.Busy }
	began := time.Now()
	p.OpenJournal()
	v := p.until("the first page", settled)
	if v.Journal.Total != 100_000 {
		b.Fatalf("the desk shows the first of %d records: %+v", v.Journal.Total, v.Journal.Problem)
	}
	b.Logf("from the start of the program: %v", time.Since(began))
	b.Run("open and first page", func(b *testing.B) {
		for b.Loop() {
			before := p.View().Journal
			p.CloseJournal()
			p.OpenJournal()
			p.until("the first page", func(v desk.View) bool { return settled(v) && v.Journal != before })
		}
	})
	filters := map[string]desk.JournalFilter{
		"outcome": {Outcome: "refused"}, "nothing fits": {Environment: "none"}, "case": {Case: "2026-17"}, "time": {From: time.Now().Add(-24 * time.Hour)},
	}
	for name, filter := range filters {
		b.Run("filter by "+name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				p.FilterJournal(desk.JournalFilter{})
				p.until("everything", func(v desk.View) bool { return settled(v) && v.Journal.Filter == desk.JournalFilter{} })
				b.StartTimer()
				p.FilterJournal(filter)
				p.until("filtered", func(v desk.View) bool { return settled(v) && v.Journal.Filter == filter })
			}
		})
	}
}
