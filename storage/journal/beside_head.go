package journal

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"ringback/storage/files"
)

// The last head that a desk saw of a shared journal is kept beside it: after a backup was restored,
// the journal lacks it, and nobody else could tell.

func (b *Beside) headPath() string { return filepath.Join(filepath.Dir(b.f.path), "journal.head") }

// headPlace binds a head to its journal, so that another journal's isn't missed in this one.
func headPlace(journal string) []byte { return []byte("head\x00" + journal) }

// code is a head as it is kept.
func (h *Head) code(c *coder) {
	c.version()
	c.number(&h.Position)
	c.array(h.Digest[:])
}

// Head returns the last head of a journal that was kept; zero if there is none, or only another
// journal's.
func (b *Beside) Head(ctx context.Context, journal string) (h Head, err error) {
	err = b.locked(ctx, func() error {
		sealed, err := os.ReadFile(b.headPath())
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		content, broken := b.f.seal.open(nil, headPlace(journal), sealed)
		if broken != nil || decode(string(content), &h) != nil {
			h = Head{} // it is another journal's, or was damaged
		}
		return nil
	})
	return h, err
}

// KeepHead keeps a head of a journal.
func (b *Beside) KeepHead(ctx context.Context, journal string, h Head) error {
	return b.locked(ctx, func() error {
		path := b.headPath()
		return files.Replace(path, path, b.f.seal.seal(headPlace(journal), encode(&h)), b.f.files)
	})
}
