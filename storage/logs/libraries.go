package logs

import (
	"io"
	"log/slog"
	"strings"
)

// Libraries takes the lines that libraries write to Go's own log, which must have the flag
// [log.Llongfile] alone. They may quote anything: net/http writes what a server sent without being
// asked, such as a token. So the log gets only the place in the code. The words of the one library
// whose folder has Trusted in its path go on to Errors.
type Libraries struct {
	Log     *slog.Logger
	Trusted string
	Errors  io.Writer
}

// Write takes one line.
func (l Libraries) Write(line []byte) (int, error) {
	place, words, _ := strings.Cut(string(line), ": ")
	if strings.Contains(place, l.Trusted) {
		_, _ = io.WriteString(l.Errors, words)
	}
	l.Log.Warn("a library's message", "at", base(place))
	return len(line), nil
}
