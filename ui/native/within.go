package native

import "time"

// within asks something that may never be answered, and waits for that no longer than a bound. The
// goroutine ends with the answer, or with the connection to the window system.
func within[T any](bound time.Duration, ask func() T) (answer T, inTime bool) {
	found := make(chan T, 1)
	go func() { found <- ask() }()
	select {
	case answer := <-found:
		return answer, true
	case <-time.After(bound):
		return answer, false
	}
}
