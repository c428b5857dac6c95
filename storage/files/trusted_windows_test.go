package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/windows"
)

// TestOnlyTheAdministratorsFileIsTrusted: the real access lists of a file and of its folder are
// read and judged.
func TestOnlyTheAdministratorsFileIsTrusted(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "Ringback")
	path := filepath.Join(folder, "policy.toml")
	if _, err := ReadTrusted(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	must(t, os.Mkdir(folder, 0o700))
	if _, err := ReadTrusted(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	must(t, os.WriteFile(path, []byte("x"), 0o600))
	const trusted, others = "O:BAD:P(A;;FA;;;BA)(A;;FA;;;SY)(A;;FR;;;BU)", "O:BAD:P(A;;FA;;;BA)(A;;FA;;;BU)"
	for _, test := range []struct {
		name         string
		folder, file string
		trusted      bool
	}{
		{"as the package makes it", trusted, trusted, true},
		{"users may write the file", trusted, others, false},
		{"users may write in the folder", others, trusted, false},
	} {
		if err := errors.Join(secure(folder, test.folder), secure(path, test.file)); err != nil {
			t.Skipf("this account can't give files away: %v", err)
		}
		if !keepsOwner(path) {
			t.Skip("this system keeps no owner of a file, as Wine")
		}
		data, err := ReadTrusted(path)
		var fault *Error
		if test.trusted && (err != nil || string(data) != "x") {
			t.Errorf("%s: %q, %v", test.name, data, err)
		}
		if !test.trusted && (!errors.As(err, &fault) || fault.Problem != ProblemNotTrusted) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// secure gives a file an owner and an access list.
func secure(path, description string) error {
	about, err := windows.SecurityDescriptorFromString(description)
	if err != nil {
		return err
	}
	owner, _, err := about.Owner()
	if err != nil {
		return err
	}
	list, _, err := about.DACL()
	if err != nil {
		return err
	}
	return windows.SetNamedSecurityInfo(path, windows.SE_FILE_OBJECT,
		windows.OWNER_SECURITY_INFORMATION|windows.DACL_SECURITY_INFORMATION|windows.PROTECTED_DACL_SECURITY_INFORMATION, owner, nil, list, nil)
}

// keepsOwner reports whether a file belongs to the administrators, as it was told.
func keepsOwner(path string) bool {
	about, err := windows.GetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		return false
	}
	owner, _, err := about.Owner()
	return err == nil && owner.String() == sidAdministrators
}
