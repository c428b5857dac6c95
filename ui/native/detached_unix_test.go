//go:build unix

package native

import (
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestADetachedProgramHoldsNoPipe: whoever started this process may have left a pipe open in it,
// and waits for its end.
func TestADetachedProgramHoldsNoPipe(t *testing.T) {
	var left [2]int
	if err := syscall.Pipe(left[:]); err != nil { // unlike those of os.Pipe, other programs inherit them
		t.Fatal(err)
	}
	read, write := os.NewFile(uintptr(left[0]), "read"), os.NewFile(uintptr(left[1]), "write")
	defer read.Close()
	lasts := filepath.Join(t.TempDir(), "lasts")
	if err := syscall.Mkfifo(lasts, 0o600); err != nil {
		t.Fatal(err)
	}
	ended, err := StartDetached("/bin/sh", nil, "-c", `read -r _ <"$0"`, lasts)
	if err != nil {
		t.Fatal(err)
	}
	_ = write.Close()
	if _, err := io.ReadAll(read); err != nil {
		t.Error(err)
	}
	select {
	case <-ended:
		t.Error("it had ended before")
	default:
	}
	end, err := os.OpenFile(lasts, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_ = end.Close()
	<-ended
}
