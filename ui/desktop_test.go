package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ui/native"
)

// asked is a window system that notes what it is asked for.
type asked struct {
	w     *Window
	calls []string // written by one goroutine after the other
	fails bool
}

// ask lets a window ask a window system of the test's.
func ask(t *testing.T, w *Window) *asked {
	t.Helper()
	a := &asked{w: w}
	note := func(window uintptr, bound time.Duration, call string) error {
		if window != 7 || bound <= 0 {
			t.Errorf("%s: it asks for window %d within %v", call, window, bound)
		}
		a.calls = append(a.calls, call)
		if a.fails {
			return errors.New("it can't")
		}
		return nil
	}
	w.do = func(do func()) { do() }
	w.beyond.handle = 7
	w.beyond.urgent = func(window uintptr, urgent bool, bound time.Duration) error {
		return note(window, bound, fmt.Sprint("urgent ", urgent))
	}
	w.beyond.maximise = func(window uintptr, bound time.Duration) error { return note(window, bound, "maximise") }
	w.beyond.endAbove = func(window uintptr, bound time.Duration) error { return note(window, bound, "end above") }
	w.beyond.keepAbove = func() { a.was(); a.calls = append(a.calls, "keep above") }
	return a
}

// was returns what it was asked for by now.
func (a *asked) was() []string {
	if a.w.beyond.last != nil {
		<-a.w.beyond.last
	}
	return a.calls
}

// TestAnOutcomeBehindOtherWindowsIsUrgent, and one in front of them isn't.
func TestAnOutcomeBehindOtherWindowsIsUrgent(t *testing.T) {
	w, d := open(t, waitingView(), plainShape())
	a := ask(t, w)
	become(w, d, verifiedView())
	become(w, d, emptyView())
	if got := a.was(); len(got) != 0 {
		t.Errorf("in front of all others it asks for %v", got)
	}
	for _, leave := range []func(){func() { w.behind = true }, func() { w.behind = false; w.setMinimised(true) }} {
		a.calls = nil
		become(w, d, waitingView())
		leave()
		become(w, d, verifiedView())
		become(w, d, emptyView())
		if got := a.was(); !slices.Equal(got, []string{"urgent true"}) {
			t.Errorf("it asks for %v", got)
		}
		enter(t, w)
		if got := a.was(); !slices.Equal(got, []string{"urgent true", "urgent false"}) {
			t.Errorf("in front again it asks for %v", got)
		}
	}
	a.calls, w.beyond.handle, w.behind = nil, 0, true
	become(w, d, waitingView())
	become(w, d, verifiedView())
	if got := a.was(); len(got) != 0 {
		t.Errorf("without a handle it asks for %v", got)
	}
}

// enter brings a window to the front, as the toolkit notices it.
func enter(t *testing.T, w *Window) {
	t.Helper()
	hooks, ok := w.app.Lifecycle().(interface{ OnEnteredForeground() func() })
	if !ok {
		t.Skip("the toolkit keeps its hooks to itself")
	}
	hooks.OnEnteredForeground()()
}

func TestAlwaysOnTop(t *testing.T) {
	w, _ := open(t, emptyView(), plainShape())
	w.screen.bar.offerMore()
	if all := shown(w); strings.Contains(all, "Always on top") {
		t.Errorf("without a handle it is offered:\n%s", all)
	}
	a := ask(t, w)
	w.window.Canvas().Overlays().Top().Hide()
	w.screen.bar.offerMore()
	if all := shown(w); !strings.Contains(all, "Always on top") {
		t.Errorf("it isn't offered:\n%s", all)
	}
	w.toggleAbove()
	w.backFromFullScreen()
	if got := a.was(); !w.above || !slices.Equal(got, []string{"keep above"}) {
		t.Errorf("it asks for %v", got)
	}
	w.toggleAbove()
	if got := a.was(); w.above || !slices.Equal(got, []string{"keep above", "end above"}) {
		t.Errorf("it asks for %v", got)
	}
	w.later = func(time.Duration, func()) *time.Timer { return time.NewTimer(time.Hour) }
	w.beyond.where = func(uintptr, time.Duration) (native.Place, bool) { return native.Place{}, false }
	looked, at := make(chan func(), 1), w.do
	w.do = func(do func()) { looked <- do }
	w.present() // the toolkit has put it above again
	(<-looked)()
	w.do = at
	w.present()
	if got := a.was(); !slices.Equal(got, []string{"keep above", "end above", "end above"}) {
		t.Errorf("back from the full screen it asks for %v", got)
	}
	w.toggleAbove()
	a.fails = true
	w.toggleAbove()
	if a.was(); !w.above {
		t.Error("what can't be ended has ended")
	}
}

// TestTheWindowSystemIsAskedInTurn: what is asked for last counts.
func TestTheWindowSystemIsAskedInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &Window{guarded: func() {}}
		w.beyond.handle = 7
		var calls []string
		held := make(chan struct{})
		w.askSystem(func(uintptr) { <-held; calls = append(calls, "first") })
		w.askSystem(func(uintptr) { calls = append(calls, "second") })
		synctest.Wait()
		close(held)
		<-w.beyond.last
		if !slices.Equal(calls, []string{"first", "second"}) {
			t.Errorf("it asks for %v", calls)
		}
	})
}

func TestAMaximisedWindowComesBackMaximised(t *testing.T) {
	for _, maximised := range []bool{true, false} {
		w, _ := open(t, emptyView(), plainShape())
		a := ask(t, w)
		w.place.now.Maximised = maximised
		w.askToBeMaximised()
		if got := a.was(); slices.Contains(got, "maximise") != maximised {
			t.Errorf("it asks for %v", got)
		}
	}
}
