// The race detector ends the program at a wrong pointer in a damaged page, as in damage_test.go.

//go:build !race

package journal

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestAPageOfAnotherBucket: a bucket that seems to begin at a page of another one, or lower in its
// own tree, is found before it is used. A write would free that page, and so destroy what is there;
// and what isn't in it would seem never to have been written.
func TestAPageOfAnotherBucket(t *testing.T) {
	clock := newHands(noon)
	path := filepath.Join(t.TempDir(), "journal.db")
	j := filled(t, path, 400, clock.now)
	must(t, j.Begin(t.Context(), Record{ID: "first", Started: noon}, 0))
	whole, err := os.ReadFile(path)
	must(t, err)
	fr, err := openFrame(bytes.NewReader(whole), int64(len(whole)), voucher{})
	must(t, err)
	tried := 0
	for of, begins := range fr.roots {
		for other, root := range fr.roots {
			leaf := somewhereBelow(t, fr, root)
			if begins == 0 || leaf == 0 {
				continue
			}
			tried++
			broken := bytes.Clone(whole)
			header := bytes.Index(broken[int64(fr.meta.root)*fr.meta.size:], append([]byte(of), u64(begins)...))
			copy(broken[int64(fr.meta.root)*fr.meta.size+int64(header+len(of)):], u64(leaf))
			if other != of { // that of another is found even by itself
				vouchAgain(broken)
			}
			t.Run(of+" begins in "+other, func(t *testing.T) {
				must(t, os.WriteFile(path, broken, 0o600))
				if err := useAll(t, j); !saysDamaged(err) {
					t.Error(err)
				}
				leafIsThere(t, path, whole, leaf)
			})
		}
	}
	if tried < 20 {
		t.Errorf("only %d", tried)
	}
}

// somewhereBelow returns a leaf in a tree that has several; 0 if it hasn't.
func somewhereBelow(t *testing.T, fr *frame, root uint64) uint64 {
	t.Helper()
	if root == 0 {
		return 0
	}
	leaf, _, err := fr.find(root, nil, sideAt, leaves)
	must(t, err)
	if leaf.id == root {
		return 0
	}
	return leaf.id
}

// useAll begins a verification, and ends it.
func useAll(t *testing.T, j *File) error {
	t.Helper()
	ctx := t.Context()
	if err := j.Begin(ctx, Record{ID: "another", Started: noon, Person: "another", Case: "another"}, 0); err != nil {
		return err
	}
	if _, err := j.Receive(ctx, "another", noon, []string{"mark"}); err != nil {
		return err
	}
	return j.End(ctx, "another", Ending{At: noon})
}

// leafIsThere fails unless a page is still what it was, and in use.
func leafIsThere(t *testing.T, path string, whole []byte, id uint64) {
	t.Helper()
	after, err := os.ReadFile(path)
	must(t, err)
	fr, err := begunFrame(bytes.NewReader(after), int64(len(after)))
	must(t, err)
	if fr.isFree(run{id, id}) || !bytes.Equal(pageAt(after, fr.meta, id).body, pageAt(whole, fr.meta, id).body) {
		t.Error("it was freed")
	}
}
