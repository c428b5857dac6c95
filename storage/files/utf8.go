package files

import (
	"bytes"
	"errors"
	"unicode/utf8"
)

// ErrNotUTF8 means that a text is in another encoding, such as UTF-16 or Windows-1252, which some
// programs on Windows write. Whoever wrote it saves it as UTF-8; guessing would put other letters
// before a person.
var ErrNotUTF8 = errors.New("it is not UTF-8; save it as UTF-8")

// UTF8 returns a text without the byte order mark that some programs on Windows put before it: one,
// of UTF-8.
func UTF8(text []byte) ([]byte, error) {
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	// Of UTF-16 every second byte is zero where it holds Latin letters.
	if !utf8.Valid(text) || len(text) >= 2 && (text[0] == 0) != (text[1] == 0) {
		return nil, ErrNotUTF8
	}
	return text, nil
}

// NotUTF8Line is the line where a text stops being UTF-8, counted from 1.
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
