// Package desk is the operator's desk: the state of the window with no window in it. One goroutine,
// [Desk.Run], owns the state. Whoever shows the desk calls its methods (Start, Cancel, Done, …),
// which only leave a message, and draws the newest [View], which never changes after it was made.
//
// What the room is for: what an operator can do and see, and in which order: the form and its lock,
// the one verification at a time, the words' keys. What must never enter it: Fyne, a terminal, the
// simulator, a flag, an environment variable, a sentence in any language.
package desk
