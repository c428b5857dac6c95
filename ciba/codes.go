package ciba

import "strings"

// CodeMeaning is the meaning of a provider's own error code in the answer to a poll.
type CodeMeaning string

// The meanings of a provider's own codes.
const (
	CodeUnknown CodeMeaning = ""        // the profile doesn't know the code
	CodeRefusal CodeMeaning = "refusal" // the person refused
	CodeFault   CodeMeaning = "fault"   // something went wrong; the person has decided nothing
)

// ownCode returns the provider's own code in an error_description: all of it, or its first word
// before a blank or a colon (RFC 6749 §5.2 defines no form). It returns "" if the profile knows no
// such code.
func ownCode(description string, meaning func(code string) CodeMeaning) string {
	first := description
	if i := strings.IndexAny(description, " \t\r\n:"); i >= 0 {
		first = description[:i]
	}
	for _, code := range []string{description, first} {
		if meaning(code) != CodeUnknown {
			return code
		}
	}
	return ""
}
