package files

import (
	"bytes"
	"errors"
	"unicode/utf8"
)

// ErrNotUTF8 means that a text has another encoding, such as UTF-16 or Windows-1252, which some
// programs on Windows write. The user has to save it as UTF-8: guessing could show a person wrong
// letters.
var ErrNotUTF8 = errors.New("it is not UTF-8; save it as UTF-8")

// UTF8 returns a text without the UTF-8 byte order mark that some programs on Windows put before
// it. It removes one only.
func UTF8(text []byte) ([]byte, error) {
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	// In UTF-16, every second byte of Latin letters is zero.
	if !utf8.Valid(text) || len(text) >= 2 && (text[0] == 0) != (text[1] == 0) {
		return nil, ErrNotUTF8
	}
	return text, nil
}

// NotUTF8Line returns the line where a text stops being UTF-8, counted from 1.
func NotUTF8Line(text []byte) int {
	at := 0
	for at < len(text) {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		at += size
	}
	if at == len(text) { // it is UTF-16
		return 1
	}
	return 1 + bytes.Count(text[:at], []byte("\n"))
}
