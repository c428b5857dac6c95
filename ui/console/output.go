package console

import (
	"errors"
	"io"
	"os"
	"runtime"
	"syscall"

	"ringback/assets"
	"ringback/ui/desk"
)

// Output is standard output that remembers an error. It writes nothing after that: a rest without
// its beginning could be taken for the whole. It is for one goroutine.
type Output struct {
	w   io.Writer
	err error
}

// NewOutput returns an output that has not failed yet.
func NewOutput(w io.Writer) *Output { return &Output{w: w} }

// Write implements io.Writer.
func (o *Output) Write(text []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.w.Write(text)
	if err == nil && n < len(text) {
		err = io.ErrShortWrite
	}
	o.err = err
	return n, err
}

// Failed reports whether something could not be written.
func (o *Output) Failed() bool { return o.err != nil }

// Status returns the exit status of a command that would have ended with status. If its output
// failed, Status reports that on standard error and returns [ExitUsage], unless the reader closed
// the pipe and so needn't know.
func (o *Output) Status(status int, words *assets.Words, stderr io.Writer) int {
	return o.statusOf(status, words, stderr, "console.output.failed")
}

func (o *Output) statusOf(status int, words *assets.Words, stderr io.Writer, key string, args ...any) int {
	if o.err == nil || closedByReader(o.err) {
		return status
	}
	writeLine(stderr, desk.Say(key, append([]any{"Detail", detail(o.err)}, args...)...).In(words))
	return ExitUsage
}

// closedByReader reports whether the other end of a pipe is closed.
func closedByReader(err error) bool {
	const broken, noData = syscall.Errno(109), syscall.Errno(232) // their names on Windows
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) ||
		runtime.GOOS == "windows" && (errors.Is(err, broken) || errors.Is(err, noData))
}

// detail returns the system's text of an error, without the name of the file, which is always the
// same.
func detail(err error) string {
	var number syscall.Errno
	if errors.As(err, &number) {
		return number.Error()
	}
	return err.Error()
}

// StandardOutput returns os.Stdout or, if that was closed before the program began, a writer that
// always fails: the runtime has opened the null device there, which accepts everything.
func StandardOutput() io.Writer {
	if outputClosed() {
		return closedOutput{}
	}
	return os.Stdout
}

type closedOutput struct{}

// Write implements io.Writer.
func (closedOutput) Write([]byte) (int, error) { return 0, syscall.EBADF }
