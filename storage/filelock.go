package storage

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// lockBound is how long somebody waits for another window's lock, and
// lockRetry after how long it is tried again.
const (
	lockBound = 2 * time.Second
	lockRetry = 5 * time.Millisecond
)

// lockBeside names what is locked for a file: the file itself is replaced when
// it is written, and whoever waited would have the lock of the old one. It is
// never removed, for the same reason.
func lockBeside(path string) string {
	return strings.TrimSuffix(path, filepath.Ext(path)) + ".lock"
}

// takeLock waits until nobody else has a lock, in this program or another one,
// and takes it. If the context ends before that, the error is its cause.
// Closing the file gives the lock back.
func takeLock(ctx context.Context, path string) (*os.File, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	lock, err := openPlain(path, os.O_CREATE|os.O_RDWR)
	if err != nil {
		return nil, err
	}
	for {
		locked, err := tryLock(lock)
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

// lockToWrite takes the lock of a file that is to be written, and makes its
// folder. busy is the error if somebody else has it for 2 seconds.
func lockToWrite(ctx context.Context, path string, files fileSystem, busy error) (*os.File, error) {
	target := resolved(path)
	if err := files.MkdirAll(filepath.Dir(target)); err != nil {
		return nil, notWritten(path, err)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, lockBound, busy)
	defer cancel()
	lock, err := takeLock(ctx, lockBeside(target))
	if err != nil {
		return nil, systemFault(path, err)
	}
	return lock, nil
}
