package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"unsafe"

	"golang.org/x/sys/windows"
)

// openTrusted opens the folder first and keeps it open while the file is opened: an open folder,
// and those above it, can't be renamed. Links aren't followed.
func openTrusted(path string) (*os.File, error) {
	folder := filepath.Dir(path)
	open, err := openToJudge(folder, windows.READ_CONTROL|windows.FILE_READ_ATTRIBUTES, windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE, windows.FILE_FLAG_BACKUP_SEMANTICS)
	if err != nil {
		return nil, err
	}
	defer func() { _ = windows.CloseHandle(open) }()
	handle, err := openToJudge(path, windows.GENERIC_READ, windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE|windows.FILE_SHARE_DELETE, 0)
	if err != nil {
		return nil, err
	}
	file := os.NewFile(uintptr(handle), path)
	err = judgeHandle(open, folder, true)
	if err == nil {
		err = judgeHandle(handle, path, false)
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

// openToJudge opens a file or a folder itself, not what a link leads to.
func openToJudge(path string, access, share, flags uint32) (windows.Handle, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return windows.InvalidHandle, err
	}
	handle, err := windows.CreateFile(name, access, share, nil, windows.OPEN_EXISTING, flags|windows.FILE_FLAG_OPEN_REPARSE_POINT, 0)
	if errors.Is(err, windows.ERROR_FILE_NOT_FOUND) || errors.Is(err, windows.ERROR_PATH_NOT_FOUND) {
		return windows.InvalidHandle, fs.ErrNotExist
	}
	return handle, err
}

// judgeHandle judges what is open.
func judgeHandle(handle windows.Handle, place string, folder bool) error {
	var is windows.ByHandleFileInformation
	if err := windows.GetFileInformationByHandle(handle, &is); err != nil {
		return err
	}
	isFolder := is.FileAttributes&windows.FILE_ATTRIBUTE_DIRECTORY != 0
	if isFolder != folder || is.FileAttributes&windows.FILE_ATTRIBUTE_REPARSE_POINT != 0 || !folder && is.NumberOfLinks > 1 {
		return notPlain(place)
	}
	about, err := windows.GetSecurityInfo(handle, windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION|windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return err
	}
	owner, _, err := about.Owner()
	if err != nil {
		return err
	}
	list, _, err := about.DACL()
	if err != nil && !errors.Is(err, windows.ERROR_OBJECT_NOT_FOUND) {
		return err
	}
	entries, err := entriesOf(list)
	if err != nil {
		return err
	}
	return judgeAccess(place, owner.String(), list != nil, entries)
}

// entriesOf returns the entries of an access list.
func entriesOf(list *windows.ACL) ([]entry, error) {
	if list == nil {
		return nil, nil
	}
	var entries []entry
	for i := range uint32(list.AceCount) {
		var ace *windows.ACCESS_ALLOWED_ACE
		if err := windows.GetAce(list, i, &ace); err != nil {
			return nil, err
		}
		e := entry{kind: ace.Header.AceType, flags: ace.Header.AceFlags, rights: uint32(ace.Mask)}
		if e.kind == entryAllows { // others hold their SID elsewhere
			e.sid = (*windows.SID)(unsafe.Pointer(&ace.SidStart)).String()
		}
		entries = append(entries, e)
	}
	return entries, nil
}
