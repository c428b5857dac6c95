package desk

import (
	"errors"

	"ringback/storage/files"
)

// SettingsNotice says that the settings could not be read; those that are built in hold for this
// run.
func SettingsNotice(err error, folders files.Folders) Text {
	key := "problem.settings.unreadable"
	if fault := new(files.Error); errors.As(err, &fault) && fault.Problem == files.ProblemEncoding {
		key = "problem.settings.encoding"
	}
	return Say(key, "File", folders.SettingsFile())
}

// FolderNotice says that others can write to the folder of the journal; the zero Text where they
// can't. It keeps nobody from working.
func FolderNotice(folders files.Folders) Text {
	if !files.OthersCanWrite(folders.Data) {
		return Text{}
	}
	return Say("problem.data_folder", "Folder", folders.Data)
}
