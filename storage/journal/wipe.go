package journal

import (
	"bytes"
	"io"
	"slices"
)

// wipe overwrites every free page with zeros: pages that the library frees still hold what was
// erased, and so do those that an operation wrote before it was broken off. Nothing refers to them
// but the meta before the last one, which is never used again, see [readMeta].
func (d *database) wipe() error {
	info, err := d.file.Stat()
	if err == nil {
		err = d.frame.wipe(d.file, info.Size())
	}
	if err == nil {
		err = d.file.Sync()
	}
	return damaged(d.bolt.Path(), err)
}

// readerWriterAt is a file that is wiped.
type readerWriterAt interface {
	io.ReaderAt
	io.WriterAt
}

// atOnce is how many bytes are wiped at once; a multiple of every page's size.
const atOnce = 256 << 10

// wipe overwrites the free pages, and what follows the last page.
func (fr *frame) wipe(f readerWriterAt, size int64) error {
	w := wiper{f: f, page: fr.meta.size, buffer: make([]byte, atOnce), zeros: make([]byte, atOnce)}
	for _, pages := range fr.free {
		for from, end := int64(pages.first)*w.page, int64(pages.last+1)*w.page; from < end; from += atOnce {
			if _, err := w.wipe(from, min(end, from+atOnce)); err != nil {
				return err
			}
		}
	}
	// An operation that was broken off wrote without gaps. What follows can be long, and is empty.
	const empty = 64
	for from, seen := int64(fr.meta.pages)*w.page, 0; from < size && seen < empty; from += atOnce {
		wiped, err := w.wipe(from, min(size, from+atOnce))
		if err != nil {
			return err
		}
		if seen++; wiped {
			seen = 0
		}
	}
	return nil
}

// wiper overwrites what isn't empty yet.
type wiper struct {
	f             readerWriterAt
	page          int64
	buffer, zeros []byte
}

// wipe overwrites a part of the file, and reports whether it wasn't empty.
func (w *wiper) wipe(from, end int64) (wiped bool, err error) {
	part := w.buffer[:end-from]
	if err := readWhole(w.f, part, from); err != nil {
		return false, err
	}
	used := 0 // bytes before the page that aren't zeros
	for page := range slices.Chunk(part, int(w.page)) {
		if !bytes.Equal(page, w.zeros[:len(page)]) {
			used += len(page)
		} else {
			if err := w.zero(from-int64(used), used); err != nil {
				return wiped, err
			}
			wiped, used = wiped || used > 0, 0
		}
		from += int64(len(page))
	}
	return wiped || used > 0, w.zero(end-int64(used), used)
}

// zero overwrites some bytes.
func (w *wiper) zero(from int64, n int) error {
	if n == 0 {
		return nil
	}
	_, err := w.f.WriteAt(w.zeros[:n], from)
	return err
}
