package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ringback/ciba"
	"ringback/storage/files"
	"ringback/storage/killed"
	"ringback/storage/secrets"
)

// asChild is the last argument but one of the test binary when it is to be a second program; the
// last one is its folder.
const asChild = "be-a-second-program"

// childOf reports whether this process is the child of a test, and its folder.
func childOf() (folder string, is bool) {
	if n := len(os.Args); n > 2 && os.Args[n-2] == asChild {
		return os.Args[n-1], true
	}
	return "", false
}

// step is one operation of a day at the desk.
type step struct {
	name string
	do   func(context.Context, *File, *hands) error
}

// aDay returns every kind of write that a journal has.
func aDay() []step {
	var steps []step
	add := func(name string, do func(context.Context, *File, *hands) error) {
		steps = append(steps, step{name, do})
	}
	record := func(j *File, clock *hands, id string) Record {
		return Record{ID: id, Started: clock.now(), Environment: "pp", Kind: "test", Person: j.keys.hashPerson(Named(id)), Text: "Kode 4821"}
	}
	for _, id := range []string{"a", "b"} {
		add("begin "+id, func(ctx context.Context, j *File, clock *hands) error {
			return j.Begin(ctx, record(j, clock, id), 0)
		})
		add("acknowledge "+id, func(ctx context.Context, j *File, clock *hands) error {
			r := aResumption
			r.SentAt = clock.now()
			return j.Acknowledge(ctx, id, r, aRequest)
		})
		add("interval "+id, func(ctx context.Context, j *File, _ *hands) error {
			return j.Interval(ctx, id, 10*time.Second)
		})
		add("receive "+id, func(ctx context.Context, j *File, clock *hands) error {
			_, err := j.Receive(ctx, id, clock.now(), []string{"token " + id}, someTokens)
			return err
		})
		if id == "b" {
			add("asking "+id, func(ctx context.Context, j *File, _ *hands) error { return j.Asking(ctx, id) })
		}
		add("end "+id, func(ctx context.Context, j *File, clock *hands) error {
			return j.End(ctx, id, Ending{At: clock.now(), Outcome: ciba.Verified, Also: j.keys.hashPerson(WithCPR(id))})
		})
	}
	add("fence b", func(ctx context.Context, j *File, clock *hands) error {
		return j.Fence(ctx, "b", Report{At: clock.now(), Operator: "anna"})
	})
	add("lift fence b", func(ctx context.Context, j *File, clock *hands) error {
		return j.Unfence(ctx, "b", Report{At: clock.now(), Operator: "anna"})
	})
	add("fence a", func(ctx context.Context, j *File, clock *hands) error {
		return j.Fence(ctx, "a", Report{At: clock.now(), Operator: "anna"})
	})
	add("done a", func(ctx context.Context, j *File, _ *hands) error { return j.Done(ctx, "a") })
	add("erase a", func(ctx context.Context, j *File, _ *hands) error {
		_, err := j.Erase(ctx, Filter{Person: j.keys.hashPerson(Named("a"))})
		return err
	})
	add("begin c", func(ctx context.Context, j *File, clock *hands) error {
		clock.move(2 * 24 * time.Hour)
		return j.Begin(ctx, record(j, clock, "c"), 0)
	})
	add("retain", func(ctx context.Context, j *File, _ *hands) error {
		_, err := j.Retain(ctx, minKeep)
		return err
	})
	return steps
}

// openedForADay opens a journal in a folder, without the test's cleanup.
func openedForADay(folder string, clock *hands) (*File, *secrets.Store, error) {
	store := secrets.New(keyringWith(7), secrets.Options{})
	j, err := OpenFile(context.Background(), filepath.Join(folder, "journal.db"), store, FileOptions{Now: clock.now})
	return j, store, err
}

// state is what another program finds: the records and what is unfinished. They are separate,
// because after a crash in Receive the tokens can be there although the record doesn't mention them
// yet.
type state struct{ records, left string }

func stateOf(t testing.TB, j Journal, when string) state {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	var s state
	records, err := j.List(ctx, Filter{})
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	for _, r := range records {
		s.records += fmt.Sprintf("%s %v %s %v %v; ", r.ID, !r.Received.IsZero(), r.Outcome, !r.Reported.At.IsZero(), !r.Lifted.At.IsZero())
		fenced(t, j, r, when)
	}
	unfinished, err := j.Unfinished(ctx)
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	for _, u := range unfinished {
		if len(u.Tokens) > 0 && u.Received.IsZero() {
			t.Errorf("%s: nobody knows when the tokens of %s came", when, u.ID)
		}
		s.left += fmt.Sprintf("%s %s %v %q %d; ", u.ID, u.Left, u.Resumption.Interval, u.Resumption.AuthReqID.Reveal(), len(u.Tokens))
	}
	return s
}

// fenced checks that the guard holds what a record says of a fence, under both hashes of the
// person.
func fenced(t testing.TB, j Journal, r Record, when string) {
	t.Helper()
	file, is := j.(*File)
	if !is || r.Outcome == "" {
		return
	}
	must(t, file.reading(context.WithoutCancel(t.Context()), func(l *content) error {
		for _, hash := range []PersonHash{r.Person, file.keys.hashPerson(WithCPR(r.ID))} {
			again := Record{Person: hash, Kind: "test", Confirmed: allQuestions &^ QuestionFenced}
			if err := l.guarded(again, l.now, 0); errors.Is(err, ErrFenced) != r.Fenced(l.now) {
				t.Errorf("%s: the record %s is fenced: %v; the guard says %v", when, r.ID, r.Fenced(l.now), err)
			}
		}
		return nil
	}))
}

// statesOfADay returns what is found after each number of steps without a crash.
func statesOfADay(t *testing.T) []state {
	steps := aDay()
	states := make([]state, len(steps)+1)
	for n := range states {
		folder, clock := t.TempDir(), newHands(noon)
		j, secrets, err := openedForADay(folder, clock)
		must(t, err)
		for _, s := range steps[:n] {
			must(t, s.do(t.Context(), j, clock))
		}
		must(t, j.here.file.Close())
		must(t, secrets.Close())
		states[n] = stateOf(t, openedJournal(t, filepath.Join(folder, "journal.db"), clock.now), "a clean end")
	}
	return states
}

// foundAfter checks what the next program finds after one that ended after some steps, or within
// the next step.
func foundAfter(t *testing.T, folder string, done int, states []state, when string) {
	t.Helper()
	clock := newHands(noon)
	if done >= slices.IndexFunc(aDay(), func(s step) bool { return s.name == "begin c" }) {
		clock.move(2 * 24 * time.Hour)
	}
	store := secrets.New(keyringWith(7), secrets.Options{})
	defer store.Close()
	j, err := OpenFile(t.Context(), filepath.Join(folder, "journal.db"), store, FileOptions{Now: clock.now})
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	defer j.Close()
	audit, err := j.Verify(t.Context(), "")
	if err != nil || audit.Fault != nil {
		t.Fatalf("%s: %+v, %v", when, audit.Fault, err)
	}
	got, before, after := stateOf(t, j, when), states[done], states[min(done+1, len(states)-1)]
	if done == slices.IndexFunc(aDay(), func(s step) bool { return s.name == "begin c" }) {
		before.left = got.left // two days later nothing is unfinished any more
	}
	if got.records != before.records && got.records != after.records || got.left != before.left && got.left != after.left {
		t.Errorf("%s:\n   got %+v\nbefore %+v\n after %+v", when, got, before, after)
	}
	for _, pattern := range []string{"journal.db.new", ".journal*.tmp"} {
		if files, _ := filepath.Glob(filepath.Join(folder, pattern)); len(files) > 0 {
			t.Errorf("%s: %v lie about", when, files)
		}
	}
	if heres, _ := filepath.Glob(filepath.Join(folder, "journal-*.here")); len(heres) != 1 {
		t.Errorf("%s: %v", when, heres)
	}
	must(t, j.Begin(t.Context(), Record{ID: "after", Started: clock.now()}, 0))
	searched(t, folder, when, map[string]string{"token": someTokens.IDToken.Reveal(), "auth_req_id": aResumption.AuthReqID.Reveal(), "person": "8a9856e0-f12d-4217-b320-c8a076be9320", "reference": "Kode 4821"})
}

// TestKilledAtSomeWrites kills a program before every 30th system call that changes a file, and
// checks what the next one finds.
func TestKilledAtSomeWrites(t *testing.T) { killedAtWrites(t, 30, 0) }

// killedAtWrites kills a program before every n-th system call that changes a file (n is every),
// and before others more.
func killedAtWrites(t *testing.T, every, others int) {
	t.Helper()
	if folder, is := childOf(); is {
		liveADay(folder)
		return
	}
	states := statesOfADay(t)
	run := func(kind string, writes bool, at int) (calls int, ended bool) {
		folder := t.TempDir()
		told, calls, ended, err := killedAt(t, folder, writes, at)
		if killed.Untraceable(err) {
			t.Skip("no program can be traced here: ", err)
		}
		must(t, err)
		foundAfter(t, folder, told, states, fmt.Sprintf("%s %d, after %d steps", kind, at, told))
		return calls, ended
	}
	writes := 0
	for ended := false; !ended; writes += every {
		_, ended = run("before write", true, writes)
	}
	t.Logf("killed before one of %d among %d writes", every, writes)
	if writes < 100 {
		t.Error("these can't have been all")
	}
	if others == 0 {
		return
	}
	calls, _ := run("before call", false, 1<<30)
	random := rand.New(rand.NewPCG(3, 4))
	for range others {
		run("before call", false, random.IntN(calls))
	}
}

// liveADay is the program that is killed. It prints each step that it has done.
func liveADay(folder string) {
	clock := newHands(noon)
	j, _, err := openedForADay(folder, clock)
	if err != nil {
		fmt.Println("failed", err)
		os.Exit(1)
	}
	for i, s := range aDay() {
		if err := s.do(context.Background(), j, clock); err != nil {
			fmt.Println("failed", s.name, err)
			os.Exit(1)
		}
		fmt.Println("done", i+1)
	}
	os.Exit(0)
}

// changesFiles reports whether a system call changes a file. A write to standard output doesn't.
func changesFiles(nr uint64, first uint64) bool {
	switch nr {
	case unix.SYS_PWRITE64, unix.SYS_FTRUNCATE, unix.SYS_FSYNC, unix.SYS_FDATASYNC, unix.SYS_RENAMEAT, unix.SYS_RENAMEAT2, unix.SYS_UNLINKAT, unix.SYS_MKDIRAT, unix.SYS_OPENAT, unix.SYS_FLOCK:
		return true
	case unix.SYS_WRITE:
		return first > 2
	}
	return false
}

// killedAt runs the program that lives a day and kills it before a system call, counted from 0: of
// those that change files, or of all. It returns how many steps the program printed, how many such
// calls there were, and whether it reached its end.
func killedAt(t *testing.T, folder string, writes bool, at int) (told, calls int, ended bool, err error) {
	counts := func(call killed.Call) bool { return !writes || changesFiles(call.Number, call.Arguments[0]) }
	environment := append(os.Environ(), "GOMAXPROCS=1")
	said, calls, ended, err := killed.Before(at, counts, environment, os.Args[0], "-test.run=^"+t.Name()+"$", asChild, folder)
	if err != nil {
		return 0, 0, false, err
	}
	for line := range strings.Lines(said) {
		n, ok := strings.CutPrefix(strings.TrimSpace(line), "done ")
		if !ok {
			t.Fatalf("it said: %s", line)
		}
		if told, err = strconv.Atoi(n); err != nil {
			return 0, 0, false, err
		}
	}
	return told, calls, ended, nil
}

// TestTwoPrograms: rule 99, two programs write at the same time.
func TestTwoPrograms(t *testing.T) {
	const each = 40
	if folder, is := childOf(); is {
		var j *File
		must(t, patiently(func() (err error) {
			j, _, err = openedForADay(folder, newHands(noon))
			return err
		}))
		begin := func(r Record) error { return patiently(func() error { return j.Begin(t.Context(), r, 0) }) }
		began := 0
		for i := range each {
			id := fmt.Sprintf("%d of %d", i, os.Getpid())
			must(t, begin(Record{ID: id, Started: noon}))
			must(t, patiently(func() error { return j.End(t.Context(), id, Ending{At: noon, Outcome: ciba.Verified}) }))
			err := begin(Record{ID: "guarded " + id, Started: noon, Kind: "test", Person: PersonHash(fmt.Sprint("person ", i))})
			if err == nil {
				began++
			} else if !errors.Is(err, ErrOpenVerification) {
				t.Fatal(err)
			}
		}
		fmt.Println("began", began)
		must(t, j.Close())
		return
	}
	folder := t.TempDir()
	var outputs [2]bytes.Buffer
	var children [2]*exec.Cmd
	for i := range children {
		children[i] = exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestTwoPrograms$", asChild, folder)
		children[i].Stdout, children[i].Stderr = &outputs[i], &outputs[i]
		must(t, children[i].Start())
	}
	began := 0
	for i, child := range children {
		if err := child.Wait(); err != nil {
			t.Fatalf("%v\n%s", err, outputs[i].String())
		}
		var n int
		if _, err := fmt.Sscanf(outputs[i].String(), "began %d", &n); err != nil {
			t.Fatalf("%v\n%s", err, outputs[i].String())
		}
		began += n
	}
	j := openedJournal(t, filepath.Join(folder, "journal.db"), nil)
	sound(t, j, "")
	for outcome, want := range map[ciba.Outcome]int{ciba.Verified: 2 * each, "": each} {
		if n, err := j.Count(t.Context(), Filter{Outcomes: []ciba.Outcome{outcome}}); n != want || err != nil {
			t.Errorf("%q: %d, %v, want %d", outcome, n, err, want)
		}
	}
	if began != each {
		t.Errorf("%d persons were asked %d times", each, began)
	}
}

// TestADiskThatIsFullAtSomeWrites limits the size of files for each step of a day.
func TestADiskThatIsFullAtSomeWrites(t *testing.T) { fullDisk(t, 36<<10) }

// fullDisk limits the size of files to 100 bytes, and then to by more each time.
func fullDisk(t *testing.T, by uint64) {
	t.Helper()
	if folder, is := childOf(); is {
		fillTheDisk(t, folder, by)
		return
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v", asChild, t.TempDir())
	output, err := child.CombinedOutput()
	if err != nil || !strings.Contains(string(output), "refused as it should be") {
		t.Fatalf("%v\n%s", err, output)
	}
	t.Log(string(output))
}

func fillTheDisk(t *testing.T, folder string, by uint64) {
	signal.Ignore(syscall.SIGXFSZ)
	steps := aDay()
	refused := 0
	for size := uint64(100); size <= 80<<10; size += by {
		for n := range steps {
			here := filepath.Join(folder, fmt.Sprintf("%d-%d", size, n))
			clock := newHands(noon)
			j, secrets, err := openedForADay(here, clock)
			must(t, err)
			for _, s := range steps[:n] {
				must(t, s.do(t.Context(), j, clock))
			}
			before := stateOf(t, j, "before")
			limitFiles(t, size)
			failed := steps[n].do(t.Context(), j, clock)
			limitFiles(t, ^uint64(0))
			var fault *files.Error
			switch {
			case failed == nil:
			case errors.As(failed, &fault) && fault.Problem == files.ProblemDiskFull:
				refused++
			default:
				t.Fatalf("%s, %d bytes: %v", steps[n].name, size, failed)
			}
			audit, err := j.Verify(t.Context(), "")
			if err != nil || audit.Fault != nil {
				t.Fatalf("%s, %d bytes: %+v, %v", steps[n].name, size, audit.Fault, err)
			}
			after := stateOf(t, j, "after")
			if failed != nil && after.records != before.records && steps[n].name != "erase a" && steps[n].name != "retain" {
				t.Errorf("%s, %d bytes: it failed and left %+v instead of %+v", steps[n].name, size, after, before)
			}
			// With room again everything works.
			for i, s := range steps[n:] {
				err := s.do(t.Context(), j, clock)
				if i == 0 && failed == nil && (errors.Is(err, ErrRecordExists) || errors.Is(err, ErrRecordEnded) || errors.Is(err, ErrNoRecord)) {
					err = nil // it was done before
				}
				if err != nil {
					t.Fatalf("%s, %d bytes, then %s: %v", steps[n].name, size, s.name, err)
				}
			}
			must(t, j.Close())
			must(t, secrets.Close())
			must(t, os.RemoveAll(here))
		}
	}
	t.Logf("refused as it should be, %d times", refused)
}

// limitFiles limits the size of the files that this process writes, as a full disk does.
func limitFiles(t *testing.T, size uint64) {
	t.Helper()
	var now syscall.Rlimit
	must(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &now))
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: min(size, now.Max), Max: now.Max}); err != nil {
		t.Skip("no limit can be set here: ", err)
	}
}
