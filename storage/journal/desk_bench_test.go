package journal_test

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"ringback/storage/config"
	"ringback/storage/journal"
	"ringback/storage/secrets"
	"ringback/ui/desk"
)

// deskOver is a desk over a journal, without a network.
type deskOver struct {
	*desk.Desk
	b       *testing.B
	changed chan struct{}
}

// offline is a network that isn't there.
type offline struct{}

func (offline) RoundTrip(*http.Request) (*http.Response, error) { return nil, errors.New("offline") }

// openDesk opens a desk over a journal, until the benchmark ends.
func openDesk(b *testing.B, path string, store *secrets.Store) *deskOver {
	d := &deskOver{b: b, changed: make(chan struct{}, 1)}
	d.Desk = desk.New(desk.Options{
		Environments: config.BuiltIn(), Environment: config.IDPP,
		Transport: offline{}, Secrets: store, Journal: journal.NewMemory(), Random: rand.Reader, Language: "en", Operator: "anna",
		OpenJournal: journal.Opener(path, store),
		Changed: func() {
			select {
			case d.changed <- struct{}{}:
			default:
			}
		},
	})
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { d.Run(ctx) })
	b.Cleanup(func() { cancel(); running.Wait() })
	return d
}

// until waits until holds accepts the desk's view.
func (d *deskOver) until(what string, holds func(desk.View) bool) desk.View {
	d.b.Helper()
	patience := time.NewTimer(2 * time.Minute)
	defer patience.Stop()
	for {
		if v := d.View(); holds(v) {
			return v
		}
		select {
		case <-d.changed:
		case <-patience.C:
			d.b.Fatal("waited in vain for ", what)
		}
	}
}

// BenchmarkDeskJournal measures what an operator waits for with a journal of 100,000 records: from
// the key press until the desk shows it.
func BenchmarkDeskJournal(b *testing.B) {
	path := filepath.Join(b.TempDir(), "data", "journal.db")
	p := openDesk(b, path, journal.FilledJournal(b, path, 100_000))
	settled := func(v desk.View) bool { return v.Journal != nil && !v.Journal.Loading && !v.Journal.Busy }
	began := time.Now()
	p.OpenJournal()
	v := p.until("the first page", settled)
	if v.Journal.Total != 100_000 {
		b.Fatalf("the desk shows the first of %d records: %+v", v.Journal.Total, v.Journal.Problem)
	}
	b.Logf("from the start of the desk: %v", time.Since(began))
	b.Run("open and first page", func(b *testing.B) {
		for b.Loop() {
			before := p.View().Journal
			p.CloseJournal()
			p.OpenJournal()
			p.until("the first page", func(v desk.View) bool { return settled(v) && v.Journal != before })
		}
	})
	filters := map[string]desk.JournalFilter{
		"outcome":      {Outcome: "refused"},
		"nothing fits": {Environment: "none"},
		"case":         {Case: "2026-17"},
		"time":         {From: time.Now().Add(-24 * time.Hour)},
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
