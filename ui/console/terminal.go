package console

import (
	"fmt"
	"io"
	"os"

	"ringback/assets"
)

// writeLine writes one line. An [Output] remembers an error.
func writeLine(w io.Writer, text string) { _, _ = fmt.Fprintln(w, text) }

// Named returns a writer that puts the program's name before each message.
func Named(w io.Writer) io.Writer { return named{w} }

type named struct{ w io.Writer }

func (n named) Write(text []byte) (int, error) {
	if _, err := fmt.Fprintf(n.w, "ringback: %s", text); err != nil {
		return 0, err
	}
	return len(text), nil
}

// IsTerminal reports whether a file is a terminal. The null device is also a character device, but
// not a terminal.
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

// AskForRequest tells the user of a terminal that the program waits for a request there. flag is
// the value of -request.
func AskForRequest(stderr io.Writer, flag string, stdin *os.File, words *assets.Words) {
	if flag == "-" && IsTerminal(stdin) {
		Warn(stderr, words.Text("console.request_ask", nil))
	}
}

// AskForCPR tells the user of a terminal that the program waits for a CPR number there. flag is the
// value of -cpr.
func AskForCPR(stderr io.Writer, flag string, stdin *os.File, words *assets.Words) {
	if flag == "-" && IsTerminal(stdin) {
		Warn(stderr, words.Text("console.cpr_ask", nil))
	}
}
