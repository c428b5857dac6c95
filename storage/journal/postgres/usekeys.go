package postgres

import (
	"bytes"
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"ringback/storage/journal"
)

// ErrNoKeyHeld means that keys were to be named that nobody provided.
var ErrNoKeyHeld = journal.NewFault("no_key_held", "this keyring has no seal key and no hash key of the shared journal: run ringback provision with both first")

// Pair is a pair of keys, by their numbers.
type Pair struct{ Seal, Hash uint32 }

// Newest returns the keys with the highest numbers; 0 where there is none.
func (k Keys) Newest() Pair {
	highest := func(keys map[uint32][]byte) uint32 {
		return slices.Max(append(slices.Collect(maps.Keys(keys)), 0))
	}
	return Pair{Seal: highest(k.Seal), Hash: highest(k.Hash)}
}

// UseKeys makes a pair of keys the current one, and returns the pair before it. Number 0 is the
// newest key that is held. Only a member of the owner may. [ErrOtherKey]: the current key has that
// number and is another one. explain says what an error of a connection means; nil names no hosts.
func UseKeys(ctx context.Context, conn *pgx.Conn, keys Keys, use Pair, explain func(error) error) (before, now Pair, err error) {
	defer func() { err = translated(ctx, err, explaining(explain)) }()
	newest := keys.Newest()
	if use.Seal == 0 {
		use.Seal = newest.Seal
	}
	if use.Hash == 0 {
		use.Hash = newest.Hash
	}
	if use.Seal == 0 || use.Hash == 0 {
		return Pair{}, Pair{}, ErrNoKeyHeld
	}
	if _, err := keys.withCurrent(use.Seal, use.Hash); err != nil {
		return Pair{}, Pair{}, err
	}
	tx, _, err := asOwner(ctx, conn)
	if err != nil {
		return Pair{}, Pair{}, err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	var sealName, hashName []byte
	if err := tx.QueryRow(ctx, `select seal_key, seal_name, hash_key, hash_name from ringback.settings where single`).
		Scan(&before.Seal, &sealName, &before.Hash, &hashName); err != nil {
		return Pair{}, Pair{}, err
	}
	newSeal, newHash := KeyName(keys.Seal[use.Seal]), KeyName(keys.Hash[use.Hash])
	if before.Seal == use.Seal && !bytes.Equal(sealName, newSeal) || before.Hash == use.Hash && !bytes.Equal(hashName, newHash) {
		return before, before, ErrOtherKey
	}
	if _, err := tx.Exec(ctx, `select ringback.use_keys_1($1::integer, $2::bytea, $3::integer, $4::bytea)`,
		int64(use.Seal), newSeal, int64(use.Hash), newHash); err != nil {
		return before, before, err
	}
	return before, use, tx.Commit(ctx)
}
