package files

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheUsersFolders: settings and environments go with the user, and the journal stays.
func TestTheUsersFolders(t *testing.T) {
	local, roaming := os.Getenv("LocalAppData"), os.Getenv("AppData")
	now, earlier := configFolders(local)
	if !strings.EqualFold(now, filepath.Join(roaming, "Ringback")) || !strings.EqualFold(earlier, filepath.Join(local, "ringback")) {
		t.Errorf("%s, earlier %s", now, earlier)
	}
	other := t.TempDir()
	if now, earlier := configFolders(other); now != filepath.Join(other, "ringback") || earlier != "" {
		t.Errorf("chosen by the user: %s, earlier %s", now, earlier)
	}
}
