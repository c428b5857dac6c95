package handover

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener without a system: in a bubble of synctest a socket would hang.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}
func (p *pipes) Close() error   { p.once.Do(func() { close(p.closed) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{} }

func (p *pipes) dial() net.Conn {
	ours, theirs := net.Pipe()
	p.conns <- theirs
	return ours
}

// served is a window whose connections are in memory.
func served(t *testing.T, take func(Message, func(Answer))) (*pipes, *Window) {
	t.Helper()
	p := newPipes()
	w := newWindow(p, func(net.Conn) error { return nil }, func() {})
	serve(t, w, take)
	return p, w
}

// serve serves a window until the test ends.
func serve(t *testing.T, w *Window, take func(Message, func(Answer))) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.Serve(take, func() {})
	}()
	t.Cleanup(func() {
		w.Leave()
		<-done
	})
}

func asks(t *testing.T, conn net.Conn, m Message) (*Waiting, error) {
	t.Helper()
	line, err := encode(m)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), Bound)
	defer cancel()
	waiting := &Waiting{conn: conn, r: bufio.NewReader(conn)}
	return waiting, waiting.ask(ctx, line)
}

// TestWhoIsntAWindow: what answers must be a window of this program, and within two seconds.
func TestWhoIsntAWindow(t *testing.T) {
	for name, c := range map[string]struct {
		answer string
		closes bool
		want   error
		late   bool
	}{
		"says nothing":       {want: ErrNoAnswer, late: true},
		"half a line":        {answer: `{"taken":`, want: ErrNoAnswer, late: true},
		"closes at once":     {closes: true, want: errEarly},
		"HTTP":               {answer: "HTTP/1.1 400 Bad Request\r\n", want: ErrNonsense},
		"another object":     {answer: "{}\n", want: ErrNonsense},
		"an endless line":    {answer: strings.Repeat("a", 2*MaxMessage), want: ErrNonsense},
		"doesn't understand": {answer: "{\"taken\":false}\n", want: ErrNotTaken},
		"takes it":           {answer: "{\"taken\":true}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ours, theirs := net.Pipe()
				defer ours.Close()
				go func() {
					defer theirs.Close()
					_, _ = bufio.NewReader(theirs).ReadString('\n')
					_, _ = io.WriteString(theirs, c.answer)
					if !c.closes {
						_, _ = theirs.Read(make([]byte, 1)) // until the sender closes
					}
				}()
				begun := time.Now()
				_, err := asks(t, ours, Message{Ask: AskFront})
				if !errors.Is(err, c.want) {
					t.Errorf("%v, want %v", err, c.want)
				}
				if took := time.Since(begun); took != 0 && !c.late || took > Bound {
					t.Errorf("after %v", took)
				}
			})
		})
	}
}

// TestSlowSender: a message that doesn't end within two seconds isn't taken, and the connection is
// closed.
func TestSlowSender(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, w := served(t, func(Message, func(Answer)) { t.Error("taken") })
		conn := p.dial()
		if _, err := io.WriteString(conn, `{"ask":`); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Error(err)
		}
		if took := time.Since(begun); took != Bound {
			t.Errorf("closed after %v", took)
		}
		w.Close()
	})
}

// TestMessageThatIsntUnderstood: a window of an older version says so.
func TestMessageThatIsntUnderstood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, w := served(t, func(Message, func(Answer)) { t.Error("taken") })
		if _, err := asks(t, p.dial(), Message{Ask: "newer"}); !errors.Is(err, ErrNotTaken) {
			t.Error(err)
		}
		w.Close()
	})
}

// TestFlood: no more than a number of connections are open at once, and the place is free again
// afterwards.
func TestFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, w := served(t, func(Message, func(Answer)) {})
		var held []net.Conn
		for range maxConnections {
			held = append(held, p.dial())
		}
		synctest.Wait()
		if _, err := asks(t, p.dial(), Message{Ask: AskFront}); !errors.Is(err, errEarly) {
			t.Errorf("one too many: %v", err)
		}
		for _, conn := range held {
			_ = conn.Close()
		}
		synctest.Wait()
		if _, err := asks(t, p.dial(), Message{Ask: AskFront}); err != nil {
			t.Errorf("when they are gone: %v", err)
		}
		w.Close()
	})
}

// TestAnswers: whoever waits gets the answer, also while the window closes, and is told if there
// will be none.
func TestAnswers(t *testing.T) {
	want := Answer{Line: `{"event":"ended"}`, Status: 10}
	for name, c := range map[string]struct {
		answered, closed bool
		err              error
	}{
		"answered":              {answered: true},
		"answered, then closed": {answered: true, closed: true},
		"closed":                {closed: true, err: ErrClosed},
		"no longer waiting":     {err: context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				answers := make(chan func(Answer), 1)
				p, w := served(t, func(_ Message, answer func(Answer)) { answers <- answer })
				waiting, err := asks(t, p.dial(), Message{Ask: AskRequest, Wait: true})
				if err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Hour) // the operator takes their time
				if c.answered {
					answer := <-answers
					answer(want)
					answer(Answer{Line: "a second one"})
				}
				var closing sync.WaitGroup
				if c.closed {
					closing.Go(w.Close)
				}
				ctx, cancel := context.WithCancel(t.Context())
				if errors.Is(c.err, context.Canceled) {
					time.AfterFunc(time.Minute, cancel)
				}
				got, err := waiting.Answer(ctx)
				cancel()
				if !errors.Is(err, c.err) || c.err == nil && got != want {
					t.Errorf("%+v, %v", got, err)
				}
				closing.Wait()
				if !c.closed {
					w.Close()
				}
			})
		})
	}
}

// TestWhoDoesntWaitGetsNoAnswer: the window isn't asked for one.
func TestWhoDoesntWaitGetsNoAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, w := served(t, func(_ Message, answer func(Answer)) {
			if answer != nil {
				t.Error("an answer is expected")
			}
		})
		if _, err := asks(t, p.dial(), Message{Ask: AskRequest}); err != nil {
			t.Error(err)
		}
		w.Close()
	})
}
