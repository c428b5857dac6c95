//go:build realparts

package postgres_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"ringback/ciba"
	"ringback/storage/journal"
	"ringback/storage/journal/journaltest"
)

// TestPagesOfATimeHaveAllOfIt: pages of a time are found by the part of the chain that it is. They
// have all that began then, in the order of the chain, with those that were handed in later.
func TestPagesOfATimeHaveAllOfIt(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	clock := replaced(t, s, database)
	j := s.desk(t, "everything", database, t.TempDir(), clock.Now)
	var wholes []journal.Whole
	for i := range 30 {
		clock.Move(time.Minute)
		switch i {
		case 3, 11, 12: // recorded alone, and handed in further down
			wholes = append(wholes, apart(t, clock.Now, fmt.Sprint("apart ", i), mette, fmt.Sprint("token ", i), journal.Ending{Outcome: ciba.Refused}))
			continue
		case 8, 17, 25:
			if _, err := j.HandIn(t.Context(), wholes[0]); err != nil {
				t.Fatal(err)
			}
			wholes = wholes[1:]
		}
		several(t, j, i, i)
	}
	admin := s.admin(t, database)
	at := func(minutes int) time.Time { return journaltest.Noon().Add(time.Duration(minutes) * time.Minute) }
	for _, span := range [][2]time.Time{{{}, {}}, {at(0), at(60)}, {{}, at(14)}, {at(5), at(20)}, {at(12), {}}, {at(12), at(14)}, {at(4), at(5)}} {
		query := `select position from ringback.records where ($1::timestamptz is null or started >= $1) and ($2::timestamptz is null or started < $2) order by position desc`
		all := positionsOf(t, admin, query, orNull(span[0]), orNull(span[1]))
		for _, counted := range []int{0, 1000} { // too many, and few
			found := pagesOf(t, admin, span, counted, len(all))
			if !slices.Equal(found, all) || len(all) == 0 {
				t.Errorf("from %v until %v, %d counted: pages have %v, want %v", span[0], span[1], counted, found, all)
			}
		}
	}
}

// pagesOf returns what pages of two have of a time, if so many are counted at most.
func pagesOf(t *testing.T, admin *pgx.Conn, span [2]time.Time, counted, all int) (found []int64) {
	t.Helper()
	var before any
	for range all + 1 {
		page := positionsOf(t, admin, `select distinct begun from ringback.page($1::timestamptz, $2::timestamptz, null, null, null, null, null, null, null, $3::bigint, 2, $4::bigint)
			where begun is not null order by begun desc`, orNull(span[0]), orNull(span[1]), before, int64(counted))
		if found = append(found, page...); len(page) == 0 {
			break
		} else if len(page) != 2 && len(found) < all {
			t.Errorf("from %v until %v: a page of %v", span[0], span[1], page)
		}
		before = page[len(page)-1]
	}
	return found
}

func orNull(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at
}

func positionsOf(t *testing.T, conn *pgx.Conn, query string, args ...any) []int64 {
	t.Helper()
	rows, err := conn.Query(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		t.Fatal(err)
	}
	return all
}
