// Package desk is the operator's desk: the state of the window without the window. One goroutine,
// [Desk.Run], owns the state. A user interface calls methods (Start, Cancel, Done, …), which only
// queue a message, and draws the newest [View], which is immutable.
//
// The package decides what an operator can do and see, and in which order: the form and its lock,
// the one verification at a time, and the keys of texts. It must never contain Fyne, a terminal,
// the simulator, a flag, an environment variable, or a sentence in any language.
package desk
