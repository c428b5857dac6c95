package handover

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// env returns a function like os.Getenv.
func env(pairs ...string) func(string) string {
	return func(name string) string {
		for _, pair := range pairs {
			if value, ok := strings.CutPrefix(pair, name+"="); ok {
				return value
			}
		}
		return ""
	}
}

// place returns a place in an empty folder of this user.
func place(t *testing.T) Place {
	t.Helper()
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	p, err := Here(env("XDG_RUNTIME_DIR="+folder, "DISPLAY=:7"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPlaces(t *testing.T) {
	for name, c := range map[string]struct {
		env  []string
		want string // "" for nowhere
	}{
		"X":                       {[]string{"XDG_RUNTIME_DIR=/run/user/1000", "DISPLAY=:0"}, "/run/user/1000/ringback/x:0.socket"},
		"a screen of X":           {[]string{"XDG_RUNTIME_DIR=/run/user/1000", "DISPLAY=:0.1"}, "/run/user/1000/ringback/x:0.socket"},
		"X of another machine":    {[]string{"XDG_RUNTIME_DIR=/run/user/1000", "DISPLAY=host.example:10.0"}, "/run/user/1000/ringback/xhost.example:10.socket"},
		"Wayland":                 {[]string{"XDG_RUNTIME_DIR=/run/user/1000", "DISPLAY=:0", "WAYLAND_DISPLAY=wayland-0"}, "/run/user/1000/ringback/wayland-0.socket"},
		"Wayland, a path":         {[]string{"XDG_RUNTIME_DIR=/run/user/1000", "WAYLAND_DISPLAY=/a/../b"}, "/run/user/1000/ringback/%2Fa%2F..%2Fb.socket"},
		"no screen":               {[]string{"XDG_RUNTIME_DIR=/run/user/1000"}, ""},
		"no folder":               {[]string{"DISPLAY=:0"}, ""},
		"a folder of all users":   {[]string{"XDG_RUNTIME_DIR=/tmp/", "DISPLAY=:0"}, ""},
		"a folder without a root": {[]string{"XDG_RUNTIME_DIR=run", "DISPLAY=:0"}, ""},
	} {
		got, err := Here(env(c.env...))
		if c.want == "" && !errors.Is(err, ErrNowhere) || c.want != "" && got.String() != c.want {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
	var unsafe *UnsafeError
	if _, err := Here(env("XDG_RUNTIME_DIR=/"+strings.Repeat("a", maxPath), "DISPLAY=:0")); !errors.As(err, &unsafe) || unsafe.Problem != ProblemLong {
		t.Errorf("a long path: %v", err)
	}
}

// TestOnlyThisUserHasAccess: the modes keep others out, whatever the umask is.
func TestOnlyThisUserHasAccess(t *testing.T) {
	t.Parallel()
	p := place(t)
	opened(t, p, func(Message, func(Answer)) {})
	for path, want := range map[string]os.FileMode{p.folder(): 0o700, p.lock(): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
}

// TestWhatACrashLeaves: a socket without a window doesn't keep the next one from opening.
func TestWhatACrashLeaves(t *testing.T) {
	t.Parallel()
	p := place(t)
	if err := p.Prepare(); err != nil {
		t.Fatal(err)
	}
	left, err := net.ListenUnix("unix", &net.UnixAddr{Name: p.socket(), Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	left.SetUnlinkOnClose(false)
	left.Close()
	if _, err := p.HandOver(t.Context(), Message{Ask: AskFront}); !errors.Is(err, ErrNoWindow) {
		t.Errorf("a stale socket: %v", err)
	}
	w := opened(t, p, func(Message, func(Answer)) {})
	if waiting, err := p.HandOver(t.Context(), Message{Ask: AskFront}); err != nil {
		t.Error(err)
	} else {
		waiting.Stop()
	}
	w.Close()
}

// TestUnsafePlaces: where something else stands, or others have access, nothing is taken and
// nothing handed over.
func TestUnsafePlaces(t *testing.T) {
	t.Parallel()
	elsewhere := t.TempDir()
	for name, c := range map[string]struct {
		before func(p Place) error
		want   Problem
	}{
		"the folder is a link":  {func(p Place) error { return os.Symlink(elsewhere, p.folder()) }, ProblemOther},
		"others can enter it":   {func(p Place) error { return errors.Join(os.Mkdir(p.folder(), 0o700), os.Chmod(p.folder(), 0o755)) }, ProblemOpen},
		"the folder is a file":  {func(p Place) error { return os.WriteFile(p.folder(), nil, 0o600) }, ProblemOther},
		"all may write above":   {func(p Place) error { return os.Chmod(p.runtime, 0o777) }, ProblemOpen},
		"the socket is a link":  {func(p Place) error { return errors.Join(p.Prepare(), os.Symlink(elsewhere, p.socket())) }, ProblemOther},
		"the socket is a file":  {func(p Place) error { return errors.Join(p.Prepare(), os.WriteFile(p.socket(), nil, 0o600)) }, ProblemOther},
		"the lock is a link":    {func(p Place) error { return errors.Join(p.Prepare(), os.Symlink(elsewhere, p.lock())) }, ProblemOther},
		"the folder is foreign": {func(p Place) error { return errors.Join(os.Mkdir(p.folder(), 0o700), os.Chown(p.folder(), 4321, 4321)) }, ProblemForeign},
		"the socket is foreign": {
			func(p Place) error {
				return errors.Join(p.Prepare(), unix.Mknod(p.socket(), unix.S_IFSOCK|0o777, 0), os.Chown(p.socket(), 4321, 4321))
			}, ProblemForeign,
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := place(t)
			if err := c.before(p); errors.Is(err, os.ErrPermission) {
				t.Skip("only root gives files to others")
			} else if err != nil {
				t.Fatal(err)
			}
			var unsafe *UnsafeError
			if w, err := p.OpenOr(t.Context(), Message{Ask: AskFront}); w != nil || !errors.As(err, &unsafe) || unsafe.Problem != c.want {
				t.Errorf("opens %v, %v", w, err)
			}
			_, err := p.HandOver(t.Context(), Message{Ask: AskFront})
			if !errors.As(err, &unsafe) || unsafe.Problem != c.want {
				t.Errorf("hands over: %v", err)
			}
		})
	}
}

// TestAnotherUser: the socket's folder keeps other users out; if one is there nevertheless, neither
// side talks to them.
func TestAnotherUser(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root becomes another user")
	}
	folder := t.TempDir()
	for path := folder; path != os.TempDir() && path != "/"; path = filepath.Dir(path) {
		if err := os.Chmod(path, 0o777); err != nil {
			t.Fatal(err)
		}
	}

	ours, err := net.Listen("unix", filepath.Join(folder, "ours"))
	if err != nil {
		t.Fatal(err)
	}
	defer ours.Close()
	if err := os.Chmod(filepath.Join(folder, "ours"), 0o777); err != nil {
		t.Fatal(err)
	}
	var they int
	asAnother(t, func() error {
		they, err = unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
		return errors.Join(err, unix.Connect(they, &unix.SockaddrUnix{Name: filepath.Join(folder, "ours")}))
	})
	defer unix.Close(they)
	conn, err := ours.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var unsafe *UnsafeError
	if err := checkPeer(conn); !errors.As(err, &unsafe) || unsafe.Problem != ProblemForeign {
		t.Errorf("as a sender: %v", err)
	}

	p := place(t)
	if err := p.Prepare(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "theirs")
	var theirs int
	asAnother(t, func() error {
		theirs, err = unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
		return errors.Join(err, unix.Bind(theirs, &unix.SockaddrUnix{Name: path}), unix.Listen(theirs, 1))
	})
	defer unix.Close(theirs)
	// the socket itself is ours here; only its listener is theirs
	if err := errors.Join(os.Rename(path, p.socket()), os.Chown(p.socket(), 0, 0)); err != nil {
		t.Fatal(err)
	}
	if _, err := p.HandOver(t.Context(), Message{Ask: AskFront}); !errors.As(err, &unsafe) || unsafe.Problem != ProblemForeign {
		t.Errorf("as a window: %v", err)
	}
}

// asAnother runs a function as another user: its thread alone changes the user, and ends with it.
func asAnother(t *testing.T, do func() error) {
	t.Helper()
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked
		if _, _, errno := unix.RawSyscall(unix.SYS_SETRESUID, 4321, 4321, 4321); errno != 0 {
			done <- errno
			return
		}
		done <- do()
	}()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}
