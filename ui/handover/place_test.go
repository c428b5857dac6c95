//go:build linux || windows

package handover

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
)

// opened opens a window and serves it until the test ends.
func opened(t *testing.T, p Place, take func(Message, func(Answer))) *Window {
	t.Helper()
	w, err := p.OpenOr(t.Context(), Message{Ask: AskFront})
	if err != nil || w == nil {
		t.Fatalf("window %v, %v", w, err)
	}
	serve(t, w, take)
	return w
}

func TestHandOver(t *testing.T) {
	t.Parallel()
	p := place(t)
	if _, err := p.HandOver(t.Context(), Message{Ask: AskFront}); !errors.Is(err, ErrNoWindow) {
		t.Fatalf("without a window: %v", err)
	}
	taken := make(chan Message, 1)
	w := opened(t, p, func(m Message, answer func(Answer)) {
		taken <- m
		if answer != nil {
			answer(Answer{Line: "ended", Status: 11})
		}
	})
	want := Message{Ask: AskLink, Person: "8a9856e0-f12d-4217-b320-c8a076be9320", Case: "S-1"}
	second, err := p.OpenOr(t.Context(), want)
	if err != nil || second != nil {
		t.Fatalf("a second window %v, %v", second, err)
	}
	if got := <-taken; got != want {
		t.Errorf("%#v is taken", got)
	}
	waiting, err := p.HandOver(t.Context(), Message{Ask: AskRequest, Wait: true})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := waiting.Answer(t.Context()); err != nil || got.Status != 11 {
		t.Errorf("%+v, %v", got, err)
	}
	w.Leave()
	if _, err := p.HandOver(t.Context(), Message{Ask: AskFront}); !errors.Is(err, ErrNoWindow) {
		t.Errorf("when the window has left: %v", err)
	}
	opened(t, p, func(Message, func(Answer)) {}).Leave()
	w.Close()
}

// TestOneOfManyStartsOpensTheWindow: however many starts come at once, one is the window, and it
// gets what all others ask.
func TestOneOfManyStartsOpensTheWindow(t *testing.T) {
	t.Parallel()
	p := place(t)
	const starts = 12
	taken := make(chan Message, starts)
	windows := make(chan *Window, starts)
	var all sync.WaitGroup
	for n := range starts {
		all.Go(func() {
			w, err := p.OpenOr(t.Context(), Message{Ask: AskLink, Case: fmt.Sprint(n)})
			switch {
			case err != nil:
				t.Error(err)
			case w != nil:
				windows <- w
				serve(t, w, func(m Message, _ func(Answer)) { taken <- m })
			}
		})
	}
	all.Wait()
	if len(windows) != 1 {
		t.Errorf("%d windows", len(windows))
	}
	(<-windows).Close()
	if len(taken) != starts-1 {
		t.Errorf("%d of %d messages", len(taken), starts-1)
	}
}

// TestWhoGaveUpIsntTaken: a window that was busy takes nothing from a start that has told its user
// that nothing was taken, or that has asked again.
func TestWhoGaveUpIsntTaken(t *testing.T) {
	t.Parallel()
	p := place(t)
	w, err := p.open()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []Message{{Ask: AskLink, Case: "gone"}, {Ask: AskRequest, Case: "gone", Wait: true}} {
		conn, err := p.dial(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := writeLine(conn, m); err != nil {
			t.Fatal(err)
		}
		_ = conn.Close()
	}
	taken := make(chan Message, 3)
	serve(t, w, func(m Message, _ func(Answer)) { taken <- m })
	waiting, err := p.HandOver(t.Context(), Message{Ask: AskRequest, Case: "here", Wait: true})
	if err != nil {
		t.Fatal(err)
	}
	w.Close()
	if got := <-taken; got.Case != "here" || len(taken) > 0 {
		t.Errorf("%#v is taken, and %d more", got, len(taken))
	}
	waiting.Stop()
}

// TestWindowThatHangs: it has the place, but doesn't answer. No second window opens.
func TestWindowThatHangs(t *testing.T) {
	t.Parallel()
	p := place(t)
	w, err := p.open()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	second, err := p.OpenOr(t.Context(), Message{Ask: AskFront})
	if second != nil || !errors.Is(err, ErrNoAnswer) {
		t.Errorf("window %v, %v", second, err)
	}
	ended, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("a signal"))
	if _, err := p.HandOver(ended, Message{Ask: AskFront}); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
}
