package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"ringback/ciba"
)

// storedForms returns everything that a journal stores, each with content.
func storedForms() []coded {
	record := Record{
		ID: "1", Started: noon, Environment: "pp", Kind: "test", Person: "p", Case: "c", Text: "Kode 4821, æøå", Operator: "anna", Confirmed: allQuestions, Received: noon,
		Ending: Ending{At: noon, Outcome: ciba.Verified, Reason: "r", Cancel: ciba.CancelDone, Transaction: "t", Checks: []CheckRecord{{ciba.CheckPerson, ciba.Pass}}},
	}
	digest := bytes.Repeat([]byte{1}, sha256.Size)
	return []coded{
		&storedRecord{Record: record, links: []uint64{1, 2, 1 << 40}},
		&storedFront{record},
		&link{at: noon, kind: linkBegun, of: 1, record: record},
		&link{at: noon, kind: linkReceived, of: 1, received: noon, marks: [][]byte{digest, digest}},
		&link{at: noon, kind: linkEnded, of: 1, ending: record.Ending},
		&link{at: noon, kind: linkErased, erased: []span{{1, 2}, {4, 4}}},
		&link{at: noon, kind: linkRetained, of: 17},
		&stub{at: noon, word: erasedWord},
		&storedHead{head: head{position: 3, digest: [sha256.Size]byte(digest)}, at: noon, seen: noon},
		&storedMark{owner: digest, at: noon},
		&guard{id: "1", since: noon, until: noon.Add(time.Minute), refused: true},
		&link{at: noon, kind: linkReported, of: 1, report: Report{At: noon, Operator: "anna"}},
		&link{at: noon, kind: linkLifted, of: 1, report: Report{At: noon, Operator: "bo"}},
		&storedStanding{hash: "p", standing: standing{
			prompts: []prompt{{id: "1", sent: noon, acknowledged: true, ended: noon, outcome: ciba.Refused}, {sent: noon}},
			fences:  []fence{{id: "1", since: noon, until: noon, operator: "anna"}}, erased: true,
		}},
		&storedPair{[]PersonHash{"a", "b"}},
		&open{id: "1", owner: "o", begun: noon, ended: noon},
		&storedTime{noon},
		&storedBlock{first: noon, last: noon, tallies: []tally{{"pp", ciba.Refused, 1}, {"pp", ciba.Verified, 300}}},
		storedNothing{},
		&storedPosition{position: 1 << 63},
		&kept{acknowledged: true, resumption: aResumption, request: aRequest, tokens: []ciba.Tokens{someTokens}, received: noon},
	}
}

// FuzzStored reads foreign bytes as each stored form. What can be read is written as the same
// bytes: each value has one form, so a digest can only stand for one value.
func FuzzStored(f *testing.F) {
	for _, v := range storedForms() {
		f.Add(encode(v))
	}
	f.Add(encode(&kept{acknowledged: true, resumption: aResumption, asking: true}))
	f.Add([]byte{})
	f.Add(bytes.Repeat([]byte{0xff}, 100))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, v := range []coded{new(storedRecord), new(link), new(stub), new(storedHead), new(storedMark), new(guard), new(open), new(storedFront), new(storedTime), new(storedPosition), new(kept), new(storedStanding), new(storedPair), new(storedBlock), storedNothing{}} {
			if decode(string(data), v) == nil && !bytes.Equal(encode(v), data) {
				t.Errorf("%T: %x is read as %+v and written as %x", v, data, v, encode(v))
			}
		}
		_, _, _, _ = storedLink(data)
		_, _, _ = storedParts(data)
		_, _ = parseKey(string(data))
		if h, err := parseHead(string(data)); err == nil && h.position != 0 {
			if again, err := parseHead(h.String()); err != nil || again != h {
				t.Errorf("%q is read as %v, and that as %v, %v", data, h, again, err)
			}
		}
	})
}

func TestStoredFormsComeBack(t *testing.T) {
	for _, v := range storedForms() {
		data := encode(v)
		for n := range data {
			if decode(string(data[:n]), v) == nil {
				t.Errorf("%T: %d of %d bytes will do", v, n, len(data))
			}
		}
		if decode(string(data)+"x", v) == nil {
			t.Errorf("%T: more than was written will do", v)
		}
		if err := decode(string(data), v); err != nil || !bytes.Equal(encode(v), data) {
			t.Errorf("%T: %v", v, err)
		}
	}
}

// TestKeptByEarlierVersions: a request that they wrote is still read, and so is what they knew of
// the clocks.
func TestKeptByEarlierVersions(t *testing.T) {
	const written = "01010a617574682d7265712d3180f9b5a90d0080c0f588fe0680c8afa025ffcfacf30e01027b7dffdb8ff9ce030000"
	data, err := hex.DecodeString(written)
	must(t, err)
	var k kept
	want := ciba.Resumption{AuthReqID: "auth-req-1", SentAt: noon, ExpiresIn: 120 * time.Second, Interval: 5 * time.Second, Offset: -2 * time.Second, OffsetKnown: true}
	if err := decode(string(data), &k); err != nil || k.resumption != want || string(k.request) != "{}" {
		t.Errorf("%v: read as %+v", err, k)
	}
	for _, result := range []ciba.ClockResult{"", ciba.ClockAgrees, ciba.ClockDisputed, ciba.ClockDiffers} {
		for _, stated := range []bool{false, true} {
			want.Clock, want.OffsetKnown = "", stated
			if stated {
				want.Clock = result
			}
			var back kept
			if err := decode(string(encode(&kept{acknowledged: true, resumption: want})), &back); err != nil || back.resumption != want {
				t.Errorf("%v: %+v comes back as %+v", err, want, back.resumption)
			}
		}
	}
}

// TestEndingsOfEarlierVersions: what was added to an ending later comes last, and without it the
// bytes are those of earlier versions.
func TestEndingsOfEarlierVersions(t *testing.T) {
	ending := Ending{At: noon, Outcome: ciba.Failed, Transaction: "t"}
	referred, known, both := ending, ending, ending
	referred.SupportReference = "s"
	known.Also = "a"
	both.SupportReference, both.Also = "s", "a"
	for _, of := range []func(Ending) coded{
		func(e Ending) coded { return &storedRecord{Record: Record{Ending: e}, links: []uint64{1}} },
		func(e Ending) coded { return &link{at: noon, kind: linkEnded, of: 1, ending: e} },
	} {
		before := string(encode(of(ending)))
		for tail, with := range map[string]Ending{"": ending, "\x01s": referred, "\x00\x01a": known, "\x01s\x01a": both} {
			now, back := string(encode(of(with))), of(Ending{})
			if now != before+tail {
				t.Errorf("%x became %x", before, now)
			}
			if err := decode(now, back); err != nil || string(encode(back)) != now {
				t.Errorf("%q can't be read: %v", tail, err)
			}
		}
		for _, empty := range []string{"\x00", "\x00\x00", "\x01s\x00"} {
			if decode(before+empty, of(Ending{})) == nil {
				t.Errorf("an empty one will do: %q", empty)
			}
		}
	}
}

// FuzzPages checks foreign files before the library reads them: whatever they hold, the check ends,
// and the library can read what passes and finds nothing wrong with it.
func FuzzPages(f *testing.F) {
	path := filepath.Join(f.TempDir(), "journal.db")
	clock := newHands(noon)
	j, err := OpenFile(f.Context(), path, secretsOver(f, keyringWith(7)), FileOptions{Now: clock.now})
	must(f, err)
	must(f, j.Begin(f.Context(), Record{ID: "1", Started: noon}, 0))
	must(f, j.Close())
	whole, err := os.ReadFile(path)
	must(f, err)
	f.Add(whole[:4*4096])
	f.Add(whole)
	f.Add([]byte{})
	otherPage := bytes.Clone(whole)
	otherPage[4096+3] = 0xE2 // the number of the second meta's page
	f.Add(otherPage)
	f.Fuzz(func(t *testing.T, data []byte) {
		if checkPages(bytes.NewReader(data), int64(len(data))) != nil {
			return
		}
		path := filepath.Join(t.TempDir(), "journal.db")
		must(t, os.WriteFile(path, data, 0o600))
		must(t, openBolt(path, false, func(db *database) error {
			return db.bolt.Update(func(tx *bbolt.Tx) error {
				for err := range tx.Check() {
					t.Error(err)
				}
				return nil
			})
		}))
	})
}
