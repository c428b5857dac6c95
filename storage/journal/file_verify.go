package journal

import (
	"context"
	"errors"
	"hash/maphash"
	"slices"
	"time"
)

// Verify implements [Journal]. It reads every link, derives from the links what the list, the index
// and the other buckets should hold, and compares. The chain is divided into segments, which are
// verified at the same time: each link has the digest of the one before next to it. What would need
// memory for each record is compared by sums of hashes, and read again only where these differ.
// Before, it checks every page.
func (j *File) Verify(ctx context.Context, noted string) (audit Audit, err error) {
	wanted, err := parseHead(noted)
	if err != nil {
		return Audit{}, err
	}
	err = j.reading(ctx, func(l *content) error {
		if err := l.tx.of.checkAll(); err != nil {
			return err
		}
		v := verifier{l: l, wanted: wanted, seed: maphash.MakeSeed()}
		err := v.all(ctx)
		audit = v.audit
		return err
	})
	if err != nil {
		return Audit{}, err
	}
	return audit, nil
}

// verifier verifies a journal.
type verifier struct {
	l      *content
	wanted head // noted elsewhere; position 0 if none was
	audit  Audit
	seed   maphash.Seed // random, so that nobody can prepare two things with the same sum

	checkpoint storedHead
	end        storedHead
	segments   []*segment
	last       storedHead // the end of the chain as it was read
	stubs      []span     // erased links
	erased     []span     // erased according to the chain
	cut        uint64     // up to where links were removed, according to the chain
	sums       sums       // of all segments
}

// all runs the steps in an order that finds the first bad place first.
func (v *verifier) all(ctx context.Context) error {
	for _, step := range []func(context.Context) error{v.start, v.walk, v.finish, v.vouched, v.list, v.counted, v.hashed} {
		if err := step(ctx); err != nil || v.audit.Fault != nil {
			return err
		}
	}
	return nil
}

// bad records the first fault.
func (v *verifier) bad(problem ChainProblem, position uint64, at time.Time) {
	if v.audit.Fault == nil {
		v.audit.Fault = &ChainFault{Problem: problem, Position: position, At: at}
	}
}

// broken reports whether an error is about the content, not about reading it.
func broken(err error) bool { return errors.Is(err, errSeal) || errors.Is(err, errCoded) }

// start finds the ends of the chain.
func (v *verifier) start(context.Context) error {
	_, err := v.l.get(bucketState, []byte(stateCheckpoint), &v.checkpoint)
	if broken(err) {
		v.bad(ChainChanged, 1, time.Time{})
		return nil
	}
	v.last = v.checkpoint
	if err == nil {
		v.end, err = v.l.end()
	}
	return err
}

// walk verifies the segments and puts them together.
func (v *verifier) walk(ctx context.Context) error {
	v.segments = v.divided()
	err := v.l.inParallel(ctx, len(v.segments), func(l *content, i int) error {
		return v.segments[i].verify(ctx, l)
	})
	if err != nil {
		return err
	}
	walked := false
	for _, s := range v.segments {
		switch {
		case s.entries == 0 && s.fault == nil:
			continue
		case v.last.position+1 < s.from:
			v.bad(ChainMissing, v.last.position+1, v.last.at)
		case walked && s.walked && s.firstAt.Before(v.last.at) && (s.fault == nil || s.fault.Position > s.first):
			v.bad(ChainTime, s.first, s.firstAt)
		case s.fault != nil:
			if v.audit.Fault = s.fault; s.carry {
				s.fault.At = v.last.at
			}
		}
		if v.audit.Fault != nil {
			return nil
		}
		v.add(s)
		walked = walked || s.walked
	}
	return nil
}

// add adds what a segment found, after those before it.
func (v *verifier) add(s *segment) {
	if s.walked {
		v.last.at = s.lastAt
	}
	v.last.head = s.last
	v.audit.Entries += s.entries
	for _, stub := range s.stubs {
		v.audit.Erased += int(stub.last - stub.first + 1)
	}
	v.stubs, v.erased = append(v.stubs, s.stubs...), append(v.erased, s.erased...)
	if s.cut != 0 {
		v.cut = s.cut
	}
	v.sums.add(&s.sums)
}

// finish compares the chain's end with the recorded one.
func (v *verifier) finish(context.Context) error {
	switch {
	case v.end.position > v.last.position:
		v.bad(ChainCutOff, v.last.position+1, v.last.at)
		return nil
	case v.end.head != v.last.head:
		v.bad(ChainChanged, v.last.position, v.last.at)
	}
	v.audit.Head = v.last.String()
	if v.wanted.position > v.last.position {
		v.bad(ChainCutOff, v.last.position+1, v.last.at)
	}
	return nil
}

// vouched checks that the chain itself says what was erased and removed: otherwise a link could be
// removed as if the user had wanted it.
func (v *verifier) vouched(context.Context) error {
	slices.SortFunc(v.erased, func(a, b span) int {
		if a.first < b.first {
			return -1
		}
		return 1
	})
	i := 0
	for _, stub := range v.stubs {
		for position := stub.first; position <= stub.last; position++ {
			for i < len(v.erased) && v.erased[i].last < position {
				i++
			}
			if i == len(v.erased) || v.erased[i].first > position {
				v.bad(ChainChanged, position, time.Time{})
				return nil
			}
		}
	}
	if v.checkpoint.position != v.cut {
		v.bad(ChainMissing, v.checkpoint.position, v.checkpoint.at)
	}
	if v.wanted.position != 0 && v.wanted.position == v.checkpoint.position && !v.wanted.is(v.checkpoint.head) {
		v.bad(ChainOtherEnd, v.checkpoint.position, v.checkpoint.at)
	}
	return nil
}

// list tells where the list differs from the chain.
func (v *verifier) list(ctx context.Context) error {
	for _, s := range v.segments {
		if s.listErr != nil {
			return s.listErr
		}
		if s.listFault != nil {
			v.audit.Fault = s.listFault
			return nil
		}
	}
	v.audit.Records = v.sums.records
	if v.sums.told == v.sums.listed {
		return nil
	}
	return v.named(v.nameUnlisted(ctx))
}

// named names the end of the chain if no record could be named.
func (v *verifier) named(err error) error {
	if err == nil {
		v.bad(ChainRecord, v.last.position, v.last.at)
	}
	return err
}
