package journal

import "crypto/sha256"

// A link of the chain is stored as its digest, one byte that says whether its content is still
// there, and the sealed content. The digest covers the previous digest and the sealed bytes, so it
// stays true when the content is erased.
const (
	contentWhole  = 0
	contentErased = 1
)

// chained returns the digest of a link.
func (l *content) chained(before [sha256.Size]byte, sealed []byte) [sha256.Size]byte {
	l.chain = append(append(l.chain[:0], before[:]...), sealed...)
	return sha256.Sum256(l.chain)
}

// storedLink splits a stored link.
func storedLink(value []byte) (digest [sha256.Size]byte, content byte, sealed []byte, err error) {
	if len(value) <= sha256.Size {
		return digest, 0, nil, errCoded
	}
	copy(digest[:], value)
	return digest, value[sha256.Size], value[sha256.Size+1:], nil
}
