package ciba

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"sync"
	"time"
)

// Look is what looking for a token among those of earlier verifications found. Whether it could
// also be recorded is another matter; see [Reception].
type Look string

// What looking can find. The zero value is as good as NotLookedUp.
const (
	LookedNew Look = "new" // no other verification had it
	// none had it since this program started: nothing older was there to look in
	LookedNewThisRun Look = "new_this_run"
	LookedSeen       Look = "seen_before"   // another verification had it
	NotLookedUp      Look = "not_looked_up" // nobody could look, so nobody knows
)

// Reception is what came of looking for tokens and of recording them. Neither depends on the other:
// a full disk can still be read.
type Reception struct {
	Look     Look
	Recorded bool
}

// memoryMarks is how many marks a client remembers, the newest: two for each verification that got
// tokens.
const memoryMarks = 20_000

// memory is what a client has seen since it was made. It looks for whoever gives no Params.Receive.
type memory struct {
	mu     sync.Mutex
	owners map[[sha256.Size]byte]owner // by the digest of a mark
	order  [][sha256.Size]byte         // the oldest first, once around
	next   int
}

// owner tells verifications apart: one that is gone on with after a crash is the same as before.
type owner [sha256.Size]byte

func ownerOf(id Secret, sent time.Time) owner {
	return sha256.Sum256(binary.BigEndian.AppendUint64([]byte(id.Reveal()), uint64(sent.UnixNano())))
}

// look reports whether one of the marks is another verification's, and remembers those that are
// nobody's.
func (m *memory) look(by owner, marks []string) Look {
	m.mu.Lock()
	defer m.mu.Unlock()
	found := LookedNewThisRun
	for _, mark := range marks {
		if mark == "" {
			continue // what isn't there marks nothing
		}
		digest := sha256.Sum256([]byte(mark))
		switch first, known := m.owners[digest]; {
		case !known:
			m.remember(digest, by)
		case first != by:
			found = LookedSeen
		}
	}
	return found
}

func (m *memory) remember(digest [sha256.Size]byte, by owner) {
	if m.owners == nil {
		m.owners = map[[sha256.Size]byte]owner{}
	}
	m.owners[digest] = by
	if len(m.order) < memoryMarks {
		m.order = append(m.order, digest)
		return
	}
	delete(m.owners, m.order[m.next])
	m.order[m.next] = digest
	m.next = (m.next + 1) % memoryMarks
}

// receiveInMemory looks where nobody gave Params.Receive. Nothing is recorded.
func (v *Verification) receiveInMemory(_ context.Context, r Receipt) Reception {
	marks := r.Marks
	if r.Identity != "" {
		marks = append([]string{"token " + r.Identity}, marks...)
	}
	return Reception{Look: v.client.seen.look(ownerOf(v.ack.AuthReqID, v.result.SentAt), marks)}
}
