//go:build realparts

package postgres_test

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"ringback/storage/journal/postgres"
	"ringback/storage/journal/postgres/connect"
)

// empty makes a database without a journal, and returns how migrations get there.
func (s *server) empty(t *testing.T, login, schema string) (name string, config *pgx.ConnConfig) {
	t.Helper()
	name = s.database(t)
	admin := s.admin(t, name)
	run(t, admin, "drop schema ringback cascade")
	if schema != "" {
		run(t, admin, schema)
	}
	config, err := pgx.ParseConfig(s.url(login, name))
	if err != nil {
		t.Fatal(err)
	}
	return name, config
}

// TestMigrateSaysWhatIsMissing: each thing that an administrator can have left out is told apart,
// and nothing is changed.
func TestMigrateSaysWhatIsMissing(t *testing.T) {
	s := aServer(t)
	const prepared = "create schema ringback authorization ringback_owner"
	nordby := "nordby_"
	for what, c := range map[string]struct {
		login, schema string
		prefix        *string
		want          error
	}{
		"nothing prepared":   {login: "migrator", want: postgres.ErrNotPrepared},
		"not a member":       {login: "anna", schema: prepared, want: postgres.ErrNotOwner},
		"a superuser":        {login: "postgres", schema: prepared},
		"its owner":          {login: "migrator", schema: prepared},
		"another prefix":     {login: "migrator", schema: prepared, prefix: &nordby, want: &postgres.OwnerError{Owner: "ringback_owner"}},
		"somebody's schema":  {login: "migrator", schema: "create schema ringback authorization carla", want: &postgres.OwnerError{Owner: "carla"}},
		"a server that ends": {login: "nobody-there", want: connect.ErrLogin},
	} {
		t.Run(what, func(t *testing.T) {
			_, config := s.empty(t, c.login, c.schema)
			done, err := postgres.Migrate(t.Context(), config, c.prefix, nil)
			var owner, wanted *postgres.OwnerError
			switch {
			case c.want == nil && (err != nil || done.Applied == 0):
				t.Errorf("%+v, %v", done, err)
			case errors.As(c.want, &wanted):
				if !errors.As(err, &owner) || *owner != *wanted {
					t.Errorf("%v", err)
				}
			case !errors.Is(err, c.want):
				t.Errorf("%v", err)
			}
		})
	}
}

// TestMigrateAtOnce: of several programs that migrate at once, one does it.
func TestMigrateAtOnce(t *testing.T) {
	s := aServer(t)
	_, config := s.empty(t, "migrator", "create schema ringback authorization ringback_owner")
	var programs sync.WaitGroup
	applied := make([]int, 4)
	for i := range applied {
		programs.Go(func() {
			done, err := postgres.Migrate(t.Context(), config.Copy(), nil, nil)
			if applied[i] = done.Applied; err != nil {
				t.Error(err)
			}
		})
	}
	programs.Wait()
	did := 0
	for _, n := range applied {
		if n > 0 {
			did++
		}
	}
	if did != 1 {
		t.Errorf("%d", applied)
	}
}

// TestMigrateANewerSchema: an older program leaves it alone and says so.
func TestMigrateANewerSchema(t *testing.T) {
	s := aServer(t)
	name := s.database(t)
	run(t, s.admin(t, name), `insert into ringback.migrations (version_id, is_applied) values (9999, true)`)
	config, err := pgx.ParseConfig(s.url("migrator", name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := postgres.Migrate(t.Context(), config, nil, nil); !errors.Is(err, postgres.ErrProgramOld) {
		t.Errorf("%v", err)
	}
}

// TestUseKeys: the newest that are held, or those that are named; never another one under the
// number of the current one, and never by a desk.
func TestUseKeys(t *testing.T) {
	s := aServer(t)
	name := s.database(t) // uses seal key 2 and hash key 1
	keys := someKeys()
	keys.Seal[3], keys.Hash[2] = bytes.Repeat([]byte{3}, postgres.KeySize), bytes.Repeat([]byte{12}, postgres.KeySize)
	use := func(login string, keys postgres.Keys, use postgres.Pair) (before, now postgres.Pair, err error) {
		return postgres.UseKeys(t.Context(), s.connect(t, login, name), keys, use, nil)
	}
	for _, c := range []struct {
		named, before, now postgres.Pair
	}{
		{named: postgres.Pair{Seal: 3}, before: postgres.Pair{Seal: 2, Hash: 1}, now: postgres.Pair{Seal: 3, Hash: 2}},
		{before: postgres.Pair{Seal: 3, Hash: 2}, now: postgres.Pair{Seal: 3, Hash: 2}},
		{named: postgres.Pair{Seal: 1, Hash: 1}, before: postgres.Pair{Seal: 3, Hash: 2}, now: postgres.Pair{Seal: 1, Hash: 1}},
	} {
		if before, now, err := use("migrator", keys, c.named); err != nil || before != c.before || now != c.now {
			t.Errorf("%+v: %+v, %+v, %v", c.named, before, now, err)
		}
	}
	other := someKeys()
	other.Seal[1] = bytes.Repeat([]byte{99}, postgres.KeySize)
	_, _, err := use("migrator", other, postgres.Pair{Seal: 1, Hash: 1})
	wants(t, err, postgres.ErrOtherKey)
	_, _, err = use("anna", keys, postgres.Pair{})
	wants(t, err, postgres.ErrNotOwner)
	_, _, err = use("migrator", postgres.Keys{Seal: keys.Seal}, postgres.Pair{})
	wants(t, err, postgres.ErrNoKeyHeld)
	var missing *postgres.MissingKeyError
	if _, _, err = use("migrator", keys, postgres.Pair{Seal: 7}); !errors.As(err, &missing) || missing.Seal != 7 {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	conn := s.connect(t, "migrator", name)
	cancel()
	_, _, err = postgres.UseKeys(ctx, conn, keys, postgres.Pair{}, nil)
	wants(t, err, context.Canceled)
}
