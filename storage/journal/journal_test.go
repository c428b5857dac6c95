package journal

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ringback/ciba"
)

var noon = time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)

func TestJournalOfOneVerification(t *testing.T) {
	ctx, j := t.Context(), NewMemory()
	person, err := j.HashPerson(ctx, Named("8A9856E0-F12D-4217-B320-C8A076BE9320"))
	if err != nil {
		t.Fatal(err)
	}
	record := Record{ID: "1", Started: noon, Environment: "pp", Kind: "test", Person: person, Case: "2026-17", Text: "Kode 4821", Operator: "anna"}
	ending := Ending{At: noon.Add(time.Minute), Outcome: ciba.Verified, Transaction: "t", Checks: CheckRecords([]ciba.Check{{ID: ciba.CheckPerson, Result: ciba.Pass, Expected: ciba.Literal("somebody")}})}
	if err := j.End(ctx, "1", ending); !errors.Is(err, ErrNoRecord) {
		t.Errorf("ended before it began: %v", err)
	}
	if err := j.Begin(ctx, record, 0); err != nil {
		t.Fatal(err)
	}
	if err := j.Begin(ctx, record, 0); !errors.Is(err, ErrRecordExists) {
		t.Errorf("begun twice: %v", err)
	}
	if seen, err := j.Receive(ctx, "1", noon.Add(time.Second), []string{"token"}); seen || err != nil {
		t.Errorf("%v, %v", seen, err)
	}
	if err := j.End(ctx, "1", ending); err != nil {
		t.Fatal(err)
	}
	if err := j.End(ctx, "1", Ending{Outcome: ciba.Failed}); !errors.Is(err, ErrRecordEnded) {
		t.Errorf("ended twice: %v", err)
	}
	ending.Checks[0].Result = ciba.Fail // the journal has a copy
	want := record
	want.Received = noon.Add(time.Second)
	want.Ending = Ending{At: noon.Add(time.Minute), Outcome: ciba.Verified, Transaction: "t", Checks: []CheckRecord{{ciba.CheckPerson, ciba.Pass}}}
	got, err := j.List(ctx, Filter{})
	if err != nil || !reflect.DeepEqual(got, []Record{want}) {
		t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
	}
}

func TestReplay(t *testing.T) {
	ctx, j := t.Context(), NewMemory()
	for i, c := range []struct {
		id    string
		marks []string
		want  bool
	}{
		{id: "1", marks: []string{"token A", "transaction A"}},
		{id: "1", marks: []string{"token A", "transaction A"}}, // the same again
		{id: "2", marks: []string{"token B", "transaction A"}, want: true},
		{id: "3", marks: []string{"token A"}, want: true},
		{id: "4", marks: []string{"token C", "transaction C", ""}},
		{id: "5", marks: []string{"", ""}}, // an empty mark isn't one
		{id: "2", marks: []string{"token B"}},
		// what came with a replay is known as well
		{id: "1", marks: []string{"token B"}, want: true},
		{id: "6"},
		{id: "7", marks: []string{"token D"}},
		// one foreign mark is enough, in any order
		{id: "7", marks: []string{"token A", "token D"}, want: true},
		{id: "7", marks: []string{"token D", "token A"}, want: true},
		{id: "7", marks: []string{"token A", "token D", "token E"}, want: true},
	} {
		if got, err := j.Receive(ctx, c.id, noon, c.marks); got != c.want || err != nil {
			t.Errorf("%d: got %v, %v, want %v", i, got, err, c.want)
		}
	}
	if _, err := j.Receive(ctx, "", noon, nil); !errors.Is(err, ErrNoID) {
		t.Errorf("without an id: %v", err)
	}
	for mark := range j.marks {
		if strings.Contains(mark, "token") || len(mark) != 64 {
			t.Errorf("a mark is kept as %q", mark)
		}
	}
}

// TestReplayIsDecidedOnce: if many bring one token at the same time, one is first.
func TestReplayIsDecidedOnce(t *testing.T) {
	j := NewMemory()
	var first atomic.Int32
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			if seen, err := j.Receive(t.Context(), fmt.Sprint(i), noon, []string{"token"}); !seen && err == nil {
				first.Add(1)
			}
		})
	}
	all.Wait()
	if first.Load() != 1 {
		t.Errorf("%d were first", first.Load())
	}
}

func TestPersonsAreHashed(t *testing.T) {
	ctx, j := t.Context(), NewMemory()
	hash := func(j *Memory, person string) PersonHash {
		h, err := j.HashPerson(ctx, Named(person))
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	const uuid = "8a9856e0-f12d-4217-b320-c8a076be9320"
	one := hash(j, uuid)
	if one != hash(j, " {8A9856E0-F12D-4217-B320-C8A076BE9320} ") {
		t.Error("the spelling matters")
	}
	if one == hash(j, "8a9856e0-f12d-4217-b320-c8a076be9321") || one == hash(NewMemory(), uuid) {
		t.Error("another person or another journal has the same hash")
	}
	cpr, err := j.HashPerson(ctx, WithCPR("0804360468"))
	if err != nil || cpr == hash(j, "0804360468") || strings.Contains(string(cpr), "0804360468") {
		t.Errorf("a CPR number isn't hashed apart: %q, %v", cpr, err)
	}
	if said := fmt.Sprintf("%v %+v %#v %s", WithCPR("0804360468"), WithCPR("0804360468"), WithCPR("0804360468"), Named(uuid)); strings.Contains(said, "0804") || strings.Contains(said, "8a98") {
		t.Errorf("it prints %s", said)
	}
	if len(one) != 64 || strings.Contains(string(one), "8a9856e0") {
		t.Errorf("%q", one)
	}
}

func TestJournalList(t *testing.T) {
	ctx, j := t.Context(), NewMemory()
	anna, _ := j.HashPerson(ctx, Named("anna"))
	for i, r := range []Record{
		{Environment: "pp"},
		{Environment: "demo", Person: anna},
		{Environment: "pp", Person: anna},
		{Environment: "pp"},
	} {
		r.ID, r.Started = fmt.Sprint(i), noon.Add(time.Duration(i)*time.Hour)
		if err := j.Begin(ctx, r, 0); err != nil {
			t.Fatal(err)
		}
	}
	for id, outcome := range map[string]ciba.Outcome{"0": ciba.Verified, "1": ciba.Refused} {
		if err := j.End(ctx, id, Ending{Outcome: outcome}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		filter Filter
		want   string
	}{
		{Filter{}, "3 2 1 0"},
		{Filter{Limit: 2}, "3 2"},
		{Filter{Environment: "pp"}, "3 2 0"},
		{Filter{Person: anna}, "2 1"},
		{Filter{Outcomes: []ciba.Outcome{ciba.Verified, ciba.Refused}}, "1 0"},
		{Filter{Outcomes: []ciba.Outcome{""}}, "3 2"},
		{Filter{From: noon.Add(time.Hour), Until: noon.Add(3 * time.Hour)}, "2 1"},
		{Filter{Environment: "none"}, ""},
	} {
		records, err := j.List(ctx, c.filter)
		var ids []string
		for _, r := range records {
			ids = append(ids, r.ID)
		}
		if got := strings.Join(ids, " "); got != c.want || err != nil {
			t.Errorf("%+v: got %s, %v, want %s", c.filter, got, err, c.want)
		}
	}
}

func TestJournalAndItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	j := NewMemory()
	_, hash := j.HashPerson(ctx, Named("x"))
	_, receive := j.Receive(ctx, "1", noon, nil)
	_, list := j.List(ctx, Filter{})
	for i, err := range []error{hash, receive, list, j.Begin(ctx, Record{ID: "1"}, 0), j.End(ctx, "1", Ending{})} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%d: %v", i, err)
		}
	}
}
