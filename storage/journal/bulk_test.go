package journal

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"ringback/ciba"
)

// filled returns a journal with n records.
func filled(t testing.TB, path string, n int, now func() time.Time) *File {
	t.Helper()
	j := openedJournal(t, path, now)
	fill(t, j, n, time.Minute)
	return j
}

// fill replaces a journal by one with n records, each begun some time after the one before. It
// writes each bucket in the order of its keys: one record after the other, each synced, would take
// hours for a million.
func fill(t testing.TB, j *File, n int, apart time.Duration) {
	t.Helper()
	b := bulk{t: t, j: j, l: &content{j: j, now: j.now()}, n: n, apart: apart}
	for i := range 18 {
		b.checks = append(b.checks, CheckRecord{ciba.CheckID(fmt.Sprintf("authentication_%02d", i)), ciba.Pass})
	}
	b.hash()
	fresh := j.path + ".new"
	must(t, newBolt(fresh, &bbolt.Options{NoSync: true, NoGrowSync: true}, b.write))
	must(t, j.install(fresh))
	j.settled = false
	_, err := j.Head(t.Context())
	must(t, err)
}

// bulk makes a journal of many records.
type bulk struct {
	t      testing.TB
	j      *File
	l      *content
	n      int
	apart  time.Duration
	checks []CheckRecord

	ids, marks []numbered
	persons    []PersonHash
}

// numbered is a hash of the i-th record.
type numbered struct {
	hash [sha256.Size]byte
	i    uint32
}

// person returns the hash of the person of the i-th record; each of a thousand has as many.
func (b *bulk) person(i int) PersonHash { return b.persons[i%len(b.persons)] }

func (b *bulk) hash() {
	for i := range 1000 {
		b.persons = append(b.persons, b.j.keys.hashPerson(Named(fmt.Sprint(i))))
	}
	for i := range b.n {
		id := bulkID(i)
		b.ids = append(b.ids, numbered{[sha256.Size]byte(b.j.keys.hashID(id)), uint32(i)})
		for _, mark := range bulkMarks(id) {
			b.marks = append(b.marks, numbered{[sha256.Size]byte(b.j.keys.hashMark(mark)), uint32(i)})
		}
	}
	for _, hashes := range [][]numbered{b.ids, b.marks} {
		slices.SortFunc(hashes, func(a, b numbered) int { return bytes.Compare(a.hash[:], b.hash[:]) })
	}
}

func bulkID(i int) string           { return fmt.Sprintf("8a9856e0-f12d-4217-b320-%012d", i) }
func bulkMarks(id string) [2]string { return [2]string{"token " + id, "transaction " + id} }

// record returns the i-th record, as it ended; its links are the three from 3i+1 on.
func (b *bulk) record(i int) Record {
	r := Record{
		ID: bulkID(i), Started: b.l.now.Add(-time.Duration(b.n-i) * b.apart), Environment: "production", Kind: "production",
		Person: b.person(i), Case: fmt.Sprintf("2026-%d", i%max(100, b.n/1000)), Text: "Kode 4821, Nordby Kommune", Operator: `NORDBY\anna`,
	}
	r.Received = r.Started.Add(time.Minute)
	r.Ending = Ending{At: r.Received, Outcome: ciba.Verified, Transaction: r.ID, Checks: b.checks}
	if i%10 == 0 {
		r.Outcome = ciba.Refused
	}
	return r
}

// links returns the links of a record.
func (b *bulk) links(i int, r Record) [3]link {
	position := uint64(3*i + 1)
	marks := bulkMarks(r.ID)
	hashed := [][]byte{b.j.keys.hashMark(marks[0]), b.j.keys.hashMark(marks[1])}
	return [3]link{
		{at: r.Started, kind: linkBegun, of: position, record: r.begun()},
		{at: r.Started, kind: linkReceived, of: position, received: r.Received, marks: hashed},
		{at: r.Started, kind: linkEnded, of: position, ending: r.Ending},
	}
}

func (b *bulk) write(to *database) error {
	must(b.t, to.Update(func(tx *transaction) error { return b.j.empty(tx) }))
	head := b.chain(to)
	x := indexing{blocks: make(map[uint64]*storedBlock)}
	b.records(to, &x)
	b.hashed(to, bucketIDs, b.ids, func(i int) coded { return &storedPosition{uint64(3*i + 1)} })
	b.hashed(to, bucketMarks, b.marks, func(i int) coded { return &storedMark{owner: b.j.keys.hashID(bulkID(i)), at: b.l.now} })
	must(b.t, x.write(b.j, to, b.l.now))
	must(b.t, to.Update(func(tx *transaction) error {
		return (&content{j: b.j, tx: tx}).put(bucketState, []byte(stateHead), &head)
	}))
	return to.bolt.Sync()
}

// chain writes the chain and returns its end.
func (b *bulk) chain(to *database) (head storedHead) {
	var links [3]link
	head.seen = b.l.now
	b.fill(to, bucketChain, 3*b.n, func(at3 int) (key, value []byte) {
		if at3%3 == 0 {
			links = b.links(at3/3, b.record(at3/3))
		}
		head.position++
		key = at(head.position)
		sealed := b.l.sealed(bucketChain, key, &links[at3%3])
		head.digest, head.at = b.l.chained(head.digest, sealed), links[at3%3].at
		return key, slices.Concat(head.digest[:], []byte{contentWhole}, sealed)
	})
	return head
}

// records writes the list.
func (b *bulk) records(to *database, x *indexing) {
	b.fill(to, bucketRecords, b.n, func(i int) (key, value []byte) {
		position := uint64(3*i + 1)
		r := b.record(i)
		x.enter(b.l, position, &r)
		key, value, err := b.l.listed(&storedRecord{Record: r, links: []uint64{position, position + 1, position + 2}})
		must(b.t, err)
		return key, value
	})
}

// hashed writes a bucket whose keys are hashes.
func (b *bulk) hashed(to *database, bucket string, hashes []numbered, value func(i int) coded) {
	b.fill(to, bucket, len(hashes), func(n int) (key, sealed []byte) {
		key = hashes[n].hash[:]
		return key, b.l.sealed(bucket, key, value(int(hashes[n].i)))
	})
}

func (b *bulk) fill(to *database, bucket string, n int, next func(i int) (key, value []byte)) {
	done := 0
	must(b.t, fillBucket(to, bucket, func() (key, value []byte, err error) {
		if done == n {
			return nil, nil, nil
		}
		key, value = next(done)
		done++
		return key, value, nil
	}))
}

func TestAJournalMadeInBulkIsSound(t *testing.T) {
	j := filled(t, filepath.Join(t.TempDir(), "journal.db"), 3000, func() time.Time { return noon })
	sound(t, j, "")
	if n, err := j.Count(t.Context(), Filter{Outcomes: []ciba.Outcome{ciba.Refused}}); n != 300 || err != nil {
		t.Error(n, err)
	}
	if n, err := j.Count(t.Context(), Filter{Person: j.keys.hashPerson(Named("17"))}); n != 3 || err != nil {
		t.Error(n, err)
	}
}
