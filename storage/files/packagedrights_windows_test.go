package files

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"golang.org/x/sys/windows"
)

// TestThePackagesPolicyFolderIsTrusted: the rights that the installer gives the policy's folder are
// ones that a policy is read from, and every user may read there.
func TestThePackagesPolicyFolderIsTrusted(t *testing.T) {
	tables, err := os.ReadFile(filepath.Join("..", "..", ".package", "windows", "tables.sql"))
	must(t, err)
	found := regexp.MustCompile(`'CreateFolder', '([^']+)'`).FindSubmatch(tables)
	if found == nil {
		t.Fatal("the installer gives the policy's folder no rights")
	}
	about, err := windows.SecurityDescriptorFromString(string(found[1]))
	must(t, err)
	owner, _, err := about.Owner()
	must(t, err)
	list, _, err := about.DACL()
	must(t, err)
	entries, err := entriesOf(list)
	must(t, err)
	if err := judgeAccess("the policy's folder", owner.String(), list != nil, entries); err != nil {
		t.Error(err)
	}
	control, _, err := about.Control()
	must(t, err)
	if control&windows.SE_DACL_PROTECTED == 0 {
		t.Error("it inherits the rights of the folder above, where every user may make files")
	}
	const users, read, toFilesBelow = "S-1-5-32-545", 0x1200a9, 3
	may := false
	for _, e := range entries {
		may = may || e.sid == users && e.rights == read && e.flags&toFilesBelow == toFilesBelow
	}
	if !may {
		t.Errorf("users can't read it: %+v", entries)
	}
}
