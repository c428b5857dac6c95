package desk

import (
	"ringback/storage/files"
)

// ErrNotUTF8 is the error for a text in another encoding; see [PlainText].
var ErrNotUTF8 = files.ErrNotUTF8

// PlainText returns a text from another program without its UTF-8 byte order mark, if it has one.
// The error is ErrNotUTF8.
func PlainText(text []byte) ([]byte, error) { return files.UTF8(text) }
