package postgres

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"ringback/storage/journal"
)

// link is a link as the database has it. A nil column is null there.
type link struct {
	position, at, record            int64
	kind                            int16
	id, login, environment, outcome *string
	person, caseID, operator, desk  []byte
	marks                           []byte
	about                           *string
	sealed, digest                  []byte
	erased, listed, marked          bool
	// What the list says of a record that was handed in; nil elsewhere.
	listedStarted, listedReceived *int64
	listedReported                *bool // nil, too, if a link after it says it
}

// linkColumns are the columns of a link, in the order of into.
const linkColumns = `position, at, kind, record, id, login, environment, outcome, person, "case", operator, desk, marks, about, sealed, digest, erased, listed, marked, listed_started, listed_received, listed_reported`

func (l *link) into() []any {
	return []any{
		&l.position, &l.at, &l.kind, &l.record, &l.id, &l.login, &l.environment, &l.outcome, &l.person, &l.caseID,
		&l.operator, &l.desk, &l.marks, &l.about, &l.sealed, &l.digest, &l.erased, &l.listed, &l.marked,
		&l.listedStarted, &l.listedReceived, &l.listedReported,
	}
}

// chained computes a link's digest, as ringback.digest does.
func (l *link) chained(before []byte) [sha256.Size]byte {
	b := bytes.NewBuffer(make([]byte, 0, 512+len(l.sealed)))
	b.Write(before)
	whole := func(n int64) { b.Write(binary.BigEndian.AppendUint64(nil, uint64(n))) }
	field := func(content []byte) {
		if content == nil {
			b.Write([]byte{0xff, 0xff, 0xff, 0xff})
			return
		}
		b.Write(binary.BigEndian.AppendUint32(nil, uint32(len(content))))
		b.Write(content)
	}
	text := func(content *string) {
		if content == nil {
			field(nil)
			return
		}
		field(append([]byte{}, *content...))
	}
	whole(l.position)
	whole(l.at)
	b.Write(binary.BigEndian.AppendUint16(nil, uint16(l.kind)))
	whole(l.record)
	for _, one := range []*string{l.id, l.login, l.environment, l.outcome} {
		text(one)
	}
	for _, one := range [][]byte{l.person, l.caseID, l.operator, l.desk, l.marks} {
		field(one)
	}
	text(l.about)
	field(l.sealed)
	return sha256.Sum256(b.Bytes())
}

// appended checks that what the server appended is what this desk wrote, and notes the head.
func (j *Journal) appended(a *answer, l link) error {
	h, is := a.head()
	if !is || a.before == nil { // nothing was appended, or what was before is gone
		return nil
	}
	l.position, l.at, l.record, l.login, l.marks = *a.position, value(a.at), value(a.record), a.login, a.marks
	if l.chained(a.before) != h.Digest {
		return ErrChain
	}
	j.saw(h)
	return nil
}

// saw notes the head that this desk saw last.
func (j *Journal) saw(h journal.Head) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if h.Position > j.seen.Position {
		j.seen = h
	}
}

// keptEvery is how often the last head is kept beside the desk, at most.
const keptEvery = time.Minute

// keepHead keeps the last head beside the desk, so that the next program asks for it: a backup may
// have been restored meanwhile. If it can't be kept now, it is kept another time.
func (j *Journal) keepHead(ctx context.Context, every time.Duration) {
	now := j.now()
	j.mu.Lock()
	seen, due := j.seen, j.seen != j.lastKept && (every == 0 || now.Sub(j.keptAt).Abs() >= every)
	j.mu.Unlock()
	if !due || j.beside.KeepHead(context.WithoutCancel(ctx), j.id, seen) != nil {
		return
	}
	j.mu.Lock()
	j.lastKept, j.keptAt = seen, now
	j.mu.Unlock()
}

// lastSeen returns the head that this desk saw last.
func (j *Journal) lastSeen() (position int64, digest []byte) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return int64(j.seen.Position), bytes.Clone(j.seen.Digest[:])
}
