package journaltest

import (
	"fmt"
	"reflect"
	"testing"

	"ringback/ciba"
	"ringback/storage/journal"
)

// testPages: page after page gives what one list gives, also if others begin meanwhile.
func (open opens) testPages(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		ctx := t.Context()
		for i := range 10 {
			r := f.aRecord(fmt.Sprint(i))
			r.Environment = []string{"pp", "production"}[i%2]
			must(t, f.Begin(ctx, r, 0))
			if i%3 == 0 {
				must(t, f.End(ctx, r.ID, journal.Ending{At: f.Now(), Outcome: ciba.Verified}))
			}
		}
		for _, filter := range []journal.Filter{
			{}, {Environment: "pp"}, {Outcomes: []ciba.Outcome{ciba.Verified}}, {Outcomes: []ciba.Outcome{""}},
			{Case: "2026-17"}, {From: Noon()}, {Environment: "none"},
		} {
			want, err := f.List(ctx, filter)
			must(t, err)
			for _, limit := range []int{1, 3, max(1, len(want)), len(want) + 1} {
				filter.Limit = limit
				var got []journal.Record
				for filter.Before = 0; len(got) <= len(want); {
					page, err := f.Page(ctx, filter)
					if err != nil || page.Total != len(want) || page.More || len(page.Records) > limit {
						t.Fatalf("%+v: %d of %d records, %v", filter, len(page.Records), page.Total, err)
					}
					got = append(got, page.Records...)
					if filter.Before = page.Next; page.Next == 0 {
						break
					}
				}
				if len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
					t.Errorf("%d at a time, %+v: %d records, want %d", limit, filter, len(got), len(want))
				}
			}
		}
		// The next page is the same whatever has begun since.
		first, err := f.Page(ctx, journal.Filter{Limit: 4})
		must(t, err)
		next := func() journal.Page {
			page, err := f.Page(ctx, journal.Filter{Limit: 4, Before: first.Next})
			must(t, err)
			return page
		}
		before := next()
		must(t, f.Begin(ctx, f.aRecord("later"), 0))
		if after := next(); !reflect.DeepEqual(after.Records, before.Records) || after.Next != before.Next || after.Total != 11 {
			t.Errorf("%+v, want %+v", after, before)
		}
	})
}
