package console

import (
	"fmt"
	"io"
	"os"
)

// writeLine writes one line. Whoever closed the other end of a pipe needn't be told.
func writeLine(w io.Writer, text string) { _, _ = fmt.Fprintln(w, text) }

// Named puts the program's name before what goes wrong.
func Named(w io.Writer) io.Writer { return named{w} }

type named struct{ w io.Writer }

func (n named) Write(text []byte) (int, error) {
	if _, err := fmt.Fprintf(n.w, "ringback: %s", text); err != nil {
		return 0, err
	}
	return len(text), nil
}

// IsTerminal reports whether somebody may sit at a file. The null device looks
// like that too; it answers nothing.
func IsTerminal(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
