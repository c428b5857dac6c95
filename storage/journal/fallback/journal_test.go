package fallback

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
	"ringback/storage/journal/postgres/connect"
)

// TestAStartWithoutAnAnswerBeginsInTheFile: after 5 seconds. Later starts ask once, and the first
// one that gets an answer begins in the shared journal again; what runs stays where it began.
func TestAStartWithoutAnAnswerBeginsInTheFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, database := t.Context(), newDatabase()
		d := desk(t, database, nil)
		defer d.Close()
		begin := func(id string, here bool, within time.Duration) {
			t.Helper()
			since := time.Now()
			if err := d.Begin(ctx, of(id, journal.PersonHash(id)), 0); err != nil {
				t.Fatal(id, err)
			}
			if took := time.Since(since); took != within || d.DeskOnly(ctx, id) != here {
				t.Errorf("%s: after %v, here: %t", id, took, d.DeskOnly(ctx, id))
			}
		}
		begin("1", false, 0)
		if d.file != nil || !d.Rights().Supervisor {
			t.Error("a file was made, or the rights are others", d.Rights())
		}
		database.down()
		begin("2", true, Patience)
		if n := database.triesSince(); n < 10 {
			t.Errorf("it was asked %d times in 5 seconds", n)
		}
		if d.Rights() != (journal.Rights{Login: "anna", Desk: true}) || !d.report().Alone {
			t.Error("a supervisor of a file, or nobody was told", d.report())
		}
		database.set(&connect.Error{Kind: connect.ErrUnreachable}, 2*time.Second)
		begin("3", true, 2*time.Second)
		database.set(nil, 0)
		begin("4", false, 0)
		if !d.DeskOnly(ctx, "2") || !d.DeskOnly(ctx, "3") {
			t.Error("what runs was moved")
		}
		for _, id := range []string{"1", "2", "3", "4"} {
			d.through(t, id)
		}
		synctest.Wait()
		if got := database.handedIn(); !slices.Equal(got, []string{"2", "3"}) {
			t.Errorf("handed in: %q", got)
		}
		if d.DeskOnly(ctx, "2") {
			t.Error("it stayed in the file")
		}
		if got := d.report(); got != (journal.DeskNews{Back: true, HandedIn: 2}) {
			t.Errorf("%+v", got)
		}
	})
}

// TestABlinkLeavesNothing: an answer within 5 seconds is soon enough.
func TestABlinkLeavesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		database := newDatabase()
		d := desk(t, database, nil)
		defer d.Close()
		database.down()
		time.AfterFunc(4*time.Second, func() { database.set(nil, 0) })
		if err := d.Begin(t.Context(), of("1", "p"), 0); err != nil || d.file != nil {
			t.Error(err, "a file was made:", d.file != nil)
		}
	})
}

// TestOnlySilenceLeadsToTheFile: any other trouble refuses the start.
func TestOnlySilenceLeadsToTheFile(t *testing.T) {
	for name, err := range map[string]error{
		"a refused login":     errLogin,
		"an unknown one":      &connect.Error{Kind: connect.ErrUnknownAuthority},
		"a copy":              &connect.Error{Kind: connect.ErrReadOnly},
		"a full server":       &connect.Error{Kind: connect.ErrFull},
		"a slow keyring":      &connect.Error{Kind: connect.ErrSecret},
		"a pause":             postgres.ErrPaused,
		"a missing function":  postgres.ErrNoFunction,
		"an old schema":       postgres.ErrSchemaOld,
		"a missing key":       &postgres.MissingKeyError{Seal: 3},
		"others":              journal.ErrBusy,
		"a commit got lost":   errors.Join(postgres.ErrUncertain, &connect.Error{Kind: connect.ErrUnreachable}),
		"what nobody knew of": errors.New("something"),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				database := newDatabase()
				d := desk(t, database, nil)
				defer d.Close()
				database.set(err, 0)
				if got := d.Begin(t.Context(), of("1", "p"), 0); !errors.Is(got, err) || d.file != nil {
					t.Error(got, "a file was made:", d.file != nil)
				}
				database.down()
				if got := d.Begin(t.Context(), of("1", "p"), 0); got != nil || d.file == nil {
					t.Error("silence:", got)
				}
				database.set(err, 0)
				if got := d.Begin(t.Context(), of("2", "q"), 0); !errors.Is(got, err) {
					t.Error("after silence:", got)
				}
			})
		})
	}
}

// TestALostBeginIsNotBegunInTheFile: the shared journal may have it.
func TestALostBeginIsNotBegunInTheFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		database := newDatabase()
		d := desk(t, database, nil)
		defer d.Close()
		database.beginAs = errors.Join(postgres.ErrUncertain, &connect.Error{Kind: connect.ErrUnreachable})
		if err := d.Begin(t.Context(), of("1", "p"), 0); !errors.Is(err, postgres.ErrUncertain) || d.file != nil {
			t.Error(err, d.file)
		}
	})
}

// TestADeskStartsWithoutTheDatabase: it is opened at the first start that gets an answer.
func TestADeskStartsWithoutTheDatabase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, database := t.Context(), newDatabase()
		database.down()
		d := desk(t, database, nil)
		defer d.Close()
		if left, err := d.Unfinished(ctx); err != nil || len(left) != 0 {
			t.Error(left, err)
		}
		if err := d.Begin(ctx, of("1", "p"), 0); err != nil || !d.DeskOnly(ctx, "1") {
			t.Error(err)
		}
		mette := journal.Named("8a9856e0-f12d-4217-b320-c8a076be9320")
		if hash, err := d.HashPerson(ctx, mette); hash != someKeys().HashPerson(mette) || err != nil {
			t.Error(hash, err)
		}
		page, err := d.Page(ctx, journal.Filter{})
		if err != nil || len(page.Records) != 1 || !page.Records[0].DeskOnly {
			t.Errorf("%+v, %v", page, err)
		}
		database.set(nil, 0)
		if err := d.Begin(ctx, of("2", "q"), 0); err != nil || d.DeskOnly(ctx, "2") {
			t.Error(err)
		}
		theirs, _ := database.HashPerson(ctx, mette)
		if hash, err := d.HashPerson(ctx, mette); hash != theirs || err != nil {
			t.Error("the shared journal knows more of them:", hash, err)
		}
		if page, err = d.Page(ctx, journal.Filter{}); err != nil || len(page.Records) != 1 || page.Records[0].DeskOnly {
			t.Errorf("%+v, %v", page, err)
		}
	})
	database := newDatabase()
	database.set(errLogin, 0)
	if _, err := Open(t.Context(), Options{Shared: database.open}); !errors.Is(err, connect.ErrLogin) {
		t.Errorf("a refused login: %v", err)
	}
	database.down()
	if _, err := Open(t.Context(), Options{Shared: database.open}); !errors.Is(err, ErrNoKeys) {
		t.Errorf("without keys: %v", err)
	}
}

// TestTheGuardOfTheFileHolds: also for a start in the shared journal, which doesn't know yet.
func TestTheGuardOfTheFileHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, database := t.Context(), newDatabase()
		d := desk(t, database, nil)
		defer d.Close()
		person, err := d.HashPerson(ctx, journal.Named("8a9856e0-f12d-4217-b320-c8a076be9320"))
		if err != nil {
			t.Fatal(err)
		}
		database.down()
		if err := d.Begin(ctx, of("1", person), 0); err != nil {
			t.Fatal(err)
		}
		if err := d.Begin(ctx, of("2", person), 0); !errors.Is(err, journal.ErrOpenVerification) {
			t.Error("in the file:", err)
		}
		database.set(nil, 0)
		if err := d.Begin(ctx, of("3", person), 0); !errors.Is(err, journal.ErrOpenVerification) {
			t.Error("in the shared journal:", err)
		}
		if d.isAlone() {
			t.Error("the guard's word isn't an answer")
		}
	})
}

// TestTokensAreLookedForInBoth.
func TestTokensAreLookedForInBoth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, database := t.Context(), newDatabase()
		d := desk(t, database, nil)
		defer d.Close()
		database.down()
		if err := d.Begin(ctx, of("1", "p"), 0); err != nil {
			t.Fatal(err)
		}
		if seen, err := d.Receive(ctx, "1", time.Now(), []string{"token a"}); seen || err != nil {
			t.Error(seen, err)
		}
		database.set(nil, 0)
		if err := d.Begin(ctx, of("2", "q"), 0); err != nil {
			t.Fatal(err)
		}
		if seen, err := d.Receive(ctx, "2", time.Now(), []string{"token a"}); !seen || err != nil {
			t.Error("of a record in the file:", seen, err)
		}
		if seen, err := d.Seen(ctx, "2", []string{"token a"}); !seen || err != nil {
			t.Error(seen, err)
		}
	})
}

// TestABacklogSaysThatItLookedHereOnly, and whose verification that was.
func TestABacklogSaysThatItLookedHereOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, database := t.Context(), newDatabase()
		d := desk(t, database, nil)
		defer d.Close()
		b := journal.NewBacklog(journal.BacklogOptions{Memory: journal.NewMemory()})
		defer b.Close(ctx)
		b.Attach(d)
		look := func(id string) ciba.Look {
			t.Helper()
			if err := b.Begin(ctx, journal.Record{ID: id, Started: time.Now(), Environment: "pp", Kind: "test"}, journal.Named(id), 0); err != nil {
				t.Fatal(id, err)
			}
			return b.Receive(ctx, id, time.Now(), []string{"token " + id}, ciba.Tokens{}).Look
		}
		if got := look("1"); got != ciba.LookedNew {
			t.Error(got)
		}
		database.down()
		if got := look("2"); got != ciba.LookedNewThisDesk {
			t.Error(got)
		}
		if got := b.Receive(ctx, "2", time.Now(), []string{"token 2"}, ciba.Tokens{}).Look; got != ciba.LookedNewThisDesk {
			t.Error("asked again:", got)
		}
		if got := look("3"); got != ciba.LookedNewThisDesk {
			t.Error(got)
		}
		database.set(nil, 0)
		if got := look("4"); got != ciba.LookedNew {
			t.Error(got)
		}
		database.set(errLogin, 0)
		if err := b.Begin(ctx, of("5", ""), journal.Named("5"), 0); !errors.Is(err, connect.ErrLogin) {
			t.Error("it is sent without a record:", err)
		}
	})
}

// TestWhatAnotherProgramLeftIsHandedIn: as soon as the database answers, without a start.
func TestWhatAnotherProgramLeftIsHandedIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, database, file := t.Context(), newDatabase(), newFile()
		for _, id := range []string{"1", "2", "open"} {
			if err := file.Begin(ctx, of(id, journal.PersonHash(id)), 0); err != nil {
				t.Fatal(err)
			}
			if id == "open" {
				break
			}
			if err := errors.Join(file.End(ctx, id, journal.Ending{Outcome: ciba.Failed}), file.Done(ctx, id)); err != nil {
				t.Fatal(err)
			}
		}
		database.down()
		d := desk(t, database, file)
		defer d.Close()
		synctest.Wait()
		database.set(nil, 0)
		time.Sleep(handAgain)
		synctest.Wait()
		if got := database.handedIn(); !slices.Equal(got, []string{"1", "2"}) || d.isAlone() {
			t.Errorf("%q", got)
		}
		if err := errors.Join(file.End(ctx, "open", journal.Ending{Outcome: ciba.Unknown}), file.Done(ctx, "open")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(handAgain)
		synctest.Wait()
		if got := database.handedIn(); !slices.Equal(got, []string{"1", "2", "open"}) {
			t.Errorf("%q", got)
		}
	})
}

// TestHandingInLosesAndDoublesNothing: whenever answers get lost.
func TestHandingInLosesAndDoublesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, database := t.Context(), newDatabase()
		d := desk(t, database, nil)
		defer d.Close()
		database.down()
		for _, id := range []string{"1", "2", "3"} {
			if err := d.Begin(ctx, of(id, journal.PersonHash(id)), 0); err != nil {
				t.Fatal(err)
			}
			d.through(t, id)
		}
		report := journal.Report{At: time.Now(), Operator: "anna"}
		synctest.Wait()
		database.mu.Lock()
		database.lost = 2
		database.mu.Unlock()
		database.set(nil, 0)
		time.Sleep(handAgain)
		synctest.Wait()
		if left, _, err := d.file.Whole(ctx, 9); len(left) != 3 || err != nil {
			t.Errorf("it goes without an answer: %d, %v", len(left), err)
		}
		if err := d.Fence(ctx, "1", report); err != nil {
			t.Error(err)
		}
		for range 2 {
			time.Sleep(handAgain)
			synctest.Wait()
		}
		if got := database.handedIn(); !slices.Equal(got, []string{"1", "2", "3"}) {
			t.Errorf("%q", got)
		}
		if left, _, err := d.file.Whole(ctx, 9); len(left) != 0 || err != nil {
			t.Errorf("%d left, %v", len(left), err)
		}
		if got := database.reported["1"]; got != report {
			t.Errorf("a report got lost: %+v", got)
		}
		if err := d.Fence(ctx, "2", report); err != nil || database.reported["2"] != report {
			t.Errorf("a report after handing in: %v", err)
		}
		if got := d.report(); got != (journal.DeskNews{Back: true, HandedIn: 3}) {
			t.Errorf("%+v", got)
		}
	})
}

// TestWhatBecomesOfWhatIsHandedIn: what is too old is dropped and counted, a replay is counted, and
// what can't be handed in stays and holds up nothing.
func TestWhatBecomesOfWhatIsHandedIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, database := t.Context(), newDatabase()
		d := desk(t, database, nil)
		defer d.Close()
		database.down()
		for i, id := range []string{"old", "taken", "replayed", "young"} {
			if err := d.Begin(ctx, of(id, journal.PersonHash(id)), 0); err != nil {
				t.Fatal(err)
			}
			d.through(t, id, id)
			if i == 0 {
				time.Sleep(time.Hour)
				database.older = time.Now()
			}
		}
		synctest.Wait()
		database.marks["replayed"] = "another"
		database.set(nil, 0)
		if err := d.Begin(ctx, of("there", "t"), 0); err != nil { // which gets an answer
			t.Fatal(err)
		}
		synctest.Wait()
		if got := d.report(); got != (journal.DeskNews{Back: true, HandedIn: 2, Dropped: 1, Replays: 1, Kept: 1}) {
			t.Errorf("%+v", got)
		}
		if left, _, err := d.file.Whole(ctx, 9); len(left) != 1 || left[0].Record.ID != "taken" || err != nil {
			t.Errorf("%+v, %v", left, err)
		}
	})
}

// TestAFileThatCannotBeRead refuses starts in it, and doesn't keep anybody from the shared journal.
func TestAFileThatCannotBeRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, database := t.Context(), newDatabase()
		d := desk(t, database, nil)
		defer d.Close()
		d.makes = journal.ErrDamaged
		database.down()
		if err := d.Begin(ctx, of("1", "p"), 0); !errors.Is(err, journal.ErrDamaged) {
			t.Error(err)
		}
		database.set(nil, 0)
		d.o.local = func(context.Context, bool) (Local, error) { return nil, journal.ErrDamaged }
		if err := d.Begin(ctx, of("1", "p"), 0); err != nil {
			t.Error(err)
		}
		if seen, err := d.Receive(ctx, "1", time.Now(), []string{"m"}); seen || err != nil {
			t.Error(seen, err)
		}
		if err := d.End(ctx, "2", journal.Ending{Outcome: ciba.Failed}); !errors.Is(err, journal.ErrNoRecord) {
			t.Error(err)
		}
	})
}
