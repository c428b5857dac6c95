//go:build realparts

package postgres_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
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
		"its outcome":          {statement: `update ringback.records set outcome = 'refused' where position = 4`, want: journal.ChainRecord, position: 4},
		"when it began":        {statement: `update ringback.records set started = started - interval '1 day' where position = 4`, want: journal.ChainRecord, position: 4},
		"when tokens came":     {statement: `update ringback.records set received = received - interval '1 second' where position = 1`, want: journal.ChainRecord, position: 1},
		"that tokens came":     {statement: `update ringback.records set received = null where position = 1`, want: journal.ChainRecord, position: 1},
		"a report":             {statement: `update ringback.records set reported = true where position = 1`, want: journal.ChainRecord, position: 1},
		"its login":            {statement: `update ringback.records set login = 'bo' where position = 1`, want: journal.ChainRecord, position: 1},
		"that it was late":     {statement: `update ringback.records set late = true where position = 1`, want: journal.ChainRecord, position: 1},
		"its environment":      {statement: `update ringback.records set environment = 'prod' where position = 1`, want: journal.ChainRecord, position: 1},
		"its person":           {statement: `update ringback.records set person = (select person from ringback.records where position = 1) where position = 4`, want: journal.ChainRecord, position: 4},
		"a record that wasn't": {statement: `insert into ringback.records (position, id, started, login, environment, deadline) values (99, 'x', now(), 'bo', 'pp', now())`, want: journal.ChainRecord, position: 7},
		"a mark":               {statement: `delete from ringback.marks where record = 4`, want: journal.ChainMark, position: 5},
		"a mark that wasn't":   {statement: `insert into ringback.marks values (decode(repeat('00', 32), 'hex'), 'x', 1, now())`, want: journal.ChainMark, position: 7},
		"content that is gone": {statement: `update ringback.links set erased = now(), sealed = null where position = 2`, want: journal.ChainChanged, position: 2},
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
			shows, other := "", noted
			if c.noted {
				shows, other = noted, ""
			}
			if audit, err := j.Verify(t.Context(), other); c.noted != (audit.Fault == nil) || err != nil {
				t.Errorf("with the head %q: %+v, %v", other, audit.Fault, err)
			}
			audit, err := j.Verify(t.Context(), shows)
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
			update ringback.records r set started = k.at, received = (select min(o.at) from ringback.links o where o.record = k.position and o.kind = 2) from ringback.links k where k.position = r.position and k.kind = 1;
		end $$`, "CHANGE", change)
}

// TestRecordsChainedAnew: what somebody with the tables moved to another place can't be read there;
// the noted head shows that the chain is another one.
func TestRecordsChainedAnew(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	j := s.desk(t, "everything", database, t.TempDir(), time.Now)
	several(t, j, 1, 2)
	noted, err := j.Head(t.Context())
	wants(t, err, nil)
	run(t, s.admin(t, database), rechained(`update ringback.links l set sealed = k.sealed from ringback.links k where l.position in (2, 4) and k.position in (2, 4) and k.position <> l.position`))
	audit, err := j.Verify(t.Context(), "")
	if want := (journal.Illegible{Entries: 2, Position: 2, Login: "everything"}); err != nil || audit.Fault != nil || audit.Illegible != want {
		t.Errorf("%+v, %v", audit, err)
	}
	if audit, err := j.Verify(t.Context(), noted); err != nil || audit.Fault == nil || audit.Fault.Problem != journal.ChainOtherEnd {
		t.Errorf("with the noted head: %+v, %v", audit, err)
	}
}

// TestTamperingWithWhatWasHandedIn: its own times are the desk's word, by which the list goes.
func TestTamperingWithWhatWasHandedIn(t *testing.T) {
	s := aServer(t)
	for what, statement := range map[string]string{
		"nothing":      `select`,
		"the start":    `update ringback.records set started = started - interval '1 day' where id = 'Bo'`,
		"the receipt":  `update ringback.records set received = received + interval '1 second' where id = 'Bo'`,
		"no receipt":   `update ringback.records set received = null where id = 'Bo'`,
		"the report":   `update ringback.records set reported = false where id = 'Bo'`,
		"another's":    `update ringback.records set reported = true where id = 'Jens'`,
		"the outcome":  `update ringback.records set outcome = 'refused' where id = 'Bo'`,
		"what is over": `update ringback.records set reported = true where id = 'lifted'`,
	} {
		t.Run(what, func(t *testing.T) {
			database := s.database(t)
			j := s.desk(t, "everything", database, t.TempDir(), time.Now)
			file := oldFile(t, time.Now().Add(-time.Hour))
			wants(t, file.Begin(t.Context(), journal.Record{ID: "lifted", Started: time.Now(), Environment: "pp", Kind: "test", Text: "Kode"}, 0), nil)
			end(t, file, "lifted", journal.Ending{At: time.Now(), Outcome: ciba.Failed})
			wants(t, file.Fence(t.Context(), "lifted", journal.Report{At: time.Now(), Operator: "anna"}), nil)
			wants(t, file.Unfence(t.Context(), "lifted", journal.Report{At: time.Now(), Operator: "anna"}), nil)
			wants(t, file.Done(t.Context(), "lifted"), nil)
			if done, err := j.Import(t.Context(), file); err != nil || done.Records != 4 {
				t.Fatalf("%+v, %v", done, err)
			}
			wants(t, j.Fence(t.Context(), "Mette", journal.Report{At: time.Now(), Operator: "anna"}), nil)
			run(t, s.admin(t, database), statement)
			audit, err := j.Verify(t.Context(), "")
			if err != nil || (audit.Fault == nil) != (what == "nothing") || audit.Fault != nil && audit.Fault.Problem != journal.ChainRecord {
				t.Errorf("%+v, %v", audit.Fault, err)
			}
		})
	}
}

// TestAStrangersRecords: what a login without the organisation's keys writes can't be read, is
// listed with what lies open, and ends no list and no audit; of the chain nothing is broken.
func TestAStrangersRecords(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	j := s.desk(t, "everything", database, t.TempDir(), time.Now)
	several(t, j, 1, 1)
	stranger := s.connect(t, "anna", database)
	for _, key := range []string{"00000001", "00000002", "00000063"} { // one from before, the current one, and one that nobody has
		for _, write := range []string{
			`ringback.begin_1(gen_random_uuid(), 0, sha256(''), 2, 1, 0, 'KEY', 'pp', array[sha256('KEY'::bytea)], null, null, null, true, 0, 0, false, SEALED)`,
			`ringback.receive_1(gen_random_uuid(), 'KEY', null, array[sha256('KEY'::bytea)], '{}', SEALED)`,
			`ringback.report_1(gen_random_uuid(), 'KEY', true, 0, SEALED)`,
			`ringback.end_1(gen_random_uuid(), 'KEY', 'verified', false, false, '{}', SEALED)`,
			`ringback.hand_in_1(gen_random_uuid(), 'in KEY', 'pp', 'refused', '{}', '{}', null, null, null, '{}', 1, null, null, true, 1, 0, null, SEALED)`,
		} {
			said := texts(t, stranger, "select said from "+strings.NewReplacer("KEY", key, "SEALED", `'\x`+key+`' || sha256('')`).Replace(write))
			if said[0] != "done" {
				t.Fatalf("%s: %s", write, said[0])
			}
		}
	}
	several(t, j, 2, 2)
	audit, err := j.Verify(t.Context(), "")
	if want := (journal.Illegible{Entries: 15, Position: 3, Login: "anna"}); err != nil || audit.Fault != nil || audit.Illegible != want || audit.Records != 8 {
		t.Errorf("%+v, %v", audit, err)
	}
	page, err := j.Page(t.Context(), journal.Filter{})
	if err != nil || page.Total != 8 || len(page.Records) != 8 {
		t.Fatalf("%+v, %v", page, err)
	}
	for _, r := range page.Records {
		open := r.Login == "anna" && r.Environment == "pp" && !r.Started.IsZero() && r.Text == "" && (r.Outcome == ciba.Verified && !r.Reported.At.IsZero() || r.Outcome == ciba.Refused)
		if r.Illegible != (r.Login == "anna") || r.Illegible && !open || !r.Illegible && r.Text != "Kode 4821" {
			t.Errorf("%+v", r)
		}
	}
	f, err := follow(t, s.maintained(t, "dorte", database), "", postgres.Keys{Seal: map[uint32][]byte{2: someKeys().Seal[2]}}.Opener())
	if err != nil || len(f.links) != 19 || !f.links[2].Illegible || f.links[2].Login != "anna" || !f.links[18].Opened && f.links[18].Illegible {
		t.Errorf("%+v, %v", f.links, err)
	}
}
