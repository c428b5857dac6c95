package journal

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sys/unix"

	"ringback/ciba"
	"ringback/storage/files"
)

// aWrittenJournal makes a journal in which verification 1 of Mette is open and has its tokens.
func aWrittenJournal(t *testing.T, path string) {
	t.Helper()
	j := openedJournal(t, path, nil)
	must(t, j.Begin(t.Context(), openFor(t, j, "1", "Mette"), 0))
	if seen, err := j.Receive(t.Context(), "1", time.Now(), []string{"token old"}); seen || err != nil {
		t.Fatal(seen, err)
	}
	must(t, j.Close())
}

func openFor(t *testing.T, j Journal, id, person string) Record {
	return Record{ID: id, Started: time.Now(), Environment: "pp", Kind: "test", Person: personIn(t, j, person)}
}

// onlyLooked reads everything that can be read from a journal that can't be written, and expects
// problem for every write.
func onlyLooked(t *testing.T, j Journal, problem files.Problem) {
	t.Helper()
	ctx := t.Context()
	if seen, err := j.Seen(ctx, "2", []string{"token old"}); !seen || err != nil {
		t.Errorf("an old token: seen %t, %v", seen, err)
	}
	if seen, err := j.Seen(ctx, "1", []string{"token old"}); seen || err != nil {
		t.Errorf("its own token: seen %t, %v", seen, err)
	}
	if seen, err := j.Seen(ctx, "2", []string{"token new", ""}); seen || err != nil {
		t.Errorf("a new token: seen %t, %v", seen, err)
	}
	wants(t, j.Begin(ctx, openFor(t, j, "2", "Mette"), 0), ErrOpenVerification)
	_, received := j.Receive(ctx, "2", time.Now(), []string{"token new"})
	for what, err := range map[string]error{"begin": j.Begin(ctx, openFor(t, j, "3", "Jens"), 0), "receive": received} {
		var file *files.Error
		if !errors.As(err, &file) || file.Problem != problem {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// thenWritten expects the same journal to write as soon as it can.
func thenWritten(t *testing.T, j *File) {
	t.Helper()
	ctx := t.Context()
	must(t, j.BeginLate(ctx, openFor(t, j, "2", "Mette")))
	if seen, err := j.Receive(ctx, "2", time.Now(), []string{"token new"}); seen || err != nil {
		t.Error(seen, err)
	}
	must(t, j.End(ctx, "2", Ending{At: time.Now(), Outcome: ciba.Verified}))
	// the first one is still open
	wants(t, j.Begin(ctx, openFor(t, j, "4", "Mette"), 0), ErrOpenVerification)
	if audit, err := j.Verify(ctx, ""); err != nil || audit.Fault != nil || audit.Records != 2 {
		t.Errorf("%+v, %v", audit, err)
	}
}

// TestReadOnlyFolder: a journal that can't be written can still be opened and read.
func TestReadOnlyFolder(t *testing.T) {
	for _, name := range []string{"with its lock", "without"} {
		t.Run(name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "data")
			path := filepath.Join(folder, "journal.db")
			aWrittenJournal(t, path)
			if name == "without" {
				must(t, os.Remove(files.LockPath(path)))
			}
			readable(t, folder)
			var j *File
			asNobody(t, func() {
				var err error
				j, err = OpenFile(t.Context(), path, secretsOver(t, keyringWith(7)), FileOptions{})
				if err != nil {
					t.Error(err)
					return
				}
				onlyLooked(t, j, files.ProblemReadOnly)
				if left, err := j.Unfinished(t.Context()); err != nil || len(left) != 1 {
					t.Errorf("%d left, %v", len(left), err)
				}
			})
			if t.Failed() {
				return
			}
			must(t, os.Chmod(folder, 0o700))
			must(t, os.Chmod(path, 0o600))
			defer j.Close()
			thenWritten(t, j)
		})
	}
	t.Run("where nothing was ever written", func(t *testing.T) {
		folder := filepath.Join(t.TempDir(), "data")
		must(t, os.Mkdir(folder, 0o700))
		path := filepath.Join(folder, "journal.db")
		readable(t, folder)
		var j *File
		asNobody(t, func() {
			var err error
			j, err = OpenFile(t.Context(), path, secretsOver(t, keyringWith(7)), FileOptions{})
			if err != nil {
				t.Error(err)
				return
			}
			if seen, err := j.Seen(t.Context(), "1", []string{"token"}); seen || err != nil {
				t.Errorf("seen %t, %v", seen, err)
			}
			if left, err := j.Unfinished(t.Context()); len(left) > 0 || err != nil {
				t.Errorf("%d left, %v", len(left), err)
			}
		})
		if t.Failed() {
			return
		}
		must(t, os.Chmod(folder, 0o700))
		defer j.Close()
		must(t, j.Begin(t.Context(), openFor(t, j, "1", "Mette"), 0))
	})
}

// TestNothingIsKeptWithoutTheLock: where the lock can't be written and the folder can, a reader
// does without it. What is kept of a verification is left alone: another program may be writing it.
func TestNothingIsKeptWithoutTheLock(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	path := filepath.Join(folder, "journal.db")
	j := openedJournal(t, path, nil)
	must(t, j.Begin(t.Context(), openFor(t, j, "1", "Mette"), 0))
	must(t, j.Acknowledge(t.Context(), "1", aResumption, aRequest))
	must(t, j.Close())
	readable(t, folder)
	must(t, os.Chmod(folder, 0o777))
	kept := j.keptPath("1")
	before, err := os.ReadFile(kept)
	must(t, err)
	asNobody(t, func() {
		j, err := OpenFile(t.Context(), path, secretsOver(t, keyringWith(7)), FileOptions{})
		if err != nil {
			t.Error(err)
			return
		}
		defer j.Close()
		for what, err := range map[string]error{"asking": j.Asking(t.Context(), "1"), "interval": j.Interval(t.Context(), "1", time.Minute)} {
			var file *files.Error
			if !errors.As(err, &file) || file.Problem != files.ProblemReadOnly {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
	if after, err := os.ReadFile(kept); err != nil || !bytes.Equal(after, before) {
		t.Errorf("it was changed, %v", err)
	}
}

// readable makes a folder readable for everybody and writable for nobody.
func readable(t *testing.T, folder string) {
	t.Helper()
	for _, above := range []string{filepath.Dir(filepath.Dir(folder)), filepath.Dir(folder)} {
		must(t, os.Chmod(above, 0o755))
	}
	files, err := os.ReadDir(folder)
	must(t, err)
	for _, file := range files {
		must(t, os.Chmod(filepath.Join(folder, file.Name()), 0o444))
	}
	must(t, os.Chmod(folder, 0o555))
	t.Cleanup(func() { _ = os.Chmod(folder, 0o700) })
}

// asNobody keeps root from writing where other users may not.
func asNobody(t *testing.T, do func()) {
	t.Helper()
	if os.Geteuid() == 0 {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		if _, err := unix.SetfsuidRetUid(65534); err != nil {
			t.Fatal(err)
		}
		defer func() { _, _ = unix.SetfsuidRetUid(0) }()
	}
	do()
}

// fillsUpJournal is the last argument of the test binary when it is to use a journal under a limit
// on file sizes.
const fillsUpJournal = "look-under-a-limit:"

// TestFullDiskCanBeRead: a full disk doesn't prevent opening and reading. It uses a separate
// process, because such a limit applies to a whole process.
func TestFullDiskCanBeRead(t *testing.T) {
	if path, inside := strings.CutPrefix(os.Args[len(os.Args)-1], fillsUpJournal); inside {
		lookUnderALimit(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "journal.db")
	aWrittenJournal(t, path)
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFullDiskCanBeRead$", "-test.v", fillsUpJournal+path)
	output, err := child.CombinedOutput()
	if err != nil || !strings.Contains(string(output), "looked and written") {
		t.Fatalf("%v\n%s", err, output)
	}
}

func lookUnderALimit(t *testing.T, path string) {
	signal.Ignore(syscall.SIGXFSZ)
	var before syscall.Rlimit
	must(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before))
	must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 0, Max: before.Max}))
	j, err := OpenFile(t.Context(), path, secretsOver(t, keyringWith(7)), FileOptions{})
	if err == nil {
		onlyLooked(t, j, files.ProblemDiskFull)
	}
	must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before)) // coverage data is written at the end
	must(t, err)
	thenWritten(t, j)
	must(t, j.Close())
	t.Log("looked and written")
}

// TestLockedAtOpening: a journal that another program has locked is opened all the same. Later
// operations wait for the lock.
func TestLockedAtOpening(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "journal.db")
		aWrittenJournal(t, path)
		holder, err := files.Lock(t.Context(), files.LockPath(path))
		must(t, err)
		j, err := OpenFile(t.Context(), path, secretsOver(t, keyringWith(7)), FileOptions{})
		must(t, err)
		defer j.Close()
		_, err = j.Seen(t.Context(), "2", []string{"token old"})
		wants(t, err, ErrBusy)
		wants(t, j.Begin(t.Context(), openFor(t, j, "2", "Jens"), 0), ErrBusy)
		must(t, holder.Close())
		if seen, err := j.Seen(t.Context(), "2", []string{"token old"}); !seen || err != nil {
			t.Errorf("seen %t, %v", seen, err)
		}
		thenWritten(t, j)
	})
}
