package storage

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"strings"
)

// journalUser is the name of the entry with the journal's key, and its first
// word says how the rest is written.
const (
	journalUser    = "journal key"
	journalVersion = "1 "
)

// journalKey returns the journal's key. ErrNoSecret: the keyring works and has
// none. ErrJournalKeyLost: what it has isn't one.
func (s *Secrets) journalKey(ctx context.Context) ([]byte, error) {
	found := make(chan []byte, 1) // not a variable: a late answer must not race with us
	err := s.call(ctx, &call{do: func() error {
		stored, err := s.keyring.Get(service, journalUser)
		if err != nil {
			return classify(err, "")
		}
		key, err := parseJournalKey(stored)
		if err == nil {
			found <- key
		}
		return err
	}})
	if err != nil {
		return nil, err
	}
	return <-found, nil
}

// makeJournalKey makes a key and saves it, where the keyring has none. It
// reads it back: a journal that is sealed under a key that wasn't kept is lost.
// A success that comes too late stays: the next one to open the journal finds
// the key, and may have done so already.
func (s *Secrets) makeJournalKey(ctx context.Context) ([]byte, error) {
	key := make([]byte, journalKeySize)
	_, _ = rand.Read(key) // never fails: the program would have ended
	stored := journalVersion + hex.EncodeToString(key)
	err := s.call(ctx, &call{do: func() error {
		if err := s.keyring.Set(service, journalUser, stored); err != nil {
			return orMissing(classify(err, stored))
		}
		read, err := s.keyring.Get(service, journalUser)
		if err == nil && read != stored {
			err = errors.New("it returned something else than was saved")
		}
		return orMissing(classify(err, stored))
	}})
	if err != nil {
		return nil, err
	}
	return key, nil
}

// parseJournalKey reads an entry of the keyring.
func parseJournalKey(stored string) ([]byte, error) {
	text, ok := strings.CutPrefix(stored, journalVersion)
	key, err := hex.DecodeString(text)
	if !ok || err != nil || len(key) != journalKeySize {
		return nil, ErrJournalKeyLost
	}
	return key, nil
}
