package desk

import (
	"ringback/storage/files"
)

// ErrNotUTF8 is what comes of a text in another encoding; see [PlainText].
var ErrNotUTF8 = files.ErrNotUTF8

// PlainText returns a text that somebody's program wrote, without one byte order mark of UTF-8
// before it.
func PlainText(text []byte) ([]byte, error) { return files.UTF8(text) }
