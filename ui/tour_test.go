package ui

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"

	"ringback/assets"
	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/journal"
	"ringback/storage/secrets"
	"ringback/ui/desk"
)

// brokerKeys generates RSA keys once for all tests.
var brokerKeys = sync.OnceValues(func() (*simulator.Keys, error) { return simulator.GenerateKeys(context.Background()) })

// theatre is a window with a real desk and the simulator, over a network in memory.
type theatre struct {
	*Window
	queue    queue
	outcomes []string // of the views that were drawn, in their order
	captions []string // that were shown
	drawn    func()   // after each drawing
	end      func()   // ends desk and broker
}

// newTheatre sets everything up in the bubble of the test.
func newTheatre(t *testing.T, language assets.Language) *theatre {
	t.Helper()
	keys, err := brokerKeys()
	if err != nil {
		t.Fatal(err)
	}
	th := &theatre{drawn: func() {}}
	network := simulator.NewNetwork()
	transport := ciba.NewTransport(ciba.Network{})
	transport.DialContext = network.DialContext
	var broker *simulator.Simulator
	var changed func()
	broker, err = simulator.New(simulator.Options{
		BaseURL: "http://127.0.0.1:4711", Interval: 3 * time.Second, Keys: keys, Changed: func() { changed() },
	})
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Minute, Handler: broker.Handler()}
	served := make(chan struct{})
	go func() { defer close(served); _ = server.Serve(network) }()

	words := load(t, language)
	store := secrets.New(nobody{}, secrets.Options{})
	var window *Window
	theDesk := desk.New(desk.Options{
		Environments: config.BuiltIn(), Environment: config.IDDemo, Transport: transport,
		Secrets: store, Journal: journal.NewMemory(), Random: rand.Reader,
		Language:  string(language),
		Templates: map[string]func() string{string(language): func() string { return words.get("form.text.default_template") }},
		Simulator: func(_ context.Context, tell func()) (desk.Simulator, error) {
			changed = tell
			return simulator.NewDemo[desk.Person, desk.Scenario, desk.PhoneState](broker), nil
		},
		Changed: func() {
			if window != nil {
				window.Changed()
			}
		},
	})
	window, err = New(Options{App: newApp(t), Desk: theDesk, SystemLanguage: language, Build: sampleBuild()})
	if err != nil {
		t.Fatal(err)
	}
	th.Window, th.queue = window, queueOf(window)
	window.Show()
	window.window.Resize(fyne.NewSize(1280, 800))
	ctx, stop := context.WithCancel(t.Context())
	ran := make(chan struct{})
	go func() { defer close(ran); theDesk.Run(ctx) }()
	th.end = func() {
		window.gone.Store(true)
		stop()
		<-ran
		transport.CloseIdleConnections()
		_ = server.Close()
		<-served
		_ = broker.Close()
		_ = store.Close()
		window.window.Close()
	}
	return th
}

// play plays the tour, with this goroutine as Fyne's.
func (th *theatre) play(ctx context.Context, save saver) error {
	over := make(chan error, 1)
	go func() {
		over <- th.tour(ctx, save)
		th.queue.end()
	}()
	for f := range th.queue {
		if f == nil {
			break
		}
		f()
		th.note()
		th.drawn()
	}
	return <-over
}

// note records what is shown.
func (th *theatre) note() {
	if o := th.Window.drawn.Outcome; o == nil {
		if len(th.outcomes) > 0 && th.outcomes[len(th.outcomes)-1] != "" {
			th.outcomes = append(th.outcomes, "")
		}
	} else if len(th.outcomes) == 0 || th.outcomes[len(th.outcomes)-1] == "" {
		th.outcomes = append(th.outcomes, o.Outcome)
	}
	if th.presented != nil {
		if text := th.presented.caption.text.Text(); text != "" && !slices.Contains(th.captions, text) {
			th.captions = append(th.captions, text)
		}
	}
}

func (th *theatre) ends() []string {
	return slices.DeleteFunc(slices.Clone(th.outcomes), func(s string) bool { return s == "" })
}

var told5 = []string{"verified", "refused", "not_verified", "verified", "verified"}

func TestTheTourTellsItsStories(t *testing.T) {
	for _, language := range oneIn(oneScreenIn, assets.Languages()) {
		t.Run(string(language), func(t *testing.T) {
			// only their names: what is painted in fake time stays in Fyne's caches indefinitely
			var frames []string
			synctest.Test(t, func(t *testing.T) {
				th := newTheatre(t, language)
				began := time.Now()
				if err := th.play(t.Context(), func(_ *Window, name string, _ time.Duration) error {
					frames = append(frames, name)
					return nil
				}); err != nil {
					t.Errorf("the tour failed: %v", err)
				}
				if took := time.Since(began); took > time.Minute {
					t.Errorf("without readers it takes %v", took)
				}
				if ends := th.ends(); !slices.Equal(ends, told5) {
					t.Errorf("the stories ended %v, want %v", ends, told5)
				}
				if th.presented != nil || th.touring != nil {
					t.Error("the window isn't given back")
				}
				say := th.words
				for _, s := range stories() {
					for _, moment := range s.moments() {
						if text := say.get("tour." + s.name + "." + moment); !slices.Contains(th.captions, text) || strings.HasPrefix(text, "[") {
							t.Errorf("the caption %q was never shown", text)
						}
					}
				}
				th.end()
			})
			relay := []string{"5-relay-1-request", "5-relay-2-waiting", "5-relay-3-relayed", "5-relay-4-outcome"}
			if len(frames) != 16 || frames[0] != "1-approval-1-request" || !slices.Equal(frames[12:], relay) {
				t.Errorf("the frames are %v", frames)
			}
		})
	}
}

func TestTheTourForPeople(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		th := newTheatre(t, assets.English)
		began := time.Now()
		var first time.Duration
		th.drawn = func() {
			k := keyboardOf(th.Window)
			switch {
			case th.touring == nil:
			case first == 0 && th.touring.pauseKey() == "tour.again":
				first = time.Since(began)
				k.key(fyne.KeySpace, 2)
			case len(th.ends()) == 7: // in the second round
				k.key(fyne.KeyEscape, 0)
			}
		}
		if err := th.play(t.Context(), nil); err != nil {
			t.Errorf("leaving the tour is a failure: %v", err)
		}
		if first == 0 || first > 130*time.Second {
			t.Errorf("the first round took %v", first)
		}
		if ends := th.ends(); !slices.Equal(ends[:5], told5) || !slices.Equal(ends[5:7], told5[:2]) {
			t.Errorf("the stories ended %v", ends)
		}
		if th.presented != nil || th.window.FullScreen() {
			t.Error("after Esc the window isn't given back")
		}
		th.end()
	})
}

// TestLeavingTheTourWhileItDraws: a call that has begun on Fyne's goroutine is waited for, and one
// that hasn't never begins.
func TestLeavingTheTourWhileItDraws(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, _ := open(t, emptyView(), plainShape())
		q := queueOf(w)
		tour := &tour{w: w}
		ctx, leave := context.WithCancel(t.Context())
		returned := make(chan error)
		go func() { returned <- tour.onScreen(ctx, func() {}) }()
		waiting := <-q
		leave()
		if err := <-returned; !errors.Is(err, errLeft) {
			t.Errorf("left before it began: %v", err)
		}
		waiting()

		began := false
		go func() { returned <- tour.onScreen(ctx, func() { began = true }) }()
		if err := <-returned; !errors.Is(err, errLeft) {
			t.Errorf("left before it was asked: %v", err)
		}
		q.next()
		if began {
			t.Error("it begins after the tour was left")
		}

		ctx, leave = context.WithCancel(t.Context())
		drawn := false
		go func() {
			err := tour.onScreen(ctx, func() {
				leave()
				synctest.Wait() // all goroutines have seen it
				drawn = true
			})
			if !drawn {
				t.Error("it isn't waited for")
			}
			returned <- err
		}()
		q.next()
		if err := <-returned; err != nil {
			t.Errorf("left while it draws: %v", err)
		}
	})
}

func TestPausingTheTour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		th := newTheatre(t, assets.English)
		paused := false
		var at time.Time
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		th.drawn = func() {
			k := keyboardOf(th.Window)
			if th.touring == nil || th.Window.drawn.State != desk.Waiting {
				if paused && len(th.ends()) == 1 {
					cancel()
				}
				return
			}
			if !paused {
				paused, at = true, time.Now()
				k.key(fyne.KeySpace, 0)
				k.key(keyRefuse, 0) // the tour doesn't press
				k.ctrlEnter(0)
			} else if time.Since(at) > 2*time.Minute && th.touring.isPaused() {
				k.key(fyne.KeySpace, 0)
			}
		}
		_ = th.play(ctx, nil)
		if ends := th.ends(); len(ends) == 0 || ends[0] != "verified" {
			t.Errorf("the first story ended %v", ends)
		}
		if time.Since(at) < 2*time.Minute {
			t.Error("the tour went on while it was paused")
		}
		th.end()
	})
}

func TestATourThatCantBegin(t *testing.T) {
	w, _ := open(t, waitingView(), plainShape())
	if err := w.Tour(t.Context(), ""); !errors.Is(err, ErrTour) {
		t.Errorf("over a request: %v", err)
	}
	if w.presented != nil || w.touring != nil {
		t.Error("it has begun all the same")
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	w, _ = open(t, emptyView(), plainShape())
	if err := w.Tour(t.Context(), file); !errors.Is(err, ErrTour) {
		t.Errorf("with a folder that is a file: %v", err)
	}
}

// nobody is a missing keyring.
type nobody struct{}

func (nobody) Get(string, string) (string, error) { return "", errors.New("no keyring") }
func (nobody) Set(string, string, string) error   { return errors.New("no keyring") }
func (nobody) Delete(string, string) error        { return errors.New("no keyring") }
