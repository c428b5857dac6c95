package fallback

import (
	"context"
	"path/filepath"

	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
)

// FileIn returns where the file of a desk is, in the folder of [Options].
func FileIn(folder string) string { return filepath.Join(folder, fileName) }

// OpenFile opens the file alone, under whatever of the keys it was made with.
func OpenFile(ctx context.Context, folder string, keys postgres.Keys) (journal.Journal, error) {
	return Options{Keys: keys, Folder: folder}.openFile(ctx, true)
}

// MoveFileAside implements [journal.FileMover].
func (j *Journal) MoveFileAside(ctx context.Context) error {
	back, err := taken(ctx, j.opening)
	if err != nil {
		return err
	}
	defer back()
	j.mu.Lock()
	local := j.local
	j.local, j.unread = nil, false
	j.mu.Unlock()
	if local != nil {
		_ = local.Close() // it can't be read
	}
	_, err = journal.MoveAside(ctx, FileIn(j.o.Folder), j.o.Now())
	return err
}
