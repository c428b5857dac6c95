//go:build realparts

package postgres_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
)

// TestTampering: whatever somebody with the tables changes without the keys, Verify finds it and
// where; a head that was noted elsewhere shows what was chained anew.
func TestTampering(t *testing.T) {
	s := aServer(t)
	for what, c := range map[string]struct {
		statement string
		want      journal.ChainProblem
		position  uint64
		noted     bool
	}{
		"a clear column":       {statement: `update ringback.links set login = 'bo' where position = 4`, want: journal.ChainChanged, position: 4},
		"an outcome":           {statement: `update ringback.links set outcome = 'refused' where kind = 3 and position = 6`, want: journal.ChainChanged, position: 6},
		"the sealed content":   {statement: `update ringback.links set sealed = sealed || '\x00' where position = 2`, want: journal.ChainChanged, position: 2},
		"a time":               {statement: `update ringback.links set at = at - interval '1 day' where position = 5`, want: journal.ChainTime, position: 5},
		"a link that is gone":  {statement: `delete from ringback.links where position = 3`, want: journal.ChainMissing, position: 3},
		"the end":              {statement: `delete from ringback.links where position = 6`, want: journal.ChainCutOff, position: 6},
		"the end and the head": {statement: `delete from ringback.links where position = 6; update ringback.head h set position = 5, digest = l.digest from ringback.links l where l.position = 5; update ringback.records set outcome = '' where position = 4`, want: journal.ChainCutOff, position: 6, noted: true},
		"a record of the list": {statement: `delete from ringback.records where position = 1`, want: journal.ChainRecord, position: 1},
		"its outcome":          {statement: `update ringback.records set outcome = 'refused' where position = 4`, want: journal.ChainRecord, position: 6},
		"its person":           {statement: `update ringback.records set person = (select person from ringback.records where position = 1) where position = 4`, want: journal.ChainRecord, position: 4},
		"a record that wasn't": {statement: `insert into ringback.records (position, id, started, login, environment, deadline) values (99, 'x', now(), 'bo', 'pp', now())`, want: journal.ChainRecord, position: 7},
		"a mark":               {statement: `delete from ringback.marks where record = 4`, want: journal.ChainMark, position: 5},
		"a mark that wasn't":   {statement: `insert into ringback.marks values (decode(repeat('00', 32), 'hex'), 'x', 1, now())`, want: journal.ChainMark, position: 7},
		"content that is gone": {statement: `update ringback.links set erased = now(), sealed = null where position = 2`, want: journal.ChainChanged, position: 2},
		"records chained anew": {statement: rechained(`update ringback.links l set sealed = k.sealed from ringback.links k where l.position in (2, 5) and k.position in (2, 5) and k.position <> l.position`), want: journal.ChainChanged, position: 2},
		"a desk":               {statement: rechained(`update ringback.links set desk = person where position = 4; update ringback.records set desk = person where position = 4`), want: journal.ChainRecord, position: 4},
		"endings exchanged":    {statement: rechained(`update ringback.links set record = 5 - record where kind = 3`), want: journal.ChainRecord, position: 3},
		"tokens exchanged":     {statement: rechained(`update ringback.links set record = 5 - record where kind = 2; update ringback.marks set record = 5 - record`), want: journal.ChainRecord, position: 2},
		"a reordered chain":    {statement: rechained(`update ringback.links set position = position + 10, record = record + 10; update ringback.links set position = case when position > 13 then position - 13 else position - 7 end, record = case when record > 13 then record - 13 else record - 7 end; update ringback.records set position = position + 10; update ringback.records set position = case when position > 13 then position - 13 else position - 7 end; update ringback.marks set record = case record when 1 then 4 else 1 end`), want: journal.ChainOtherEnd, position: 6, noted: true},
	} {
		t.Run(what, func(t *testing.T) {
			database := s.database(t)
			j := s.desk(t, "everything", database, t.TempDir(), time.Now)
			for i, person := range []string{"Mette", "Bo"} {
				id := fmt.Sprint(i)
				begin(t, j, id, hashed(t, j, journal.Named(person)))
				if _, err := j.Receive(t.Context(), id, time.Now(), []string{"token " + id}); err != nil {
					t.Fatal(err)
				}
				end(t, j, id, journal.Ending{At: time.Now(), Outcome: ciba.Verified})
			}
			noted, err := j.Head(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if audit, err := j.Verify(t.Context(), noted); err != nil || audit.Fault != nil || audit.Entries != 6 || audit.Records != 2 {
				t.Fatalf("%+v, %v", audit, err)
			}
			run(t, s.admin(t, database), c.statement)
			if audit, err := j.Verify(t.Context(), ""); c.noted != (audit.Fault == nil) || err != nil {
				t.Errorf("without the noted head: %+v, %v", audit.Fault, err)
			}
			audit, err := j.Verify(t.Context(), noted)
			if err != nil || audit.Fault == nil || audit.Fault.Problem != c.want || audit.Fault.Position != c.position {
				t.Errorf("%+v, %v, want %s at %d", audit.Fault, err, c.want, c.position)
			}
		})
	}
}

// rechained makes a change and computes all digests anew, as whoever has the tables can.
func rechained(change string) string {
	return strings.ReplaceAll(`
		alter table ringback.links drop constraint links_pkey; alter table ringback.records drop constraint records_pkey;
		CHANGE;
		do $$
		declare l ringback.links; before bytea := decode(repeat('00', 32), 'hex'); latest timestamptz := '-infinity';
		begin
			for l in select * from ringback.links order by position loop
				latest := greatest(latest, l.at); l.at := latest;
				before := ringback.digest(before, l);
				update ringback.links k set digest = before, at = l.at where k.position = l.position;
			end loop;
			update ringback.head set digest = before;
		end $$`, "CHANGE", change)
}
