package journal

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"syscall"

	"ringback/storage/files"
)

// The library of the journal's file maps it into memory and trusts it: a wrong length takes
// gigabytes or ends the program, a wrong page number sends it round in circles, and a wrong list of
// free pages makes it overwrite pages in use. So a page is read here first: each one before it is
// used, see [frame], or all of them. The offsets are those of bbolt's format, version 2, which is
// fixed.
//
// bbolt leaves no gaps: the elements of a page follow each other directly, and each page is either
// in use exactly once, or free. If that doesn't hold, another program has changed the file.
const (
	pageHeader   = 16
	pageElement  = 16
	bucketHeader = 16
	flagBranch   = 0x01
	flagLeaf     = 0x02
	flagMeta     = 0x04
	flagFreelist = 0x10
	flagBucket   = 0x01     // of an element
	maxRun       = 64 << 20 // bytes; a page may overflow into the following ones
	maxTreeDepth = 32       // a billion records need 10
)

// errNoJournal means that a file isn't a bbolt file, or no longer one.
var errNoJournal = errors.New("its frame is broken")

// errCutOff means that a file is shorter than it says.
var errCutOff = errors.New("it was cut off")

// page is a page with those that it overflows into, or the page within a bucket's header.
type page struct {
	id       uint64
	flags    uint16
	count    int
	overflow uint64
	body     []byte // with the header
}

// pageOf reads a page's header; body has 16 bytes or more.
func pageOf(body []byte) page {
	return page{
		id: binary.NativeEndian.Uint64(body), flags: binary.NativeEndian.Uint16(body[8:]), count: int(binary.NativeEndian.Uint16(body[10:])),
		overflow: uint64(binary.NativeEndian.Uint32(body[12:])), body: body,
	}
}

// walker walks the pages of a file, each once.
type walker struct {
	f       io.ReaderAt
	meta    pagesMeta
	claims  *claims
	parts   []subtree // of the buckets, which aren't walked yet
	buffers [maxTreeDepth][]byte
}

// claims are the pages that are accounted for. Those who walk parts of a file share them.
type claims struct {
	taken []atomic.Uint64 // one bit for each page
	left  atomic.Int64    // pages that aren't
}

// subtree is what is below a page of a tree. Its first key equals low, unless that is nil, because
// the library uses it to find the page when it writes. All keys are below high, unless that is nil.
type subtree struct {
	id        uint64
	depth     int
	low, high []byte
}

// checkPages checks a locked file, on all processors. The error says what is wrong with it, or is
// the system's.
func checkPages(f io.ReaderAt, size int64) error {
	meta, err := readMeta(f)
	if err != nil {
		return err
	}
	if err := meta.fits(size); err != nil {
		return err
	}
	w := walker{f: f, meta: meta, claims: &claims{taken: make([]atomic.Uint64, meta.pages/64+1)}}
	w.claims.left.Store(int64(meta.pages)) // no more than the file's size
	for id := range uint64(2) {
		if err := w.metaPage(id); err != nil {
			return err
		}
	}
	if err := w.free(); err != nil {
		return err
	}
	if err := w.tree(subtree{id: meta.root}, w.bucket); err != nil {
		return err
	}
	err = sharedOut(len(w.parts), func(next func() (task int, more bool)) error {
		own := walker{f: f, meta: meta, claims: w.claims}
		for i, more := next(); more; i, more = next() {
			if err := own.tree(w.parts[i], nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if w.claims.left.Load() != 0 {
		return errNoJournal // pages that are neither in use nor free
	}
	return nil
}

// metaPage claims a meta page, which has already been read.
func (w *walker) metaPage(id uint64) error {
	header := make([]byte, pageHeader)
	if err := readWhole(w.f, header, int64(id)*w.meta.size); err != nil {
		return err
	}
	if p := pageOf(header); p.id != id || p.flags != flagMeta {
		return errNoJournal
	}
	return w.claim(id, 1)
}

// claim marks n pages as accounted for. It fails if one already is: a page that is reached twice
// would be a circle, and one that is both in use and free would be overwritten.
func (w *walker) claim(id, n uint64) error {
	if id >= w.meta.pages || n > w.meta.pages-id {
		return errNoJournal
	}
	for ; n > 0; id, n = id+1, n-1 {
		bit := uint64(1) << (id % 64)
		if w.claims.taken[id/64].Or(bit)&bit != 0 {
			return errNoJournal
		}
		w.claims.left.Add(-1)
	}
	return nil
}

// read reads and claims a page, into the buffer of its depth.
func (w *walker) read(id uint64, depth int) (page, error) {
	if depth >= maxTreeDepth {
		return page{}, errNoJournal
	}
	p, err := readPage(w.f, w.meta, id, &w.buffers[depth])
	if err != nil {
		return page{}, err
	}
	return p, w.claim(id, p.overflow+1)
}

// readPage reads a page and those that it overflows into, into a buffer that it may enlarge.
func readPage(f io.ReaderAt, meta pagesMeta, id uint64, buffer *[]byte) (page, error) {
	if id < 2 || id >= meta.pages {
		return page{}, errNoJournal
	}
	if *buffer == nil {
		*buffer = make([]byte, meta.size)
	}
	offset := int64(id) * meta.size // within the file
	if err := readWhole(f, (*buffer)[:meta.size], offset); err != nil {
		return page{}, err
	}
	p := pageOf(*buffer)
	if p.id != id || p.count == 0 && p.flags != flagFreelist || p.overflow >= maxRun/uint64(meta.size) || p.overflow >= meta.pages-id {
		return page{}, errNoJournal
	}
	size := int64(p.overflow+1) * meta.size
	if int64(len(*buffer)) < size {
		*buffer = append((*buffer)[:meta.size], make([]byte, size-meta.size)...)
	}
	p.body = (*buffer)[:size]
	return p, readWhole(f, p.body[meta.size:], offset+meta.size)
}

// readWhole fills a buffer. A file that ends earlier is damaged.
func readWhole(f io.ReaderAt, buffer []byte, offset int64) error {
	if len(buffer) == 0 {
		return nil
	}
	switch n, err := f.ReadAt(buffer, offset); {
	case n == len(buffer):
		return nil
	case errors.Is(err, io.EOF):
		return errNoJournal
	default:
		return err
	}
}

// free checks the list of free pages and claims them.
func (w *walker) free() error {
	p, err := w.read(w.meta.freelist, 0)
	switch {
	case err != nil:
		return err
	}
	return freePages(p, func(id uint64) error { return w.claim(id, 1) })
}

// freePages calls do for each page in a list of free pages. They ascend.
func freePages(p page, do func(id uint64) error) error {
	if p.flags != flagFreelist {
		return errNoJournal
	}
	list := p.body[pageHeader:]
	count := uint64(p.count) // not negative
	if p.count == 0xFFFF {
		count, list = binary.NativeEndian.Uint64(list), list[8:]
	}
	if count > uint64(len(list)/8) {
		return errNoJournal
	}
	last := uint64(1)
	for i := range count {
		id := binary.NativeEndian.Uint64(list[8*i:])
		if id <= last {
			return errNoJournal
		}
		last = id
		if err := do(id); err != nil {
			return err
		}
	}
	return nil
}

// tree walks a tree. bucket is called for the leaves' values if those are buckets, as in the root,
// and is nil otherwise.
func (w *walker) tree(s subtree, bucket func(name, value []byte) error) error {
	if bucket != nil && s.depth >= bucketDepth {
		return errNoJournal
	}
	return w.top(s, bucket, func(below subtree) error { return w.tree(below, bucket) })
}

// top checks the first page of a tree, and calls do for what is below it.
func (w *walker) top(s subtree, bucket func(name, value []byte) error, do func(below subtree) error) error {
	p, err := w.read(s.id, s.depth)
	switch {
	case err != nil:
		return err
	case p.flags == flagLeaf:
		end, err := leaf(p, s.low, s.high, bucket)
		return p.endsAt(end, w.meta, err)
	case p.flags != flagBranch:
		return errNoJournal
	}
	end, err := branch(p, s.low, s.high)
	if err := p.endsAt(end, w.meta, err); err != nil {
		return err
	}
	for i := range p.count {
		below := subtree{id: p.child(i), depth: s.depth + 1, low: p.branchKey(i), high: s.high}
		if i+1 < p.count {
			below.high = p.branchKey(i + 1)
		}
		if err := do(below); err != nil {
			return err
		}
	}
	return nil
}

// endsAt returns an error if a page overflows further than its elements need, which end at end:
// the page would be freed with others that are in use.
func (p page) endsAt(end int, meta pagesMeta, err error) error {
	if err == nil && uint64(int64(end-1)/meta.size) != p.overflow {
		err = errNoJournal
	}
	return err
}

// branch checks the elements of a branch and returns where the last key ends.
func branch(p page, low, high []byte) (end int, err error) {
	start := pageHeader + p.count*pageElement
	var before []byte
	for i := range p.count {
		if start > len(p.body) {
			return 0, errNoJournal
		}
		at := pageHeader + i*pageElement
		position, size := binary.NativeEndian.Uint32(p.body[at:]), binary.NativeEndian.Uint32(p.body[at+4:])
		if int64(position) != int64(start-at) || size == 0 || int64(size) > int64(len(p.body)-start) {
			return 0, errNoJournal
		}
		key := p.body[start : start+int(size)]
		if before == nil && low != nil && !bytes.Equal(key, low) || before != nil && bytes.Compare(before, key) >= 0 {
			return 0, errNoJournal
		}
		before = key
		start += int(size)
	}
	if high != nil && before != nil && bytes.Compare(before, high) >= 0 {
		return 0, errNoJournal
	}
	return start, nil
}

// branchKey returns a key of a branch that was checked.
func (p page) branchKey(i int) []byte {
	at := pageHeader + i*pageElement
	start := at + int(binary.NativeEndian.Uint32(p.body[at:]))
	return p.body[start : start+int(binary.NativeEndian.Uint32(p.body[at+4:]))]
}

// child returns the page that an element of a branch points to.
func (p page) child(i int) uint64 {
	return binary.NativeEndian.Uint64(p.body[pageHeader+i*pageElement+8:])
}

// leaf checks the elements of a leaf and returns where the last one ends.
func leaf(p page, low, high []byte, bucket func(name, value []byte) error) (end int, err error) {
	start := pageHeader + p.count*pageElement
	if start > len(p.body) {
		return 0, errNoJournal
	}
	flags := uint32(0)
	if bucket != nil {
		flags = flagBucket
	}
	var before []byte
	for i := range p.count {
		at := pageHeader + i*pageElement
		field := func(n int) uint32 { return binary.NativeEndian.Uint32(p.body[at+4*n:]) }
		keySize, valueSize := int64(field(2)), int64(field(3))
		if field(0) != flags || int64(field(1)) != int64(start-at) || keySize == 0 || keySize+valueSize > int64(len(p.body)-start) {
			return 0, errNoJournal
		}
		key := p.body[start : start+int(keySize)]
		start += int(keySize + valueSize)
		switch {
		case before == nil && low != nil && !bytes.Equal(key, low), before != nil && bytes.Compare(before, key) >= 0:
			return 0, errNoJournal
		}
		before = key
		if bucket != nil {
			if err := bucket(key, p.body[start-int(valueSize):start]); err != nil {
				return 0, err
			}
		}
	}
	if high != nil && before != nil && bytes.Compare(before, high) >= 0 {
		return 0, errNoJournal
	}
	return start, nil
}

// leafKey and leafValue return what is in an element of a leaf that was checked.
func (p page) leafKey(i int) []byte {
	start, key, _ := p.leafElement(i)
	return p.body[start : start+key]
}

func (p page) leafValue(i int) []byte {
	start, key, value := p.leafElement(i)
	return p.body[start+key : start+key+value]
}

// leafElement returns where the key of an element begins, its size and the size of the value after
// it.
func (p page) leafElement(i int) (start, key, value int) {
	at := pageHeader + i*pageElement
	field := func(n int) int { return int(binary.NativeEndian.Uint32(p.body[at+4*n:])) }
	return at + field(1), field(2), field(3)
}

// bucket checks the first page of a bucket, and notes what is below it.
func (w *walker) bucket(_, value []byte) error {
	root, err := bucketRoot(value)
	if err != nil || root == 0 {
		return err
	}
	return w.top(subtree{id: root, depth: bucketDepth}, nil, func(below subtree) error {
		below.low, below.high = bytes.Clone(below.low), bytes.Clone(below.high)
		w.parts = append(w.parts, below)
		return nil
	})
}

// bucketRoot checks a bucket's header and returns where its tree begins. A small bucket has none,
// and its content is in a page right after the header, which is checked, too.
func bucketRoot(value []byte) (root uint64, err error) {
	if len(value) < bucketHeader {
		return 0, errNoJournal
	}
	if root := binary.NativeEndian.Uint64(value); root != 0 {
		if len(value) != bucketHeader {
			return 0, errNoJournal
		}
		return root, nil
	}
	if len(value) < bucketHeader+pageHeader {
		return 0, errNoJournal
	}
	p := pageOf(value[bucketHeader:])
	if p.id != 0 || p.flags != flagLeaf || p.overflow != 0 {
		return 0, errNoJournal
	}
	end, err := leaf(p, nil, nil, nil)
	if err == nil && end != len(p.body) {
		err = errNoJournal
	}
	return 0, err
}

// bucketDepth is the depth at which the tree of a bucket begins: above it are the pages of the
// root, which are still being read. There are eight buckets; their names fit on one page.
const bucketDepth = 4

// damaged turns an error of [checkPages] into the caller's.
func damaged(path string, err error) error {
	var number syscall.Errno
	switch {
	case err == nil:
		return nil
	case errors.As(err, &number):
		return files.SystemFault(path, err)
	}
	return fmt.Errorf("%w (%v)", ErrDamaged, err)
}
