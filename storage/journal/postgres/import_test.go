//go:build realparts

package postgres_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
)

// oldFile is the journal that a desk had before, with verifications of Mette, Bo and Jens. Bo's was
// reported.
func oldFile(t *testing.T, at time.Time) *journal.File {
	t.Helper()
	return oldFileOf(t, at, keyring{})
}

// oldFileOf has the keys of another desk.
func oldFileOf(t *testing.T, at time.Time, keys keyring) *journal.File {
	t.Helper()
	file, err := journal.OpenFile(t.Context(), filepath.Join(t.TempDir(), "journal.db"), keys, journal.FileOptions{Now: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	for _, name := range []string{"Mette", "Bo", "Jens"} {
		record := journal.Record{ID: name, Started: at, Environment: "pp", Kind: "test", Person: hashed(t, file, journal.Named(name)), Case: "old " + name, Text: "Kode", Operator: "anna"}
		wants(t, file.Begin(t.Context(), record, 0), nil)
		if _, err := file.Receive(t.Context(), name, at, []string{"token of " + name}); err != nil {
			t.Fatal(err)
		}
		end(t, file, name, journal.Ending{At: at, Outcome: ciba.Verified})
		wants(t, file.Done(t.Context(), name), nil)
	}
	wants(t, file.Fence(t.Context(), "Bo", journal.Report{At: at, Operator: "anna"}), nil)
	return file
}

// TestImport: what a desk had before is in the shared journal once, sealed anew; persons, tokens
// and reports in it count for every desk that opens the journal afterwards.
func TestImport(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	file := oldFile(t, time.Now())
	head, err := file.Head(t.Context())
	wants(t, err, nil)
	j := s.desk(t, "anna", database, t.TempDir(), time.Now)
	done, err := j.Import(t.Context(), file)
	if err != nil || done.Records != 3 || done.Older != 0 || done.Open != 0 || done.Head != head || !done.Already.IsZero() {
		t.Fatalf("%+v, %v", done, err)
	}
	if again, err := j.Import(t.Context(), file); err != nil || again.Records != 0 || time.Since(again.Already).Abs() > time.Hour || again.Head != head {
		t.Errorf("twice: %+v, %v", again, err)
	}

	later := s.desk(t, "everything", database, t.TempDir(), time.Now)
	mette := hashed(t, later, journal.Named("Mette"))
	page, err := later.Page(t.Context(), journal.Filter{Person: mette})
	if err != nil || page.Total != 1 || page.Records[0].Case != "old Mette" || page.Records[0].Login != "anna" || page.Records[0].HandedIn.IsZero() {
		t.Fatalf("%+v, %v", page, err)
	}
	if page, err := later.Page(t.Context(), journal.Filter{Case: "old Jens"}); err != nil || page.Total != 1 {
		t.Errorf("by case: %+v, %v", page, err)
	}
	if seen, err := later.Seen(t.Context(), "new", []string{"token of Mette"}); err != nil || !seen {
		t.Errorf("its token is new: %v", err)
	}
	var asked *journal.GuardError
	if err := later.Begin(t.Context(), aRecord("bo2", hashed(t, later, journal.Named("Bo"))), 0); !errors.As(err, &asked) || asked.Kind != journal.ErrFenced {
		t.Errorf("the report is forgotten: %v", err)
	}
	// The guard is one, whichever desk hashes how.
	begin(t, later, "mette2", mette)
	wants(t, j.Learn(t.Context()), nil)
	if err := j.Begin(t.Context(), aRecord("mette3", hashed(t, j, journal.Named("Mette"))), 0); !errors.Is(err, journal.ErrOpenVerification) {
		t.Errorf("%v", err)
	}
	end(t, later, "mette2", journal.Ending{At: time.Now(), Outcome: ciba.Verified})
	// Nobody else's hashes get a row because of the imported keys.
	begin(t, later, "eva", hashed(t, later, journal.Named("Eva")))
	var rows int
	if err := s.admin(t, database).QueryRow(t.Context(), `select count(*) from ringback.guards where id = 'eva' or person in
		(select person from ringback.records where id = 'eva') or person not in (select person from ringback.records where person is not null)`).Scan(&rows); err != nil || rows != 1 {
		t.Errorf("%d rows, %v", rows, err)
	}
	end(t, later, "eva", journal.Ending{At: time.Now(), Outcome: ciba.Verified})
	if audit := whole(t, later, ""); audit.Records != 5 {
		t.Errorf("%+v", audit)
	}
	if erased, err := later.Erase(t.Context(), journal.Filter{Person: mette}); err != nil || erased.Records != 2 {
		t.Errorf("%+v, %v", erased, err)
	}
	for _, login := range []string{"carla", "dorte"} {
		if _, err := s.desk(t, login, database, t.TempDir(), time.Now).Import(t.Context(), file); !errors.Is(err, postgres.ErrNotPermitted) {
			t.Errorf("%s: %v", login, err)
		}
	}
	if _, err := s.desk(t, "bo", database, t.TempDir(), time.Now).Import(t.Context(), file); !errors.Is(err, postgres.ErrImportTaken) {
		t.Errorf("another login: %v", err)
	}
}

// TestAnOpenDeskLearnsOfAnImport: it doesn't begin with a hash that misses what was imported, and
// hashes anew. One that was written without the organisation's keys counts, and keeps nobody.
func TestAnOpenDeskLearnsOfAnImport(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	open, looks := s.desk(t, "anna", database, t.TempDir(), time.Now), s.desk(t, "carla", database, t.TempDir(), time.Now)
	bo, mette := hashed(t, open, journal.Named("Bo")), hashed(t, looks, journal.Named("Mette"))
	if _, err := s.desk(t, "bo", database, t.TempDir(), time.Now).Import(t.Context(), oldFile(t, time.Now())); err != nil {
		t.Fatal(err)
	}
	wants(t, open.Begin(t.Context(), aRecord("bo2", bo), 0), journal.ErrHashAgain)
	wants(t, open.Begin(t.Context(), aRecord("bo2", bo), 0), journal.ErrHashAgain) // whoever learned of it
	again := hashed(t, open, journal.Named("Bo"))
	if wants(t, open.Begin(t.Context(), aRecord("bo2", again), 0), journal.ErrFenced); !again.Has(bo) || bo.Has(again) {
		t.Errorf("%s was %s", again, bo)
	}
	if seen, err := open.Seen(t.Context(), "new", []string{"token of Mette"}); err != nil || !seen {
		t.Errorf("its token is new: %v", err)
	}
	if n, err := looks.Count(t.Context(), journal.Filter{Person: mette}); err != nil || n != 0 {
		t.Errorf("%d, %v", n, err)
	}
	wants(t, looks.Learn(t.Context()), nil)
	if n, err := looks.Count(t.Context(), journal.Filter{Person: hashed(t, looks, journal.Named("Mette"))}); err != nil || n != 1 {
		t.Errorf("%d, %v", n, err)
	}
	admin := s.admin(t, database)
	run(t, admin, `set session authorization anna`)
	run(t, admin, `select ringback.import_1($1::bytea, 'head', $2::bytea)`, make([]byte, postgres.KeySize), append([]byte{0, 0, 0, 2}, make([]byte, 100)...))
	wants(t, open.Begin(t.Context(), aRecord("mette2", hashed(t, open, journal.Named("Mette"))), 0), nil)
}

// TestATokenMeetsAnImport: what comes for a verification that began before is looked for among what
// was imported since, and recorded in any case.
func TestATokenMeetsAnImport(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	j := s.desk(t, "everything", database, t.TempDir(), time.Now)
	looks := s.desk(t, "carla", database, t.TempDir(), time.Now)
	for _, id := range []string{"1", "2", "3"} {
		begin(t, j, id, "")
	}
	offline := s.desk(t, "anna", database, t.TempDir(), time.Now)
	if _, err := s.desk(t, "bo", database, t.TempDir(), time.Now).Import(t.Context(), oldFile(t, time.Now())); err != nil {
		t.Fatal(err)
	}
	if seen, err := offline.Seen(t.Context(), "new", []string{"token of Mette"}); err != nil || !seen {
		t.Errorf("looked for: %v, %v", seen, err)
	}
	for id, want := range map[string]bool{"1": true, "2": false} {
		mark := map[bool]string{true: "token of Mette", false: "another"}[want]
		if seen, err := j.Receive(t.Context(), id, time.Now(), []string{mark}); err != nil || seen != want {
			t.Errorf("%s: %v, %v", id, seen, err)
		}
	}
	// A key that this desk lacks is used, and one more file was imported.
	keys := someKeys()
	keys.Seal[3] = keys.Seal[1]
	owner := s.connect(t, "migrator", database)
	run(t, owner, "set role ringback_owner")
	if _, _, err := postgres.UseKeys(t.Context(), owner, keys, postgres.Pair{Seal: 3, Hash: 1}, nil); err != nil {
		t.Fatal(err)
	}
	stranger := s.connect(t, "anna", database)
	run(t, stranger, `select ringback.import_1(sha256(''), 'head', '\x00000003' || sha256(''))`)
	if seen, err := j.Receive(t.Context(), "3", time.Now(), []string{"a third"}); err != nil || seen {
		t.Errorf("%v, %v", seen, err)
	}
	page, err := looks.Page(t.Context(), journal.Filter{Environment: "pp", Outcomes: []ciba.Outcome{""}})
	if err != nil || len(page.Records) != 3 || slices.ContainsFunc(page.Records, func(r journal.Record) bool { return r.Received.IsZero() }) {
		t.Errorf("%+v, %v", page, err)
	}
}

// TestImportsComeInOrder: a desk that knows of one knows of all before, so that one number is
// enough to tell.
func TestImportsComeInOrder(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	first, second, looks := s.connect(t, "anna", database), s.connect(t, "bo", database), s.admin(t, database)
	noted := `select ringback.import_1(sha256($1::bytea), 'head', '\x00000002' || sha256(''))`
	run(t, first, "begin")
	run(t, first, noted, []byte{1})
	done := make(chan error, 1)
	go func() {
		_, err := second.Exec(t.Context(), noted, []byte{2})
		done <- err
	}()
	for len(texts(t, looks, `select pid::text from pg_stat_activity where wait_event_type = 'Lock' and query like '%import_1%' and datname = current_database()`)) == 0 {
		select {
		case err := <-done:
			t.Fatalf("the second overtakes the first: %v", err)
		default:
		}
	}
	run(t, first, "commit")
	wants(t, <-done, nil)
}

// TestAnImportInPlaceOfAnother: what was hashed under the keys of one that is gone isn't taken for
// hashed under those of the next one.
func TestAnImportInPlaceOfAnother(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	clock := replaced(t, s, database)
	imports := func(keys keyring) {
		t.Helper()
		if done, err := s.desk(t, "bo", database, t.TempDir(), clock.Now).Import(t.Context(), oldFileOf(t, clock.Now(), keys)); err != nil || done.Records != 3 {
			t.Fatalf("%+v, %v", done, err)
		}
	}
	imports(keyring{1})
	open := s.desk(t, "anna", database, t.TempDir(), clock.Now)
	bo := hashed(t, open, journal.Named("Bo"))
	clock.Move(48 * time.Hour)
	if done, err := s.maintained(t, "everything", database).Retain(t.Context(), 1, nil); err != nil || done.Records != 3 {
		t.Fatalf("%+v, %v", done, err)
	}
	imports(keyring{2})
	wants(t, open.Begin(t.Context(), aRecord("bo2", bo), 0), journal.ErrHashAgain)
	wants(t, open.Begin(t.Context(), aRecord("bo2", hashed(t, open, journal.Named("Bo"))), 0), journal.ErrFenced)
}

// TestImportGoesOn: an import is done when nothing in the file is open any more; what came later
// comes with the next one. Its keys go with its records.
func TestImportGoesOn(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	clock := replaced(t, s, database)
	file := oldFile(t, clock.Now())
	wants(t, file.Begin(t.Context(), journal.Record{ID: "open", Started: clock.Now(), Environment: "pp", Kind: "test", Text: "Kode"}, 0), nil)
	j := s.desk(t, "everything", database, t.TempDir(), clock.Now)
	if done, err := j.Import(t.Context(), file); err != nil || done.Records != 3 || done.Open != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	end(t, file, "open", journal.Ending{At: clock.Now(), Outcome: ciba.Failed})
	wants(t, file.Done(t.Context(), "open"), nil)
	for _, want := range []int{4, 0} {
		if done, err := j.Import(t.Context(), file); err != nil || done.Records != want || done.Open != 0 || done.Already.IsZero() != (want > 0) {
			t.Fatalf("%+v, %v", done, err)
		}
	}
	if n, err := j.Count(t.Context(), journal.Filter{}); err != nil || n != 4 {
		t.Errorf("%d, %v", n, err)
	}
	imports := func() (n int) {
		if err := s.admin(t, database).QueryRow(t.Context(), `select count(*) from ringback.imports`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	whole(t, j, "")
	clock.Move(48 * time.Hour)
	m := s.maintained(t, "everything", database)
	if before := imports(); before != 1 {
		t.Errorf("%d", before)
	}
	if done, err := m.Retain(t.Context(), 1, nil); err != nil || done.Records != 4 || imports() != 0 {
		t.Errorf("%+v, %v, %d", done, err, imports())
	}
	// A file that is older than what is kept is left out, and said so.
	if done, err := j.Import(t.Context(), oldFile(t, clock.Now().Add(-72*time.Hour))); err != nil || done.Records != 0 || done.Older != 3 {
		t.Errorf("%+v, %v", done, err)
	}
	f, err := follow(t, s.maintained(t, "dorte", database), "", nil)
	wants(t, err, nil)
	if last := f.links[len(f.links)-1]; last.Kind != journal.LinkImported || last.About == "" {
		t.Errorf("%+v", last)
	}
	whole(t, j, "")
}

// TestAnImportOfAStranger: what a login without the organisation's keys notes as an import keeps no
// desk from the journal.
func TestAnImportOfAStranger(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	admin := s.admin(t, database)
	for i, number := range []byte{2, 99} { // the current seal key, and one that nobody has
		sealed := append([]byte{0, 0, 0, number}, make([]byte, 100)...)
		name := append(make([]byte, postgres.KeySize-1), byte(i))
		run(t, admin, `set session authorization anna`)
		run(t, admin, `select ringback.import_1($1::bytea, 'head', $2::bytea)`, name, sealed)
		run(t, admin, `reset session authorization`)
		begin(t, s.desk(t, "bo", database, t.TempDir(), time.Now), fmt.Sprint(number), "")
	}
}

// TestImportsOfOneLogin: no login takes the place of all, however much it notes; what never became
// an import goes when it is old.
func TestImportsOfOneLogin(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	clock := replaced(t, s, database)
	stranger := s.connect(t, "anna", database)
	for i, want := range append(slices.Repeat([]string{"done"}, 20), "too_many") {
		said := texts(t, stranger, fmt.Sprintf(`select said from ringback.import_1(sha256(int4send(%d)), 'head', '\x00000002' || sha256(''))`, i))
		if said[0] != want {
			t.Fatalf("%d: %s, want %s", i, said[0], want)
		}
	}
	j := s.desk(t, "bo", database, t.TempDir(), clock.Now)
	if done, err := j.Import(t.Context(), oldFile(t, clock.Now())); err != nil || done.Records != 3 {
		t.Errorf("another login: %+v, %v", done, err)
	}
	m := s.maintained(t, "everything", database)
	for _, stays := range []bool{true, false} {
		clock.Move(24*time.Hour + time.Second)
		if _, err := m.Retain(t.Context(), 1, nil); err != nil {
			t.Fatal(err)
		}
		if left := texts(t, clock.conn, `select login from ringback.imports`); slices.Contains(left, "anna") != stays {
			t.Errorf("stays is %v: %v", stays, left)
		}
	}
}
