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
	// Earlier is where earlier versions kept environments.toml and settings.toml, see
	// [Folders.Settle]; "" if that is the same.
	Earlier string

	unmoved map[string]bool // names of files that had to stay in Earlier
}

// ErrNoHome means that the system doesn't report where the user's files are.
var ErrNoHome = errors.New("the user's folders can't be found; is HOME set?")

// DefaultFolders returns the folders that are customary on the operating system: on Linux those of
// the XDG base directory specification; on Windows %AppData%\Ringback, which goes with the user to
// other machines, and %LocalAppData%\ringback for the journal, which must not be copied while it is
// in use. A variable of that specification counts on Windows, too.
func DefaultFolders() (Folders, error) {
	if !filepath.IsAbs(xdg.ConfigHome) || !filepath.IsAbs(xdg.DataHome) {
		return Folders{}, ErrNoHome
	}
	folders := Folders{Data: filepath.Join(xdg.DataHome, "ringback")}
	folders.Config, folders.Earlier = configFolders(xdg.ConfigHome)
	return folders, nil
}

// EnvironmentsFile returns the path of the user's environments.
func (f Folders) EnvironmentsFile() string { return f.configFile(environmentsName) }

// SettingsFile returns the path of the settings.
func (f Folders) SettingsFile() string { return f.configFile(settingsName) }

// The names of the files in Config.
const (
	environmentsName = "environments.toml"
	settingsName     = "settings.toml"
)

func (f Folders) configFile(name string) string {
	if f.unmoved[name] {
		return filepath.Join(f.Earlier, name)
	}
	return filepath.Join(f.Config, name)
}

// JournalFile returns the path of the journal.
func (f Folders) JournalFile() string { return filepath.Join(f.Data, "journal.db") }

// PlaceFile returns the path of where the window was on this machine.
func (f Folders) PlaceFile() string { return filepath.Join(f.Data, "window.toml") }

// SharedFolder returns the folder of what a desk keeps beside it of a shared journal.
func (f Folders) SharedFolder() string { return filepath.Join(f.Data, "shared") }

// AloneFolder returns the folder of what a desk records while it can't reach a shared journal.
func (f Folders) AloneFolder() string { return filepath.Join(f.Data, "local") }

// KeysLock returns the file whose lock is held while keys of a shared journal are added.
func (f Folders) KeysLock() string { return filepath.Join(f.Data, "keys.lock") }

// LogFolder returns the folder of the logs and crash reports.
func (f Folders) LogFolder() string { return filepath.Join(f.Data, "logs") }
