package journal

import (
	"slices"
	"time"
)

// guardKey returns the key of a person's guard under one hash.
func (l *content) guardKey(person PersonHash) []byte {
	return keyed(l.j.keys.index, "guard\x00"+string(person))
}

// standingKey returns the key of what else is known under a hash.
func (l *content) standingKey(person PersonHash) []byte {
	return keyed(l.j.keys.index, "standing\x00"+string(person))
}

// pairKey returns the key of a person's other hashes.
func (l *content) pairKey(person PersonHash) []byte {
	return keyed(l.j.keys.index, "pair\x00"+string(person))
}

// hashes returns all hashes of a person.
func (l *content) hashes(one PersonHash) ([]PersonHash, error) {
	var p storedPair
	found, err := l.get(bucketPairs, l.pairKey(one), &p)
	if err != nil || !found {
		return []PersonHash{one}, err
	}
	return p.hashes, nil
}

// join notes that two hashes are one person's.
func (l *content) join(a, b PersonHash) error {
	if a == "" || b == "" || a == b {
		return nil
	}
	ofA, err := l.hashes(a)
	if err != nil {
		return err
	}
	ofB, err := l.hashes(b)
	if err != nil {
		return err
	}
	all := joined(ofA, ofB)
	if len(all) > maxHashes {
		return nil // Nobody has so many numbers. The ending is recorded all the same.
	}
	for _, hash := range all {
		if err := l.put(bucketPairs, l.pairKey(hash), &storedPair{all}); err != nil {
			return err
		}
	}
	return nil
}

// standing returns what is known under a hash.
func (l *content) standing(hash PersonHash) (*standing, error) {
	stored := storedStanding{hash: hash}
	if _, err := l.get(bucketStandings, l.standingKey(hash), &stored); err != nil {
		return nil, err
	}
	if stored.hash != hash {
		return nil, errCoded
	}
	if _, err := l.get(bucketGuards, l.guardKey(hash), &stored.guard); err != nil {
		return nil, err
	}
	return &stored.standing, nil
}

// putStanding writes what is known under a hash.
func (l *content) putStanding(hash PersonHash, s *standing) error {
	guarding, rest := l.guardKey(hash), l.standingKey(hash)
	var err error
	if s.guard.id == "" {
		err = l.remove(bucketGuards, guarding)
	} else {
		err = l.put(bucketGuards, guarding, &s.guard)
	}
	switch {
	case err != nil:
		return err
	case len(s.prompts)+len(s.fences) == 0:
		return l.remove(bucketStandings, rest)
	}
	return l.put(bucketStandings, rest, &storedStanding{hash: hash, standing: *s})
}

// changeStanding changes what is known under the hash of a record, if there is one.
func (l *content) changeStanding(record Record, change func(*standing)) error {
	if record.Person == "" {
		return nil
	}
	s, err := l.standing(record.Person)
	if err != nil {
		return err
	}
	change(s)
	return l.putStanding(record.Person, s)
}

// person returns what is known of a person, and under which hashes.
func (l *content) person(one PersonHash) (hashes []PersonHash, p person, err error) {
	hashes, err = l.hashes(one)
	if err != nil {
		return nil, nil, err
	}
	for _, hash := range hashes {
		s, err := l.standing(hash)
		if err != nil {
			return nil, nil, err
		}
		p = append(p, s)
	}
	return hashes, p, nil
}

// guarded returns an error if a verification must not begin now.
func (l *content) guarded(record Record, now time.Time, maxPrompts int) error {
	if record.Person == "" {
		return nil
	}
	_, p, err := l.person(record.Person)
	if err != nil {
		return err
	}
	return p.check(record, now, maxPrompts)
}

// guard notes that a verification begins, unless the guard is against it. With late it begins
// whatever the guard says.
func (l *content) guard(record Record, now time.Time, maxPrompts int, late bool) error {
	if err := l.sweepStandings(now); err != nil || record.Person == "" {
		return err
	}
	hashes, p, err := l.person(record.Person)
	if err != nil {
		return err
	}
	if err := p.check(record, now, maxPrompts); err != nil && !late {
		return err
	}
	open := p.open()
	for i, s := range p {
		s.erased = false
		if hashes[i] == record.Person {
			s.begun(record, now, open)
		}
		if err := l.putStanding(hashes[i], s); err != nil {
			return err
		}
	}
	return nil
}

// sweepStandings removes what is over.
func (l *content) sweepStandings(now time.Time) error {
	var over [][]byte
	err := each(l, bucketGuards, func(key []byte, g guard) error {
		if !g.holds(now) {
			over = append(over, key)
		}
		return nil
	})
	for _, key := range over {
		if err == nil {
			err = l.remove(bucketGuards, key)
		}
	}
	if err != nil {
		return err
	}
	var stale []storedStanding
	err = each(l, bucketStandings, func(_ []byte, s storedStanding) error {
		before := len(s.prompts) + len(s.fences)
		if s.tidied(now); len(s.prompts)+len(s.fences) < before {
			stale = append(stale, s)
		}
		return nil
	})
	for _, s := range stale {
		if err == nil {
			err = l.outlived(s, now)
		}
	}
	return err
}

// outlived removes what is over under a hash, and with the last of an erased person their pair of
// hashes.
func (l *content) outlived(over storedStanding, now time.Time) error {
	if len(over.prompts)+len(over.fences) > 0 {
		return l.put(bucketStandings, l.standingKey(over.hash), &over)
	}
	if err := l.remove(bucketStandings, l.standingKey(over.hash)); err != nil || !over.erased {
		return err
	}
	return l.part(over.hash, now)
}

// part drops that a person has several hashes, once nothing is known of them.
func (l *content) part(one PersonHash, now time.Time) error {
	hashes, p, err := l.person(one)
	if err != nil || slices.ContainsFunc(p, func(s *standing) bool { s.tidied(now); return !s.empty() }) {
		return err
	}
	for _, hash := range hashes {
		if err := l.remove(bucketPairs, l.pairKey(hash)); err != nil {
			return err
		}
	}
	return nil
}

// forgetStandings drops what would tell more of erased records than when things are over, which it
// returns. The records are no longer in the list.
func (l *content) forgetStandings(records []*storedRecord) (until time.Time, err error) {
	persons := make(map[PersonHash]bool)
	for _, r := range records {
		err := l.changeStanding(r.Record, func(s *standing) {
			s.forget(r.ID)
			s.tidied(l.now)
			if last := s.until(); last.After(until) {
				until = last
			}
			persons[r.Person] = true
		})
		if err != nil {
			return time.Time{}, err
		}
	}
	for one := range persons {
		if err := l.outlive(one); err != nil {
			return time.Time{}, err
		}
	}
	return until, nil
}

// outlive marks what outlives the records of a person, if none is left.
func (l *content) outlive(one PersonHash) error {
	hashes, p, err := l.person(one)
	if err != nil {
		return err
	}
	for _, hash := range hashes {
		if left, err := l.anyOf(l.personTerm(hash)); err != nil || left {
			return err
		}
	}
	for i, s := range p {
		s.erased = true
		if err := l.putStanding(hashes[i], s); err != nil {
			return err
		}
	}
	return l.part(one, l.now)
}
