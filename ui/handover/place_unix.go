//go:build linux || darwin

package handover

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// maxPath is the longest path of a socket, in bytes: sun_path without its end.
const maxPath = 103

// Place is where this user's window on this screen is reached.
type Place struct {
	runtime string // the folder that the system keeps for this user
	name    string // of the socket, without its ending
}

// Here returns the place for this process. On Linux it is in $XDG_RUNTIME_DIR and named after the
// display, so that two sessions of one user have a window each; on macOS in the user's own
// temporary folder. It is never in /tmp.
func Here(getenv func(string) string) (Place, error) {
	p := Place{runtime: getenv("XDG_RUNTIME_DIR"), name: screen(getenv)}
	if runtime.GOOS == "darwin" {
		p = Place{runtime: getenv("TMPDIR"), name: "window"}
	}
	if !filepath.IsAbs(p.runtime) || p.name == "" || shared(p.runtime) {
		return Place{}, ErrNowhere
	}
	if path := p.socket(); len(path) > maxPath {
		return Place{}, &UnsafeError{Path: path, Problem: ProblemLong}
	}
	return p, nil
}

// screen names the screen as a file's name; "" if there is none.
func screen(getenv func(string) string) string {
	if display := getenv("WAYLAND_DISPLAY"); display != "" {
		return url.PathEscape(display)
	}
	display := getenv("DISPLAY")
	if colon := strings.LastIndexByte(display, ':'); colon >= 0 { // all screens of a display are one desktop
		number, _, _ := strings.Cut(display[colon:], ".")
		display = display[:colon] + number
	}
	if display == "" {
		return ""
	}
	return "x" + url.PathEscape(display)
}

// shared reports whether a folder is one that all users write to.
func shared(folder string) bool {
	clean := filepath.Clean(folder)
	return clean == "/tmp" || clean == "/var/tmp" || clean == "/private/tmp" || clean == "/dev/shm"
}

func (p Place) folder() string { return filepath.Join(p.runtime, "ringback") }
func (p Place) socket() string { return filepath.Join(p.folder(), p.name+".socket") }
func (p Place) lock() string   { return filepath.Join(p.folder(), p.name+".lock") }

// String returns the path of the socket.
func (p Place) String() string { return p.socket() }

// open takes the place. A socket that a crashed window left behind is replaced: the lock, which the
// system releases with the process, decides whether a window is open. errTaken: one is.
func (p Place) open() (*Window, error) {
	if err := p.Prepare(); err != nil {
		return nil, err
	}
	lock, err := p.take()
	if err != nil {
		return nil, err
	}
	listener, err := p.listen()
	if err != nil {
		_ = lock.Close()
		return nil, err
	}
	return newWindow(listener, checkPeer, func() { _ = lock.Close() }), nil
}

// Prepare reports why no window could be reached at the place. It makes the folder, for this user
// alone.
func (p Place) Prepare() error {
	if err := ownFolder(p.runtime, 0o022); err != nil { // before anything is made in it
		return err
	}
	if err := os.Mkdir(p.folder(), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return p.check()
}

// check checks that only this user can write to the folders.
func (p Place) check() error {
	if err := ownFolder(p.runtime, 0o022); err != nil {
		return err
	}
	return ownFolder(p.folder(), 0o077)
}

// ownFolder checks that a path is a folder of this user, no link, and that others have none of some
// permissions.
func ownFolder(path string, none fs.FileMode) error {
	info, err := own(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ErrNowhere
	case err != nil:
		return err
	case !info.IsDir():
		return &UnsafeError{Path: path, Problem: ProblemOther}
	case info.Mode().Perm()&none != 0:
		return &UnsafeError{Path: path, Problem: ProblemOpen}
	}
	return nil
}

// own looks at a path without following a link. It must be this user's.
func own(path string) (fs.FileInfo, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if is, ok := info.Sys().(*syscall.Stat_t); !ok || int(is.Uid) != os.Geteuid() {
		return nil, &UnsafeError{Path: path, Problem: ProblemForeign}
	}
	return info, nil
}

// take takes the lock. Closing the file releases it. The file is never removed: whoever waits for
// it would get the lock of the old one.
func (p Place) take() (*os.File, error) {
	lock, err := os.OpenFile(p.lock(), os.O_CREATE|os.O_RDWR|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0o600)
	if errors.Is(err, unix.ELOOP) {
		return nil, &UnsafeError{Path: p.lock(), Problem: ProblemOther}
	}
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		_ = lock.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, errTaken
		}
		return nil, err
	}
	return lock, nil
}

// listen makes the socket, and replaces one that a crashed window left.
func (p Place) listen() (net.Listener, error) {
	info, err := own(p.socket())
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	case info.Mode()&fs.ModeSocket == 0:
		return nil, &UnsafeError{Path: p.socket(), Problem: ProblemOther}
	default:
		if err := os.Remove(p.socket()); err != nil {
			return nil, err
		}
	}
	return net.ListenUnix("unix", &net.UnixAddr{Name: p.socket(), Net: "unix"})
}

// dial connects to the open window.
func (p Place) dial(ctx context.Context) (net.Conn, error) {
	switch err := p.check(); {
	case errors.Is(err, ErrNowhere): // no window has been there
		return nil, ErrNoWindow
	case err != nil:
		return nil, err
	}
	info, err := own(p.socket())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, p.noWindow()
	case err != nil:
		return nil, err
	case info.Mode()&fs.ModeSocket == 0:
		return nil, &UnsafeError{Path: p.socket(), Problem: ProblemOther}
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "unix", p.socket())
	switch {
	case err == nil:
	case ctx.Err() != nil, errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, unix.EAGAIN): // its queue is full
		return nil, errEarly
	case errors.Is(err, unix.ECONNREFUSED), errors.Is(err, fs.ErrNotExist):
		return nil, p.noWindow()
	default:
		return nil, err
	}
	if err := checkPeer(conn); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

// noWindow tells a window that is opening or closing, errEarly, from none, [ErrNoWindow].
func (p Place) noWindow() error {
	lock, err := p.take()
	switch {
	case errors.Is(err, errTaken):
		return errEarly
	case err != nil:
		return err
	}
	_ = lock.Close()
	return ErrNoWindow
}

// checkPeer checks that the process at the other end is this user's.
func checkPeer(conn net.Conn) error {
	socket, ok := conn.(*net.UnixConn)
	if !ok {
		return errEarly
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return err
	}
	whose, failed := -1, error(nil)
	if err := raw.Control(func(fd uintptr) { whose, failed = peerOf(int(fd)) }); err != nil {
		return err
	}
	switch {
	case failed != nil:
		return failed
	case whose != os.Geteuid():
		return &UnsafeError{Path: socket.RemoteAddr().String(), Problem: ProblemForeign}
	}
	return nil
}
