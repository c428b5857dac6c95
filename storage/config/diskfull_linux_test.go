package config

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"

	"ringback/storage/files"
)

// fillsUp is the last argument of the test binary when it is to save under a limit on file sizes.
const fillsUp = "save-under-a-limit:"

// TestAFullDisk has the system itself refuse to write. It uses a separate process, because such a
// limit applies to a whole process.
func TestAFullDisk(t *testing.T) {
	if path, inside := strings.CutPrefix(os.Args[len(os.Args)-1], fillsUp); inside {
		saveUnderALimit(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "settings.toml")
	if err := saveSettings(path, chosen, files.OS{}); err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAFullDisk$", "-test.v", fillsUp+path)
	output, err := child.CombinedOutput()
	if err != nil || !strings.Contains(string(output), "refused as it should be") {
		t.Fatalf("%v\n%s", err, output)
	}
	if got, err := LoadSettings(path); !reflect.DeepEqual(got, chosen) || err != nil {
		t.Errorf("the old file: %+v, %v", got, err)
	}
	onlyFiles(t, filepath.Dir(path), "settings.toml")
}

func saveUnderALimit(t *testing.T, path string) {
	signal.Ignore(syscall.SIGXFSZ)
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 40, Max: before.Max}); err != nil {
		t.Fatal(err)
	}
	err := saveSettings(path, chosen, files.OS{})
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil { // for the coverage data
		t.Fatal(err)
	}
	var fault *files.Error
	if !errors.As(err, &fault) || fault.Problem != files.ProblemDiskFull {
		t.Fatalf("got %v", err)
	}
	t.Log("refused as it should be: ", err)
}
