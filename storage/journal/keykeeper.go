package journal

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"strings"
)

// KeyKeeper is where a journal's key is kept: the keyring of the operating system. Entries have
// names; their texts are the journal's.
type KeyKeeper interface {
	// ReadEntry returns an entry; found is false if the keyring works and has no entry of that
	// name.
	ReadEntry(ctx context.Context, name string) (text string, found bool, err error)
	// SaveEntry saves an entry and reads it back.
	SaveEntry(ctx context.Context, name, text string) error
}

// keyEntry is the name of the entry with the journal's key. Its first word is the form of the rest.
const (
	keyEntry   = "journal key"
	keyVersion = "1 "
)

// readKey returns the journal's key, nil if the keyring has none. ErrKeyLost: the entry isn't a
// key.
func readKey(ctx context.Context, keyring KeyKeeper) ([]byte, error) {
	stored, found, err := keyring.ReadEntry(ctx, keyEntry)
	if err != nil || !found {
		return nil, err
	}
	return parseKey(stored)
}

// makeKey makes a key and saves it. A journal sealed under a key that wasn't kept is lost, so the
// keyring reads it back. A success that comes too late isn't undone: the next program that opens
// the journal finds the key, and may have done so already.
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
