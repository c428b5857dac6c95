package postgres

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"ringback/storage/journal"
)

func keysFrom(numbers ...byte) map[uint32][]byte {
	keys := make(map[uint32][]byte)
	for _, n := range numbers {
		keys[uint32(n)] = bytes.Repeat([]byte{n}, KeySize)
	}
	return keys
}

func currentKeys(t *testing.T, keys Keys, seal, hash uint32) *keyring {
	t.Helper()
	r, err := keys.withCurrent(seal, hash)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSealsNameTheirKey: what was sealed under an older key opens as long as that is held, and
// nothing opens elsewhere than where it was sealed.
func TestSealsNameTheirKey(t *testing.T) {
	old := currentKeys(t, Keys{Seal: keysFrom(1), Hash: keysFrom(1)}, 1, 1)
	sealed := old.sealLink("1", journal.SharedLink{Kind: journal.LinkBegun, Record: journal.Record{ID: "1", Text: "Kode 4821"}})
	both := currentKeys(t, Keys{Seal: keysFrom(1, 2), Hash: keysFrom(1)}, 2, 1)
	l, err := both.openLink(journal.LinkBegun, "1", sealed)
	if err != nil || l.Record.Text != "Kode 4821" {
		t.Errorf("%+v, %v", l, err)
	}
	for what, open := range map[string]func() error{
		"another record": func() error { _, err := both.openLink(journal.LinkBegun, "2", sealed); return err },
		"another kind":   func() error { _, err := both.openLink(journal.LinkEnded, "1", sealed); return err },
		"cut off":        func() error { _, err := both.openLink(journal.LinkBegun, "1", sealed[:3]); return err },
		"another key": func() error {
			_, err := both.openLink(journal.LinkBegun, "1", append([]byte{0, 0, 0, 2}, sealed[4:]...))
			return err
		},
	} {
		if err := open(); !errors.Is(err, errSealed) {
			t.Errorf("%s: %v", what, err)
		}
	}
	var missing *MissingKeyError
	recent := currentKeys(t, Keys{Seal: keysFrom(2), Hash: keysFrom(1)}, 2, 1)
	if _, err := recent.openLink(journal.LinkBegun, "1", sealed); !errors.As(err, &missing) || missing.Seal != 1 {
		t.Errorf("%v", err)
	}
	if bytes.Equal(KeyName(keysFrom(1)[1]), KeyName(keysFrom(2)[2])) {
		t.Error("two keys have one name")
	}
}

// TestMissingKeysAreNamed: the number of a key tells whoever provisions what is missing; the key
// itself is never in it.
func TestMissingKeysAreNamed(t *testing.T) {
	for _, c := range []struct {
		keys Keys
		want string
	}{
		{keys: Keys{Seal: keysFrom(7), Hash: keysFrom(8)}},
		{keys: Keys{Hash: keysFrom(8)}, want: "seal key 7"},
		{keys: Keys{Seal: keysFrom(7)}, want: "hash key 8"},
		{keys: Keys{}, want: "seal key 7, hash key 8"},
	} {
		_, err := c.keys.withCurrent(7, 8)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
}

// TestHashesUnderEveryKey: a person has one under each; a record keeps that under the current key,
// and another domain or purpose has other ones.
func TestHashesUnderEveryKey(t *testing.T) {
	person := journal.WithCPR("0804360468")
	one := currentKeys(t, Keys{Seal: keysFrom(1), Hash: keysFrom(1)}, 1, 1)
	two := currentKeys(t, Keys{Seal: keysFrom(1), Hash: keysFrom(1, 2)}, 1, 2)
	before, now := one.hashPerson(person), two.hashPerson(person)
	if strings.Contains(string(before), between) || !strings.HasPrefix(string(now), string(before)+between) {
		t.Errorf("%s became %s", before, now)
	}
	hashes, err := personHashes(now)
	if err != nil || len(hashes) != 2 || len(hashes[0]) != 32 {
		t.Fatalf("%x, %v", hashes, err)
	}
	if first := two.currentFirst(hashes); !bytes.Equal(first[0], hashes[1]) || !bytes.Equal(first[1], hashes[0]) || string(now) != string(before)+between+string(two.recorded(hashes)) {
		t.Errorf("the current one is %x", first[0])
	}
	if one.recorded(hashes[:1]) != before || two.recorded(hashes[:1]) != before || one.recorded(nil) != "" {
		t.Error("a single hash isn't recorded as it is")
	}
	if none, err := personHashes(""); len(none) != 0 || none == nil || err != nil {
		t.Errorf("%x, %v", none, err)
	}
	for _, bad := range []journal.PersonHash{"x", "0804360468", before + between, before[2:]} {
		if _, err := personHashes(bad); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
	if one.hashPerson(journal.Named("0804360468")) == before {
		t.Error("a CPR number isn't hashed apart")
	}
	seen := make(map[string]bool)
	for _, key := range []func(hasher) []byte{caseKey, operatorKey, deskKey, markKey, func(h hasher) []byte { return h.person }, func(h hasher) []byte { return h.cpr }} {
		seen[string(one.current("the same", key))] = true
	}
	if len(seen) != 6 {
		t.Errorf("%d hashes for 6 purposes", len(seen))
	}
}

// TestPositionsInALink: what a link says lost its content, and nothing else.
func TestPositionsInALink(t *testing.T) {
	for _, c := range []struct {
		about string
		kind  journal.LinkKind
		want  []positions
	}{
		{about: "3-5,9", kind: journal.LinkErased, want: []positions{{3, 5}, {9, 9}}},
		{about: "17", kind: journal.LinkRetained},
		{about: "17 20,22-23", kind: journal.LinkRetained, want: []positions{{20, 20}, {22, 23}}},
		{about: "17", kind: journal.LinkHeadMissing},
		{about: "5-3,x,-", kind: journal.LinkErased},
	} {
		got := spansIn(c.about, c.kind)
		if len(got) != len(c.want) {
			t.Errorf("%q: got %v, want %v", c.about, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%q: got %v, want %v", c.about, got, c.want)
			}
		}
	}
}
