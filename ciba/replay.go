package ciba

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"sync"
	"time"
)

// Look is the result of looking a token up among those of earlier verifications. Whether the token
// could also be recorded is separate; see [Reception].
type Look string

// The results of a look. The zero value means the same as NotLookedUp.
const (
	LookedNew         Look = "new"           // no other verification had it
	LookedNewThisRun  Look = "new_this_run"  // as new, but only this run could be searched
	LookedNewThisDesk Look = "new_this_desk" // as new, but of many desks only this one could be searched
	LookedSeen        Look = "seen_before"   // another verification had it
	NotLookedUp       Look = "not_looked_up" // the look failed, so it isn't known
)

// Reception is the result of looking tokens up and of recording them. The two are independent: a
// full disk can still be read.
type Reception struct {
	Look     Look
	Recorded bool
}

// memoryMarks is how many marks a client remembers, the newest ones: two for each verification that
// got tokens.
const memoryMarks = 20_000

// memory holds what a client has seen since it was made. It serves verifications without
// Params.Receive.
type memory struct {
	mu     sync.Mutex
	owners map[[sha256.Size]byte]owner // by the digest of a mark
	order  [][sha256.Size]byte         // a ring, the oldest at next
	next   int
}

// owner identifies a verification. A resumed one has the same owner as before the crash.
type owner [sha256.Size]byte

func ownerOf(id Secret, sent time.Time) owner {
	return sha256.Sum256(binary.BigEndian.AppendUint64([]byte(id.Reveal()), uint64(sent.UnixNano())))
}

// look reports whether one of the marks belongs to another verification, and remembers the marks
// that belong to none.
func (m *memory) look(by owner, marks []string) Look {
	m.mu.Lock()
	defer m.mu.Unlock()
	found := LookedNewThisRun
	for _, mark := range marks {
		if mark == "" {
			continue // an absent value is no mark
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

// receiveInMemory is the look for verifications without Params.Receive. It records nothing.
func (v *Verification) receiveInMemory(_ context.Context, r Receipt) Reception {
	marks := r.Marks
	if r.Identity != "" {
		marks = append([]string{"token " + r.Identity}, marks...)
	}
	return Reception{Look: v.client.seen.look(ownerOf(v.ack.AuthReqID, v.result.SentAt), marks)}
}
