package ui

import "slices"

// echoLimit bounds what is remembered of texts that the desk never said back.
const echoLimit = 256

// echo keeps an entry and its field on the desk in step. What is typed goes to the desk and comes
// back in a view, by then perhaps overtaken by newer typing: such an echo must not be written over
// it. What the desk filled in itself must be.
type echo struct {
	sent []string // typed and not yet said back, oldest first
	seen string   // what the last view held
}

// typed notes a text that was typed and sent to the desk.
func (e *echo) typed(text string) {
	e.sent = append(e.sent, text)
	if over := len(e.sent) - echoLimit; over > 0 {
		e.sent = slices.Delete(e.sent, 0, over)
	}
}

// overwrites tells whether an entry that shows one text must be set to value, which a new view
// holds. Firm values are those of a locked form: they are what was sent, whatever has been typed
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
		return false // made before what was typed arrived
	}
	e.sent = nil
	return value != shown
}
