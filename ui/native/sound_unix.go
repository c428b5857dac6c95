//go:build unix

package native

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"time"
)

// player is a program that plays files of sound.
type player struct {
	name      string
	arguments []string // before the file
}

// found returns the players that are there, the best first.
func found() (there []player) {
	for _, one := range players() {
		if path, err := exec.LookPath(one.name); err == nil {
			there = append(there, player{path, one.arguments})
		}
	}
	return there
}

func canPlay() bool { return len(found()) > 0 }

// play lets the first player play that can: one may be there without the server of its sounds. All
// of them take files; what they take from their standard input differs.
func play(ctx context.Context, wav []byte) (err error) {
	there := found()
	if len(there) == 0 {
		return errors.New("there is no program that plays sounds")
	}
	file, err := os.CreateTemp("", "ringback-*.wav")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(file.Name())) }()
	_, err = file.Write(wav)
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	var failed error
	for _, one := range there {
		if err := ctx.Err(); err != nil {
			return errors.Join(failed, err)
		}
		command := exec.CommandContext(ctx, one.name, append(one.arguments, file.Name())...) //nolint:gosec // found above
		command.WaitDelay = time.Second                                                      // it may have left a child with a pipe
		err := runWithUs(command)
		if err == nil {
			return nil
		}
		failed = errors.Join(failed, err)
	}
	return failed
}
