package console

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"

	"ringback/ui/desk"
)

func (k *keeper) export(ctx context.Context, selection desk.Selection) int {
	k.warn(desk.Say("ledger.export.plain"))
	if k.call.Out == "" {
		n, problem := k.exportTo(ctx, k.Out, selection)
		if !problem.IsZero() {
			return k.refuse(problem)
		}
		k.warn(desk.Say("ledger.export.done", "Count", n))
		return ExitGood
	}
	// Nobody else may read it, and it takes no other file's place.
	file, err := os.OpenFile(k.call.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return k.refuse(k.writeProblem(err))
	}
	n, problem := k.exportTo(ctx, file, selection)
	if err := errors.Join(file.Sync(), file.Close()); err != nil && problem.IsZero() {
		problem = k.writeProblem(err)
	}
	if !problem.IsZero() {
		_ = os.Remove(k.call.Out) // half an export looks like a whole one
		return k.refuse(problem)
	}
	k.warn(desk.Say("ledger.export.done_file", "Count", n, "File", k.call.Out))
	return ExitGood
}

// exportTo writes nothing before the journal was read.
func (k *keeper) exportTo(ctx context.Context, w io.Writer, selection desk.Selection) (int, desk.Text) {
	out := bufio.NewWriter(w)
	n, problem, err := k.ledger.Export(ctx, out, k.call.Format, selection)
	if !problem.IsZero() {
		return n, problem
	}
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return n, k.writeProblem(err)
	}
	return n, desk.Text{}
}

// writeProblem says why a file could not be written.
func (k *keeper) writeProblem(err error) desk.Text {
	switch {
	case errors.Is(err, fs.ErrExist):
		return desk.Say("ledger.export.exists", "File", k.call.Out)
	case errors.Is(err, fs.ErrNotExist):
		return desk.Say("ledger.export.no_folder", "File", k.call.Out)
	case errors.Is(err, syscall.ENOSPC):
		return desk.Say("ledger.export.disk_full")
	}
	return desk.Say("ledger.export.unwritable")
}
