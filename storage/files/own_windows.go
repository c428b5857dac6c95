package files

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Windows ignores the mode of a new file: without a list of its own it inherits that of its folder.
// So a file of the program gets one when it is made, before anything is in it: the user and the
// system may do everything, and nobody else anything. It is protected, so that nothing is
// inherited. An administrator can still take the file over, which leaves a trace.
//
// A file system without such lists, such as FAT on a memory stick, ignores them.

// ownFileRights and ownFolderRights are the security descriptors (SDDL), with the user's SID in the
// place of the %. What is made in a folder later inherits its rights (OICI).
const (
	ownFileRights   = "O:%D:P(A;;FA;;;%)(A;;FA;;;SY)"
	ownFolderRights = "O:%D:P(A;OICI;FA;;;%)(A;OICI;FA;;;SY)"
)

// own returns the attributes of something new that belongs to the user alone.
func own(rights string) (*windows.SecurityAttributes, error) {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return nil, err
	}
	descriptor, err := windows.SecurityDescriptorFromString(strings.ReplaceAll(rights, "%", user.User.Sid.String()))
	if err != nil {
		return nil, err
	}
	return &windows.SecurityAttributes{
		Length: uint32(unsafe.Sizeof(windows.SecurityAttributes{})), SecurityDescriptor: descriptor,
	}, nil
}

// CreateOwn makes a new file that only the user can read, and opens it. If there is one of that
// name, even a link, the error is fs.ErrExist.
func CreateOwn(path string, flag int) (*os.File, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return nil, &fs.PathError{Op: "create", Path: path, Err: err}
	}
	attributes, err := own(ownFileRights)
	if err != nil {
		return nil, &fs.PathError{Op: "create", Path: path, Err: err}
	}
	made, err := windows.CreateFile(name, windows.GENERIC_WRITE, windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE, attributes,
		windows.CREATE_NEW, windows.FILE_ATTRIBUTE_NORMAL|windows.FILE_FLAG_OPEN_REPARSE_POINT, 0)
	if err != nil {
		return nil, &fs.PathError{Op: "create", Path: path, Err: err}
	}
	_ = windows.CloseHandle(made)
	// The standard library opens it, as it knows what the flags mean here.
	return openExisting(path, flag&^(os.O_CREATE|os.O_EXCL))
}

// makeFolders makes a folder that only the user can enter, and its parents. One that is there keeps
// its rights.
func makeFolders(folder string) error {
	if info, err := os.Stat(folder); err == nil && info.IsDir() {
		return nil
	}
	if parent := filepath.Dir(folder); parent != folder {
		if err := makeFolders(parent); err != nil {
			return err
		}
	}
	name, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return &fs.PathError{Op: "mkdir", Path: folder, Err: err}
	}
	attributes, err := own(ownFolderRights)
	if err != nil {
		return &fs.PathError{Op: "mkdir", Path: folder, Err: err}
	}
	err = windows.CreateDirectory(name, attributes)
	if info, there := os.Stat(folder); err == nil || there == nil && info.IsDir() { // another process was faster
		return nil
	}
	return &fs.PathError{Op: "mkdir", Path: folder, Err: err}
}

// createTemp makes a file of a new name that only the user can read.
func createTemp(folder, pattern string) (*os.File, error) {
	for {
		file, err := CreateOwn(filepath.Join(folder, strings.Replace(pattern, "*", rand.Text(), 1)), os.O_RDWR)
		if !errors.Is(err, fs.ErrExist) {
			return file, err
		}
	}
}

// OnlyUser reports whether nobody but the user and the system can read or change a file or folder.
func OnlyUser(path string) (bool, error) {
	found, err := windows.GetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return false, &fs.PathError{Op: "rights", Path: path, Err: err}
	}
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return false, err
	}
	system, err := windows.CreateWellKnownSid(windows.WinLocalSystemSid)
	if err != nil {
		return false, err
	}
	list, _, err := found.DACL()
	if err != nil || list == nil { // without a list everybody may do everything
		return false, nil
	}
	for i := range uint32(list.AceCount) {
		var entry *windows.ACCESS_ALLOWED_ACE
		if err := windows.GetAce(list, i, &entry); err != nil {
			return false, err
		}
		whose := (*windows.SID)(unsafe.Pointer(&entry.SidStart))
		if entry.Header.AceType == windows.ACCESS_ALLOWED_ACE_TYPE && !whose.Equals(user.User.Sid) && !whose.Equals(system) {
			return false, nil
		}
	}
	return true, nil
}
