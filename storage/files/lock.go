package files

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// LockBound is how long to wait for another window's lock, and lockRetry the pause between tries.
const (
	LockBound = 2 * time.Second
	lockRetry = 5 * time.Millisecond
)

// LockPath returns the path of the lock file for a file. The file itself can't be locked, because
// writing replaces it, and a waiting process would get the lock of the old one. The lock file is
// never removed, for the same reason.
func LockPath(path string) string {
	return strings.TrimSuffix(path, filepath.Ext(path)) + ".lock"
}

// Lock waits until no process, this one included, holds the lock, and takes it. If the context ends
// first, it returns the context's cause. Closing the file releases the lock.
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

// LockToWrite makes the folder of a file that is about to be written, and takes its lock. It
// returns busy if the lock is held for longer than 2 seconds.
func LockToWrite(ctx context.Context, path string, files System, busy error) (*os.File, error) {
	target := resolved(path)
	if err := files.MkdirAll(filepath.Dir(target)); err != nil {
		return nil, notWritten(path, err)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, LockBound, busy)
	defer cancel()
	lock, err := Lock(ctx, LockPath(target))
	if err != nil {
		return nil, SystemFault(path, err)
	}
	return lock, nil
}
