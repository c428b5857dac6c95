package console

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"

	"ringback/ui/desk"
)

func (k *keeper) export(ctx context.Context, selection desk.Selection) int {
	if problem := k.journal.MayExport(); !problem.IsZero() {
		return k.refuse(problem)
	}
	k.warn(desk.Say("console.journal.export.plain"))
	if k.call.Out == nil {
		n, problem := k.exportTo(ctx, k.Out, "", selection)
		switch {
		case k.out.Failed() && !desk.DiskFull(k.out.err):
			return ExitGood // the caller reports the failed output
		case !problem.IsZero():
			k.out.err = nil // it is reported here
			return k.refuse(problem)
		}
		k.warn(desk.Say("console.journal.export.done", "Count", n))
		return ExitGood
	}
	// No other user may read it, and it replaces no other file.
	path := *k.call.Out
	file, err := k.Create(path)
	if err != nil {
		return k.refuse(writeProblem(err, path))
	}
	n, problem := k.exportTo(ctx, file, path, selection)
	if err := errors.Join(file.Sync(), file.Close()); err != nil && problem.IsZero() {
		problem = writeProblem(err, path)
	}
	if !problem.IsZero() {
		_ = os.Remove(path) // half an export looks like a whole one
		return k.refuse(problem)
	}
	k.warn(desk.Say("console.journal.export.done_file", "Count", n, "File", path))
	return ExitGood
}

// exportTo writes nothing before the first records have been read.
func (k *keeper) exportTo(ctx context.Context, w io.Writer, path string, selection desk.Selection) (int, desk.Text) {
	out := bufio.NewWriter(w)
	n, problem, err := k.journal.Export(ctx, out, k.call.Format, selection)
	if !problem.IsZero() {
		return n, problem
	}
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return n, writeProblem(err, path)
	}
	return n, desk.Text{}
}

// writeProblem returns why a file could not be written.
func writeProblem(err error, path string) desk.Text {
	switch {
	case errors.Is(err, fs.ErrExist):
		return desk.Say("console.journal.export.exists", "File", path)
	case errors.Is(err, fs.ErrNotExist):
		return desk.Say("console.journal.export.no_folder", "File", path)
	case desk.DiskFull(err):
		return desk.Say("console.journal.export.disk_full")
	}
	return desk.Say("console.journal.export.unwritable")
}
