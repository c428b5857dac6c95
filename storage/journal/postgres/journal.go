package postgres

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"ringback/storage/journal"
	"ringback/storage/journal/postgres/connect"
)

// apiNumber is the API number of the schema's functions that this program calls.
const apiNumber = 1

// Journal is a journal in a database that many desks share. What one login began, only it can end.
type Journal struct {
	pool     *pgxpool.Pool
	beside   *journal.Beside
	now      func() time.Time
	patience time.Duration
	again    time.Duration // how long a write is asked about
	host     string
	held     atomic.Pointer[Keys]
	reread   func(context.Context) (Keys, error)
	keys     atomic.Pointer[keyring] // those that are current
	rights   journal.Rights
	id       string // of the journal
	explain  func(error) error

	mu       sync.Mutex
	seen     journal.Head // the last head that this desk saw
	lastKept journal.Head // … that is kept beside it
	keptAt   time.Time
	// uncertain are the arguments of writes of which nobody knows what became of them.
	uncertain map[string][]any
	unsent    []string // verifications that nobody knows to have begun, and whose request wasn't sent
}

var (
	_ journal.Shared  = (*Journal)(nil)
	_ journal.Looker  = (*Journal)(nil)
	_ journal.Learner = (*Journal)(nil)
)

// Refuses implements [journal.Refuser].
func (*Journal) Refuses() bool { return true }

// Options configure a [Journal]. All but Now and Host are required.
type Options struct {
	// Pool is closed with the journal. Its connections are in mode exec, without a statement cache.
	Pool *pgxpool.Pool
	Keys Keys
	// Reread returns the keys that this desk has by now: for one that the database names, or that a
	// value needs. nil: there are no others.
	Reread func(context.Context) (Keys, error)
	// Beside holds what it takes to go on after a crash; it is closed with the journal.
	Beside *journal.Beside
	Now    func() time.Time // the desk's clock, which decides nothing; nil is the system's
	Host   string           // the desk's word for itself; "" is the host's name
	// Again is how long a write whose answer was lost is asked about; 0 is ten seconds.
	Again time.Duration
	// Explain says what an error of a connection means; nil names no hosts.
	Explain func(error) error
}

// Open opens a journal, whose schema and keys must fit. After an error nothing is closed.
func Open(ctx context.Context, o Options) (*Journal, error) {
	j := &Journal{pool: o.Pool, beside: o.Beside, now: o.Now, patience: callPatience, again: cmp.Or(o.Again, againFor), host: o.Host, reread: o.Reread, uncertain: make(map[string][]any)}
	j.held.Store(&o.Keys)
	if j.now == nil {
		j.now = time.Now
	}
	j.explain = explaining(o.Explain)
	if j.host == "" {
		j.host, _ = os.Hostname() // without a name it has none
	}
	if err := j.fits(ctx); err != nil {
		return nil, err
	}
	rights, id, head, err := j.hello(ctx)
	if err != nil {
		return nil, err
	}
	j.rights, j.id, j.seen = rights, id, head
	if j.lastKept, err = j.beside.Head(ctx, j.id); err != nil {
		return nil, err
	}
	if j.lastKept.Position > 0 {
		j.seen = j.lastKept // the first start asks for it, even if there are later ones
	}
	return j, nil
}

// fits reports whether the schema serves this program's API.
func (j *Journal) fits(ctx context.Context) error {
	var served []int32
	if err := j.readRow(ctx, `select ringback.apis()`, []any{&served}); err != nil {
		return err
	}
	return fitting(served)
}

// fitting reports whether one of the API numbers that a schema serves is this program's.
func fitting(served []int32) error {
	switch {
	case slices.Contains(served, apiNumber):
		return nil
	case len(served) > 0 && slices.Min(served) > apiNumber:
		return ErrProgramOld
	}
	return ErrSchemaOld
}

// hello asks for this login's rights, the journal's id, the current keys and the head.
func (j *Journal) hello(ctx context.Context) (rights journal.Rights, id string, head journal.Head, err error) {
	var seal, hash int32
	var sealName, hashName, digest []byte
	var position int64
	err = j.readRow(ctx, `select login, journal::text, seal_key, seal_name, hash_key, hash_name, "position", digest, desk, supervisor, auditor from ringback.hello_1()`,
		[]any{&rights.Login, &id, &seal, &sealName, &hash, &hashName, &position, &digest, &rights.Desk, &rights.Supervisor, &rights.Auditor})
	switch {
	case err != nil:
		return rights, id, head, err
	case seal <= 0 || hash <= 0:
		return rights, id, head, ErrNoKeys
	case len(digest) != sha256.Size || position < 0:
		return rights, id, head, ErrChain
	}
	keys, err := j.withCurrent(ctx, uint32(seal), uint32(hash))
	if err != nil {
		return rights, id, head, err
	}
	if !bytes.Equal(sealName, keys.sealName) || !bytes.Equal(hashName, keys.hashName) {
		return rights, id, head, ErrOtherKey
	}
	if err := j.addImported(ctx, keys); err != nil {
		return rights, id, head, err
	}
	keys.keepImported(j.keys.Load())
	j.keys.Store(keys)
	return rights, id, journal.Head{Position: uint64(position), Digest: [sha256.Size]byte(digest)}, nil
}

// withCurrent derives what is needed from this desk's keys. If it lacks one of the current pair, it
// may have been provisioned since.
func (j *Journal) withCurrent(ctx context.Context, seal, hash uint32) (*keyring, error) {
	held := j.held.Load()
	keys, err := held.withCurrent(seal, hash)
	if err == nil || j.reread == nil {
		return keys, err
	}
	now, err := j.reread(ctx)
	if err != nil { // a keyring that is locked isn't one that lacks a key
		return nil, err
	}
	all := held.with(now)
	j.held.Store(&all)
	return all.withCurrent(seal, hash)
}

// Learn implements [journal.Learner]: it asks for the current keys, and for those of imports.
func (j *Journal) Learn(ctx context.Context) error {
	_, _, _, err := j.hello(ctx)
	return err
}

// Rights implements [journal.Shared].
func (j *Journal) Rights() journal.Rights { return j.rights }

// HashPerson implements [journal.Journal]. With several hash keys it returns a person's hashes
// under all of them.
func (j *Journal) HashPerson(ctx context.Context, person journal.Person) (journal.PersonHash, error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	return j.keys.Load().hashPerson(person), nil
}

// Close implements [journal.Journal].
func (j *Journal) Close() error {
	j.keepHead(context.Background(), 0)
	connect.Close(j.pool)
	return j.beside.Close()
}
