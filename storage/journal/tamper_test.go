package journal

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"ringback/ciba"
	"ringback/storage/files"
	"ringback/storage/secrets"
)

// someRecords writes n verifications from begin to Done: links 1 to 3 are the first one's, and so
// on.
func someRecords(t testing.TB, j Journal, clock *hands, n int) {
	t.Helper()
	ctx := t.Context()
	for i := range n {
		id := fmt.Sprint(i)
		must(t, j.Begin(ctx, Record{ID: id, Started: clock.now(), Environment: "pp", Kind: "test", Person: personIn(t, j, id), Text: "Kode 4821", Case: "2026-17", Operator: "anna"}, 0))
		clock.move(time.Second)
		_, err := j.Receive(ctx, id, clock.now(), []string{"token " + id}, someTokens)
		must(t, err)
		clock.move(time.Second)
		must(t, j.End(ctx, id, Ending{At: clock.now(), Outcome: ciba.Verified}))
		must(t, j.Done(ctx, id))
		clock.move(time.Minute)
	}
}

// journalOf returns a journal with n of these verifications, and its clock after them.
func journalOf(t *testing.T, n int) (*File, *hands) {
	t.Helper()
	clock := newHands(noon)
	j := openedJournal(t, filepath.Join(t.TempDir(), "journal.db"), clock.now)
	someRecords(t, j, clock, n)
	return j, clock
}

// edit changes a file without the journal.
func edit(t testing.TB, path string, do func(tx *bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	must(t, err)
	must(t, db.Update(do))
	must(t, db.Close())
}

// replace puts a value in a bucket, or removes it.
func replace(tx *bbolt.Tx, bucket string, key, value []byte) error {
	b := tx.Bucket([]byte(bucket))
	if value == nil {
		return b.Delete(key)
	}
	return b.Put(key, value)
}

// value returns a copy of a value in a bucket.
func value(tx *bbolt.Tx, bucket string, key []byte) []byte {
	return bytes.Clone(tx.Bucket([]byte(bucket)).Get(key))
}

// fourRecords returns the file of a journal with the links 1 to 12, and its clock after them.
func fourRecords(t *testing.T) ([]byte, *hands) {
	t.Helper()
	j, clock := journalOf(t, 4)
	must(t, j.Close())
	whole, err := os.ReadFile(j.path)
	must(t, err)
	return whole, clock
}

// personEntry returns the key of the entry of the index for a record of [someRecords].
func (l *content) personEntry(id string, position uint64) []byte {
	return entryKey(l.personTerm(l.j.keys.hashPerson(Named(id))), position)
}

// TestVerifyNamesTheFirstBadPlace: rule 99, whichever record was changed, moved or removed.
func TestVerifyNamesTheFirstBadPlace(t *testing.T) {
	flip := func(bucket string, key []byte, at int) func(*bbolt.Tx) error {
		return func(tx *bbolt.Tx) error {
			v := value(tx, bucket, key)
			v[(at+len(v))%len(v)] ^= 1
			return replace(tx, bucket, key, v)
		}
	}
	drop := func(bucket string, keys ...[]byte) func(*bbolt.Tx) error {
		return func(tx *bbolt.Tx) error {
			for _, key := range keys {
				if err := replace(tx, bucket, key, nil); err != nil {
					return err
				}
			}
			return nil
		}
	}
	swap := func(bucket string, a, b []byte) func(*bbolt.Tx) error {
		return func(tx *bbolt.Tx) error {
			x, y := value(tx, bucket, a), value(tx, bucket, b)
			return errors.Join(replace(tx, bucket, a, y), replace(tx, bucket, b, x))
		}
	}
	keys := deriveKeys(bytes.Repeat([]byte{7}, keySize))
	whole, clock := fourRecords(t)
	for name, c := range map[string]struct {
		edit func(*bbolt.Tx) error
		want ChainFault
	}{
		"a digest":                  {flip(bucketChain, at(4), 0), ChainFault{Problem: ChainChanged, Position: 4, At: noon.Add(2 * time.Second)}},
		"whether it is whole":       {flip(bucketChain, at(4), 32), ChainFault{Problem: ChainChanged, Position: 4, At: noon.Add(2 * time.Second)}},
		"a nonce":                   {flip(bucketChain, at(4), 33), ChainFault{Problem: ChainChanged, Position: 4, At: noon.Add(2 * time.Second)}},
		"the content":               {flip(bucketChain, at(4), 60), ChainFault{Problem: ChainChanged, Position: 4, At: noon.Add(2 * time.Second)}},
		"the last byte of the last": {flip(bucketChain, at(12), -1), ChainFault{Problem: ChainChanged, Position: 12, At: noon.Add(187 * time.Second)}},
		"a link without a content": {
			func(tx *bbolt.Tx) error { return replace(tx, bucketChain, at(4), []byte("x")) },
			ChainFault{Problem: ChainChanged, Position: 4, At: noon.Add(2 * time.Second)},
		},
		"the first is gone": {drop(bucketChain, at(1)), ChainFault{Problem: ChainMissing, Position: 1}},
		"one is gone":       {drop(bucketChain, at(5)), ChainFault{Problem: ChainMissing, Position: 5, At: noon.Add(62 * time.Second)}},
		"two are swapped":   {swap(bucketChain, at(5), at(6)), ChainFault{Problem: ChainChanged, Position: 5, At: noon.Add(62 * time.Second)}},
		"the end is gone": {
			drop(bucketChain, at(12), at(11), at(10)), ChainFault{Problem: ChainCutOff, Position: 10, At: noon.Add(126 * time.Second)},
		},
		"all is gone": {
			drop(bucketChain, at(1), at(2), at(3), at(4), at(5), at(6), at(7), at(8), at(9), at(10), at(11), at(12)),
			ChainFault{Problem: ChainCutOff, Position: 1},
		},
		"the head is changed": {flip(bucketState, []byte(stateHead), -1), ChainFault{}},
		"a key too long": {
			func(tx *bbolt.Tx) error { return replace(tx, bucketChain, append(at(4), 0), []byte("x")) },
			ChainFault{Problem: ChainChanged, Position: 5, At: noon.Add(62 * time.Second)},
		},
		"one too many": {
			func(tx *bbolt.Tx) error { return replace(tx, bucketChain, at(13), value(tx, bucketChain, at(12))) },
			ChainFault{Problem: ChainChanged, Position: 13, At: noon.Add(188 * time.Second)},
		},
		"a record of the list":  {flip(bucketRecords, at(4), -1), ChainFault{Problem: ChainRecord, Position: 4, At: noon.Add(62 * time.Second)}},
		"the front of a record": {flip(bucketRecords, at(4), 40), ChainFault{Problem: ChainRecord, Position: 4, At: noon.Add(62 * time.Second)}},
		"half a record": {
			func(tx *bbolt.Tx) error { return replace(tx, bucketRecords, at(4), []byte("\xff\xffx")) },
			ChainFault{Problem: ChainRecord, Position: 4, At: noon.Add(62 * time.Second)},
		},
		"a record that isn't listed": {drop(bucketRecords, at(4)), ChainFault{Problem: ChainRecord, Position: 4, At: noon.Add(62 * time.Second)}},
		"two records swapped":        {swap(bucketRecords, at(4), at(7)), ChainFault{Problem: ChainRecord, Position: 4, At: noon.Add(62 * time.Second)}},
		"an id that finds nothing":   {drop(bucketIDs, keys.hashID("2")), ChainFault{Problem: ChainRecord, Position: 7, At: noon.Add(124 * time.Second)}},
		"an id that finds another": {
			swap(bucketIDs, keys.hashID("1"), keys.hashID("2")), ChainFault{Problem: ChainRecord, Position: 4, At: noon.Add(62 * time.Second)},
		},
		"a mark that is gone": {
			drop(bucketMarks, keys.hashMark("token 2")), ChainFault{Problem: ChainMark, Position: 7, At: noon.Add(124 * time.Second)},
		},
		"a mark that is another's": {
			swap(bucketMarks, keys.hashMark("token 2"), keys.hashMark("token 3")),
			ChainFault{Problem: ChainMark, Position: 7, At: noon.Add(124 * time.Second)},
		},
		"an entry of the index that is gone": {
			drop(bucketIndex, (&content{j: &File{keys: keys}}).personEntry("2", 7)), ChainFault{Problem: ChainRecord, Position: 7, At: noon.Add(124 * time.Second)},
		},
		"an entry of the index that is another's": {
			swap(bucketIndex, (&content{j: &File{keys: keys}}).personEntry("1", 4), (&content{j: &File{keys: keys}}).personEntry("2", 7)),
			ChainFault{Problem: ChainRecord, Position: 4, At: noon.Add(62 * time.Second)},
		},
		"an entry of the index under another key": {
			func(tx *bbolt.Tx) error {
				from, to := (&content{j: &File{keys: keys}}).personEntry("2", 7), (&content{j: &File{keys: keys}}).personEntry("2", 10)
				return errors.Join(replace(tx, bucketIndex, to, value(tx, bucketIndex, from)), replace(tx, bucketIndex, from, nil))
			},
			ChainFault{Problem: ChainRecord, Position: 7, At: noon.Add(124 * time.Second)},
		},
		"a block that is gone":    {drop(bucketBlocks, at(0)), ChainFault{Problem: ChainRecord, Position: 1, At: noon}},
		"a block that is changed": {flip(bucketBlocks, at(0), -1), ChainFault{Problem: ChainRecord, Position: 1, At: noon}},
		"a checkpoint out of thin air": {
			func(tx *bbolt.Tx) error { return replace(tx, bucketState, []byte(stateCheckpoint), []byte("x")) },
			ChainFault{Problem: ChainChanged, Position: 1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "journal.db")
			must(t, os.WriteFile(path, whole, 0o600))
			j := openedJournal(t, path, clock.now)
			sound(t, j, "")
			edit(t, path, c.edit)
			audit, err := j.Verify(t.Context(), "")
			if c.want == (ChainFault{}) { // so much depends on it that no operation works
				wants(t, err, ErrDamaged)
				return
			}
			if err != nil || audit.Fault == nil || *audit.Fault != c.want {
				t.Errorf("got %+v, %v, want %+v", audit.Fault, err, c.want)
			}
		})
	}
}

// TestVerifyWithTheKey: a forger with the key can change what one place says, but not what the
// others say about it.
func TestVerifyWithTheKey(t *testing.T) {
	whole, clock := fourRecords(t)
	for name, c := range map[string]struct {
		edit func(l *content) error
		want ChainFault
	}{
		"erased without a word": {func(l *content) error { return l.blank(5) }, ChainFault{Problem: ChainChanged, Position: 5}},
		"the beginning cut": {func(l *content) error {
			checkpoint, err := l.cut(3)
			if err == nil {
				err = l.put(bucketState, []byte(stateCheckpoint), &checkpoint)
			}
			return err
		}, ChainFault{Problem: ChainMissing, Position: 3, At: noon.Add(2 * time.Second)}},
		"time running backwards": {func(l *content) error {
			h, err := l.end()
			if err != nil {
				return err
			}
			h.at = time.Time{}
			l.now = noon
			if err := l.put(bucketState, []byte(stateHead), &h); err != nil {
				return err
			}
			_, err = l.append(link{kind: linkErased})
			return err
		}, ChainFault{Problem: ChainTime, Position: 13, At: noon}},
		"an entry of the index that says another's person": {func(l *content) error {
			return l.put(bucketIndex, entryKey(l.personTerm("x"), 4), storedNothing{})
		}, ChainFault{Problem: ChainRecord, Position: 12, At: noon.Add(188 * time.Second)}},
		"a record in no block": {func(l *content) error {
			return l.changeBlock(4, func(b *storedBlock) { b.tallies[0].records-- })
		}, ChainFault{Problem: ChainRecord, Position: 1, At: noon}},
		"a record outside its block's time": {func(l *content) error {
			return l.changeBlock(4, func(b *storedBlock) { b.last = b.last.Add(-1) })
		}, ChainFault{Problem: ChainRecord, Position: 1, At: noon}},
		"a block of no record": {func(l *content) error {
			return l.put(bucketBlocks, at(7), &storedBlock{first: noon, last: noon, tallies: []tally{{records: 1}}})
		}, ChainFault{Problem: ChainRecord, Position: 7 * blockSize, At: noon}},
		"a record of an earlier time": {func(l *content) error {
			r, err := l.getRecord(4)
			if err == nil {
				r.Ending, r.links = Ending{}, r.links[:2]
				err = l.putRecord(r)
			}
			return err
		}, ChainFault{Problem: ChainRecord, Position: 4, At: noon.Add(62 * time.Second)}},
		"the head of earlier": {func(l *content) error {
			return l.put(bucketState, []byte(stateHead), &storedHead{})
		}, ChainFault{Problem: ChainChanged, Position: 12, At: noon.Add(188 * time.Second)}},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal.db")
			must(t, os.WriteFile(path, whole, 0o600))
			j := openedJournal(t, path, clock.now)
			edit(t, path, func(tx *bbolt.Tx) error { return c.edit(&content{j: j, tx: &transaction{bolt: tx}, now: clock.now()}) })
			if audit, err := j.Verify(t.Context(), ""); err != nil || audit.Fault == nil || *audit.Fault != c.want {
				t.Errorf("got %+v, %v, want %+v", audit.Fault, err, c.want)
			}
		})
	}
}

// TestAnOldFile: rule 99, a copy of an earlier day is valid by itself. Only a head that was noted
// elsewhere shows it.
func TestAnOldFile(t *testing.T) {
	j, clock := journalOf(t, 2)
	old, err := os.ReadFile(j.path)
	must(t, err)
	must(t, j.Begin(t.Context(), Record{ID: "later", Started: clock.now()}, 0))
	head := sound(t, j, "")
	must(t, os.WriteFile(j.path, old, 0o600))
	sound(t, j, "")
	if audit, err := j.Verify(t.Context(), head); err != nil || audit.Fault == nil || audit.Fault.Problem != ChainCutOff || audit.Fault.Position != 7 {
		t.Errorf("%+v, %v", audit.Fault, err)
	}
	must(t, j.Begin(t.Context(), Record{ID: "instead", Started: clock.now()}, 0))
	if audit, err := j.Verify(t.Context(), head); err != nil || audit.Fault == nil || audit.Fault.Problem != ChainOtherEnd || audit.Fault.Position != 7 {
		t.Errorf("%+v, %v", audit.Fault, err)
	}
}

// TestATruncatedFile: rule 99, a file that ends too early.
func TestATruncatedFile(t *testing.T) {
	j, clock := journalOf(t, 20)
	whole, err := os.ReadFile(j.path)
	must(t, err)
	for size := 0; size < len(whole); size += 1111 {
		must(t, os.WriteFile(j.path, whole[:size], 0o600))
		_, list := j.List(t.Context(), Filter{})
		begin := j.Begin(t.Context(), Record{ID: fmt.Sprint("new", size), Started: clock.now()}, 0)
		another, open := OpenFile(t.Context(), j.path, secretsOver(t, keyringWith(7)), FileOptions{})
		if open == nil {
			must(t, another.Close())
		}
		for what, err := range map[string]error{"list": list, "begin": begin, "open": open} {
			if err == nil && size > len(whole)*3/4 {
				continue // the end of the file can be unused
			}
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("%d of %d bytes, %s: %v", size, len(whole), what, err)
			}
		}
		if after, err := os.ReadFile(j.path); begin != nil && (err != nil || len(after) != size) {
			t.Errorf("%d bytes became %d, %v", size, len(after), err)
		}
	}
}

func TestOtherFilesInItsPlace(t *testing.T) {
	for name, content := range map[string]string{"empty": "", "text": strings.Repeat("this is no journal\n", 2000), "zeros": strings.Repeat("\x00", 40000)} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal.db")
			write(t, path, content)
			_, err := OpenFile(t.Context(), path, secretsOver(t, keyringWith(7)), FileOptions{})
			wants(t, err, ErrDamaged)
			if kept, err := os.ReadFile(path); err != nil || string(kept) != content {
				t.Error("it was changed", err)
			}
			moved, err := MoveAside(t.Context(), path, noon)
			must(t, err)
			if kept, err := os.ReadFile(moved); err != nil || string(kept) != content || !strings.HasPrefix(filepath.Base(moved), "journal-aside-20260901-120000") {
				t.Error(moved, err)
			}
			sound(t, openedJournal(t, path, nil), "")
		})
	}
	t.Run("a folder", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "journal.db")
		must(t, os.Mkdir(path, 0o700))
		_, err := OpenFile(t.Context(), path, secretsOver(t, keyringWith(7)), FileOptions{})
		wants(t, err, ErrDamaged)
	})
	t.Run("a database of somebody else", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "journal.db")
		edit(t, path, func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("x")); return err })
		_, err := OpenFile(t.Context(), path, secretsOver(t, keyringWith(7)), FileOptions{})
		wants(t, err, ErrDamaged)
	})
	t.Run("gone while in use", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "journal.db")
		j := openedJournal(t, path, nil)
		must(t, os.Remove(path))
		must(t, j.Begin(t.Context(), Record{ID: "1", Started: noon}, 0))
		sound(t, j, "")
	})
}

func TestANewerVersion(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openedJournal(t, path, nil)
	edit(t, path, func(tx *bbolt.Tx) error {
		return replace(tx, bucketFormat, []byte(formatVersion), binary.BigEndian.AppendUint64(nil, journalFormat+1))
	})
	before, err := os.ReadFile(path)
	must(t, err)
	wants(t, j.Begin(t.Context(), Record{ID: "1", Started: noon}, 0), ErrNewer)
	k := keyringWith(7)
	_, err = OpenFile(t.Context(), path, secretsOver(t, k), FileOptions{})
	wants(t, err, ErrNewer)
	if k.asked != 0 {
		t.Error("the keyring was asked for nothing")
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Error("it was changed", err)
	}
}

func TestTheKeyOfTheJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	open := func(k secrets.Keyring) error {
		t.Helper()
		j, err := OpenFile(t.Context(), path, secretsOver(t, k), FileOptions{})
		if err == nil {
			must(t, j.Close())
		}
		return err
	}
	for name, k := range map[string]secrets.Keyring{"none": nil, "broken": &fakeKeyring{err: errors.New("no bus")}, "locked": &fakeKeyring{err: errors.New("the collection is locked")}} {
		err := open(k)
		if !errors.Is(err, secrets.ErrKeyringMissing) && !errors.Is(err, secrets.ErrKeyringLocked) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: there is a journal without a key", name)
		}
	}
	first := &fakeKeyring{entries: map[string]string{}}
	must(t, open(first)) // makes the key
	stored := first.entries["Ringback/"+keyEntry]
	if _, err := parseKey(stored); err != nil {
		t.Errorf("%q: %v", stored, err)
	}
	must(t, open(first))
	if first.entries["Ringback/"+keyEntry] != stored {
		t.Error("the key was replaced")
	}
	before, err := os.ReadFile(path)
	must(t, err)
	for name, k := range map[string]*fakeKeyring{
		"gone":       {entries: map[string]string{}},
		"another":    keyringWith(8),
		"unreadable": {entries: map[string]string{"Ringback/" + keyEntry: "2 something newer"}},
	} {
		if err := open(k); !errors.Is(err, ErrKeyLost) {
			t.Errorf("%s: %v", name, err)
		}
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
			t.Errorf("%s: the journal was changed, %v", name, err)
		}
	}
	must(t, open(first))
	// The value that identifies the key was changed, and the key is right.
	edit(t, path, func(tx *bbolt.Tx) error { return replace(tx, bucketFormat, []byte(formatKey), []byte("x")) })
	wants(t, open(first), ErrDamaged)
}

// TestAJournalInUse: another program holds the lock, of either kind.
func TestAJournalInUse(t *testing.T) {
	t.Parallel() // it waits for both locks
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openedJournal(t, path, nil)
	lock, err := os.OpenFile(files.LockPath(j.path), os.O_RDWR, 0)
	must(t, err)
	if locked, err := files.TryLock(lock); !locked || err != nil {
		t.Fatal(locked, err)
	}
	_, err = j.List(t.Context(), Filter{})
	wants(t, err, ErrBusy)
	must(t, lock.Close())
	db, err := bbolt.Open(path, 0o600, nil)
	must(t, err)
	wants(t, j.Begin(t.Context(), Record{ID: "1", Started: noon}, 0), ErrBusy)
	must(t, db.Close())
	must(t, j.Begin(t.Context(), Record{ID: "1", Started: noon}, 0))
	must(t, j.Close())
	must(t, j.Close())
	wants(t, j.Begin(t.Context(), Record{ID: "2", Started: noon}, 0), ErrClosed)
}

// TestTheFilesAreTheUsersOwn: no other user may read them, and none stays that isn't needed.
func TestTheFilesAreTheUsersOwn(t *testing.T) {
	clock := newHands(noon)
	folder := filepath.Join(t.TempDir(), "data")
	j := openedJournal(t, filepath.Join(folder, "journal.db"), clock.now)
	must(t, j.Begin(t.Context(), Record{ID: "1", Started: noon}, 0))
	must(t, j.Acknowledge(t.Context(), "1", aResumption, aRequest))
	all, err := os.ReadDir(folder)
	must(t, err)
	if len(all) != 4 {
		t.Errorf("%v", all)
	}
	paths := []string{folder}
	for _, file := range all {
		paths = append(paths, filepath.Join(folder, file.Name()))
	}
	for _, path := range paths {
		if alone, err := files.OnlyUser(path); err != nil || !alone {
			t.Errorf("others can read %s, %v", path, err)
		}
	}
	must(t, j.Done(t.Context(), "1"))
	must(t, j.Close())
	onlyFiles(t, folder, "journal.db", "journal.lock")
}

// TestKeptFilesAreRemovedInTime: they are removed by the first operation of any program after a
// quarter of an hour, opening the journal included.
func TestKeptFilesAreRemovedInTime(t *testing.T) {
	for name, operate := range map[string]func(t *testing.T, path string, j Journal, clock *hands){
		"open": func(t *testing.T, path string, _ Journal, clock *hands) { openedJournal(t, path, clock.now) },
		"list": func(t *testing.T, _ string, j Journal, _ *hands) {
			_, err := j.List(t.Context(), Filter{})
			must(t, err)
		},
		"begin": func(t *testing.T, _ string, j Journal, _ *hands) { must(t, j.Begin(t.Context(), Record{ID: "2"}, 0)) },
	} {
		t.Run(name, func(t *testing.T) {
			clock := newHands(noon)
			path := filepath.Join(t.TempDir(), "journal.db")
			j := openedJournal(t, path, clock.now)
			must(t, j.Begin(t.Context(), Record{ID: "1", Started: noon}, 0))
			_, err := j.Receive(t.Context(), "1", noon, nil, someTokens)
			must(t, err)
			must(t, j.End(t.Context(), "1", Ending{At: noon, Outcome: ciba.Verified}))
			clock.move(KeptAfterReceipt - time.Second)
			operate(t, path, j, newHands(clock.now()))
			if _, err := os.Stat(j.keptPath("1")); err != nil {
				t.Errorf("gone too early: %v", err)
			}
			clock.move(time.Second)
			if name == "begin" {
				must(t, j.Begin(t.Context(), Record{ID: "3"}, 0))
			} else {
				operate(t, path, j, clock)
			}
			if _, err := os.Stat(j.keptPath("1")); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("still there: %v", err)
			}
		})
	}
}

// TestABrokenKeptFile: it hides nothing of the others.
func TestABrokenKeptFile(t *testing.T) {
	clock := newHands(noon)
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openedJournal(t, path, clock.now)
	for _, id := range []string{"1", "2"} {
		must(t, j.Begin(t.Context(), Record{ID: id, Started: noon}, 0))
		must(t, j.Acknowledge(t.Context(), id, aResumption, aRequest))
	}
	content, err := os.ReadFile(j.keptPath("2"))
	must(t, err)
	must(t, os.WriteFile(j.keptPath("1"), content, 0o600)) // whole, but another verification's
	must(t, j.here.file.Close())
	left, err := openedJournal(t, path, clock.now).Unfinished(t.Context())
	if err != nil || len(left) != 2 || left[0].Left != LeftUnknown || left[1].Left != LeftWaiting {
		t.Errorf("%+v, %v", left, err)
	}
}

// TestAWrongYear: a clock that jumps ahead doesn't delete the journal, and after one such jump
// records are still removed in time.
func TestAWrongYear(t *testing.T) {
	clock := newHands(noon)
	j := openedJournal(t, filepath.Join(t.TempDir(), "journal.db"), clock.now)
	retain := func(want int) {
		t.Helper()
		if n, err := j.Retain(t.Context(), Retention); n != want || err != nil {
			t.Errorf("removed %d, %v, want %d", n, err, want)
		}
		sound(t, j, "")
	}
	begin := func(id string) {
		t.Helper()
		must(t, j.Begin(t.Context(), Record{ID: id, Started: clock.now()}, 0))
	}
	someRecords(t, j, clock, 3)
	clock.move(10 * 365 * 24 * time.Hour)
	retain(0)
	begin("in the wrong year")
	retain(0)
	clock.move(-10 * 365 * 24 * time.Hour)
	retain(0)
	begin("in the right one")
	sound(t, j, "")
	for range 9 {
		clock.move(3 * 24 * time.Hour)
		begin(clock.now().String())
		retain(0)
	}
	clock.move(4 * 24 * time.Hour)
	retain(5) // the one of the wrong year is removed with the one after it
	// After a machine was off for two months, its clock is doubted for a day, and then believed.
	clock.move(60 * 24 * time.Hour)
	retain(0)
	clock.move(23 * time.Hour)
	retain(0)
	clock.move(time.Hour)
	retain(9)
}
