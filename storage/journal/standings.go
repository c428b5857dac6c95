package journal

import (
	"slices"
	"time"
)

// standings are what a guard in memory knows of everybody.
type standings struct {
	by    map[PersonHash]*standing
	pairs pairs
}

// pairs are the hashes that belong to one person: each of them → all of them, ascending. A person
// with one hash isn't in it.
type pairs map[PersonHash][]PersonHash

func newStandings() standings {
	return standings{by: make(map[PersonHash]*standing), pairs: make(pairs)}
}

// hashes returns all hashes of a person.
func (p pairs) hashes(one PersonHash) []PersonHash {
	if all := p[one]; all != nil {
		return all
	}
	return []PersonHash{one}
}

// joined returns the hashes of two persons who are one.
func joined(a, b []PersonHash) []PersonHash {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// join notes that two hashes are one person's.
func (s standings) join(a, b PersonHash) {
	if a == "" || b == "" || a == b {
		return
	}
	all := joined(s.pairs.hashes(a), s.pairs.hashes(b))
	if len(all) > maxHashes {
		return
	}
	for _, hash := range all {
		s.pairs[hash] = all
	}
}

// under returns what is known under one hash.
func (s standings) under(hash PersonHash) *standing {
	if s.by[hash] == nil {
		s.by[hash] = new(standing)
	}
	return s.by[hash]
}

// person returns what is known of a person.
func (s standings) person(hash PersonHash) (p person) {
	for _, one := range s.pairs.hashes(hash) {
		if s.by[one] != nil {
			p = append(p, s.by[one])
		}
	}
	return p
}

// begin notes that a verification begins, unless the guard is against it. With late it begins
// whatever the guard says.
func (s standings) begin(record Record, now time.Time, maxPrompts int, late bool) error {
	s.sweep(now)
	if record.Person == "" {
		return nil
	}
	of := s.person(record.Person)
	if err := of.check(record, now, maxPrompts); err != nil && !late {
		return err
	}
	s.under(record.Person)
	for _, one := range s.person(record.Person) {
		one.erased = false
	}
	s.by[record.Person].begun(record, now, of.open())
	return nil
}

// sweep drops what is over.
func (s standings) sweep(now time.Time) {
	for hash, one := range s.by {
		if one.tidied(now); !one.empty() {
			continue
		}
		delete(s.by, hash)
		if one.erased && len(s.person(hash)) == 0 {
			s.part(hash)
		}
	}
}

// part drops that a person has several hashes.
func (s standings) part(hash PersonHash) {
	for _, one := range s.pairs.hashes(hash) {
		delete(s.pairs, one)
	}
}

// forget drops what would tell more of erased records than when things are over, which it returns.
// left tells under which hashes records are left.
func (s standings) forget(records []*Record, left func(PersonHash) bool, now time.Time) (until time.Time) {
	for _, record := range records {
		if one := s.by[record.Person]; one != nil {
			one.forget(record.ID)
			one.tidied(now)
			if last := one.until(); last.After(until) {
				until = last
			}
		}
	}
	for _, record := range records {
		if slices.ContainsFunc(s.pairs.hashes(record.Person), left) {
			continue
		}
		for _, one := range s.person(record.Person) {
			one.erased = true
		}
		if s.sweep(now); len(s.person(record.Person)) == 0 {
			s.part(record.Person)
		}
	}
	return until
}
