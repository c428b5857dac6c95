package journal

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// OrganisationKeys are the keys of a shared journal, by their numbers. An organisation makes them
// and gives them to its desks; a journal of one machine has a key of its own.
type OrganisationKeys struct {
	Seal map[uint32][]byte
	Hash map[uint32][]byte
}

// The bounds of an organisation's keys.
const (
	MaxKeyNumber = 9999 // numbers begin with 1
	maxKeysEntry = 2000 // bytes: Windows takes 2,560, macOS some 3,000 with names and Base64
)

// organisationEntry is the name of their entry in the keyring. Its first word is the form of the
// rest: words such as s2=KEY for a seal key and h1=KEY for a hash key.
const (
	organisationEntry   = "shared journal keys"
	organisationVersion = "1"
	wordSeal, wordHash  = "s", "h"
)

// The errors of an organisation's keys. None says anything about a key.
var (
	ErrKeyForm        = errors.New("a key of the shared journal must be 32 bytes in Base64 or in hexadecimal digits; make one with: openssl rand -base64 32")
	ErrKeyNumber      = fmt.Errorf("the number of a key of the shared journal must be from 1 to %d", MaxKeyNumber)
	ErrKeysUnreadable = errors.New("the keyring's entry with the keys of the shared journal wasn't written by this version of the program; remove it in the keyring, and provision all keys again")
	ErrKeysTooMany    = fmt.Errorf("no more keys of the shared journal fit into the keyring, whose entry takes %d bytes, some 40 keys", maxKeysEntry)
)

// OtherKeyError means that there is another key under a number. A key never changes: whatever was
// sealed or hashed with it would be lost.
type OtherKeyError struct {
	Hash   bool // else it is a seal key
	Number uint32
}

func (e *OtherKeyError) Error() string {
	kind := "seal"
	if e.Hash {
		kind = "hash"
	}
	return fmt.Sprintf("the keyring has another %s key %d of the shared journal; a new key needs a new number", kind, e.Number)
}

// ParseOrganisationKey reads a key: 32 bytes in Base64 of either alphabet, with or without padding,
// or in hexadecimal digits.
func ParseOrganisationKey(text string) ([]byte, error) {
	text = strings.TrimSpace(text)
	if key, err := hex.DecodeString(text); err == nil && len(key) == keySize {
		return key, nil
	}
	plain := strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(text, "="))
	key, err := base64.RawURLEncoding.Strict().DecodeString(plain)
	if err != nil || len(key) != keySize || strings.ContainsAny(text, "\r\n") {
		return nil, ErrKeyForm
	}
	return key, nil
}

// ParseKeyNumber reads the number of a key.
func ParseKeyNumber(text string) (uint32, error) {
	number, err := strconv.ParseUint(text, 10, 32)
	if err != nil || number < 1 || number > MaxKeyNumber || strconv.FormatUint(number, 10) != text {
		return 0, ErrKeyNumber
	}
	return uint32(number), nil
}

// ReadOrganisationKeys returns the keys in the keyring, none if it has none.
func ReadOrganisationKeys(ctx context.Context, keyring KeyKeeper) (OrganisationKeys, error) {
	stored, found, err := keyring.ReadEntry(ctx, organisationEntry)
	if err != nil || !found {
		return OrganisationKeys{}, err
	}
	return decodeOrganisation(stored)
}

// AddOrganisationKeys adds keys to those in the keyring, and returns all of them. The same key
// under the same number is fine, another one is an *[OtherKeyError]: then nothing is added. Two
// programs that add at once can undo each other's addition: only one may at a time.
func AddOrganisationKeys(ctx context.Context, keyring KeyKeeper, more OrganisationKeys) (OrganisationKeys, error) {
	if err := more.check(); err != nil {
		return OrganisationKeys{}, err
	}
	have, err := ReadOrganisationKeys(ctx, keyring)
	if err != nil {
		return OrganisationKeys{}, err
	}
	all, err := have.with(more)
	if err != nil {
		return OrganisationKeys{}, err
	}
	text := all.encode()
	switch {
	case len(text) > maxKeysEntry:
		return OrganisationKeys{}, ErrKeysTooMany
	case text == have.encode():
		return all, nil // so that logging on needs no more than to read the keyring
	}
	return all, keyring.SaveEntry(ctx, organisationEntry, text)
}

// check returns an error if there is something other than keys with numbers.
func (k OrganisationKeys) check() error {
	for _, keys := range []map[uint32][]byte{k.Seal, k.Hash} {
		for number, key := range keys {
			switch {
			case number < 1 || number > MaxKeyNumber:
				return ErrKeyNumber
			case len(key) != keySize:
				return ErrKeyForm
			}
		}
	}
	return nil
}

// with returns the keys with others.
func (k OrganisationKeys) with(more OrganisationKeys) (OrganisationKeys, error) {
	all := OrganisationKeys{Seal: make(map[uint32][]byte), Hash: make(map[uint32][]byte)}
	for _, kind := range []struct {
		into, have, more map[uint32][]byte
		hash             bool
	}{{all.Seal, k.Seal, more.Seal, false}, {all.Hash, k.Hash, more.Hash, true}} {
		maps.Copy(kind.into, kind.have)
		for _, number := range slices.Sorted(maps.Keys(kind.more)) {
			if old, there := kind.have[number]; there && subtle.ConstantTimeCompare(old, kind.more[number]) != 1 {
				return OrganisationKeys{}, &OtherKeyError{Hash: kind.hash, Number: number}
			}
			kind.into[number] = kind.more[number]
		}
	}
	return all, nil
}

// encode returns the text of the entry.
func (k OrganisationKeys) encode() string {
	var text strings.Builder
	text.WriteString(organisationVersion)
	for _, kind := range []struct {
		word string
		keys map[uint32][]byte
	}{{wordSeal, k.Seal}, {wordHash, k.Hash}} {
		for _, number := range slices.Sorted(maps.Keys(kind.keys)) {
			fmt.Fprintf(&text, " %s%d=%s", kind.word, number, base64.RawURLEncoding.EncodeToString(kind.keys[number]))
		}
	}
	return text.String()
}

// decodeOrganisation reads the text of an entry.
func decodeOrganisation(stored string) (OrganisationKeys, error) {
	keys := OrganisationKeys{Seal: make(map[uint32][]byte), Hash: make(map[uint32][]byte)}
	version, rest, more := strings.Cut(stored, " ")
	if version != organisationVersion || len(stored) > maxKeysEntry {
		return OrganisationKeys{}, ErrKeysUnreadable
	}
	for more {
		var word string
		word, rest, more = strings.Cut(rest, " ")
		into := keys.Seal
		digits, isSeal := strings.CutPrefix(word, wordSeal)
		if !isSeal {
			var isHash bool
			if digits, isHash = strings.CutPrefix(word, wordHash); !isHash {
				return OrganisationKeys{}, ErrKeysUnreadable
			}
			into = keys.Hash
		}
		digits, text, _ := strings.Cut(digits, "=")
		number, wrong := ParseKeyNumber(digits)
		key, err := ParseOrganisationKey(text)
		if _, twice := into[number]; wrong != nil || err != nil || twice {
			return OrganisationKeys{}, ErrKeysUnreadable
		}
		into[number] = key
	}
	return keys, nil
}
