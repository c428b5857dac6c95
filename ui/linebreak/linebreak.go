package linebreak

import (
	"slices"
	"strings"
)

// At returns how many of letters fit on a line of room letters. It breaks after the last of - / . :
// & = , or a space, so that the groups of a UUID and the steps of an address stay whole. If that
// would leave more than half the line empty, it returns room. The result is at least 1, and
// len(letters) if all fit.
func At(letters []rune, room int) int {
	room = max(room, 1)
	if len(letters) <= room {
		return len(letters)
	}
	for end := room; 2*end >= room; end-- {
		if endsLine(letters, end) {
			return end
		}
	}
	return room
}

// endsLine reports whether a line may end before letters[end]. "https://" and "/.well-known" stay
// whole.
func endsLine(letters []rune, end int) bool {
	last, next := letters[end-1], letters[end]
	if !strings.ContainsRune("-/.:&=, ", last) || next == '/' {
		return false
	}
	return last != '.' || end < 2 || letters[end-2] != '/'
}

// Pieces cuts a text into lines of at most the given number of letters. A tail without a place to
// break is cut into pieces of about the same length. It returns nil for an empty text.
func Pieces(text string, most int) []string {
	most = max(most, 1)
	var pieces []string
	letters := []rune(text)
	last := len(letters) - 1
	for last > 0 && !endsLine(letters, last) {
		last--
	}
	for start := 0; start < len(letters); {
		rest := letters[start:]
		if start >= last {
			return append(pieces, even(rest, most)...)
		}
		end := At(rest, most)
		pieces = append(pieces, string(rest[:end]))
		start += end
	}
	return pieces
}

// even cuts letters into as few pieces as possible, of about the same length.
func even(letters []rune, most int) []string {
	count := (len(letters)-1)/most + 1
	var pieces []string
	for piece := range slices.Chunk(letters, (len(letters)+count-1)/count) {
		pieces = append(pieces, string(piece))
	}
	return pieces
}
