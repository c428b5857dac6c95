package fallback

import (
	"context"
	"time"

	"ringback/storage/journal"
)

// Learn implements [journal.Learner]: as far as the shared journal answers.
func (j *Journal) Learn(ctx context.Context) error {
	shared, is := j.sharedIfOpen().(journal.Learner)
	if !is || j.isAlone() {
		return nil
	}
	if err := shared.Learn(ctx); !noAnswer(err) {
		return err
	}
	return nil
}

// OpenUntil implements [journal.Looker]: as far as the shared journal answers. It opens nothing.
func (j *Journal) OpenUntil(ctx context.Context, person journal.PersonHash) (time.Time, error) {
	shared, is := j.sharedIfOpen().(journal.Looker)
	if !is || j.isAlone() {
		return time.Time{}, nil
	}
	return shared.OpenUntil(ctx, person)
}
