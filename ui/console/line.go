package console

import (
	"fmt"
	"io"
	"os"

	"ringback/assets"
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

// IsTerminal reports whether somebody may sit at a file. The null device is no terminal, though it
// looks like one.
func IsTerminal(file *os.File) bool {
	info, err := file.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}

// Warn writes one line on standard error, with the program's name before it.
func Warn(stderr io.Writer, text string) { writeLine(Named(stderr), text) }

// AskForRequest tells somebody at a terminal that the program waits there for a request. flag is
// the value of -request.
func AskForRequest(stderr io.Writer, flag string, stdin *os.File, words *assets.Words) {
	if flag == "-" && IsTerminal(stdin) {
		Warn(stderr, words.Text("console.request_ask", nil))
	}
}
