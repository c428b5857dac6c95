package desk

import (
	"errors"
	"reflect"
	"testing"

	"ringback/storage/files"
)

// TestMovedFilesAreSaid: each ending once, with all of its files.
func TestMovedFilesAreSaid(t *testing.T) {
	folders := files.Folders{Config: "new", Earlier: "old"}
	full := &files.Error{Problem: files.ProblemDiskFull}
	for name, c := range map[string]struct {
		moves []files.Move
		want  map[string]string
	}{
		"nothing": {want: map[string]string{}},
		"moved": {
			moves: []files.Move{{Name: "settings.toml", State: files.Moved}, {Name: "environments.toml", State: files.Moved}},
			want:  map[string]string{"move.moved": "settings.toml, environments.toml"},
		},
		"each in its way": {
			moves: []files.Move{{Name: "settings.toml", State: files.MoveBoth}, {Name: "environments.toml", State: files.MoveFailed, Err: full}},
			want:  map[string]string{"move.both": "settings.toml", "move.full": "environments.toml"},
		},
		"failed": {
			moves: []files.Move{{Name: "settings.toml", State: files.MoveFailed, Err: errors.New("?")}},
			want:  map[string]string{"move.failed": "settings.toml"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := make(map[string]string)
			for _, text := range MoveNotices(c.moves, folders) {
				got[text.Key], _ = text.Args["Files"].(string)
				if text.Args["From"] != "old" || text.Args["To"] != "new" {
					t.Errorf("%+v", text)
				}
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}
