//go:build !windows

package files

import "path/filepath"

// configFolders returns where settings and environments are, below a folder, and where they were in
// earlier versions.
func configFolders(home string) (now, earlier string) { return filepath.Join(home, "ringback"), "" }
