package ui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
)

// tourLimit is how long a step of the tour may take before the tour gives up: the outage lasts 20
// s, and then the next poll must follow.
const tourLimit = time.Minute

var (
	// ErrTour says that the tour didn't reach the expected state.
	ErrTour = errors.New("the tour could not be played to its end")
	// errLeft says that the user left the tour, which isn't a failure.
	errLeft = errors.New("the tour was left")
)

// tourDesk is what the tour needs of the desk.
type tourDesk interface {
	starter
	answerer
	scenarioSetter
	personSetter
	SetCaller(desk.Caller)
	NewCode()
	StartOver()
}

// tour is the demo that plays by itself. It runs in its own goroutine, and touches the window only
// on Fyne's.
type tour struct {
	desk  tourDesk
	w     *Window
	leave context.CancelFunc
	save  saver  // nil when people watch
	phone string // the scenario before the tour

	drawn  chan struct{} // signals a drawn view or a pressed key; capacity 1
	mu     sync.Mutex
	view   desk.View // that was drawn last
	paused bool
	over   bool // all stories were told: the pause key starts again
}

// Tour plays the stories of the demo in the window, as a presentation, until the user leaves it or
// ctx ends. With a folder it saves a picture of each frame there instead, and a film of all of
// them, leaves no time to read, and returns after the last story. The current environment must be
// the demo. Call it in a goroutine other than Fyne's. The error is an [ErrTour].
func (w *Window) Tour(ctx context.Context, folder string) error {
	if folder == "" {
		return w.tour(ctx, nil)
	}
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return fmt.Errorf("%w: the folder for its pictures can't be made: %w", ErrTour, err)
	}
	saved := &frames{folder: folder}
	if err := w.tour(ctx, saved.take); err != nil {
		return err
	}
	return saved.finish()
}

// tour plays the tour and hands each frame to save.
func (w *Window) tour(ctx context.Context, save saver) error {
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	t := &tour{w: w, desk: w.desk, leave: leave, save: save, drawn: make(chan struct{}, 1)}
	began := false
	if err := t.onScreen(ctx, func() { began = w.joinTour(t) }); err != nil {
		return endOf(err)
	}
	if !began {
		return fmt.Errorf("%w: a request is on the desk", ErrTour)
	}
	defer w.do(func() { w.partTour(t) })
	return endOf(t.play(ctx))
}

// endOf returns nil for errors that aren't failures.
func endOf(err error) error {
	if errors.Is(err, errLeft) {
		return nil
	}
	return err
}

// play plays all stories, and repeats them for people as often as they ask.
func (t *tour) play(ctx context.Context) error {
	if _, err := t.until(ctx, "ready", func(v desk.View) bool { return v.Phone != nil && len(v.Phone.People) > 0 }); err != nil {
		return err
	}
	all := stories()
	for round := 0; ; round++ {
		for i, s := range all {
			// Each story has another person: a person who has just refused isn't asked again at
			// once.
			if err := t.tell(ctx, s, i+1, len(all), round*len(all)+i); err != nil {
				return err
			}
		}
		if t.save != nil {
			return nil
		}
		if err := t.askAgain(ctx); err != nil {
			return err
		}
	}
}

// askAgain waits until the user starts the tour again.
func (t *tour) askAgain(ctx context.Context) error {
	t.set(func() { t.over, t.paused = true, false })
	if _, err := t.say(ctx, told{title: "tour.name", text: "tour.over"}); err != nil {
		return err
	}
	for {
		t.mu.Lock()
		over := t.over
		t.mu.Unlock()
		if !over {
			return nil
		}
		if err := t.next(ctx); err != nil {
			return err
		}
	}
}

// until waits for a drawn view for which reached returns true.
func (t *tour) until(ctx context.Context, what string, reached func(desk.View) bool) (desk.View, error) {
	limited, cancel := context.WithTimeout(ctx, tourLimit)
	defer cancel()
	for {
		if view := t.seen(); reached(view) {
			return view, nil
		}
		if err := t.next(limited); err != nil {
			if ctx.Err() == nil {
				return desk.View{}, fmt.Errorf("%w: it never got %s", ErrTour, what)
			}
			return desk.View{}, err
		}
	}
}

// read waits long enough to read text, unless the story goes on earlier. Pauses don't count.
func (t *tour) read(ctx context.Context, text string, goesOn func(desk.View) bool) error {
	left := readingTime(text)
	for left > 0 && !goesOn(t.seen()) {
		began := time.Now()
		paused := t.isPaused()
		timer := time.NewTimer(left)
		if paused {
			timer.Stop()
		}
		select {
		case <-timer.C:
		case <-t.drawn:
		case <-ctx.Done():
			timer.Stop()
			return errLeft
		}
		timer.Stop()
		if !paused {
			left -= time.Since(began)
		}
	}
	for t.isPaused() { // while paused, the story doesn't go on by itself
		if err := t.next(ctx); err != nil {
			return err
		}
	}
	return nil
}

// readingTime is how long it takes to read a text aloud without hurry.
func readingTime(text string) time.Duration {
	return 1500*time.Millisecond + time.Duration(len([]rune(text)))*45*time.Millisecond
}

// next waits for the next drawn view or key.
func (t *tour) next(ctx context.Context) error {
	select {
	case <-t.drawn:
		return nil
	case <-ctx.Done():
		return errLeft
	}
}

// onScreen calls do on Fyne's goroutine and waits for it. When the user leaves the tour, a call
// that hasn't begun never begins. One that has begun is waited for, because it shares variables
// with this goroutine.
func (t *tour) onScreen(ctx context.Context, do func()) error {
	var taken atomic.Bool // by Fyne's goroutine, or given up
	done := make(chan struct{})
	t.w.do(func() {
		defer close(done)
		if taken.CompareAndSwap(false, true) && !t.w.gone.Load() {
			do()
		}
	})
	select {
	case <-done:
		return nil
	case <-ctx.Done():
	}
	if taken.CompareAndSwap(false, true) {
		return errLeft
	}
	<-done
	return nil
}

func (t *tour) seen() desk.View {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.view
}

func (t *tour) isPaused() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.paused
}

// set changes the state of the tour, and wakes it.
func (t *tour) set(change func()) {
	t.mu.Lock()
	change()
	t.mu.Unlock()
	select {
	case t.drawn <- struct{}{}:
	default:
	}
}

// pauseKey returns the label of the space bar.
func (t *tour) pauseKey() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.over:
		return "tour.again"
	case t.paused:
		return "tour.go_on"
	}
	return "tour.pause"
}

// joinTour hands the window to the tour. It returns false if a request is on the desk or another
// tour is playing.
func (w *Window) joinTour(t *tour) bool {
	if w.touring != nil || w.drawn.Locked {
		return false
	}
	w.touring = t
	if w.drawn.Phone != nil {
		t.phone = w.drawn.Phone.Scenario
	}
	w.keys.Bind(fyne.KeySpace, 0, w.pauseTour)
	w.beginPresentation(t.save == nil)
	w.drawContent(&w.drawn)
	t.set(func() { t.view = w.drawn })
	return true
}

// partTour takes the window back, and cancels a request of the tour.
func (w *Window) partTour(t *tour) {
	if w.gone.Load() {
		return
	}
	w.touring = nil
	w.keys.Unbind(fyne.KeySpace, 0)
	switch {
	case w.drawn.CanCancel:
		t.desk.Cancel()
	case w.drawn.CanDone:
		t.desk.Done()
	}
	t.desk.StartOver()
	if t.phone != "" {
		t.desk.SetScenario(t.phone)
	}
	w.endPresentation()
}

// pauseTour handles the space bar: it pauses, continues, or starts again.
func (w *Window) pauseTour() {
	t := w.touring
	if t == nil {
		return
	}
	t.set(func() {
		if t.over {
			t.over = false
			return
		}
		t.paused = !t.paused
	})
	w.drawContent(&w.drawn)
}

// StartTour plays the tour for people, in a goroutine that ends with the tour or with the window.
// Outside demo, and while a request is on the desk, it does nothing. Call it in Fyne's goroutine.
func (w *Window) StartTour() {
	if w.touring != nil || w.drawn.Locked || w.drawn.Environment.Badge != desk.BadgeDemo {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	w.endTour = cancel // called when the window closes
	w.inBackground(func() {
		defer cancel()
		if err := w.Tour(ctx, ""); err != nil {
			w.do(func() {
				if !w.gone.Load() {
					w.tell(desk.Say("tour.failed"), true)
				}
			})
		}
	})
}
