package postgres

import (
	"context"
	"errors"
	"slices"

	"ringback/ciba"
	"ringback/storage/journal"
)

// notSent notes that a verification may have begun in the database, and that nothing is sent.
func (j *Journal) notSent(id string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.unsent = append(j.unsent, id)
}

// isUnsent reports whether nobody knows if a verification began.
func (j *Journal) isUnsent(id string) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Contains(j.unsent, id)
}

// endUnsent ends what this desk never sent, now that the database answers again. What can't be
// ended now is ended another time.
func (j *Journal) endUnsent(ctx context.Context) {
	j.mu.Lock()
	ids := j.unsent
	j.unsent = nil
	j.mu.Unlock()
	for _, id := range ids {
		err := j.End(ctx, id, journal.Ending{At: j.now(), Outcome: ciba.Failed, Reason: journal.ReasonNotSent})
		switch {
		case err == nil, errors.Is(err, journal.ErrNoRecord), errors.Is(err, journal.ErrRecordEnded):
			_ = j.beside.Forget(context.WithoutCancel(ctx), id)
		default:
			j.notSent(id)
		}
	}
}
