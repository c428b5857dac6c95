package journal

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestRetainInSteps: Retain leaves the lock to others in between. If it is broken off there, the
// journal is sound, and the next one removes the rest and overwrites what both removed.
func TestRetainInSteps(t *testing.T) {
	const records = 2*retainedAtOnce + 100
	path := filepath.Join(t.TempDir(), "journal.db")
	clock := newHands(noon)
	asked := func() {}
	j := filled(t, path, records, func() time.Time { asked(); return clock.now() })
	clock.move(minKeep)
	ctx, cancel := context.WithCancel(t.Context())
	asked = cancel // during the first step
	removed, err := j.Retain(ctx, minKeep)
	wants(t, err, context.Canceled)
	if removed != retainedAtOnce {
		t.Error(removed)
	}
	sound(t, j, "")
	must(t, j.Begin(t.Context(), Record{ID: "between", Started: clock.now()}, 0))
	if removed, err := j.Retain(t.Context(), minKeep); removed != records-retainedAtOnce || err != nil {
		t.Error(removed, err)
	}
	sound(t, j, "")
	if n, err := j.Count(t.Context(), Filter{}); n != 1 || err != nil {
		t.Error(n, err)
	}
	whole, err := os.ReadFile(path)
	must(t, err)
	fr, err := begunFrame(bytes.NewReader(whole), int64(len(whole)))
	must(t, err)
	used := 0
	for _, pages := range fr.free {
		for id := pages.first; id <= pages.last; id++ {
			if !bytes.Equal(whole[int64(id)*fr.meta.size:][:fr.meta.size], make([]byte, fr.meta.size)) {
				used++
			}
		}
	}
	// The operation after that, which says that it is done, frees some again.
	if used > 10 || len(fr.free) == 0 {
		t.Errorf("%d free pages still hold something", used)
	}
}
