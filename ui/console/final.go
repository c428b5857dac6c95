package console

import (
	"bytes"
	"time"

	"ringback/ui/desk"
)

// ExitDropped is the exit status of `ringback -request - -result -` if there will be no outcome of
// the request that was handed over.
const ExitDropped = 16

// droppedLine is the last line of `-result -` if there will be no outcome.
type droppedLine struct {
	Event  string `json:"event"`
	Reason string `json:"reason"`
}

// Final returns the last line of `ringback -request - -result -`, with its line break, and the exit
// status: for an outcome the line that `ringback verify -json` ends with.
func Final(f desk.Followed, now time.Time) (line []byte, status int) {
	var b bytes.Buffer // writing to it never fails
	switch {
	case f.Dropped != "":
		status = ExitDropped
		_ = writeJSON(&b, droppedLine{Event: "dropped", Reason: string(f.Dropped)})
	case !f.Problem.IsZero():
		status = ExitUsage
		_ = NotStarted(&b, now)
	default:
		status = exitStatus(f.View.Outcome.Outcome)
		_ = writeJSON(&b, ended(f.View))
	}
	return b.Bytes(), status
}
