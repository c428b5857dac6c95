package kit

import "slices"

// Option is an option of a [Select], a [Segmented] or [Tabs].
type Option struct {
	Value string // passed to the callback
	Label string // what is shown
	Badge string // a word before the label, in a Select; may be empty
	Tone  string // of the badge
	// Hint is the key that chooses it, "Ctrl+1", after the label, in Tabs; "1" where there is no
	// room for more. May be empty
	Hint string
	// Group is the heading above it, in a Select; the options of a group must be adjacent. May be
	// empty
	Group string
}

// indexOf returns the index of a value among options, or -1.
func indexOf(options []Option, value string) int {
	for i, o := range options {
		if o.Value == value {
			return i
		}
	}
	return -1
}

func sameOptions(a, b []Option) bool { return slices.Equal(a, b) }
