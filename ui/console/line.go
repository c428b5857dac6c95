package console

import (
	"fmt"
	"io"
	"os"
)

// writeLine writes one line. Where it fails an [Output] remembers it.
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

// IsTerminal reports whether somebody may sit at a file. The null device is no
// terminal, though it looks like one.
func IsTerminal(file *os.File) bool {
	info, err := file.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}
