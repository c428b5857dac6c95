package journal

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"ringback/ciba"
)

// checksOf returns n checks.
func checksOf(n int) (all []CheckRecord) {
	for i := range n {
		all = append(all, CheckRecord{ciba.CheckID(fmt.Sprint("check ", i)), ciba.Pass})
	}
	return all
}

// TestWhatIsReadAgainHoldsNothingEarlier: a value that is read into the memory of another is as if
// it were read alone.
func TestWhatIsReadAgainHoldsNothingEarlier(t *testing.T) {
	var u reused
	ended := func(checks int, support string) link {
		return link{at: noon, kind: linkEnded, of: 1, ending: Ending{At: noon, Outcome: ciba.Verified, Checks: checksOf(checks), SupportReference: support}}
	}
	received := func(marks ...string) link {
		k := link{at: noon, kind: linkReceived, of: 1, received: noon}
		for _, mark := range marks {
			k.marks = append(k.marks, []byte(mark))
		}
		return k
	}
	begun := link{at: noon, kind: linkBegun, of: 1, record: Record{ID: "1", Started: noon, Text: strings.Repeat("x", 300), Case: strings.Repeat("y", 127)}}
	for i, k := range []link{
		ended(18, "support"), ended(2, ""), ended(0, ""), ended(3, "x"), received("a longer mark", "b"), received("c"), received(""), received(),
		received("d", "e", "f"), begun, {at: noon, kind: linkErased, erased: []span{{1, 2}}}, {at: noon, kind: linkRetained, of: 7},
		{at: noon, kind: linkReported, of: 1, report: Report{At: noon, Operator: "anna"}}, ended(5, ""), begun,
	} {
		stored := encode(&k)
		read := u.empty()
		if err := u.decode(stored, read); err != nil || !bytes.Equal(encode(read), stored) {
			t.Errorf("link %d: read %+v, %v", i, read, err)
		}
	}
	for owner, checks := range []int{18, 0, 4} {
		k := ended(checks, "")
		r := u.record(&Record{ID: fmt.Sprint(owner)}, [sha256.Size]byte{byte(owner)})
		if len(r.links) != 0 || len(r.Checks) != 0 || r.ID != fmt.Sprint(owner) || r.owner[0] != byte(owner) {
			t.Errorf("it began with %+v", r)
		}
		new(segment).follow(r, 1, &k)
		if len(r.Checks) != checks || len(r.links) != 1 {
			t.Errorf("%d checks and %d links, want %d and 1", len(r.Checks), len(r.links), checks)
		}
		u.begin()[1] = r
		if told := u.begin(); len(told) != 0 {
			t.Errorf("it began with %d records", len(told))
		}
	}
}

// TestTextsStay: what is opened later changes no text.
func TestTextsStay(t *testing.T) {
	var u reused
	var want, got []string
	buffer := make([]byte, 2*textsSize)
	for i, size := range []int{0, 1, 100, textsSize - 101, 1, textsSize, textsSize + 1, 0, 3, 2 * textsSize, 5} {
		for n := range buffer[:size] {
			buffer[n] = byte(i + n)
		}
		want, got = append(want, string(buffer[:size])), append(got, u.text(buffer[:size]))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("text %d changed", i)
		}
	}
}

// TestVerifyOfRecordsThatDiffer: in the same segment, with more and fewer checks, marks and texts.
func TestVerifyOfRecordsThatDiffer(t *testing.T) {
	clock := newHands(noon)
	j := openedJournal(t, t.TempDir()+"/journal.db", clock.now)
	for i, checks := range []int{18, 0, 3, 18, 1} {
		id := fmt.Sprint(i)
		must(t, j.Begin(t.Context(), Record{ID: id, Started: clock.now(), Text: strings.Repeat("x", 100*i), Case: strings.Repeat("c", i), Kind: "test"}, 0))
		var marks []string
		for n := range checks % 5 {
			marks = append(marks, fmt.Sprint("mark ", i, n))
		}
		_, err := j.Receive(t.Context(), id, clock.now(), marks)
		must(t, err)
		clock.move(time.Second)
		must(t, j.End(t.Context(), id, Ending{At: clock.now(), Outcome: ciba.NotVerified, Checks: checksOf(checks)}))
		if i%2 == 0 {
			must(t, j.Fence(t.Context(), id, Report{At: clock.now(), Operator: "anna"}))
		}
	}
	sound(t, j, "")
}
