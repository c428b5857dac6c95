package ui

import "slices"

// echoLimit bounds how many typed texts are remembered that the desk has not echoed.
const echoLimit = 256

// echo keeps an entry and its field on the desk in sync. Typed text goes to the desk and comes back
// in a view. By then the user may have typed more, and the stale echo must not overwrite that. A
// value that the desk filled in itself must overwrite it.
type echo struct {
	sent []string // typed and not yet echoed, oldest first
	seen string   // what the last view held
}

// typed notes a text that was typed and sent to the desk.
func (e *echo) typed(text string) {
	e.sent = append(e.sent, text)
	if over := len(e.sent) - echoLimit; over > 0 {
		e.sent = slices.Delete(e.sent, 0, over)
	}
}

// overwrites reports whether an entry that shows the text shown must be set to value, the one in a
// new view. The values of a locked form are firm: they are what was sent, whatever has been typed
// since.
func (e *echo) overwrites(value, shown string, firm bool) bool {
	before := e.seen
	e.seen = value
	if firm {
		e.sent = nil
		return value != shown
	}
	if i := slices.Index(e.sent, value); i >= 0 {
		e.sent = slices.Delete(e.sent, 0, i+1)
		return false
	}
	if value == before && len(e.sent) > 0 {
		return false // a view from before the typed text arrived
	}
	e.sent = nil
	return value != shown
}
