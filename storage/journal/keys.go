package journal

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
)

// keySize is the size of a journal's one key, in bytes.
const keySize = 32

// keys are derived from a journal's key, one for each purpose, so that none reveals anything about
// another.
type keys struct {
	seal   []byte // of AES-256-GCM
	person []byte // of the HMAC of persons by what a provider knows them by
	cpr    []byte // of the HMAC of CPR numbers
	mark   []byte // of the HMAC of marks
	index  []byte // of the HMAC of ids
	name   []byte // identifies the key, and does nothing else
}

// deriveKeys derives the keys from the one in the keyring.
func deriveKeys(key []byte) keys {
	derive := func(purpose string) []byte {
		derived, err := hkdf.Expand(sha256.New, key, "ringback journal 1 "+purpose, sha256.Size)
		if err != nil {
			// our mistake, not the input's
			panic("journal: 32 bytes are never too long for HKDF")
		}
		return derived
	}
	return keys{seal: derive("seal"), person: derive("person"), cpr: derive("cpr"), mark: derive("mark"), index: derive("index"), name: derive("name")}
}

// hashMark returns the form in which a mark is kept.
func (k keys) hashMark(mark string) []byte { return keyed(k.mark, mark) }

// hashID returns the key under which an id is found.
func (k keys) hashID(id string) []byte { return keyed(k.index, id) }

// keyed returns an HMAC-SHA-256.
func keyed(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}
