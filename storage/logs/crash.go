package logs

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"ringback/storage/files"
)

// crashEnding is the ending of a crash file's name.
const crashEnding = ".crash"

// crashFile is where this process's end is written if it crashes. It begins with one line about the
// program; a file with nothing else is of a process that lives, or that was killed from outside.
type crashFile struct {
	path string
	file *os.File // locked as long as the process lives; nil if there is none
	// taken is full while the file is being removed, and for good from when the first crash is
	// written: whoever comes later waits for the end of the process.
	taken chan struct{}
}

// open makes the file, and has Go's runtime write to it.
func (c *crashFile) open(path, header string) error {
	file, err := lockedNew(path)
	if err != nil {
		return err
	}
	_, err = file.WriteString(header)
	if err == nil {
		err = debug.SetCrashOutput(file, debug.CrashOptions{})
	}
	if err != nil {
		_ = file.Close()
		_ = os.Remove(path)
		return err
	}
	c.path, c.file = path, file
	return nil
}

// lockedNew makes a file and locks it. Until it is locked, another process may take it for that of
// a dead one, and remove it.
func lockedNew(path string) (*os.File, error) {
	ctx, cancel := context.WithTimeout(context.Background(), lockBound)
	defer cancel()
	for {
		file, err := makeIn(path)
		if err != nil {
			return nil, err
		}
		locked, err := files.TryLock(file)
		if err == nil && locked && inPlace(file, path) {
			return file, nil
		}
		_ = file.Close()
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
	}
}

// lockBound is how long to try to get the lock of a new file. Others hold it for an instant.
const lockBound = 200 * time.Millisecond

// inPlace reports whether an open file still has its name.
func inPlace(file *os.File, path string) bool {
	open, err := file.Stat()
	if err != nil {
		return false
	}
	named, err := os.Lstat(path)
	return err == nil && os.SameFile(open, named)
}

// remove removes the file, its folder and the data folder, if nothing else is in them: the demo
// leaves nothing on the disk. A process that lives has its own file there.
func (c *crashFile) remove() error {
	c.taken <- struct{}{} // a report that is being written must not be removed
	defer func() { <-c.taken }()
	if c.file == nil {
		return nil
	}
	_ = debug.SetCrashOutput(nil, debug.CrashOptions{})
	_ = c.file.Close()
	c.file = nil
	err := os.Remove(c.path)
	folder := filepath.Dir(c.path)
	if removeEmpty(folder) {
		removeEmpty(filepath.Dir(folder))
	}
	return err
}

// removeEmpty removes an empty folder. A link to one stays: os.Remove would remove the link,
// whatever is in the folder.
func removeEmpty(folder string) bool {
	info, err := os.Lstat(folder)
	return err == nil && info.IsDir() && os.Remove(folder) == nil
}

// Guard is deferred in a goroutine. It ends the program after a panic, with status 2 as Go does,
// and reports it by the type of its value and the frames of the stack: Go itself would write the
// value, and the first words of arguments.
func (l *Logs) Guard() {
	if l == nil {
		return // the panic goes on
	}
	value := recover()
	if value == nil {
		return
	}
	l.crash.taken <- struct{}{}
	report := reportOf(value, frames())
	if l.crash.file != nil {
		_, _ = l.crash.file.WriteString(report)
	}
	_, _ = io.WriteString(os.Stderr, report)
	l.lastLines()
	os.Exit(2)
}

// lastLines writes the log before a crash, the demo's too. It doesn't wait for a lock that the
// panicking goroutine may hold, and not long for the disk.
func (l *Logs) lastLines() {
	if !l.mu.TryLock() {
		return
	}
	l.toFile = l.folder != ""
	l.mu.Unlock()
	l.end(crashBound)
}

// crashBound is how long a crash waits for the disk.
const crashBound = 500 * time.Millisecond

// reportOf returns the report of a panic, without what is known of the program.
func reportOf(value any, stack []runtime.Frame) string {
	var text strings.Builder
	fmt.Fprintf(&text, "panic: %s\n", kindOfPanic(value))
	for _, frame := range stack {
		fmt.Fprintf(&text, "%s\n\t%s:%d\n", frame.Function, base(frame.File), frame.Line)
	}
	return text.String()
}

// valueOf precedes the type of a panic's value.
const valueOf = "value of type "

// kindOfPanic describes the value of a panic by its type. The runtime's own errors have fixed
// words, types and lengths.
func kindOfPanic(value any) string {
	is := reflect.TypeOf(value)
	if is.Kind() == reflect.Pointer {
		is = is.Elem()
	}
	if fault, ok := value.(runtime.Error); ok && is.PkgPath() == "runtime" {
		return fault.Error()
	}
	return valueOf + strings.ReplaceAll(reflect.TypeOf(value).String(), " ", "")
}

// frames returns the stack of a panic, from where it began.
func frames() []runtime.Frame {
	counters := make([]uintptr, 200)
	counters = counters[:runtime.Callers(1, counters)]
	var all []runtime.Frame
	for frames, more := runtime.CallersFrames(counters), len(counters) > 0; more; {
		var frame runtime.Frame
		frame, more = frames.Next()
		if frame.Function == "runtime.gopanic" { // before it: how we got here
			all = nil
			continue
		}
		all = append(all, frame)
	}
	return all
}

// base returns the last part of a path, which has slashes on every system: the folders of whoever
// built the program are nobody's business.
func base(path string) string { return path[strings.LastIndexAny(path, `/\`)+1:] }
