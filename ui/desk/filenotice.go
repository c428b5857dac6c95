package desk

import (
	"errors"

	"ringback/storage/files"
)

// SettingsNotice says that the settings could not be read and that the defaults apply to this run.
func SettingsNotice(err error, folders files.Folders) Text {
	key := "problem.settings.unreadable"
	if fault := new(files.Error); errors.As(err, &fault) && fault.Problem == files.ProblemEncoding {
		key = "problem.settings.encoding"
	}
	return Say(key, "File", folders.SettingsFile())
}

// DiskFull reports whether an error means that there was no room on the disk.
func DiskFull(err error) bool { return files.DiskFull(err) }

// FolderNotice warns that other users can write to the journal's folder. It is zero if they can't.
// It doesn't keep the program from working.
func FolderNotice(folders files.Folders) Text {
	if !files.OthersCanWrite(folders.Data) {
		return Text{}
	}
	return Say("problem.data_folder", "Folder", folders.Data)
}
