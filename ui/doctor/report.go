package doctor

import (
	"context"
	"io"

	"github.com/go-json-experiment/json"

	"ringback/ui/desk"
)

// The lines of -json. Their names and values are a contract: members may be added, none ever
// changes its meaning.
type foundLine struct {
	Event  string     `json:"event"` // found
	Check  string     `json:"check"`
	Level  desk.Level `json:"level"`
	Text   string     `json:"text"`
	Remedy string     `json:"remedy,omitzero"`
}

type endedLine struct {
	Event    string `json:"event"` // ended
	Faults   int    `json:"faults"`
	Warnings int    `json:"warnings"`
}

// Report examines everything, writes a line for each thing that was found, and returns how many
// faults there are.
func Report(ctx context.Context, options Options, out io.Writer, words desk.Words, asJSON bool) (faults int) {
	warnings := 0
	Examine(ctx, options, func(line desk.Diagnostic) {
		switch line.Level {
		case desk.LevelFault:
			faults++
		case desk.LevelWarning:
			warnings++
		}
		if asJSON {
			writeJSON(out, foundLine{"found", line.Check, line.Level, line.Text.In(words), line.Remedy.In(words)})
			return
		}
		_, _ = io.WriteString(out, line.In(words)+"\n") // the caller's writer remembers an error
	})
	if asJSON {
		writeJSON(out, endedLine{"ended", faults, warnings})
		return faults
	}
	summary := desk.Say("doctor.good")
	if faults > 0 {
		summary = desk.Say("doctor.faults", "Count", faults)
	}
	_, _ = io.WriteString(out, "\n"+summary.In(words)+"\n")
	return faults
}

func writeJSON(out io.Writer, line any) {
	if text, err := json.Marshal(line); err == nil {
		_, _ = out.Write(append(text, '\n'))
	}
}
