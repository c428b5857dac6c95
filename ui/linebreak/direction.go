package linebreak

import (
	"strings"

	"golang.org/x/text/unicode/bidi"
)

// leftToRight is U+200E, the left-to-right mark. Nothing of it is seen.
const leftToRight = "\u200e"

// Steady keeps names that are written from right to left in their place in a line that is read from
// left to right: without it, a line that begins with such a name counts as one from right to left,
// and the blank behind the name jumps before it, as does a number that follows. Marks hold it more
// widely than isolates, which not every drawing knows. A text without such letters stays as it is.
func Steady(line string) string {
	var steady strings.Builder
	rest, behind := 0, 0 // behind: where the last letter from right to left ends, 0 if none is open
	for at, letter := range line {
		properties, size := bidi.LookupRune(letter)
		switch properties.Class() {
		case bidi.R, bidi.AL:
			behind = at + size
		case bidi.NSM: // belongs to the letter before it
			if behind == at {
				behind = at + size
			}
		case bidi.L:
			if behind > rest {
				steady.WriteString(line[rest:behind] + leftToRight)
				rest = behind
			}
		}
	}
	if behind > rest {
		steady.WriteString(line[rest:behind] + leftToRight)
		rest = behind
	}
	if rest == 0 {
		return line
	}
	return leftToRight + steady.String() + line[rest:]
}
