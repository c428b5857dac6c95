package secrets

import (
	"bytes"
	"os"
	"strconv"
	"strings"
)

// The fields of /proc/PID/stat after the name of the program, which may contain anything
// (proc_pid_stat(5)).
const (
	fieldEnvironmentStart = 50 - 3
	fieldEnvironmentEnd   = 51 - 3
)

// wipeVariable overwrites the value of a variable where the kernel put it at the start:
// /proc/PID/environ and ps show it from there. Go has made its own copies by now. If the system
// doesn't allow it, the value stays.
func wipeVariable(name string) {
	stat, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	if len(fields) <= fieldEnvironmentEnd {
		return
	}
	start, bad := strconv.ParseInt(fields[fieldEnvironmentStart], 10, 64)
	end, worse := strconv.ParseInt(fields[fieldEnvironmentEnd], 10, 64)
	if bad != nil || worse != nil || start <= 0 || end <= start || end-start > 8<<20 {
		return
	}
	memory, err := os.OpenFile("/proc/self/mem", os.O_RDWR, 0)
	if err != nil {
		return
	}
	defer memory.Close()
	block := make([]byte, end-start)
	if _, err := memory.ReadAt(block, start); err != nil {
		return
	}
	defer clear(block)
	for at := 0; at < len(block); {
		length := bytes.IndexByte(block[at:], 0)
		if length < 0 {
			length = len(block) - at
		}
		if value, ok := bytes.CutPrefix(block[at:at+length], []byte(name+"=")); ok {
			_, _ = memory.WriteAt(make([]byte, len(value)), start+int64(at+length-len(value)))
		}
		at += length + 1
	}
}
