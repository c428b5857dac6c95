// Package handover lets a second start of the program hand what it was asked to the window that is
// open already, so that one user has one window on one screen.
//
// A [Place] is where that window is reached: on Linux and macOS a socket in a folder that only this
// user can enter, with a lock file beside it; on Windows a named pipe for this logon. Whoever holds
// the place is the window. Both sides check that the other one is a process of the same user. What
// crosses is one [Message] of at most 64 kB, an acknowledgement, and perhaps one [Answer]; each has
// a time limit. The package knows nothing of desks, links or requests' rules: the receiver checks a
// request again as if a stranger had sent it.
package handover

import (
	"errors"
	"time"
)

const (
	// Bound is how long a start waits for the open window to take what it hands over, and how long
	// the window waits for the rest of a message.
	Bound = 2 * time.Second
	// pause is between two tries, while another window opens or closes.
	pause = 10 * time.Millisecond
)

var (
	// ErrNowhere means that there is no place that only this user can reach, or no screen: each
	// start opens a window of its own, and none takes anything.
	ErrNowhere = errors.New("no place that only this user can reach")
	// ErrNoWindow means that no window is open.
	ErrNoWindow = errors.New("no window is open")
	// ErrNoAnswer means that a window is open, but didn't take the message within [Bound].
	ErrNoAnswer = errors.New("the open window doesn't answer")
	// ErrNotTaken means that the open window answered that it can't take the message, as one of
	// another version may.
	ErrNotTaken = errors.New("the open window can't take this")
	// ErrNonsense means that what answers isn't a window of this program.
	ErrNonsense = errors.New("what answers isn't a window of this program")
	// ErrClosed means that the window closed before it answered.
	ErrClosed = errors.New("the window closed before it answered")

	errTaken = errors.New("another window has this place")
	errEarly = errors.New("the window closed while it was asked") // try again
)

// UnsafeError means that something else stands where the place would be, so nothing is handed over
// there and nothing is taken.
type UnsafeError struct {
	Path    string
	Problem Problem
}

// Problem says what is wrong with a path.
type Problem string

// The problems of a path.
const (
	ProblemForeign Problem = "foreign"    // it, or who answers there, is another user's
	ProblemOpen    Problem = "open"       // other users can enter it
	ProblemOther   Problem = "unexpected" // a link, or anything else that isn't what it should be
	ProblemLong    Problem = "long"       // too long for a socket
)

// Error implements error.
func (e *UnsafeError) Error() string { return e.Path + ": " + string(e.Problem) }

// AloneError means that this process can't have the place, so nothing can be handed over to its
// window.
type AloneError struct{ Err error }

// Error implements error.
func (e *AloneError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *AloneError) Unwrap() error { return e.Err }
