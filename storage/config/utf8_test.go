package config

import (
	"encoding/binary"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"ringback/storage/files"
)

// TestFilesFromWindows: Notepad may put one byte order mark before a file, and it stays there when
// the file is changed. Other encodings are reported.
func TestFilesFromWindows(t *testing.T) {
	const text = "[[environment]]\r\nid = \"ærø\"\r\n"
	wide := func(text string) string {
		var b []byte
		for _, unit := range utf16.Encode([]rune(text)) {
			b = binary.LittleEndian.AppendUint16(b, unit)
		}
		return string(b)
	}
	path := filepath.Join(t.TempDir(), "file.toml")
	for name, content := range map[string]string{
		"UTF-16": wide("\uFEFF" + text), "UTF-16 without a mark": wide(text), "Windows-1252": strings.NewReplacer("æ", "\xe6", "ø", "\xf8").Replace(text),
	} {
		write(t, path, content)
		_, environments := LoadEnvironments(path)
		_, settings := LoadSettings(path)
		for what, err := range map[string]error{"environments": environments, "settings": settings} {
			var fault *files.Error
			if !errors.As(err, &fault) || fault.Problem != files.ProblemEncoding || !strings.Contains(fault.Error(), "save it as UTF-8") {
				t.Errorf("%s, %s: %v", name, what, err)
			}
		}
	}
	write(t, path, "\uFEFFlanguage = \"da\"\r\n")
	if s, err := LoadSettings(path); err != nil || s.Language != "da" {
		t.Errorf("settings with a mark: %+v, %v", s, err)
	}
}
