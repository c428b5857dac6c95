//go:build !windows

package files

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// maxLinks is how many links one path may lead through.
const maxLinks = 40

// openTrusted walks to the file one folder at a time and judges each folder while it is open. In a
// folder that only root can change, nobody else can exchange what is found there. If there is no
// folder for the file, there is no file, whoever the folders above belong to: in a user namespace
// nothing belongs to root.
func openTrusted(path string) (*os.File, error) {
	w := walk{folder: -1}
	defer w.close()
	if err := w.begin(); err != nil {
		return nil, err
	}
	rest := names(path)
	for links := 0; len(rest) > 0; {
		name := rest[0]
		last := len(rest) == 1
		target, is, err := w.look(name)
		switch {
		case err != nil:
			return nil, w.end(name, err, links > 0, last)
		case w.doubt != nil && (target != "" || last):
			return nil, w.doubt
		case target != "":
			if links++; links > maxLinks {
				return nil, unix.ELOOP
			}
			rest = append(names(target), rest[1:]...)
			if filepath.IsAbs(target) {
				if err := w.begin(); err != nil {
					return nil, err
				}
			}
		case last:
			return w.file(name, is)
		default:
			if err := w.enter(name); err != nil {
				return nil, err
			}
			rest = rest[1:]
		}
	}
	return nil, notPlain(path) // it ends at a folder
}

// names splits a path.
func names(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == filepath.Separator })
}

// walk is a way through folders.
type walk struct {
	folder int    // the open folder
	place  string // its path, for errors
	doubt  error  // why the first folder that isn't trusted isn't; nil if only root can change them
}

func (w *walk) close() {
	if w.folder >= 0 {
		_ = unix.Close(w.folder)
	}
}

// begin goes to the root of the file system.
func (w *walk) begin() error {
	root, err := unix.Open("/", openFolder, 0)
	if err != nil {
		return err
	}
	return w.take(root, "/")
}

// enter goes into a folder of the open one.
func (w *walk) enter(name string) error {
	folder, err := unix.Openat(w.folder, name, openFolder, 0)
	if err != nil {
		return err
	}
	return w.take(folder, filepath.Join(w.place, name))
}

// take makes a folder the open one and judges it, unless one before it isn't trusted.
func (w *walk) take(folder int, place string) error {
	w.close()
	w.folder, w.place = folder, place
	var is unix.Stat_t
	if err := unix.Fstat(folder, &is); err != nil {
		return err
	}
	if w.doubt == nil {
		w.doubt = judge(is, place)
	}
	return nil
}

// end says why the way ends at a name. linked: it led through links; last: the name is the file's.
func (w *walk) end(name string, err error, linked, last bool) error {
	missing := errors.Is(err, unix.ENOENT)
	switch {
	case missing && linked:
		return notTrusted("a link leads to %s, which isn't there", filepath.Join(w.place, name))
	case missing && !last:
		return err
	case w.doubt != nil:
		return w.doubt
	}
	return err
}

// look returns the target of a link in the open folder, or "" and what is there instead.
func (w *walk) look(name string) (target string, is unix.Stat_t, err error) {
	if err := unix.Fstatat(w.folder, name, &is, unix.AT_SYMLINK_NOFOLLOW); err != nil {
		return "", is, err
	}
	if is.Mode&unix.S_IFMT != unix.S_IFLNK {
		return "", is, nil
	}
	buffer := make([]byte, unix.PathMax)
	n, err := unix.Readlinkat(w.folder, name, buffer)
	if err == nil && n == 0 {
		err = unix.EINVAL
	}
	return string(buffer[:max(n, 0)]), is, err
}

// file opens the file itself. A pipe or a device isn't opened.
func (w *walk) file(name string, is unix.Stat_t) (*os.File, error) {
	place := filepath.Join(w.place, name)
	if is.Mode&unix.S_IFMT != unix.S_IFREG {
		return nil, notPlain(place)
	}
	descriptor, err := unix.Openat(w.folder, name, unix.O_RDONLY|unix.O_CLOEXEC|NotFollowing, 0)
	if err != nil {
		return nil, err
	}
	file := os.NewFile(uintptr(descriptor), place)
	if err = unix.Fstat(descriptor, &is); err == nil {
		err = judge(is, place)
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

// judge refuses what others than root can write. Write rights of an access list show as those of
// the group.
func judge(is unix.Stat_t, place string) error {
	switch {
	case is.Uid != 0:
		return notTrusted("%s doesn't belong to root", place)
	case is.Mode&0o022 != 0:
		return notTrusted("%s can be written by its group or by others", place)
	}
	return nil
}
