package desk

import (
	"errors"

	"ringback/storage"
)

// SettingsNotice says that the settings could not be read; those that are built in hold for this run.
func SettingsNotice(err error, folders storage.Folders) Text {
	key := "problem.settings.unreadable"
	if fault := new(storage.FileError); errors.As(err, &fault) && fault.Problem == storage.ProblemEncoding {
		key = "problem.settings.encoding"
	}
	return Say(key, "File", folders.SettingsFile())
}

// FolderNotice says that others can write to the folder of the journal; the zero Text where they
// can't. It keeps nobody from working.
func FolderNotice(folders storage.Folders) Text {
	if !storage.OthersCanWrite(folders.Data) {
		return Text{}
	}
	return Say("problem.data_folder", "Folder", folders.Data)
}
