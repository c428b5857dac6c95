package fallback

import (
	"context"
	"time"

	"ringback/storage/journal"
)

// OpenUntil implements [journal.Looker]: as far as the shared journal answers. It opens nothing.
func (j *Journal) OpenUntil(ctx context.Context, person journal.PersonHash) (time.Time, error) {
	shared, is := j.sharedIfOpen().(journal.Looker)
	if !is || j.isAlone() {
		return time.Time{}, nil
	}
	return shared.OpenUntil(ctx, person)
}
