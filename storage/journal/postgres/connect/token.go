package connect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"
)

// The bounds of a token command.
const (
	tokenBound = 10 * time.Second
	tokenGrace = time.Second // for what it started itself and left behind
	maxToken   = 16 << 10    // bytes, with the line break at its end
)

// The faults of a token command. Nothing that it wrote is in any error.
var (
	errTokenLate  = fmt.Errorf("it didn't end within %d seconds", int(tokenBound/time.Second))
	errTokenLong  = fmt.Errorf("it wrote more than %d bytes", maxToken)
	errTokenEmpty = errors.New("it wrote nothing")
	errTokenForm  = errors.New("it wrote something other than one token of letters, digits and signs")
)

// runTokenCommand runs the command without a shell, and returns what it wrote. What it writes on
// standard error goes nowhere.
func runTokenCommand(ctx context.Context, command []string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, tokenBound)
	defer cancel()
	run := exec.CommandContext(ctx, command[0], command[1:]...) //nolint:gosec // the administrator's policy names it
	run.SysProcAttr = hidden()
	run.WaitDelay = tokenGrace
	var output limited
	run.Stdout = &output
	err := run.Run()
	failed := new(exec.ExitError)
	switch {
	case output.over:
		return "", errTokenLong
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return "", errTokenLate
	case ctx.Err() != nil:
		return "", ctx.Err()
	case errors.As(err, &failed):
		return "", fmt.Errorf("it ended with status %d", failed.ExitCode())
	case err != nil && !errors.Is(err, exec.ErrWaitDelay):
		return "", fmt.Errorf("it can't be run: %w", err)
	}
	token := strings.TrimRight(output.text.String(), "\r\n")
	switch {
	case token == "":
		return "", errTokenEmpty
	case strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }):
		return "", errTokenForm
	}
	return token, nil
}

// limited keeps what is written, and breaks off when it is too much.
type limited struct {
	text strings.Builder
	over bool
}

// Write refuses more than a token may have.
func (l *limited) Write(p []byte) (int, error) {
	if l.text.Len()+len(p) > maxToken {
		l.over = true
		return 0, io.ErrShortWrite
	}
	return l.text.Write(p)
}
