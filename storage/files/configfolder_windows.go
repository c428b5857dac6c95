package files

import (
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// configFolders returns where settings and environments are, and where they were in earlier
// versions. home is %LocalAppData% unless the user has set another one, which then counts.
func configFolders(home string) (now, earlier string) {
	there := filepath.Join(home, "ringback")
	local, err := windows.KnownFolderPath(windows.FOLDERID_LocalAppData, windows.KF_FLAG_DEFAULT)
	if err != nil || !strings.EqualFold(filepath.Clean(local), filepath.Clean(home)) {
		return there, ""
	}
	roaming, err := windows.KnownFolderPath(windows.FOLDERID_RoamingAppData, windows.KF_FLAG_DEFAULT)
	if err != nil || !filepath.IsAbs(roaming) || strings.EqualFold(filepath.Clean(roaming), filepath.Clean(local)) {
		return there, ""
	}
	return filepath.Join(roaming, "Ringback"), there
}
