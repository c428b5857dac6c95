package logs_test

import (
	"bytes"
	"log"
	"log/slog"
	"strings"
	"testing"

	"ringback/storage/logs"
)

// TestWhatLibrariesSay: the log has the place, and not the words. The toolkit's go on.
func TestWhatLibrariesSay(t *testing.T) {
	var written, said bytes.Buffer
	library := logs.Libraries{Log: slog.New(logs.Handler(&written, slog.LevelInfo)), Trusted: "toolkit.example/", Errors: &said}
	log.New(library, "", log.Llongfile).Printf("it sent %q", "a token: 4711\nand more")
	if text := written.String(); !strings.Contains(text, `"at":"libraries_test.go:17"`) || strings.Contains(text, "4711") || said.Len() > 0 {
		t.Errorf("logged %q and said %q", text, said.String())
	}
	if _, err := library.Write([]byte("/go/toolkit.example/v2/log.go:12: no screen\n")); err != nil || said.String() != "no screen\n" {
		t.Errorf("said %q, %v", said.String(), err)
	}
}
