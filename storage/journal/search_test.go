package journal

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"ringback/ciba"
)

// TestSearchesFindWhatFits: whatever was begun, ended, erased and removed, and whatever is asked
// for, a search finds what looking at each record finds.
func TestSearchesFindWhatFits(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		random := rand.New(rand.NewPCG(5, 6))
		if file, is := f.Journal.(*File); is { // several blocks
			fill(t, file, 2000, 10*time.Minute)
		}
		persons := []string{"1", "17", "anna", "bo", "carla"}
		for i := range 60 {
			f.move(time.Hour)
			r := f.aRecord(fmt.Sprint(i))
			r.Person, r.Case = personIn(t, f, persons[random.IntN(5)]), fmt.Sprintf("2026-%d", 15+random.IntN(4))
			r.Environment = []string{"pp", "production", "other"}[random.IntN(3)]
			if i%7 == 0 { // a clock that was wrong
				r.Started = r.Started.Add(time.Duration(random.IntN(400)-200) * time.Hour)
			}
			must(t, f.BeginLate(t.Context(), r))
			if outcome := []ciba.Outcome{"", ciba.Verified, ciba.Refused, ciba.Expired}[random.IntN(4)]; outcome != "" {
				must(t, f.End(t.Context(), r.ID, Ending{At: f.now(), Outcome: outcome}))
			}
		}
		searches(t, f, random, persons)
		f.move(time.Hour)
		if _, err := f.Erase(t.Context(), Filter{Person: personIn(t, f, "anna")}); err != nil {
			t.Fatal(err)
		}
		searches(t, f, random, persons)
		if removed, err := f.Retain(t.Context(), 5*24*time.Hour); err != nil {
			t.Fatal(removed, err)
		}
		searches(t, f, random, persons)
		sound(t, f, "")
	})
}

func searches(t *testing.T, f fixture, random *rand.Rand, persons []string) {
	t.Helper()
	all, err := f.List(t.Context(), Filter{})
	must(t, err)
	for range 200 {
		filter := someFilter(t, f, random, persons)
		var want []string
		for _, r := range all {
			if filter.fits(&r) {
				want = append(want, r.ID)
			}
		}
		if got := paged(t, f, filter, len(want)); !slices.Equal(got, want) {
			t.Fatalf("%+v:\n got %v\nwant %v", filter, got, want)
		}
		if n, err := f.Count(t.Context(), filter); n != len(want) || err != nil {
			t.Fatalf("%+v: counted %d, %v, want %d", filter, n, err, len(want))
		}
	}
}

// someFilter returns a filter by chance.
func someFilter(t *testing.T, f fixture, random *rand.Rand, persons []string) (filter Filter) {
	t.Helper()
	one := func(chance int) bool { return random.IntN(chance) == 0 }
	if one(3) {
		filter.Person = personIn(t, f, persons[random.IntN(len(persons))])
	}
	if one(3) {
		filter.Case = fmt.Sprintf("2026-%d", 14+random.IntN(6))
	}
	if one(3) {
		filter.Environment = []string{"pp", "production", "none"}[random.IntN(3)]
	}
	if one(3) {
		filter.Outcomes = [][]ciba.Outcome{{""}, {ciba.Verified}, {ciba.Refused, ciba.Expired}}[random.IntN(3)]
	}
	if one(3) {
		filter.From = f.now().Add(-time.Duration(random.IntN(500)) * time.Hour)
	}
	if one(3) {
		filter.Until = f.now().Add(-time.Duration(random.IntN(400)) * time.Hour)
	}
	return filter
}

// paged returns the ids of all that fits, read some at a time.
func paged(t *testing.T, f fixture, filter Filter, total int) (ids []string) {
	t.Helper()
	for filter.Limit = max(1, total/3); ; {
		page, err := f.Page(t.Context(), filter)
		if err != nil || page.Total != total || page.More || len(page.Records) > filter.Limit {
			t.Fatalf("%+v: a page of %d of %d records, %t, %v; there are %d", filter, len(page.Records), page.Total, page.More, err, total)
		}
		for _, r := range page.Records {
			ids = append(ids, r.ID)
		}
		if filter.Before = page.Next; page.Next == 0 {
			return ids
		}
	}
}

// TestAPageCountsToALimit: what a person or a case has many of isn't counted to the end, what the
// blocks tell is.
func TestAPageCountsToALimit(t *testing.T) {
	j := filled(t, filepath.Join(t.TempDir(), "journal.db"), MostCounted+10, func() time.Time { return noon })
	r, err := j.List(t.Context(), Filter{Limit: 1})
	must(t, err)
	must(t, j.reading(t.Context(), func(l *content) error {
		for most, want := range map[int]int{1: 1, 10: 10, 100: MostCounted/1000 + 1} {
			if n, err := l.counted(t.Context(), Filter{Person: r[0].Person}, most); n != want || err != nil {
				t.Errorf("up to %d: %d, %v", most, n, err)
			}
		}
		return nil
	}))
	page, err := j.Page(t.Context(), Filter{Outcomes: []ciba.Outcome{ciba.Verified, ciba.Refused}, Limit: 1})
	if err != nil || page.Total != MostCounted+10 || page.More {
		t.Errorf("%+v, %v", page.Total, err)
	}
}
