package files_test

import (
	"os"
	"os/exec"
	"syscall"
	"testing"

	"ringback/storage/files"
)

// TestNoCoreFiles crashes a process with and without the limit.
func TestNoCoreFiles(t *testing.T) {
	const how = "RINGBACK_TEST_CRASH"
	switch os.Getenv(how) {
	case "guarded":
		if err := files.NoCoreFiles(); err != nil {
			os.Exit(3)
		}
		fallthrough
	case "plain":
		// A shell crashes instead, under the same limit: Go's own way into a core file, the
		// variable GOTRACEBACK=crash, now and then waits for one of its threads forever.
		err := syscall.Exec("/bin/sh", []string{"sh", "-c", "kill -ABRT $$"}, os.Environ())
		t.Fatal(err)
	}
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_CORE, &before); err != nil {
		t.Fatal(err)
	}
	crash := func(as string) syscall.WaitStatus {
		t.Helper()
		// The shell raises the limit for this process only.
		cmd := exec.CommandContext(t.Context(), "sh", "-c", `ulimit -S -c "$(ulimit -H -c)"; exec "$0" -test.run='^TestNoCoreFiles$'`, os.Args[0])
		cmd.Dir = t.TempDir()
		cmd.Env = append(os.Environ(), how+"="+as)
		_ = cmd.Run()
		status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
		if !ok || !status.Signaled() {
			t.Fatalf("%s: it ended with %v", as, cmd.ProcessState)
		}
		if left, _ := os.ReadDir(cmd.Dir); as == "guarded" && len(left) > 0 {
			t.Errorf("it left %v", left)
		}
		return status
	}
	if crash("guarded").CoreDump() {
		t.Error("there is a core file")
	}
	if !crash("plain").CoreDump() {
		t.Logf("without the limit there is none here either (at most %d bytes)", before.Max)
	}
}
