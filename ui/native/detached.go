package native

import (
	"errors"
	"io"
	"os/exec"
)

// StartDetached starts a program that outlives this process and its terminal, and is told of
// neither's end. It has no standard input and output, nor any other open file: whoever waits for
// this process's output must not wait for the other one's. Unless input is nil, it reads that as
// its standard input, and StartDetached returns when the other program has read what a pipe can't
// hold. ended is closed when it has ended.
func StartDetached(path string, input []byte, arguments ...string) (ended <-chan struct{}, err error) {
	command := exec.Command(path, arguments...) //nolint:gosec,noctx // our own program; it outlives every context
	command.SysProcAttr = detached()
	keepOpenFiles()
	var stdin io.WriteCloser
	if input != nil {
		if stdin, err = command.StdinPipe(); err != nil {
			return nil, err
		}
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	if stdin != nil {
		_, err = stdin.Write(input)
		err = errors.Join(err, stdin.Close())
	}
	done := make(chan struct{})
	go func() { // ends with the other process, or with this one
		defer close(done)
		_ = command.Wait()
	}()
	return done, err
}
