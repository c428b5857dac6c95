//go:build realparts

package fallback

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ringback/ciba"
	"ringback/storage/files"
	"ringback/storage/journal"
)

// onSmallDisk makes a server that has a folder on a small file system of its own.
func onSmallDisk(t *testing.T, folder string, args ...string) *aServer {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root may mount a small file system")
	}
	return newServerWith(t, func(s *aServer) ([]string, func()) {
		owner, err := user.Lookup("postgres")
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(s.folder, folder)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		options := fmt.Sprintf("size=160m,mode=700,uid=%s,gid=%s", owner.Uid, owner.Gid)
		if err := unix.Mount("tmpfs", path, "tmpfs", 0, options); err != nil {
			t.Skip("no small file system can be mounted here: ", err)
		}
		for i, arg := range args {
			args[i] = os.Expand(arg, func(string) string { return s.folder })
		}
		return args, func() {
			if err := unix.Unmount(path, unix.MNT_DETACH); err != nil {
				t.Error(err)
			}
		}
	})
}

// fill leaves no room on a small disk, and returns how to make some again.
func fill(t *testing.T, folder string) (empty func()) {
	t.Helper()
	path := filepath.Join(folder, "filled")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, size := range []int{1 << 20, 1 << 12} { // to the last page
		for err = error(nil); err == nil; {
			_, err = f.Write(make([]byte, size))
		}
		if !errors.Is(err, unix.ENOSPC) {
			t.Fatal(err)
		}
	}
	return func() {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

// manyPages is more records than fit into what a database has before it needs more of its disk.
const manyPages = 3000

// TestTheDiskIsFull: a start for which the database has no room says so. What was recorded before
// stays, can be listed, and ends once there is room again.
func TestTheDiskIsFull(t *testing.T) {
	s := onSmallDisk(t, "data", "--waldir=$folder/wal")
	desk := s.journal(t, "anna")
	beginsUntil(t, desk, 0, 3, func() {})
	empty := fill(t, filepath.Join(s.folder, "data"))
	begun, err := beginsUntil(t, desk, 3, manyPages, func() {})
	full := new(files.Error)
	if word, _ := journal.FaultOf(err); word != "disk_full" || !errors.As(err, &full) || full.Problem != files.ProblemDiskFull {
		t.Errorf("after %d: %v, %q", begun, err, word)
	}
	if n, err := desk.Count(t.Context(), journal.Filter{}); n != begun || err != nil {
		t.Errorf("%d of %d are there, %v", n, begun, err)
	}
	empty()
	s.goesOn(t, desk, begun)
}

// TestTheDiskOfTheLogIsFull: a server that can't write its write-ahead log stops, and with it every
// start. What was recorded before is there once somebody has made room and started it.
func TestTheDiskOfTheLogIsFull(t *testing.T) {
	s := onSmallDisk(t, "wal", "--waldir=$folder/wal", "--wal-segsize=1")
	s.again = time.Nanosecond // nobody makes room meanwhile
	desk, admin := s.journal(t, "anna"), s.admin(t)
	beginsUntil(t, desk, 0, 3, func() {})
	empty := fill(t, filepath.Join(s.folder, "wal"))
	begun, err := beginsUntil(t, desk, 3, manyPages, func() { _, _ = admin.Exec(t.Context(), "select pg_switch_wal()") })
	if word, _ := journal.FaultOf(err); word == "" {
		t.Errorf("after %d: %v", begun, err)
	}
	empty()
	_ = s.command(t.Context(), "pg_ctl", "-D", s.folder+"/data", "-m", "immediate", "stop").Run()
	s.start(t)
	s.goesOn(t, desk, begun)
}

// beginsUntil begins one verification after the other, until there are so many or that fails.
func beginsUntil(t *testing.T, desk Shared, begun, most int, after func()) (int, error) {
	t.Helper()
	for ; begun < most; begun++ {
		if err := desk.Begin(t.Context(), of(fmt.Sprint(begun), ""), 0); err != nil {
			return begun, err
		}
		after()
	}
	return begun, nil
}

// goesOn ends what has begun, and checks that it is all there, once.
func (s *aServer) goesOn(t *testing.T, desk Shared, begun int) {
	t.Helper()
	next := fmt.Sprint(begun + 1)
	if err := persistently(func() error { return desk.Begin(t.Context(), of(next, ""), 0) }); err != nil {
		t.Fatal(err)
	}
	var all []string
	for i := range begun {
		all = append(all, fmt.Sprint(i))
	}
	for _, id := range append(all, next) {
		if _, err := desk.Receive(t.Context(), id, time.Now(), []string{id}, ciba.Tokens{IDToken: "x"}); err != nil {
			t.Fatal(id, err)
		}
		if err := errors.Join(desk.End(t.Context(), id, journal.Ending{At: time.Now(), Outcome: ciba.Verified}), desk.Done(t.Context(), id)); err != nil {
			t.Fatal(id, err)
		}
	}
	s.recordedOnce(t, begun+1)
}
