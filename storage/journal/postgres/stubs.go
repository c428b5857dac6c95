package postgres

import "slices"

// stubs are links without content, in order. There can be as many as in the chain, and as many
// links that say which were erased.
type stubs struct {
	at      []int64
	vouched []bool // a link said that it was erased
}

func (s *stubs) add(position int64) {
	s.at, s.vouched = append(s.at, position), append(s.vouched, false)
}

// vouch notes that those in a range were erased.
func (s *stubs) vouch(of positions) {
	i, _ := slices.BinarySearch(s.at, of.first)
	for ; i < len(s.at) && s.at[i] <= of.last; i++ {
		s.vouched[i] = true
	}
}

// unexplained returns the first one of which no link said that it was erased; 0: there is none.
func (s *stubs) unexplained() int64 {
	if i := slices.Index(s.vouched, false); i >= 0 {
		return s.at[i]
	}
	return 0
}
