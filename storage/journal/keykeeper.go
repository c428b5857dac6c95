package journal

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"strings"
)

// KeyKeeper is where a journal's key is kept: the keyring of the operating system. The entries have
// names; their texts are the journal's own.
type KeyKeeper interface {
	// ReadEntry returns an entry; found is false where the keyring works and has none of that name.
	ReadEntry(ctx context.Context, name string) (text string, found bool, err error)
	// SaveEntry saves one and reads it back.
	SaveEntry(ctx context.Context, name, text string) error
}

// keyEntry is the name of the entry with the journal's key, and its first word says how the rest is
// written.
const (
	keyEntry   = "journal key"
	keyVersion = "1 "
)

// readKey returns the journal's key, nil where the keyring has none. ErrKeyLost: what it has isn't
// one.
func readKey(ctx context.Context, keyring KeyKeeper) ([]byte, error) {
	stored, found, err := keyring.ReadEntry(ctx, keyEntry)
	if err != nil || !found {
		return nil, err
	}
	return parseKey(stored)
}

// makeKey makes a key and saves it. A journal that is sealed under a key that wasn't kept is lost,
// so the keyring reads it back. A success that comes too late stays: the next one to open the
// journal finds the key, and may have done so already.
func makeKey(ctx context.Context, keyring KeyKeeper) ([]byte, error) {
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // never fails: the program would have ended
	if err := keyring.SaveEntry(ctx, keyEntry, keyVersion+hex.EncodeToString(key)); err != nil {
		return nil, err
	}
	return key, nil
}

// parseKey reads an entry of the keyring.
func parseKey(stored string) ([]byte, error) {
	text, ok := strings.CutPrefix(stored, keyVersion)
	key, err := hex.DecodeString(text)
	if !ok || err != nil || len(key) != keySize {
		return nil, ErrKeyLost
	}
	return key, nil
}
