package desk

import (
	"errors"
	"strings"

	"ringback/storage/files"
)

// movedKey is the notice that all went well.
const movedKey = "move." + string(files.Moved)

// MoveNotices say what became of settings and environments that an earlier version kept in another
// folder.
func MoveNotices(moves []files.Move, folders files.Folders) []Text {
	names := make(map[string][]string) // by what became of them
	for _, m := range moves {
		key := string(m.State)
		var fault *files.Error
		if m.State == files.MoveFailed && errors.As(m.Err, &fault) && fault.Problem == files.ProblemDiskFull {
			key = "full"
		}
		names[key] = append(names[key], m.Name)
	}
	var all []Text
	for _, key := range []string{"full", "failed", "both", "moved"} {
		if len(names[key]) > 0 {
			all = append(all, Say("move."+key, "Files", strings.Join(names[key], ", "), "From", folders.Earlier, "To", folders.Config))
		}
	}
	return all
}
