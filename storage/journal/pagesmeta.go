package journal

import (
	"encoding/binary"
	"hash/fnv"
	"io"
)

// A bbolt file begins with two meta pages. Each transaction is written with its number into one of
// them, alternately, and the later one counts.
const (
	metaSize     = 64
	metaMagic    = 0xED0CDAED
	metaVersion  = 2
	metaNumber   = 48 // offset of the transaction's number
	metaChecksum = 56
	minPageSize  = 1 << 10
	maxPageSize  = 64 << 10
)

// pagesMeta is the content of a meta page.
type pagesMeta struct {
	root, freelist, pages, transaction uint64
	size                               int64 // of a page
	at                                 int64 // offset of the meta's page
}

// readMeta returns the meta that the library will use: the later one. The place of the second one
// depends on the page size, which is only stated in a meta.
//
// If the later one is broken, the library takes the other one, and so would silently forget the
// last transaction: a mark against replay, or how a verification ended. A meta fits into one
// sector, which a disk writes completely or not at all, so a machine that stopped can't have caused
// this.
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

// metaAt reads a meta page; false if it is none, or a broken one.
func metaAt(f io.ReaderAt, offset int64) (pagesMeta, bool) {
	b, ok := rawMeta(f, offset)
	if !ok || binary.NativeEndian.Uint32(b) != metaMagic || binary.NativeEndian.Uint32(b[4:]) != metaVersion || !summed(b) {
		return pagesMeta{}, false
	}
	m := pagesMeta{
		root: binary.NativeEndian.Uint64(b[16:]), freelist: binary.NativeEndian.Uint64(b[32:]),
		pages: binary.NativeEndian.Uint64(b[40:]), transaction: binary.NativeEndian.Uint64(b[metaNumber:]),
		size: int64(binary.NativeEndian.Uint32(b[8:])), at: offset,
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

// summed reports whether a meta has the right checksum.
func summed(b []byte) bool {
	sum := fnv.New64a()
	_, _ = sum.Write(b[:metaChecksum])
	return binary.NativeEndian.Uint64(b[metaChecksum:]) == sum.Sum64()
}

// older reports whether a broken meta belongs to the previous transaction, so that nothing depends
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
