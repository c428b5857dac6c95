package kit

import "slices"

// Option is something to choose: in a [Select], a [Segmented] or [Tabs].
type Option struct {
	Value string // what is handed on
	Label string // what is shown
	Badge string // a word before the label, in a Select; may be empty
	Tone  string // of the badge
	// the heading it stands below, in a Select; those of a group stand in one piece. May be empty
	Group string
}

// indexOf is the place of a value among options, or -1.
func indexOf(options []Option, value string) int {
	for i, o := range options {
		if o.Value == value {
			return i
		}
	}
	return -1
}

func sameOptions(a, b []Option) bool { return slices.Equal(a, b) }
