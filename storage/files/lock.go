package files

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// LockBound is how long somebody waits for another window's lock, and lockRetry after how long it
// is tried again.
const (
	LockBound = 2 * time.Second
	lockRetry = 5 * time.Millisecond
)

// LockBeside names what is locked for a file: the file itself is replaced when it is written, and
// whoever waited would have the lock of the old one. It is never removed, for the same reason.
func LockBeside(path string) string {
	return strings.TrimSuffix(path, filepath.Ext(path)) + ".lock"
}

// Lock waits until nobody else has a lock, in this program or another one, and takes it. If the
// context ends before that, the error is its cause. Closing the file gives the lock back.
func Lock(ctx context.Context, path string) (*os.File, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	lock, err := OpenPlain(path, os.O_CREATE|os.O_RDWR)
	if err != nil {
		return nil, err
	}
	for {
		locked, err := TryLock(lock)
		if locked {
			return lock, nil
		}
		if err == nil {
			select {
			case <-time.After(lockRetry):
				continue
			case <-ctx.Done():
				err = context.Cause(ctx)
			}
		}
		_ = lock.Close()
		return nil, err
	}
}

// LockToWrite takes the lock of a file that is to be written, and makes its folder. busy is the
// error if somebody else has it for 2 seconds.
func LockToWrite(ctx context.Context, path string, files System, busy error) (*os.File, error) {
	target := resolved(path)
	if err := files.MkdirAll(filepath.Dir(target)); err != nil {
		return nil, notWritten(path, err)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, LockBound, busy)
	defer cancel()
	lock, err := Lock(ctx, LockBeside(target))
	if err != nil {
		return nil, SystemFault(path, err)
	}
	return lock, nil
}
