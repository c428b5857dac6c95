package journal

import (
	"crypto/sha256"
	"slices"
	"strings"
)

// reused is memory that Verify uses for one value after the other: with new memory for each, the
// garbage collector would take more time than everything else. Each goroutine has its own.
type reused struct {
	coder    coder
	texts    *strings.Builder
	link     link
	stub     stub
	mark     storedMark
	position storedPosition
	told     map[uint64]*toldRecord
	spare    []*toldRecord
	terms    []term
}

// reuse makes the content read into memory that is used again.
func (l *content) reuse() {
	if l.reused == nil {
		l.reused = new(reused)
	}
}

// textsSize is how many bytes of texts share their memory: it is free when nobody has one of them.
const textsSize = 64 << 10

// text returns what was opened as a text. It stays valid.
func (u *reused) text(opened []byte) string {
	if u.texts == nil || u.texts.Cap()-u.texts.Len() < len(opened) {
		u.texts = new(strings.Builder)
		u.texts.Grow(max(textsSize, len(opened)))
	}
	from := u.texts.Len()
	_, _ = u.texts.Write(opened)
	return u.texts.String()[from:]
}

// decode is [decode], which gives slices that v already has new content.
func (u *reused) decode(opened []byte, v coded) error {
	c := &u.coder
	*c = coder{reading: true, reuses: true, left: u.text(opened)}
	v.code(c)
	return c.over()
}

// empty returns the link without its content.
func (u *reused) empty() *link {
	k := &u.link
	*k = link{marks: k.marks[:0], ending: Ending{Checks: k.ending.Checks[:0]}}
	return k
}

// begin returns the map of what is told, without content. What it held before is used again.
func (u *reused) begin() map[uint64]*toldRecord {
	if u.told == nil {
		u.told = make(map[uint64]*toldRecord)
	}
	for _, r := range u.told {
		u.spare = append(u.spare, r)
	}
	clear(u.told)
	return u.told
}

// record returns a record that has begun.
func (u *reused) record(begun *Record, owner [sha256.Size]byte) *toldRecord {
	if len(u.spare) == 0 {
		u.spare = append(u.spare, new(toldRecord))
	}
	last := len(u.spare) - 1
	r := u.spare[last]
	u.spare = u.spare[:last]
	checks := r.Checks[:0]
	r.Record, r.links, r.owner = *begun, r.links[:0], owner
	if r.Checks == nil {
		r.Checks = checks
	}
	return r
}

// sized returns a slice of n items, in the memory of another if the coder may use that again.
func sized[T any](c *coder, items []T, n int) []T {
	if c.reuses {
		return slices.Grow(items[:0], n)[:n]
	}
	return make([]T, n)
}
