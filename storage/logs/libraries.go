package logs

import (
	"log/slog"
	"strings"
)

// Libraries takes the lines that libraries write to Go's own log, which must have the flag
// [log.Llongfile] alone. They may quote anything: net/http writes what a server sent without being
// asked, such as a token; the toolkit writes paths of the user's. So the log gets only the place in
// the code, and standard error nothing: nobody who started a window is helped by it.
//
// Reporter is the file through which one library reports everything, from its folder on. The place
// is what it names in a line of its own, and its other lines are dropped.
type Libraries struct {
	Log      *slog.Logger
	Reporter string
}

// Write takes one line.
func (l Libraries) Write(line []byte) (int, error) {
	place, words, _ := strings.Cut(string(line), ": ")
	if l.reports(place) {
		at, named := strings.CutPrefix(words, "  At: ")
		if !named {
			return len(line), nil
		}
		place = strings.TrimSpace(at)
	}
	l.Log.Warn("a library's message", "at", base(place))
	return len(line), nil
}

// reports reports whether a place is in the file Reporter of any version: folders of modules end in
// @ and their version.
func (l Libraries) reports(place string) bool {
	folder, file, found := strings.Cut(l.Reporter, "@")
	if !found {
		return false
	}
	_, rest, found := strings.Cut(place, folder+"@")
	_, rest, in := strings.Cut(rest, "/")
	return found && in && strings.HasPrefix(rest, file+":")
}
