package journal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"ringback/storage/files"
	"ringback/storage/killed"
	"ringback/storage/secrets"
)

// latest is the newest of the earlier formats.
func latest() earlier { return earliers()[2] }

// openedLate opens a journal when the file in testdata had been written, without the test's
// cleanup.
func openedLate(folder string) (*File, *hands, error) {
	clock := newHands(noon.Add(latest().after))
	store := secrets.New(keyringWith(7), secrets.Options{})
	j, err := OpenFile(context.Background(), filepath.Join(folder, "journal.db"), store, FileOptions{Now: clock.now})
	return j, clock, err
}

// TestKilledWhileAJournalIsTakenOver kills a program before each system call that changes a file:
// there is the old file or the new one, whole, and the next program goes on with it.
func TestKilledWhileAJournalIsTakenOver(t *testing.T) {
	if folder, is := childOf(); is {
		if _, _, err := openedLate(folder); err != nil {
			fmt.Println("failed", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	found := make(map[uint64]int)
	for at, ended := 0, false; !ended; at += 2 {
		folder := t.TempDir()
		path := filepath.Join(folder, "journal.db")
		latest().copied(t, path)
		counts := func(call killed.Call) bool { return changesFiles(call.Number, call.Arguments[0]) }
		said, _, over, err := killed.Before(at, counts, append(os.Environ(), "GOMAXPROCS=1"), os.Args[0], "-test.run=^"+t.Name()+"$", asChild, folder)
		if killed.Untraceable(err) {
			t.Skip("no program can be traced here: ", err)
		}
		if err != nil || said != "" {
			t.Fatal(said, err)
		}
		ended = over
		found[formatOf(t, path)]++
		j, clock, err := openedLate(folder)
		must(t, err)
		sound(t, j, latest().head)
		records, err := j.List(t.Context(), Filter{})
		if err != nil || listed(records) != latest().records {
			t.Fatalf("before write %d: %s, %v", at, listed(records), err)
		}
		must(t, j.Begin(t.Context(), Record{ID: "after", Started: clock.now()}, 0))
		must(t, j.Close())
		onlyFiles(t, folder, "journal.db", "journal.lock")
	}
	if found[latest().format] < 10 || found[journalFormat] == 0 {
		t.Errorf("killed too seldom: %v", found)
	}
}

// TestADiskWithoutRoomForBoth: where there is no room to take a journal over it is read, and what
// would be written fails for that reason; nothing is lost, and later it is tried again.
func TestADiskWithoutRoomForBoth(t *testing.T) {
	folder, is := childOf()
	if !is {
		output, err := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v", asChild, t.TempDir()).CombinedOutput()
		if err != nil || !strings.Contains(string(output), "taken over in the end") {
			t.Fatalf("%v\n%s", err, output)
		}
		return
	}
	signal.Ignore(syscall.SIGXFSZ)
	path := filepath.Join(folder, "journal.db")
	latest().copied(t, path)
	limitFiles(t, 20<<10)
	j, clock, err := openedLate(folder)
	must(t, err)
	read := func() {
		t.Helper()
		sound(t, j, latest().head)
		records, err := j.List(t.Context(), Filter{})
		if err != nil || listed(records) != latest().records {
			t.Fatalf("%s, %v", listed(records), err)
		}
		if page, err := j.Page(t.Context(), Filter{Person: records[0].Person}); err != nil || page.Total != 2 {
			t.Fatal(page.Total, err)
		}
	}
	begin := func() error { return j.Begin(t.Context(), Record{ID: "after", Started: clock.now()}, 0) }
	full := func() {
		t.Helper()
		var fault *files.Error
		if err := begin(); !errors.As(err, &fault) || fault.Problem != files.ProblemDiskFull {
			t.Fatal(err)
		}
	}
	read()
	full()
	limitFiles(t, ^uint64(0))
	full() // it isn't tried again at once
	read()
	clock.move(takeOverAgain + time.Second)
	must(t, begin())
	if n := formatOf(t, path); n != journalFormat {
		t.Fatal("its format is ", n)
	}
	sound(t, j, latest().head)
	must(t, j.Close())
	t.Log("taken over in the end")
}
