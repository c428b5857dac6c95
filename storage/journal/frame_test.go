// The race detector ends the program at a wrong pointer in a damaged page, as in damage_test.go.

//go:build !race

package journal

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"go.etcd.io/bbolt"
)

// deepBucket is a bucket whose long keys make a tree of several levels.
const deepBucket = "deep"

// deepKey returns the n-th key of such a bucket.
func deepKey(n int) []byte { return fmt.Appendf(nil, "%06d%0400d", n, n) }

// deepFile makes a file with such a bucket of n values, and returns its bytes.
func deepFile(t testing.TB, n int) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "deep.db")
	must(t, newBolt(path, &bbolt.Options{NoSync: true}, func(db *database) error {
		for from := 0; from < n; from += 50 {
			if err := db.Update(func(tx *transaction) error {
				b, err := tx.CreateBucketIfNotExists(deepBucket)
				for i := from; i < min(n, from+50) && err == nil; i++ {
					err = b.Put(deepKey(i), bytes.Repeat([]byte{byte(i)}, 10+i%700))
				}
				return err
			}); err != nil {
				return err
			}
		}
		return nil
	}))
	whole, err := os.ReadFile(path)
	must(t, err)
	return whole
}

// scribble overwrites every page of an open file that wasn't checked.
func scribble(t testing.TB, db *database, random *rand.Rand) (scribbled int) {
	t.Helper()
	known := make(map[uint64]bool)
	for id := range db.frame.reached {
		var buffer []byte
		p, err := readPage(db.file, db.frame.meta, id, &buffer)
		must(t, err)
		for of := range p.overflow + 1 {
			known[id+of] = true
		}
	}
	rubbish := make([]byte, db.frame.meta.size)
	for i := range rubbish {
		rubbish[i] = byte(random.Uint32())
	}
	for id := uint64(2); id < db.frame.meta.pages; id++ {
		if known[id] || id >= db.frame.own.first && id <= db.frame.own.last {
			continue
		}
		_, err := db.file.WriteAt(rubbish, int64(id)*db.frame.meta.size)
		must(t, err)
		scribbled++
	}
	return scribbled
}

// TestOnlyCheckedPagesAreUsed: whatever an operation does, the library uses no page that wasn't
// checked, neither while it runs nor when it is written. Every other page is overwritten first.
func TestOnlyCheckedPagesAreUsed(t *testing.T) { onlyCheckedPages(t, 25) }

func onlyCheckedPages(t *testing.T, times int) {
	t.Helper()
	const values = 900
	whole := deepFile(t, values)
	path := filepath.Join(t.TempDir(), "deep.db")
	random := rand.New(rand.NewPCG(5, 6))
	scribbled, deepest := 0, 0
	for i := range times {
		must(t, os.WriteFile(path, whole, 0o600))
		err := openBolt(path, false, func(db *database) error {
			if db.frame.whole {
				t.Fatal("there is no voucher")
			}
			must(t, db.View(func(tx *transaction) error {
				walkedApart(t, db, tx.Bucket(deepBucket), random, whole)
				return nil
			}))
			return db.Update(func(tx *transaction) error {
				b := tx.Bucket(deepBucket)
				for range 1 + random.IntN(4) {
					change(t, b, random, values)
				}
				if tx.fault != nil {
					return tx.fault
				}
				at, _, err := db.frame.find(b.root, nil, sideAt, leaves)
				must(t, err)
				deepest = max(deepest, at.depth)
				scribbled += scribble(t, db, random)
				return nil
			})
		})
		if err != nil {
			t.Fatalf("%d: %v", i, err)
		}
	}
	if deepest < 3 || scribbled < times*10 {
		t.Errorf("%d levels below the root, %d pages", deepest, scribbled)
	}
}

// change does one of the things that can be done to a bucket.
func change(t testing.TB, b *bucket, random *rand.Rand, values int) {
	t.Helper()
	from := random.IntN(values)
	switch random.IntN(6) {
	case 0: // one value
		must(t, b.Put(deepKey(from), make([]byte, random.IntN(5000))))
	case 1: // many in a row: whole pages go, and those above them
		n := random.IntN(values / 2)
		for i := range n {
			must(t, b.Delete(deepKey(from+i)))
		}
	case 2: // many, here and there
		for i := from; i < values; i += 1 + random.IntN(7) {
			must(t, b.Delete(deepKey(i)))
		}
	case 3: // all but a few
		for i := range values {
			if i%100 != from%100 {
				must(t, b.Delete(deepKey(i)))
			}
		}
	case 4:
		walked(t, b, random, from)
	case 5:
		b.Get(deepKey(from))
		b.Get([]byte("zzz"))
		b.Get([]byte{0})
	}
}

// walked moves a cursor about.
func walked(t testing.TB, b *bucket, random *rand.Rand, from int) {
	t.Helper()
	c := b.Cursor()
	key, _ := c.Seek(deepKey(from))
	if random.IntN(3) == 0 {
		key, _ = c.First()
	}
	if random.IntN(3) == 0 {
		key, _ = c.Last()
	}
	for range random.IntN(60) {
		last := bytes.Clone(key)
		forth := random.IntN(4) != 0
		if forth {
			key, _ = c.Next()
		} else {
			key, _ = c.Prev()
		}
		if key != nil && last != nil && bytes.Compare(last, key) < 0 != forth {
			t.Errorf("from %.6s to %.6s", last, key)
		}
	}
}

// walkedApart moves a cursor while every page is overwritten that wasn't checked.
func walkedApart(t testing.TB, db *database, b *bucket, random *rand.Rand, whole []byte) {
	t.Helper()
	at, step := 20+random.IntN(800), 1-2*random.IntN(2)
	c := b.Cursor()
	key, _ := c.Seek(deepKey(at))
	for range 12 {
		if !bytes.Equal(key, deepKey(at)) {
			t.Fatalf("at %.6s instead of %06d", key, at)
		}
		scribble(t, db, random)
		if at += step; step > 0 {
			key, _ = c.bolt.Next()
		} else {
			key, _ = c.bolt.Prev()
		}
		key = bytes.Clone(key)
		_, err := db.file.WriteAt(whole, 0)
		must(t, err)
		key, _ = c.moved(key, nil)
	}
	_, err := db.file.WriteAt(whole, 0)
	must(t, err)
}

// vouchAgain writes the voucher that fits the file as it is.
func vouchAgain(whole []byte) {
	if fr, err := begunFrame(bytes.NewReader(whole), int64(len(whole))); err == nil {
		copy(whole[fr.meta.at+voucherAt:], fr.list[:])
	}
}

// TestDamageThatNobodyLooksFor: even if the voucher fits, whatever else was damaged, the library
// doesn't panic, and a file that is whole stays so.
func TestDamageThatNobodyLooksFor(t *testing.T) { hiddenDamage(t, 150) }

func hiddenDamage(t *testing.T, times int) {
	t.Helper()
	const values = 300
	whole := deepFile(t, values)
	path := filepath.Join(t.TempDir(), "deep.db")
	random := rand.New(rand.NewPCG(7, 8))
	refused, spoiled := 0, 0
	for i := range times {
		broken := bytes.Clone(whole)
		for range 1 + random.IntN(3) {
			at := random.IntN(len(broken))
			if i%4 != 0 { // the frame of a page, where it hurts most
				at = at&^4095 + random.IntN(200)
			}
			broken[at] = byte(random.Uint32())
		}
		vouchAgain(broken)
		good := checkPages(bytes.NewReader(broken), int64(len(broken))) == nil
		must(t, os.WriteFile(path, broken, 0o600))
		err := openBolt(path, false, func(db *database) error {
			return db.Update(func(tx *transaction) error {
				if b := tx.Bucket(deepBucket); b != nil {
					for range 3 {
						damagedChange(b, random, values)
					}
				}
				return nil
			})
		})
		switch {
		case errors.Is(err, errPanicked), err != nil && !errors.Is(err, ErrDamaged), good && err != nil:
			t.Fatalf("%d: %v", i, err)
		case err != nil:
			refused++
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, broken) {
				t.Fatalf("%d: it was changed, %v", i, err)
			}
			continue
		}
		after, err := os.ReadFile(path)
		must(t, err)
		switch err := checkPages(bytes.NewReader(after), int64(len(after))); {
		case err != nil && good:
			t.Fatalf("%d: it was spoiled: %v", i, err)
		case err != nil:
			spoiled++
		}
	}
	t.Logf("%d refused, %d were damaged elsewhere", refused, spoiled)
	if refused == 0 || spoiled == 0 {
		t.Error("one of the ways was never taken")
	}
}

// damagedChange changes a bucket that may be damaged.
func damagedChange(b *bucket, random *rand.Rand, values int) {
	from := random.IntN(values)
	if random.IntN(2) == 0 {
		_ = b.Put(deepKey(from), make([]byte, random.IntN(5000)))
	} else {
		for i := range random.IntN(100) {
			_ = b.Delete(deepKey(from + i))
		}
	}
	c := b.Cursor()
	for key, _ := c.Seek(deepKey(random.IntN(values))); key != nil && random.IntN(40) > 0; key, _ = c.Next() {
	}
}

// wasWhole reports whether every page of a file had to be checked when it was opened.
func wasWhole(t testing.TB, path string) (whole bool) {
	t.Helper()
	must(t, openBolt(path, true, func(db *database) error { whole = db.frame.whole; return nil }))
	return whole
}

// TestVoucher: the list of free pages is trusted if this program left it as it is. Otherwise every
// page is checked, and then there is a new voucher.
func TestVoucher(t *testing.T) {
	clock := newHands(noon)
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openedJournal(t, path, clock.now)
	if wasWhole(t, path) {
		t.Error("a new journal has none")
	}
	someRecords(t, j, clock, 4)
	if wasWhole(t, path) {
		t.Error("a write leaves none")
	}
	earlier, err := os.ReadFile(path)
	must(t, err)
	someMore := func() {
		must(t, j.Begin(t.Context(), Record{ID: clock.now().String(), Started: clock.now()}, 0))
		clock.move(1)
	}
	someMore()
	later, err := os.ReadFile(path)
	must(t, err)
	meta, err := readMeta(bytes.NewReader(later))
	must(t, err)
	at := meta.at + voucherAt
	was, err := readMeta(bytes.NewReader(earlier))
	must(t, err)
	otherPath := filepath.Join(t.TempDir(), "journal.db")
	someRecords(t, openedJournal(t, otherPath, clock.now), clock, 4)
	other, err := os.ReadFile(otherPath)
	must(t, err)
	for name, voucher := range map[string][]byte{
		"none":              make([]byte, 32),
		"a damaged one":     append([]byte{later[at] ^ 1}, later[at+1:at+32]...),
		"one of yesterday":  earlier[was.at+voucherAt:][:32],
		"of another's file": other[was.at+voucherAt:][:32],
	} {
		t.Run(name, func(t *testing.T) {
			changed := bytes.Clone(later)
			copy(changed[at:], voucher)
			must(t, os.WriteFile(path, changed, 0o600))
			if !wasWhole(t, path) {
				t.Error("it was believed")
			}
			sound(t, j, "")
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, changed) {
				t.Error("reading changed the file", err)
			}
			must(t, j.Begin(t.Context(), Record{ID: "1" + name, Started: noon}, 0))
			if wasWhole(t, path) {
				t.Error("a write left none")
			}
			must(t, os.WriteFile(path, changed, 0o600))
			sound(t, openedJournal(t, path, clock.now), "")
			if wasWhole(t, path) {
				t.Error("opening left none")
			}
		})
	}
	t.Run("another program's write", func(t *testing.T) {
		must(t, os.WriteFile(path, later, 0o600))
		edit(t, path, func(*bbolt.Tx) error { return nil })
		if !wasWhole(t, path) {
			t.Error("it was believed")
		}
	})
}

// TestADamagedListOfFreePages: without a voucher that fits, the list isn't believed. With one, a
// page in it isn't used.
func TestADamagedListOfFreePages(t *testing.T) {
	j, _ := journalOf(t, 30)
	whole, err := os.ReadFile(j.path)
	must(t, err)
	fr, err := openFrame(bytes.NewReader(whole), int64(len(whole)), voucher{})
	must(t, err)
	at, _, err := fr.find(fr.roots[bucketChain], nil, sideLast, leaves)
	must(t, err)
	if len(fr.free) == 0 {
		t.Fatal("no page is free")
	}
	entries := int(fr.meta.freelist)*int(fr.meta.size) + pageHeader
	var free []uint64
	must(t, freePages(pageAt(whole, fr.meta, fr.meta.freelist), func(id uint64) error { free = append(free, id); return nil }))
	for name, page := range map[string]uint64{"a leaf": at.id, "the root": fr.meta.root, "the list": fr.meta.freelist, "a meta": 1, "no page": fr.meta.pages} {
		for _, vouched := range []bool{false, true} {
			t.Run(fmt.Sprint(name, " vouched for ", vouched), func(t *testing.T) {
				broken := bytes.Clone(whole)
				for i, id := range slices.Sorted(slices.Values(append(free[1:len(free):len(free)], page))) {
					copy(broken[entries+8*i:], u64(id))
				}
				if vouched {
					vouchAgain(broken)
				}
				must(t, os.WriteFile(j.path, broken, 0o600))
				wants(t, j.Begin(t.Context(), Record{ID: "new", Started: noon}, 0), ErrDamaged)
				_, err := j.Verify(t.Context(), "")
				wants(t, err, ErrDamaged)
				if after, err := os.ReadFile(j.path); err != nil || !bytes.Equal(after, broken) {
					t.Error("it was changed", err)
				}
			})
		}
	}
}

// TestAStalePage: a pointer that leads to an earlier version of the same page is found, although
// that one looks right.
func TestAStalePage(t *testing.T) {
	j, _ := journalOf(t, 60)
	whole, err := os.ReadFile(j.path)
	must(t, err)
	fr, err := openFrame(bytes.NewReader(whole), int64(len(whole)), voucher{})
	must(t, err)
	root := pageAt(whole, fr.meta, fr.roots[bucketRecords])
	if root.flags != flagBranch || len(fr.free) == 0 {
		t.Fatal("it is too small")
	}
	stale := fr.free[0].first
	for i := range root.count {
		used := pageAt(whole, fr.meta, root.child(i))
		if used.overflow != 0 {
			continue
		}
		broken := bytes.Clone(whole)
		copy(broken[int64(stale)*fr.meta.size:], used.body)
		copy(broken[int64(stale)*fr.meta.size:], u64(stale))
		copy(broken[int64(root.id)*fr.meta.size+int64(pageHeader+i*pageElement+8):], u64(stale))
		must(t, os.WriteFile(j.path, broken, 0o600))
		_, err := j.List(t.Context(), Filter{})
		wants(t, err, ErrDamaged)
	}
}

// pageAt returns a page of a file in memory, without what it overflows into.
func pageAt(whole []byte, meta pagesMeta, id uint64) page {
	return pageOf(whole[int64(id)*meta.size:][:meta.size])
}

// u64 returns a number as it is in a file.
func u64(n uint64) []byte { return binary.NativeEndian.AppendUint64(nil, n) }

// TestAnotherKeyAboveAPage: a key of a branch that isn't the first one below it is found. The pages
// of a bucket that are right below its first are checked apart.
func TestAnotherKeyAboveAPage(t *testing.T) {
	j, _ := journalOf(t, 60)
	whole, err := os.ReadFile(j.path)
	must(t, err)
	must(t, checkPages(bytes.NewReader(whole), int64(len(whole))))
	fr, err := openFrame(bytes.NewReader(whole), int64(len(whole)), voucher{})
	must(t, err)
	root := pageAt(whole, fr.meta, fr.roots[bucketRecords])
	if root.flags != flagBranch {
		t.Fatal("it is too small")
	}
	for i := range root.count {
		key := root.branchKey(i)
		key[len(key)-1]++
		if checkPages(bytes.NewReader(whole), int64(len(whole))) == nil {
			t.Errorf("key %d of %d was changed", i, root.count)
		}
		key[len(key)-1]--
	}
}
