package journal

import (
	"encoding/binary"
	"errors"
	"time"
)

// errCoded means that bytes aren't what this version writes.
var errCoded = errors.New("journal: not what was written")

// coder writes fields one after the other, or reads them in the same order, so that one method of a
// type defines how it is stored. After the first error it does nothing more. It reads from a
// string: texts are substrings of it, so a record of fifty texts takes one allocation.
type coder struct {
	reading bool
	reuses  bool // what is read into may have slices, whose memory is used again
	written []byte
	left    string // still to be read
	err     error
}

// coded is what a coder can write and read.
type coded interface{ code(c *coder) }

// encode returns the stored form.
func encode(v coded) []byte {
	c := coder{written: make([]byte, 0, 256)}
	v.code(&c)
	return c.written
}

// decode reads the stored form, all of it.
func decode(stored string, v coded) error {
	c := coder{reading: true, left: stored}
	v.code(&c)
	return c.over()
}

// over returns an error unless everything was read.
func (c *coder) over() error {
	if c.err == nil && c.left != "" {
		c.fail()
	}
	return c.err
}

func (c *coder) fail() { c.err, c.left = errCoded, "" }

// number is a count or a position.
func (c *coder) number(n *uint64) {
	if !c.reading {
		c.written = binary.AppendUvarint(c.written, *n)
		return
	}
	if c.left != "" && c.left[0] < 0x80 { // as most are
		*n, c.left = uint64(c.left[0]), c.left[1:]
		return
	}
	var read uint64
	for i := 0; i < len(c.left) && i < binary.MaxVarintLen64; i++ {
		b := c.left[i]
		if i == binary.MaxVarintLen64-1 && b > 1 || i > 0 && b == 0 {
			break // too large, or longer than necessary
		}
		read |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			*n, c.left = read, c.left[i+1:]
			return
		}
	}
	c.fail()
}

// signed is a number that may be negative.
func (c *coder) signed(n *int64) {
	folded := uint64(*n)<<1 ^ uint64(*n>>63)
	c.number(&folded)
	*n = int64(folded>>1) ^ -int64(folded&1)
}

// count is the number of the items that follow. Each takes at least a byte, so a short input can't
// ask for much memory.
func (c *coder) count(n, limit int) int {
	read := uint64(max(n, 0))
	c.number(&read)
	if c.err != nil || read > uint64(max(limit, 0)) || c.reading && read > uint64(len(c.left)) {
		c.fail()
		return 0
	}
	return int(read)
}

// take reads n bytes.
func (c *coder) take(n int) (taken string) {
	if c.err != nil || n > len(c.left) {
		c.fail()
		return ""
	}
	taken, c.left = c.left[:n], c.left[n:]
	return taken
}

// bytes is at most limit bytes.
func (c *coder) bytes(b *[]byte, limit int) {
	size := c.count(len(*b), limit)
	if !c.reading {
		c.written = append(c.written, *b...)
		return
	}
	switch taken := c.take(size); {
	case c.reuses:
		*b = append((*b)[:0], taken...)
	case taken != "":
		*b = []byte(taken)
	}
}

// text is a string type of at most limit bytes.
func text[T ~string](c *coder, s *T, limit int) {
	switch { // most are short
	case !c.reading && len(*s) < 0x80 && len(*s) <= limit:
		c.written = append(append(c.written, byte(len(*s))), *s...)
		return
	case c.reading && c.left != "" && c.left[0] < 0x80 && int(c.left[0]) < min(len(c.left), limit):
		end := 1 + int(c.left[0])
		*s, c.left = T(c.left[1:end]), c.left[end:]
		return
	}
	size := c.count(len(*s), limit)
	if !c.reading {
		c.written = append(c.written, *s...)
		return
	}
	*s = T(c.take(size))
}

// flag is a boolean.
func (c *coder) flag(b *bool) {
	var n uint64
	if *b {
		n = 1
	}
	c.number(&n)
	if n > 1 {
		c.fail()
	}
	*b = n == 1
}

// more reports whether a part follows that earlier versions didn't have. It is written only if it
// holds something.
func (c *coder) more(holds bool) bool {
	if c.reading {
		return c.left != ""
	}
	return holds
}

// atLeast fails unless what was read holds something: an empty part isn't written.
func (c *coder) atLeast(holds bool) {
	if !holds {
		c.fail()
	}
}

// questions are what an operator confirmed. Earlier versions knew one question, as a boolean.
func (c *coder) questions(q *Questions) {
	n := uint64(*q)
	c.number(&n)
	if n > uint64(allQuestions) {
		c.fail()
		return
	}
	*q = Questions(n)
}

// array is a fixed number of bytes.
func (c *coder) array(b []byte) {
	if !c.reading {
		c.written = append(c.written, b...)
		return
	}
	copy(b, c.take(len(b)))
}

// time is a moment, to the nanosecond, in UTC when read.
func (c *coder) time(t *time.Time) {
	seconds, nanos := t.Unix(), uint64(t.Nanosecond())
	c.signed(&seconds)
	c.number(&nanos)
	if !c.reading || c.err != nil {
		return
	}
	const first, last = -62135596800, 253402300799 // years 1 to 9999
	if nanos > 999_999_999 || seconds < first || seconds > last {
		c.fail()
		return
	}
	*t = time.Unix(seconds, int64(nanos)).UTC()
}

// duration is a time span.
func (c *coder) duration(d *time.Duration) {
	n := int64(*d)
	c.signed(&n)
	*d = time.Duration(n)
}

// storedVersion is the version that this program writes and reads.
const storedVersion = 1

// version comes first in whatever may be stored differently one day.
func (c *coder) version() {
	read := uint64(storedVersion)
	c.number(&read)
	if read != storedVersion {
		c.fail()
	}
}
