package journal

import (
	"crypto/sha256"
	"hash"
	"io"
)

// A voucher says that this program left a list of free pages and a root: it is a digest of the
// meta, of the list and of the root, which says where each bucket begins. It stands in the page of
// the meta, in a part that the library doesn't use and empties when it writes another meta there.
// So what somebody else wrote has none, nor has one that was damaged, nor one whose program was
// stopped before it wrote the voucher; then every page is checked, once.
//
// It isn't sealed, since it keeps nobody from anything: whoever can forge it can also overwrite the
// pages. It isn't synced, since it is true or doesn't fit.
type voucher [sha256.Size]byte

// voucherAt is where the voucher is in the page of the meta: not in the sector of the meta itself.
const voucherAt = 512

// vouchFor begins a voucher with a meta and its list of free pages.
func vouchFor(sum hash.Hash, f io.ReaderAt, meta pagesMeta, list page) error {
	raw := make([]byte, metaSize)
	if err := readWhole(f, raw, meta.at+pageHeader); err != nil {
		return err
	}
	sum.Write([]byte("ringback pages 1"))
	sum.Write(raw)
	sum.Write(list.body)
	return nil
}

// vouched reports whether the voucher in the file is for this list of free pages and this root.
func (fr *frame) vouched() bool {
	var stands voucher
	err := readWhole(fr.f, stands[:], fr.meta.at+voucherAt)
	return err == nil && stands == fr.list
}

// vouch writes the voucher. Without it, the next opening takes longer, so an error doesn't matter.
func (fr *frame) vouch(f io.WriterAt) { _, _ = f.WriteAt(fr.list[:], fr.meta.at+voucherAt) }
