package handover

import (
	"bufio"
	"errors"
	"net"
	"sync"
	"time"
)

// maxConnections is how many starts a window talks to at once; more are turned away and try again.
const maxConnections = 32

// Window holds a place: it takes what other starts hand over.
type Window struct {
	listener net.Listener
	check    func(net.Conn) error // who is at the other end
	release  func()               // gives the place to the next window
	slots    chan struct{}
	running  sync.WaitGroup
	leave    func()
	left     chan struct{} // closed: no further messages
	closing  chan struct{} // closed: no further answers
}

func newWindow(listener net.Listener, check func(net.Conn) error, release func()) *Window {
	w := &Window{
		listener: listener, check: check, release: release, slots: make(chan struct{}, maxConnections),
		left: make(chan struct{}), closing: make(chan struct{}),
	}
	w.leave = sync.OnceFunc(func() {
		close(w.left)
		_ = w.listener.Close()
		w.release()
	})
	return w
}

// Serve takes messages until [Window.Leave]. It calls take for each, from several goroutines; take
// must not block. answer is nil if the sender doesn't wait; otherwise the first call of it counts,
// and it doesn't block either. guard is deferred in each goroutine, to report a panic.
func (w *Window) Serve(take func(m Message, answer func(Answer)), guard func()) {
	defer guard()
	for {
		conn, err := w.listener.Accept()
		switch {
		case err == nil:
		case w.isLeft():
			return
		default: // out of descriptors, for example
			select {
			case <-time.After(10 * pause):
			case <-w.left:
			}
			continue
		}
		select {
		case w.slots <- struct{}{}:
			w.running.Go(func() {
				defer func() { <-w.slots }()
				defer guard()
				w.serve(conn, take)
			})
		default:
			_ = conn.Close()
		}
	}
}

func (w *Window) isLeft() bool {
	select {
	case <-w.left:
		return true
	default:
		return false
	}
}

// Leave gives the place up: from now on another start opens a window of its own. Those who wait for
// an answer still get it.
func (w *Window) Leave() { w.leave() }

// Close leaves the place, lets the answers go that are there, and ends all other waiting. Whoever
// waited in vain is told [ErrClosed].
func (w *Window) Close() {
	w.leave()
	close(w.closing)
	w.running.Wait()
}

// serve takes one message.
func (w *Window) serve(conn net.Conn, take func(Message, func(Answer))) {
	defer conn.Close()
	if w.check(conn) != nil || conn.SetReadDeadline(time.Now().Add(Bound)) != nil {
		return
	}
	r := bufio.NewReaderSize(conn, MaxMessage+1) // so that one part is the whole line
	line, err := readLine(r, MaxMessage)
	if err != nil && !errors.Is(err, errMalformed) {
		return // it is gone, or too slow
	}
	m, err := parse(line)
	clear(line)
	if err != nil {
		_ = writeLine(conn, receipt{Taken: new(false)})
		return
	}
	if w.isLeft() {
		return // nobody would see it here: the sender opens a window of its own
	}
	// Acknowledged first: a sender that gave up meanwhile has said so to its user, or asks again.
	if writeLine(conn, receipt{Taken: new(true)}) != nil {
		return
	}
	if !m.Wait {
		take(m, nil)
		return
	}
	answers := make(chan Answer, 1)
	take(m, func(a Answer) {
		select {
		case answers <- a:
		default:
		}
	})
	w.answer(conn, r, answers)
}

// answer waits for the answer and writes it, unless the sender stops waiting first.
func (w *Window) answer(conn net.Conn, r *bufio.Reader, answers <-chan Answer) {
	if conn.SetReadDeadline(time.Time{}) != nil {
		return
	}
	gone := make(chan struct{})
	w.running.Go(func() { // ends at the latest when serve closes the connection
		defer close(gone)
		_, _ = r.ReadByte() // a sender says nothing more
	})
	select {
	case a := <-answers:
		_ = writeLine(conn, a)
	case <-gone:
	case <-w.closing:
		select {
		case a := <-answers:
			_ = writeLine(conn, a)
		default:
		}
	}
}
