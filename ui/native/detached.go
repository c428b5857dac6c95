package native

import "os/exec"

// StartDetached starts a program that outlives this process and its terminal, and is told of
// neither's end. It has no standard input and output, nor any other open file: whoever waits for
// this process's output must not wait for the other one's. ended is closed when it has ended.
func StartDetached(path string, arguments ...string) (ended <-chan struct{}, err error) {
	command := exec.Command(path, arguments...) //nolint:gosec,noctx // our own program; it outlives every context
	command.SysProcAttr = detached()
	keepOpenFiles()
	if err := command.Start(); err != nil {
		return nil, err
	}
	done := make(chan struct{})
	go func() { // ends with the other process, or with this one
		defer close(done)
		_ = command.Wait()
	}()
	return done, nil
}
