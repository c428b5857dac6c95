package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// The limits of watching the phone.
const (
	maxListeners = 8                // open pages at once
	lookEvery    = time.Second      // finds what time brings: a scenario's answer, an expiry
	quietAtMost  = 15 * time.Second // then a keep-alive is sent, which also detects closed pages
	liveWrite    = 10 * time.Second // for one message beyond that
)

// listeners are the pages that watch the phone. The zero value has none.
type listeners struct {
	mu  sync.Mutex
	all []chan struct{}
}

// add adds a listener, unless there are too many.
func (l *listeners) add() (chan struct{}, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.all) >= maxListeners {
		return nil, false
	}
	listener := make(chan struct{}, 1)
	l.all = append(l.all, listener)
	return listener, true
}

func (l *listeners) remove(listener chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = slices.DeleteFunc(l.all, func(other chan struct{}) bool { return other == listener })
}

// tell wakes all listeners. One that is already awake needs no second signal.
func (l *listeners) tell() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, listener := range l.all {
		select {
		case listener <- struct{}{}:
		default:
		}
	}
}

// phoneState is what the page shows.
type phoneState struct {
	Scenario Scenario      `json:"scenario"`
	Requests []shownPrompt `json:"requests"`
}

type shownPrompt struct {
	Prompt
	Person string `json:"person"`
}

func (s *Simulator) phoneState() phoneState {
	state := phoneState{Scenario: s.Scenario(), Requests: []shownPrompt{}}
	for _, prompt := range s.Prompts() {
		person, _ := s.person(prompt.PersonUUID)
		state.Requests = append(state.Requests, shownPrompt{prompt, person.Name})
	}
	return state
}

// serveLive sends the phone's state whenever it changes, as Server-Sent Events, until the client or
// the simulator ends. It runs entirely on the request's own goroutine.
func (s *Simulator) serveLive(w http.ResponseWriter, r *http.Request) {
	told, ok := s.listeners.add()
	if !ok {
		writeError(w, http.StatusServiceUnavailable, "too_many_listeners")
		return
	}
	defer s.listeners.remove(told)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	control := http.NewResponseController(w)
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	var last []byte
	var spoke time.Time
	for {
		state, err := json.Marshal(s.phoneState())
		if err != nil {
			return
		}
		message := ""
		switch {
		case !bytes.Equal(state, last):
			message = fmt.Sprintf("data: {\"now\":%q,\"state\":%s}\n\n", s.now().UTC().Format(time.RFC3339Nano), state)
		case time.Since(spoke) >= quietAtMost:
			message = ": still here\n\n"
		}
		if message != "" {
			last, spoke = state, time.Now()
			extend(w, quietAtMost+liveWrite)
			if _, err := w.Write([]byte(message)); err != nil || control.Flush() != nil {
				return
			}
		}
		select {
		case <-told:
		case <-look.C:
		case <-r.Context().Done():
			return
		case <-s.life.Done():
			return
		}
	}
}
