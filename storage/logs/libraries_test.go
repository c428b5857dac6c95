package logs_test

import (
	"bytes"
	"log"
	"log/slog"
	"strings"
	"testing"

	"ringback/storage/logs"
)

// TestWhatLibrariesSay: the log has the place, and not the words.
func TestWhatLibrariesSay(t *testing.T) {
	var written bytes.Buffer
	library := logs.Libraries{Log: slog.New(logs.Handler(&written, slog.LevelInfo)), Reporter: "toolkit.example/v2@log.go"}
	log.New(library, "", log.Llongfile).Printf("it sent %q", "a token: 4711\nand more")
	if text := written.String(); !strings.Contains(text, `"at":"libraries_test.go:17"`) || strings.Contains(text, "4711") {
		t.Errorf("logged %q", text)
	}
}

// TestWhatTheToolkitReports: three lines are one message, with the place that the last one names.
func TestWhatTheToolkitReports(t *testing.T) {
	var written bytes.Buffer
	library := logs.Libraries{Log: slog.New(logs.Handler(&written, slog.LevelInfo)), Reporter: "toolkit.example/v2@log.go"}
	for _, line := range []string{
		"toolkit.example/v2@v2.8.1/log.go:13: Toolkit error:  Getting favorite locations\n",
		"toolkit.example/v2@v2.8.1/log.go:15:   Cause: uri is not listable: file:///home/anna/Musik\n",
		"toolkit.example/v2@v2.8.1/log.go:20:   At: toolkit.example/v2@v2.8.1/dialog/file.go:400\n",
		"toolkit.example/v2@v2.8.1/lang/log.go:7: another file of that name\n",
	} {
		if n, err := library.Write([]byte(line)); n != len(line) || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	}
	text := written.String()
	if strings.Count(text, "\n") != 2 || !strings.Contains(text, `"at":"file.go:400"`) || !strings.Contains(text, `"at":"log.go:7"`) || strings.Contains(text, "anna") {
		t.Errorf("logged %s", text)
	}
}
