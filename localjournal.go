package main

import (
	"context"
	"log/slog"
	"time"

	"ringback/storage/config"
	"ringback/storage/journal"
	"ringback/storage/journal/fallback"
	"ringback/storage/journal/postgres"
	"ringback/ui/desk"
)

// alone reports whether this desk goes on with a file of its own while nobody answers.
func (h sharedHouse) alone() bool {
	return h.err == nil && h.journal.Unreachable == config.UnreachableLocal
}

// moveAside moves that file out of the way if it can't be read.
func (h sharedHouse) moveAside(ctx context.Context) (moved string, problem desk.Text) {
	open := func(ctx context.Context) (journal.Journal, error) {
		keys, err := journal.ReadOrganisationKeys(ctx, h.kept)
		if err != nil {
			return nil, err
		}
		return fallback.OpenFile(ctx, h.folders.AloneFolder(), postgres.Keys(keys))
	}
	return desk.MoveJournalAside(ctx, fallback.FileIn(h.folders.AloneFolder()), open, time.Now())
}

// orLocal opens the shared journal, with a file of this desk for as long as nobody answers for it.
func (h sharedHouse) orLocal(guard func(), log *slog.Logger) func(context.Context) (journal.Journal, error) {
	return func(ctx context.Context) (journal.Journal, error) {
		keys, err := journal.ReadOrganisationKeys(ctx, h.kept)
		if err != nil {
			return nil, err
		}
		j, err := fallback.Open(ctx, fallback.Options{
			Shared: func(ctx context.Context) (fallback.Shared, error) {
				opened, err := h.openShared(ctx)
				if err != nil {
					return nil, err // not a nil pointer in an interface
				}
				return opened, nil
			},
			Keys: postgres.Keys(keys), Folder: h.folders.AloneFolder(), Guard: guard, Log: log,
		})
		if err != nil {
			return nil, err
		}
		return j, nil
	}
}
