package journal

import (
	"encoding/binary"
	"hash/fnv"
	"io"
)

// A file of bbolt begins with two meta pages. A transaction is written with its own number into one
// of them, alternately, and the later one counts.
const (
	metaSize     = 64
	metaMagic    = 0xED0CDAED
	metaVersion  = 2
	metaNumber   = 48 // where the transaction's number is
	metaChecksum = 56
	minPageSize  = 1 << 10
	maxPageSize  = 64 << 10
)

// pagesMeta is what a meta page tells.
type pagesMeta struct {
	root, freelist, pages, transaction uint64
	size                               int64 // of a page
}

// readMeta returns the meta that the library will use: the later one. The place of the second
// depends on the size of a page, which only a meta tells.
//
// The library takes the other one where the later one is broken, and so would forget the last
// transaction without a word: a mark against replay, or how a verification ended. A meta fits into
// one sector, which a disk writes as a whole or not at all, so this doesn't come of a machine that
// stopped.
func readMeta(f io.ReaderAt) (pagesMeta, error) {
	first, ok := metaAt(f, 0)
	if ok {
		second, whole := metaAt(f, first.size)
		switch {
		case whole && second.size != first.size:
			return pagesMeta{}, errNoJournal
		case whole && second.transaction > first.transaction:
			return second, nil
		case whole || older(f, first.size, first.transaction):
			return first, nil
		}
		return pagesMeta{}, errNoJournal
	}
	for size := int64(minPageSize); size <= maxPageSize; size <<= 1 {
		if second, ok := metaAt(f, size); ok && second.size == size && older(f, 0, second.transaction) {
			return second, nil
		}
	}
	return pagesMeta{}, errNoJournal
}

// metaAt reads a meta page; false: it is none, or a broken one.
func metaAt(f io.ReaderAt, offset int64) (pagesMeta, bool) {
	b, ok := rawMeta(f, offset)
	if !ok || binary.NativeEndian.Uint32(b) != metaMagic || binary.NativeEndian.Uint32(b[4:]) != metaVersion || !summed(b) {
		return pagesMeta{}, false
	}
	m := pagesMeta{
		root: binary.NativeEndian.Uint64(b[16:]), freelist: binary.NativeEndian.Uint64(b[32:]),
		pages: binary.NativeEndian.Uint64(b[40:]), transaction: binary.NativeEndian.Uint64(b[metaNumber:]),
		size: int64(binary.NativeEndian.Uint32(b[8:])),
	}
	return m, m.size >= minPageSize && m.size <= maxPageSize && m.size&(m.size-1) == 0
}

func rawMeta(f io.ReaderAt, offset int64) ([]byte, bool) {
	page := make([]byte, pageHeader+metaSize)
	if err := readWhole(f, page, offset); err != nil {
		return nil, false
	}
	return page[pageHeader:], true
}

// summed reports whether a meta has the checksum that it should have.
func summed(b []byte) bool {
	sum := fnv.New64a()
	_, _ = sum.Write(b[:metaChecksum])
	return binary.NativeEndian.Uint64(b[metaChecksum:]) == sum.Sum64()
}

// older reports whether a broken meta was the one of the transaction before: then nothing depends
// on it. It may be its number that was changed.
func older(f io.ReaderAt, offset int64, transaction uint64) bool {
	b, ok := rawMeta(f, offset)
	if !ok {
		return false
	}
	stated := binary.NativeEndian.Uint64(b[metaNumber:])
	numbered := func(n uint64) bool {
		binary.NativeEndian.PutUint64(b[metaNumber:], n)
		return summed(b)
	}
	return numbered(transaction-1) || stated == transaction-1 && !numbered(transaction+1)
}
