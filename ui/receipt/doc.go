// Package receipt puts an outcome with its table of checks on one page of PDF, for the case file.
//
// What the room is for: choosing what of an outcome belongs on paper, so that it can be shown
// before it is saved and personal fields can be left out, and drawing that page. What must never
// enter it: the person's UUID, a date of birth, a token; Fyne (whoever draws hands in the bytes of
// two fonts); a decision about an outcome.
package receipt
