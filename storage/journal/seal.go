package journal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
)

// errSeal means that sealed bytes were changed or moved, or were sealed under another key.
var errSeal = errors.New("journal: the seal is broken")

// sealer seals with AES-256-GCM under a random nonce. The place, which isn't secret, is bound in,
// so sealed bytes that were moved don't open.
type sealer struct{ aead cipher.AEAD }

// newSealer takes a key of 32 bytes.
func newSealer(key []byte) sealer {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic("journal: a derived key has 32 bytes") // our mistake, not the input's
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic("journal: AES has blocks of 16 bytes") // our mistake, too
	}
	return sealer{aead: aead}
}

// seal returns nonce and ciphertext.
func (s sealer) seal(place, content []byte) []byte {
	sealed := make([]byte, s.aead.NonceSize(), s.aead.NonceSize()+len(content)+s.aead.Overhead())
	_, _ = rand.Read(sealed) // never fails: the program would have ended
	return s.aead.Seal(sealed, sealed, content, place)
}

// open returns the content, using buffer if it is large enough.
func (s sealer) open(buffer, place, sealed []byte) ([]byte, error) {
	size := s.aead.NonceSize()
	if len(sealed) < size+s.aead.Overhead() {
		return nil, errSeal
	}
	content, err := s.aead.Open(buffer[:0], sealed[:size], sealed[size:], place)
	if err != nil {
		return nil, errSeal
	}
	return content, nil
}
