package files

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
)

// Move says what became of a file that an earlier version kept in another folder.
type Move struct {
	Name  string
	State MoveState
	Err   error // why it stayed, for MoveFailed: an *[Error]
}

// MoveState is how a move ended.
type MoveState string

// The states.
const (
	Moved      MoveState = "moved"
	MoveBoth   MoveState = "both"   // there is another one in the new folder: it is used, and both stay
	MoveFailed MoveState = "failed" // the old one stays in use
)

// errMoving means that another process holds the lock for too long, perhaps because it moves too.
var errMoving = errors.New("another window is using it; try again")

// Settle moves settings and environments from the folder of earlier versions, once, and returns the
// folders with the files as they are now. Several processes may do so at the same time: one of them
// reports the move. Nothing is ever lost: the old file is removed when the new one is on the disk,
// and what can't be moved stays in use and is tried again at the next start.
func (f Folders) Settle(ctx context.Context, system System) (Folders, []Move) {
	if f.Earlier == "" {
		return f, nil
	}
	var moves []Move
	for _, name := range []string{settingsName, environmentsName} {
		state, err := f.move(ctx, name, system)
		if state == "" {
			continue
		}
		moves = append(moves, Move{Name: name, State: state, Err: err})
		if state == MoveFailed {
			f.unmoved = maps.Clone(f.unmoved)
			if f.unmoved == nil {
				f.unmoved = make(map[string]bool)
			}
			f.unmoved[name] = true
		}
	}
	return f, moves
}

// AsTheyAre returns the folders with the files where they are now, without moving any: one that
// [Folders.Settle] would move is still in the folder of earlier versions.
func (f Folders) AsTheyAre() Folders {
	if f.Earlier == "" {
		return f
	}
	f.unmoved = make(map[string]bool)
	for _, name := range []string{settingsName, environmentsName} {
		_, missing := os.Lstat(filepath.Join(f.Config, name))
		_, gone := os.Lstat(filepath.Join(f.Earlier, name))
		f.unmoved[name] = missing != nil && gone == nil
	}
	return f
}

// move moves one file. The state is "" if there is nothing to move, or nothing to say.
func (f Folders) move(ctx context.Context, name string, system System) (MoveState, error) {
	from, to := filepath.Join(f.Earlier, name), filepath.Join(f.Config, name)
	if _, err := os.Lstat(from); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	lock, err := LockToWrite(ctx, to, system, &Error{File: to, Problem: ProblemNotWritten, Err: errMoving})
	if err != nil {
		return f.stays(from, to, err)
	}
	defer lock.Close()
	old, err := Read(from)
	switch {
	case errors.Is(err, fs.ErrNotExist): // another process was faster
		return "", nil
	case err == nil && len(old) > MaxSize:
		err = &Error{File: from, Problem: ProblemTooLarge, Limit: MaxSize}
	}
	if err != nil {
		return f.stays(from, to, err)
	}
	state := Moved
	switch there, err := Read(to); {
	case err == nil && bytes.Equal(there, old):
		state = "" // it was moved before, and couldn't be removed
	case !errors.Is(err, fs.ErrNotExist):
		return MoveBoth, nil
	default:
		if err := Write(to, old, system); err != nil && !isNotSynced(err) {
			return f.stays(from, to, err)
		}
	}
	_ = system.Remove(from) // if that fails, it is tried again at the next start
	return state, nil
}

// stays says that the old file is used, unless there is a new one.
func (f Folders) stays(from, to string, why error) (MoveState, error) {
	if _, err := os.Stat(to); err == nil {
		return MoveBoth, nil
	}
	if _, err := os.Lstat(from); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return MoveFailed, why
}

// isNotSynced reports whether a file was written, though the system doesn't confirm that it is on
// the disk.
func isNotSynced(err error) bool {
	var fault *Error
	return errors.As(err, &fault) && fault.Problem == ProblemNotSynced
}
