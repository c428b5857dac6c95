package files

import (
	"errors"
	"path/filepath"

	"github.com/adrg/xdg"
)

// Folders are where the program keeps its files. They are passed as a value, so that a test can use
// others.
type Folders struct {
	Config string // environments.toml and settings.toml
	Data   string // the journal, logs and crash reports
}

// ErrNoHome means that the system doesn't report where the user's files are.
var ErrNoHome = errors.New("the user's folders can't be found; is HOME set?")

// DefaultFolders returns the folders that are customary on the operating system: on Linux those of
// the XDG base directory specification.
func DefaultFolders() (Folders, error) {
	if !filepath.IsAbs(xdg.ConfigHome) || !filepath.IsAbs(xdg.DataHome) {
		return Folders{}, ErrNoHome
	}
	return Folders{
		Config: filepath.Join(xdg.ConfigHome, "ringback"),
		Data:   filepath.Join(xdg.DataHome, "ringback"),
	}, nil
}

// EnvironmentsFile returns the path of the user's environments.
func (f Folders) EnvironmentsFile() string { return filepath.Join(f.Config, "environments.toml") }

// SettingsFile returns the path of the settings.
func (f Folders) SettingsFile() string { return filepath.Join(f.Config, "settings.toml") }

// JournalFile returns the path of the journal.
func (f Folders) JournalFile() string { return filepath.Join(f.Data, "journal.db") }

// LogFolder returns the folder of the logs and crash reports.
func (f Folders) LogFolder() string { return filepath.Join(f.Data, "logs") }
