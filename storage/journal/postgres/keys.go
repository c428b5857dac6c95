package postgres

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"ringback/storage/journal"
)

// KeySize is the size of each of the organisation's keys, in bytes.
const KeySize = 32

// Keys are the organisation's keys, by their numbers, which are above 0. New values are sealed
// under the current seal key, which the database names; older ones stay readable with the others. A
// hash key goes only when the last record that was hashed under it has.
type Keys struct {
	Seal map[uint32][]byte
	Hash map[uint32][]byte
}

// derived returns a key for one purpose, so that none reveals anything about another.
func derived(key []byte, purpose string) []byte {
	derived, err := hkdf.Expand(sha256.New, key, "ringback shared journal 1 "+purpose, sha256.Size)
	if err != nil {
		panic("postgres: 32 bytes are never too long for HKDF") // our mistake, not the input's
	}
	return derived
}

// KeyName tells a key from another one of the same number, and says nothing else about it.
func KeyName(key []byte) []byte { return derived(key, "name") }

// hasher has the keys for hashing that are derived from one hash key.
type hasher struct{ person, cpr, mark, caseID, operator, desk []byte }

func hasherOf(key []byte) hasher {
	return hasher{
		person: derived(key, "person"), cpr: derived(key, "cpr"), mark: derived(key, "mark"),
		caseID: derived(key, "case"), operator: derived(key, "operator"), desk: derived(key, "desk"),
	}
}

// keyring is what this desk can read and write with.
type keyring struct {
	sealers  map[uint32]journal.Sealer
	hashers  []hasher // in the order of their numbers
	imported []hasher // what imported files hashed with: persons and marks only
	// lastImport is the number of the last one; one that can't be read counts, too.
	lastImport int64
	at         int    // where the current one is among them
	seal       uint32 // the number of the current seal key
	hash       uint32 // … of the current hash key
	sealName   []byte
	hashName   []byte
}

// withCurrent derives what is needed, given the numbers that the database names.
func (k Keys) withCurrent(seal, hash uint32) (*keyring, error) {
	if k.Seal[seal] == nil || k.Hash[hash] == nil {
		return nil, &MissingKeyError{Seal: seal, Hash: hash, HasSeal: k.Seal[seal] != nil, HasHash: k.Hash[hash] != nil}
	}
	r := &keyring{sealers: k.sealers(), seal: seal, hash: hash, sealName: KeyName(k.Seal[seal]), hashName: KeyName(k.Hash[hash])}
	for i, number := range slices.Sorted(maps.Keys(k.Hash)) {
		key := k.Hash[number]
		if number == hash {
			r.at = i
		}
		r.hashers = append(r.hashers, hasherOf(key))
	}
	return r, nil
}

// with returns these keys with what was provisioned since. None goes while the journal is open: how
// many there are tells whether a person was hashed under all of them.
func (k Keys) with(now Keys) Keys {
	all := Keys{Seal: make(map[uint32][]byte), Hash: make(map[uint32][]byte)}
	for _, some := range []Keys{k, now} {
		maps.Copy(all.Seal, some.Seal)
		maps.Copy(all.Hash, some.Hash)
	}
	return all
}

// sealers derives what seals and opens under each seal key.
func (k Keys) sealers() map[uint32]journal.Sealer {
	all := make(map[uint32]journal.Sealer, len(k.Seal))
	for number, key := range k.Seal {
		all[number] = journal.NewSealer(derived(key, "seal"))
	}
	return all
}

func keyed(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// between separates a person's hashes under several keys, in the order of their numbers. With one
// key a hash looks as in every other journal.
const between = journal.HashesBetween

// keepImported keeps what imported files hashed with that the journal let go of meanwhile, for the
// same reason as [Keys.with].
func (r *keyring) keepImported(before *keyring) {
	if before == nil {
		return
	}
	all := slices.Clone(before.imported)
	for _, one := range r.imported {
		if !slices.ContainsFunc(all, func(kept hasher) bool { return bytes.Equal(kept.person, one.person) }) {
			all = append(all, one)
		}
	}
	r.imported = all
}

// fits reports whether these are a person's hashes under all keys, or nobody's.
func (r *keyring) fits(hashes [][]byte) bool {
	return len(hashes) == 0 || len(hashes) == len(r.hashers)+len(r.imported)
}

// hashPerson returns a person's hashes under all keys.
func (r *keyring) hashPerson(p journal.Person) journal.PersonHash {
	var all []string
	for _, h := range slices.Concat(r.hashers, r.imported) {
		key := h.person
		if p.Domain == journal.ByCPR {
			key = h.cpr
		}
		all = append(all, hex.EncodeToString(keyed(key, p.Canonical())))
	}
	return journal.PersonHash(strings.Join(all, between))
}

// personHashes returns the hashes in a [journal.PersonHash]; none of nobody.
func personHashes(p journal.PersonHash) ([][]byte, error) {
	all := [][]byte{}
	if p == "" {
		return all, nil
	}
	for one := range strings.SplitSeq(string(p), between) {
		hash, err := hex.DecodeString(one)
		if err != nil || len(hash) != sha256.Size {
			return nil, errNotHashed
		}
		all = append(all, hash)
	}
	return all, nil
}

// recorded is the hash that a record keeps: that under the current key.
func (r *keyring) recorded(persons [][]byte) journal.PersonHash {
	if len(persons) == 0 {
		return ""
	}
	return recordedHash(r.currentFirst(persons)[0])
}

func recordedHash(hash []byte) journal.PersonHash {
	return journal.PersonHash(hex.EncodeToString(hash))
}

// currentFirst returns hashes with that under the current key first. A single one may be of any
// key.
func (r *keyring) currentFirst(hashes [][]byte) [][]byte {
	if len(hashes) < len(r.hashers) || len(hashes) == 0 {
		return hashes
	}
	first := [][]byte{hashes[r.at]}
	return append(first, slices.Concat(hashes[:r.at], hashes[r.at+1:])...)
}

// ours divides a person's hashes, that under the current key first, into those under the
// organisation's keys and those under the keys of imported files.
func (r *keyring) ours(hashes [][]byte) (ours, imported [][]byte) {
	n := min(len(r.hashers), len(hashes))
	return hashes[:n], hashes[n:]
}

// under returns a text's hashes under all keys; nil for an empty text.
func (r *keyring) under(text string, key func(hasher) []byte) [][]byte {
	if text == "" {
		return nil
	}
	var all [][]byte
	for _, h := range r.hashers {
		all = append(all, keyed(key(h), text))
	}
	return all
}

// current is under the current key only.
func (r *keyring) current(text string, key func(hasher) []byte) []byte {
	if text == "" {
		return nil
	}
	return keyed(key(r.hashers[r.at]), text)
}

func caseKey(h hasher) []byte     { return h.caseID }
func operatorKey(h hasher) []byte { return h.operator }
func deskKey(h hasher) []byte     { return h.desk }
func markKey(h hasher) []byte     { return h.mark }

// place is what a link's content is bound to.
func place(kind journal.LinkKind, id string) []byte { return fmt.Appendf(nil, "%d\x00%s", kind, id) }

// seal seals a link's content under the current key, whose number comes first.
func (r *keyring) sealLink(id string, l journal.SharedLink) []byte {
	number := binary.BigEndian.AppendUint32(nil, r.seal)
	return append(number, r.sealers[r.seal].Seal(place(l.Kind, id), l.Encode())...)
}

// openLink opens a link's content.
func (r *keyring) openLink(kind journal.LinkKind, id string, sealed []byte) (journal.SharedLink, error) {
	if len(sealed) < 4 {
		return journal.SharedLink{}, errSealed
	}
	sealer, has := r.sealers[binary.BigEndian.Uint32(sealed)]
	if !has {
		return journal.SharedLink{}, &MissingKeyError{Seal: binary.BigEndian.Uint32(sealed), HasHash: true}
	}
	content, err := sealer.Open(place(kind, id), sealed[4:])
	if err != nil {
		return journal.SharedLink{}, errSealed
	}
	return journal.DecodeLink(kind, content)
}
