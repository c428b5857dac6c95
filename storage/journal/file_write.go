package journal

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"time"

	"ringback/ciba"
	"ringback/storage/files"
)

// HashPerson implements [Journal].
func (j *File) HashPerson(ctx context.Context, person Person) (PersonHash, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	return j.keys.hashPerson(person), nil
}

// Begin implements [Journal]. If it can't write, it still reads: the guard works on a full disk and
// in a read-only folder.
func (j *File) Begin(ctx context.Context, record Record, maxPrompts int) error {
	err := j.beginRecord(ctx, record, maxPrompts, false)
	var unwritten *files.Error
	if !errors.As(err, &unwritten) {
		return err
	}
	looked := j.reading(ctx, func(l *content) error { return l.guarded(record, cmp.Or(record.Started, l.now), maxPrompts) })
	if isGuard(looked) {
		return looked
	}
	return err
}

// BeginLate implements [Journal].
func (j *File) BeginLate(ctx context.Context, record Record) error {
	return j.beginRecord(ctx, record, 0, true)
}

func (j *File) beginRecord(ctx context.Context, record Record, maxPrompts int, late bool) error {
	if err := checkBegin(record); err != nil {
		return err
	}
	return j.changing(ctx, func(l *content) error {
		known, err := l.find(record.ID)
		switch {
		case err != nil:
			return err
		case known != 0:
			return ErrRecordExists
		}
		now := record.Started
		if now.IsZero() {
			now = l.now
		}
		if err := l.guard(record, now, maxPrompts, late); err != nil {
			return err
		}
		record = record.begun()
		position, err := l.append(link{kind: linkBegun, record: record})
		if err == nil {
			err = l.putRecord(&storedRecord{Record: record, links: []uint64{position}})
		}
		if err == nil {
			err = l.put(bucketIDs, j.keys.hashID(record.ID), &storedPosition{position})
		}
		if err == nil {
			err = l.enter(position, &record)
		}
		if err == nil {
			err = l.put(bucketOpen, at(position), &open{id: record.ID, owner: j.here.name, begun: l.now})
		}
		return err
	})
}

// Acknowledge implements [Journal]. It writes what is needed to resume before the guard gets the
// deadline: the former must not be lost.
func (j *File) Acknowledge(ctx context.Context, id string, resumption ciba.Resumption, request []byte) error {
	if len(request) > MaxRequest || len(resumption.AuthReqID.Reveal()) > maxTokens {
		return ErrRecordTooBig
	}
	return j.changing(ctx, func(l *content) error {
		record, k, err := l.running(id)
		if err != nil {
			return err
		}
		k.acknowledged, k.resumption, k.request = true, resumption, bytes.Clone(request)
		if err := j.writeKept(id, k); err != nil {
			return err
		}
		return l.changeStanding(record.Record, func(s *standing) { s.acknowledged(id, resumption) })
	})
}

// running returns the record of a verification that hasn't ended, with what is kept of it.
func (l *content) running(id string) (*storedRecord, *kept, error) {
	position, record, err := l.record(id)
	switch {
	case err != nil:
		return nil, nil, err
	case record.Outcome != "":
		return nil, nil, ErrRecordEnded
	}
	_, k, err := l.kept(position)
	if err == nil && k == nil {
		err = ErrNoRecord
	}
	return record, k, err
}

// Interval implements [Journal].
func (j *File) Interval(ctx context.Context, id string, interval time.Duration) error {
	return j.keeping(ctx, func(l *content) error {
		position, err := l.find(id)
		if err != nil {
			return err
		}
		_, k, err := l.kept(position)
		switch {
		case err != nil:
			return err
		case k == nil || !k.acknowledged:
			return ErrNoRecord
		}
		k.resumption.Interval = interval
		return j.writeKept(id, k)
	})
}

// Receive implements [Journal]. It writes the tokens to the disk before the journal mentions them:
// after a crash in between they are still found.
func (j *File) Receive(ctx context.Context, id string, at time.Time, marks []string, tokens ...ciba.Tokens) (seen bool, err error) {
	if err := checkReceive(id, marks, tokens); err != nil {
		return false, err
	}
	err = j.changing(ctx, func(l *content) error {
		position, record, err := l.record(id)
		if err != nil && !errors.Is(err, ErrNoRecord) {
			return err
		}
		first, replay, err := l.mark(id, marks, position == 0)
		if seen = replay; err != nil || position == 0 {
			return err
		}
		if err := l.keepTokens(position, record, tokens); err != nil {
			return err
		}
		if !record.Received.IsZero() && len(first) == 0 {
			return nil
		}
		if record.Received.IsZero() {
			record.Received = at
		}
		return l.follow(position, record, link{kind: linkReceived, received: record.Received, marks: first})
	})
	if err != nil {
		return false, err
	}
	return seen, nil
}

// Seen implements [Journal].
func (j *File) Seen(ctx context.Context, id string, marks []string) (seen bool, err error) {
	if err := checkReceive(id, marks, nil); err != nil {
		return false, err
	}
	err = j.reading(ctx, func(l *content) error {
		owner := j.keys.hashID(id)
		for _, mark := range marks {
			var known storedMark
			found, err := l.get(bucketMarks, j.keys.hashMark(mark), &known)
			if err != nil {
				return err
			}
			seen = seen || mark != "" && found && !bytes.Equal(known.owner, owner)
		}
		return nil
	})
	switch {
	case errors.Is(err, errNoFile):
		return false, nil // nothing was ever written
	case err != nil:
		return false, err
	}
	return seen, nil
}

// keepTokens seals tokens until Done, unless the verification has ended.
func (l *content) keepTokens(position uint64, record *storedRecord, tokens []ciba.Tokens) error {
	if len(tokens) == 0 || record.Outcome != "" {
		return nil
	}
	_, k, err := l.kept(position)
	if err != nil || k == nil {
		return err
	}
	k.tokens = tokens
	if k.received.IsZero() {
		k.received = l.now
	}
	return l.j.writeKept(record.ID, k)
}

// follow appends a link to the chain and rewrites its record.
func (l *content) follow(position uint64, record *storedRecord, k link) error {
	if len(record.links) == maxLinks {
		return ErrRecordTooBig
	}
	k.of = position
	added, err := l.append(k)
	if err != nil {
		return err
	}
	record.links = append(record.links, added)
	return l.putRecord(record)
}

// End implements [Journal].
func (j *File) End(ctx context.Context, id string, ending Ending) error {
	if err := checkEnd(ending); err != nil {
		return err
	}
	return j.changing(ctx, func(l *content) error {
		position, record, err := l.record(id)
		switch {
		case err != nil:
			return err
		case record.Outcome != "":
			return ErrRecordEnded
		}
		if err := l.recount(position, &record.Record, ending.Outcome); err != nil {
			return err
		}
		record.Ending = ending
		if err := l.follow(position, record, link{kind: linkEnded, ending: ending}); err != nil {
			return err
		}
		if err := l.endGuard(record.Record); err != nil {
			return err
		}
		if err := l.join(record.Person, ending.Also); err != nil {
			return err
		}
		var o open
		found, err := l.get(bucketOpen, at(position), &o)
		if err != nil || !found {
			return err
		}
		o.ended = l.now
		return l.put(bucketOpen, at(position), &o)
	})
}

// endGuard opens the guard of a record that has ended, or leaves it closed, and counts its request.
func (l *content) endGuard(record Record) error {
	now := cmp.Or(record.At, l.now)
	return l.changeStanding(record, func(s *standing) { s.ended(record.ID, record.Ending, now) })
}

// Fence implements [Journal].
func (j *File) Fence(ctx context.Context, id string, report Report) error {
	return j.report(ctx, id, report, linkReported)
}

// Unfence implements [Journal].
func (j *File) Unfence(ctx context.Context, id string, report Report) error {
	return j.report(ctx, id, report, linkLifted)
}

func (j *File) report(ctx context.Context, id string, report Report, kind linkKind) error {
	if len(report.Operator) > maxText {
		return ErrRecordTooBig
	}
	return j.changing(ctx, func(l *content) error {
		position, record, err := l.record(id)
		if err != nil {
			return err
		}
		report.At = cmp.Or(report.At, l.now)
		if !record.told(report, kind == linkReported) {
			return nil
		}
		if err := l.follow(position, record, link{kind: kind, report: report}); err != nil {
			return err
		}
		return l.changeStanding(record.Record, func(s *standing) { s.told(id, report, kind == linkReported) })
	})
}

// Asking implements [Journal]. It changes the kept part only, so it writes nothing else.
func (j *File) Asking(ctx context.Context, id string) error {
	return j.keeping(ctx, func(l *content) error {
		_, k, err := l.running(id)
		if err != nil {
			return err
		}
		k.asking = true
		return j.writeKept(id, k)
	})
}

// Done implements [Journal].
func (j *File) Done(ctx context.Context, id string) error {
	if err := j.locked(ctx, false, func() error { return j.fault(j.removeKept(id)) }); err != nil {
		return err // first of all, whatever the journal's state
	}
	return j.changing(ctx, func(l *content) error {
		position, err := l.find(id)
		if err != nil || position == 0 {
			return err
		}
		var o open
		if found, err := l.get(bucketOpen, at(position), &o); err != nil || !found || o.ended.IsZero() {
			return err
		}
		return l.remove(bucketOpen, at(position))
	})
}

// Release implements [Journal].
func (j *File) Release(ctx context.Context, id string) error {
	return j.changing(ctx, func(l *content) error {
		position, err := l.find(id)
		if err != nil {
			return err
		}
		var o open
		found, err := l.get(bucketOpen, at(position), &o)
		switch {
		case err != nil:
			return err
		case !found || o.owner != j.here.name:
			return ErrNoRecord
		}
		o.owner = ""
		return l.put(bucketOpen, at(position), &o)
	})
}

// Claim implements [Journal].
func (j *File) Claim(ctx context.Context, id string) (claimed Unfinished, err error) {
	err = j.changing(ctx, func(l *content) error {
		position, record, err := l.record(id)
		if err != nil {
			return err
		}
		o, k, err := l.kept(position)
		if err != nil {
			return err
		}
		left := record.left(k, l.now)
		switch {
		case k == nil || left == "":
			return ErrNoRecord
		case l.owned(o):
			return ErrClaimed
		}
		claimed = record.unfinished(k, left)
		o.owner = j.here.name
		return l.put(bucketOpen, at(position), &o)
	})
	if err != nil {
		return Unfinished{}, err
	}
	return claimed, nil
}
