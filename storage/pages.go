package storage

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// The library that keeps the journal's file trusts it: some damage would end
// the program or send it round in circles. So the frame of the file is looked
// at first: its two meta pages, its length, and the pages that branch. The
// offsets are those of bbolt's format, version 2, which is fixed.
const (
	pageHeader   = 16
	pageElement  = 16
	metaSize     = 64
	metaMagic    = 0xED0CDAED
	metaVersion  = 2
	flagBranch   = 0x01
	flagLeaf     = 0x02
	flagFreelist = 0x10
	maxPageSize  = 64 << 10
	maxRun       = 64 << 20 // bytes; a page can run over into those that follow
)

// pagesMeta is what a meta page tells.
type pagesMeta struct {
	root, freelist, pages, transaction uint64
	size                               int64 // of a page
}

// errNoJournal means that a file isn't one of bbolt, or not any more.
var errNoJournal = errors.New("its frame is broken")

// checkPages looks at the frame of a file that is locked.
func checkPages(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return systemFault(path, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return systemFault(path, err)
	}
	meta, err := readMeta(f)
	if err == nil {
		err = walkPages(f, meta, info.Size())
	}
	if err != nil {
		return fmt.Errorf("%w (%v)", ErrJournalDamaged, err)
	}
	return nil
}

// readMeta returns the meta that the library will use: the valid one of the
// later transaction. The second one's place depends on the size of a page,
// which only a meta tells.
func readMeta(f io.ReaderAt) (pagesMeta, error) {
	best, found := metaAt(f, 0)
	var second pagesMeta
	var ok bool
	if found {
		second, ok = metaAt(f, best.size)
	} else {
		for size := int64(1 << 10); size <= maxPageSize && !ok; size <<= 1 {
			second, ok = metaAt(f, size)
			ok = ok && second.size == size
		}
	}
	if ok && (!found || second.transaction > best.transaction) {
		best, found = second, true
	}
	if !found {
		return pagesMeta{}, errNoJournal
	}
	return best, nil
}

// metaAt reads a meta page.
func metaAt(f io.ReaderAt, offset int64) (pagesMeta, bool) {
	page := make([]byte, pageHeader+metaSize)
	if _, err := f.ReadAt(page, offset); err != nil {
		return pagesMeta{}, false
	}
	b := page[pageHeader:]
	sum := fnv.New64a()
	_, _ = sum.Write(b[:56])
	if binary.NativeEndian.Uint32(b) != metaMagic || binary.NativeEndian.Uint32(b[4:]) != metaVersion || binary.NativeEndian.Uint64(b[56:]) != sum.Sum64() {
		return pagesMeta{}, false
	}
	m := pagesMeta{
		root: binary.NativeEndian.Uint64(b[16:]), freelist: binary.NativeEndian.Uint64(b[32:]),
		pages: binary.NativeEndian.Uint64(b[40:]), transaction: binary.NativeEndian.Uint64(b[48:]),
		size: int64(binary.NativeEndian.Uint32(b[8:])),
	}
	return m, m.size >= 1<<10 && m.size <= maxPageSize && m.size&(m.size-1) == 0
}

// page is one page's header and, of a page that branches or holds buckets,
// what it holds.
type page struct {
	flags uint16
	count int
	body  []byte // the page as a whole
}

// walker walks the pages that branch, each once.
type walker struct {
	f    io.ReaderAt
	meta pagesMeta
	seen map[uint64]bool
}

// walkPages checks the length of the file, the list of free pages and the
// trees of the buckets.
func walkPages(f io.ReaderAt, meta pagesMeta, size int64) error {
	if meta.pages < 4 || meta.pages > uint64(size)/uint64(meta.size) { // neither is negative
		return errors.New("it was cut off")
	}
	w := walker{f: f, meta: meta, seen: make(map[uint64]bool)}
	if err := w.free(); err != nil {
		return err
	}
	return w.walk(meta.root, w.buckets)
}

// free checks the list of free pages: what it names is written over next.
func (w *walker) free() error {
	p, err := w.read(w.meta.freelist)
	if err != nil || p.flags != flagFreelist {
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
		if id <= last || id >= w.meta.pages || id == w.meta.root {
			return errNoJournal
		}
		last = id
	}
	return nil
}

// buckets walks the trees of the buckets that a leaf of the root names.
func (w *walker) buckets(root page) error {
	for i := range root.count {
		at := pageHeader + i*pageElement
		bucket, err := slot(root.body, at)
		if err != nil {
			return err
		}
		if binary.NativeEndian.Uint32(root.body[at:])&1 == 0 || len(bucket) < 16 {
			return errNoJournal // the root holds nothing but buckets
		}
		if tree := binary.NativeEndian.Uint64(bucket); tree != 0 { // else it stands in its place
			if err := w.walk(tree, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// slot returns the value of an element of a leaf.
func slot(body []byte, at int) ([]byte, error) {
	if at+pageElement > len(body) {
		return nil, errNoJournal
	}
	field := func(offset int) uint64 { return uint64(binary.NativeEndian.Uint32(body[at+offset:])) }
	start := uint64(at) + field(4) + field(8) // not negative
	end := start + field(12)
	if end > uint64(len(body)) {
		return nil, errNoJournal
	}
	return body[start:end], nil
}

// walk follows a tree down. Its leaves are read only where somebody wants
// them: what is in the others is sealed, and the library checks that each is a
// leaf. A page that is reached twice would be a circle.
func (w *walker) walk(id uint64, leaf func(page) error) error {
	if w.seen[id] {
		return errNoJournal
	}
	w.seen[id] = true
	p, err := w.read(id)
	switch {
	case err != nil:
		return err
	case p.flags == flagLeaf && leaf != nil:
		return leaf(p)
	case p.flags == flagLeaf:
		return nil
	case p.flags != flagBranch || p.count == 0:
		return errNoJournal
	}
	deeper := leaf != nil // whether to read the pages below; all leaves are at one depth
	for i := range p.count {
		at := pageHeader + i*pageElement
		if at+pageElement > len(p.body) {
			return errNoJournal
		}
		child := binary.NativeEndian.Uint64(p.body[at+8:])
		if child < 2 || child >= w.meta.pages || w.seen[child] {
			return errNoJournal
		}
		if i == 0 && !deeper {
			first, err := w.read(child)
			if err != nil {
				return err
			}
			deeper = first.flags == flagBranch
		}
		if deeper {
			if err := w.walk(child, leaf); err != nil {
				return err
			}
		}
	}
	return nil
}

// read reads a page with those that it runs over into.
func (w *walker) read(id uint64) (page, error) {
	if id < 2 || id >= w.meta.pages {
		return page{}, errNoJournal
	}
	header := make([]byte, pageHeader)
	offset := int64(id) * w.meta.size // within the file
	if _, err := w.f.ReadAt(header, offset); err != nil {
		return page{}, err
	}
	p := page{flags: binary.NativeEndian.Uint16(header[8:]), count: int(binary.NativeEndian.Uint16(header[10:]))}
	overflow := uint64(binary.NativeEndian.Uint32(header[12:]))
	size := int64(overflow+1) * w.meta.size // at most 2^48
	if binary.NativeEndian.Uint64(header) != id || id+overflow >= w.meta.pages || size > maxRun {
		return page{}, errNoJournal
	}
	p.body = make([]byte, size)
	if _, err := w.f.ReadAt(p.body, offset); err != nil {
		return page{}, err
	}
	return p, nil
}
