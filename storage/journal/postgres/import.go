package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"ringback/storage/journal"
)

// The errors of an import. Each says what to do.
var (
	ErrImportTaken = journal.NewFault("import_taken", "another login has begun to import a journal with the same key: go on as that login")
	ErrImportMany  = journal.NewFault("import_many", "the shared journal has as many imported files as it takes, of this login or of all; wait until those before are older than it keeps records, or import as another login")
)

// Imported is what [Journal.Import] did.
type Imported struct {
	Already time.Time // when the file was imported before, up to this head; zero: it wasn't
	Head    string    // the end of the file's own chain
	Records int       // in the shared journal now, with those that were before
	Older   int       // older than the shared journal keeps: dropped
	Open    int       // not ended yet: left in the file
}

// Import records what is in a desk's own file, which was verified, and stores what it hashed with,
// sealed: a person and a token are found under those hashes, too, by every desk from now on. If it
// is interrupted, the next call goes on. While something is open, the import isn't complete. Only a
// desk may.
func (j *Journal) Import(ctx context.Context, file *journal.File) (done Imported, err error) {
	all, open, err := file.Whole(ctx, math.MaxInt)
	if err != nil {
		return done, err
	}
	done.Open = open
	if done.Head, err = file.Head(ctx); err != nil {
		return done, err
	}
	with := file.HashedWith()
	name := sha256.Sum256(with.Name)
	var said string
	var before *int64
	err = j.readRow(ctx, `select said, done from ringback.import_1($1::bytea, $2::text, $3::bytea)`, []any{&said, &before},
		name[:], done.Head, j.keys.Load().sealHashedWith(name[:], with))
	switch {
	case err != nil:
		return done, err
	case said == "keys":
		return done, ErrKeysChanged
	case said == "taken":
		return done, ErrImportTaken
	case said == "too_many":
		return done, ErrImportMany
	case before != nil:
		done.Already = moment(*before)
		return done, nil
	}
	for _, w := range all {
		in, err := j.HandIn(ctx, w)
		switch {
		case err != nil:
			return done, err
		case in.Older:
			done.Older++
		default:
			done.Records++
		}
	}
	if open > 0 {
		return done, nil
	}
	err = j.readRow(ctx, `select ringback.imported_1($1::bytea, $2::text, $3::bigint)`, []any{&said}, name[:], done.Head, int64(done.Records))
	if err == nil {
		err = (&answer{said: said}).what()
	}
	return done, err
}

// placeOfImport is what the keys of an imported file are bound to.
func placeOfImport(name []byte) []byte {
	return place(journal.LinkImported, hex.EncodeToString(name))
}

// sealHashedWith seals what a file hashed with, under the current key, whose number comes first.
func (r *keyring) sealHashedWith(name []byte, with journal.FileKeys) []byte {
	number := binary.BigEndian.AppendUint32(nil, r.seal)
	return append(number, r.sealers[r.seal].Seal(placeOfImport(name), slices.Concat(with.Person, with.CPR, with.Mark))...)
}

// openHashedWith opens that.
func (r *keyring) openHashedWith(name, sealed []byte) (hasher, error) {
	if len(sealed) < 4 {
		return hasher{}, errSealed
	}
	sealer, has := r.sealers[binary.BigEndian.Uint32(sealed)]
	if !has {
		return hasher{}, &MissingKeyError{Seal: binary.BigEndian.Uint32(sealed), HasHash: true}
	}
	content, err := sealer.Open(placeOfImport(name), sealed[4:])
	if err != nil || len(content) != 3*KeySize {
		return hasher{}, errSealed
	}
	return hasher{person: content[:KeySize], cpr: content[KeySize : 2*KeySize], mark: content[2*KeySize:]}, nil
}

// addImported adds what imported files hashed with.
func (j *Journal) addImported(ctx context.Context, keys *keyring) error {
	return j.read(ctx, `select number, name, sealed from ringback.imports_1()`, func(rows pgx.Rows) error {
		var name, sealed []byte
		if err := rows.Scan(&keys.lastImport, &name, &sealed); err != nil {
			return err
		}
		one, err := keys.openHashedWith(name, sealed)
		if errors.Is(err, errSealed) { // a login without the keys wrote it: no file hashed with that
			return nil
		}
		keys.imported = append(keys.imported, one)
		return err
	})
}

// worthLocking returns a person's hashes without those under the keys of imported files that the
// journal doesn't have. Nothing is written under such a key any more, so that none can come.
func (j *Journal) worthLocking(ctx context.Context, hashes [][]byte) ([][]byte, error) {
	ours, imported := j.keys.Load().ours(hashes)
	if len(imported) == 0 {
		return hashes, nil
	}
	var known [][]byte
	if err := j.readRow(ctx, `select ringback.known_1($1::bytea[])`, []any{&known}, imported); err != nil {
		return nil, err
	}
	return slices.Concat(ours, known), nil
}
