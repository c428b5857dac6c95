package console

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"

	"ringback/assets"
	"ringback/ciba/simulator"
	"ringback/storage/journal"
)

// newsJournal tells its desk something, when that opens it or at the first start.
type newsJournal struct {
	*journal.Memory
	news    journal.DeskNews
	atStart bool
	told    func(journal.DeskNews)
}

func (n *newsJournal) DeskOnly(context.Context, string) bool { return true }

func (n *newsJournal) Tell(told func(journal.DeskNews)) {
	if n.told = told; !n.atStart {
		told(n.news)
	}
}

func (n *newsJournal) Begin(ctx context.Context, r journal.Record, maxPrompts int) error {
	if n.atStart {
		n.told(n.news)
	}
	return n.Memory.Begin(ctx, r, maxPrompts)
}

// TestNewsStopNoStart: what a desk says of verifications that it recorded alone is written, once,
// and the request is sent.
func TestNewsStopNoStart(t *testing.T) {
	for name, c := range map[string]struct {
		news    journal.DeskNews
		atStart bool
		says    string
	}{
		"alone at the opening": {news: journal.DeskNews{Alone: true}, says: "on this desk only"},
		"alone at a start":     {news: journal.DeskNews{Alone: true}, atStart: true, says: "on this desk only"},
		"found later":          {news: journal.DeskNews{Replays: 2}, says: "2 answers"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				own := &newsJournal{Memory: journal.NewMemory(), news: c.news, atStart: c.atStart}
				r := call{language: assets.English, scenario: simulator.Approve, request: Request{UUID: mette, Text: "x"}, prepare: inOwn(own)}.verify(t)
				if r.status != ExitVerified || strings.Count(r.err, c.says) != 1 {
					t.Errorf("%d %q", r.status, r.err)
				}
			})
		})
	}
}
