package ciba

import "strings"

// CodeMeaning is what an error code of a provider's own means where an approval was waited for.
type CodeMeaning string

// The meanings.
const (
	CodeUnknown CodeMeaning = ""        // not one that the profile knows
	CodeRefusal CodeMeaning = "refusal" // the person broke it off
	CodeFault   CodeMeaning = "fault"   // something went wrong; the person has decided nothing
)

// ownCode is the provider's own code in an error_description: the whole of it, or its first word
// before a blank or a colon (RFC 6749 §5.2 gives it no form); "" if the profile knows none.
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
