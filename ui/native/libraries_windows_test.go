package native

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/windows"
)

// TestNoLibraryFromTheCurrentFolder: what somebody left in a folder from which the program is
// started isn't loaded into it.
func TestNoLibraryFromTheCurrentFolder(t *testing.T) {
	system, err := windows.GetSystemDirectory()
	if err != nil {
		t.Fatal(err)
	}
	library, err := os.ReadFile(filepath.Join(system, "version.dll"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	for _, name := range []string{"planted1.dll", "planted2.dll"} {
		if err := os.WriteFile(name, library, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	load := func(name string) bool {
		loaded, err := syscall.LoadLibrary(name)
		if err != nil {
			return false
		}
		_ = syscall.FreeLibrary(loaded)
		return true
	}
	if !load("planted1.dll") {
		t.Fatal("this system doesn't look in the current folder anyway")
	}
	NotFromHere()
	if load("planted2.dll") {
		t.Error("loaded")
	}
}
