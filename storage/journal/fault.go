package journal

import "errors"

// fault is an error of a journal that desks share, without anything to name.
type fault struct{ word, sentence string }

func (f *fault) Error() string                              { return f.sentence }
func (f *fault) Fault() (word string, names map[string]any) { return f.word, nil }

// NewFault returns an error of a journal that desks share: a word, under which there are texts that
// say what happened and what to do, and the same in a sentence.
func NewFault(word, sentence string) error { return &fault{word, sentence} }

// FaultOf returns the word of such an error, and what its texts name, none of it secret or
// personal; "" for another error.
func FaultOf(err error) (word string, names map[string]any) {
	var of interface {
		Fault() (word string, names map[string]any)
	}
	if errors.As(err, &of) {
		return of.Fault()
	}
	return "", nil
}
