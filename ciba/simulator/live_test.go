package simulator

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// watched is a page's stream, read as it arrives.
type watched struct {
	t        *testing.T
	response *http.Response
	lines    *bufio.Reader
}

// watch opens a stream to a simulator in a bubble.
func watch(t *testing.T, s *Simulator, client *http.Client) watched {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, baseURL+"/phone/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+s.ControlKey())
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	return watched{t, response, bufio.NewReader(response.Body)}
}

// state returns the next state in the stream.
func (w watched) state() phoneState {
	w.t.Helper()
	for {
		line, err := w.lines.ReadString('\n')
		if err != nil {
			w.t.Fatal(err)
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok {
			var told struct {
				Now   time.Time  `json:"now"`
				State phoneState `json:"state"`
			}
			if err := json.Unmarshal([]byte(data), &told); err != nil || !told.Now.Equal(time.Now()) {
				w.t.Fatalf("%v: %s at %s", err, data, time.Now())
			}
			return told.State
		}
	}
}

// inBubble serves a simulator in fake time, and closes it before the test ends.
func inBubble(t *testing.T, options Options, test func(t *testing.T, s *Simulator, client *http.Client)) {
	t.Helper()
	keys, err := testKeys()
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		options.BaseURL, options.Keys = baseURL, keys
		s, err := New(options)
		if err != nil {
			t.Fatal(err)
		}
		listener := NewNetwork()
		served := make(chan error, 1)
		go func() { served <- s.Serve(listener) }()
		transport := &http.Transport{DialContext: listener.DialContext}
		test(t, s, &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }})
		transport.CloseIdleConnections()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
}

func startOver(t *testing.T, client *http.Client) string {
	t.Helper()
	response, err := client.Post(baseURL+"/op/connect/ciba", formType, strings.NewReader(documentedStart))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%v: %d %s", err, response.StatusCode, body)
	}
	return strings.Split(string(body), `"`)[3]
}

func TestLive(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, s *Simulator, client *http.Client) {
		w := watch(t, s, client)
		defer w.response.Body.Close()
		if kind := w.response.Header.Get("Content-Type"); kind != "text/event-stream" || w.response.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s, cookie %q", kind, w.response.Header.Get("Set-Cookie"))
		}
		if first := w.state(); first.Scenario != Decide || len(first.Requests) != 0 {
			t.Errorf("%+v", first)
		}
		startOver(t, client)
		shown := w.state()
		if len(shown.Requests) != 1 || shown.Requests[0].State != StateShown || shown.Requests[0].Person != "Mette Holm Sørensen" {
			t.Fatalf("%+v", shown)
		}
		s.SetScenario(Refuse)
		if next := w.state(); next.Scenario != Refuse {
			t.Errorf("%+v", next)
		}
		// The stream continues past the server's own time limit for an answer.
		approved := make(chan error, 1)
		time.AfterFunc(2*writeTimeout, func() { approved <- s.Approve(shown.Requests[0].ID) })
		if next := w.state(); next.Requests[0].State != StateApproved {
			t.Errorf("%+v", next)
		}
		if err := <-approved; err != nil {
			t.Error(err)
		}
	})
}

// TestLiveShowsTimedChanges: what a scenario answers by itself appears without any call.
func TestLiveShowsTimedChanges(t *testing.T) {
	inBubble(t, Options{Scenario: Refuse}, func(t *testing.T, s *Simulator, client *http.Client) {
		startOver(t, client)
		w := watch(t, s, client)
		defer w.response.Body.Close()
		began := time.Now()
		if w.state().Requests[0].State != StateShown || w.state().Requests[0].State != StateRefused {
			t.Error("the refusal isn't sent")
		}
		if took := time.Since(began); took != defaultAnswerAfter {
			t.Errorf("told after %s", took)
		}
	})
}

func TestListenersAreBounded(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, s *Simulator, client *http.Client) {
		var all []watched
		for range maxListeners {
			w := watch(t, s, client)
			w.state()
			all = append(all, w)
		}
		refused := watch(t, s, client)
		if refused.response.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("one too many: %d", refused.response.StatusCode)
		}
		refused.response.Body.Close()
		all[0].response.Body.Close()
		synctest.Wait()
		again := watch(t, s, client)
		if again.response.StatusCode != http.StatusOK {
			t.Errorf("after one has gone: %d", again.response.StatusCode)
		}
		for _, w := range append(all[1:], again) {
			w.response.Body.Close()
		}
	})
}

// TestCloseEndsTheListeners mounts the handler in a caller's own server, which keeps running.
func TestCloseEndsTheListeners(t *testing.T) {
	keys, err := testKeys()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(nil)
	s, err := New(Options{BaseURL: "http://" + server.Listener.Addr().String(), Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = s.Handler()
	server.Start()
	defer server.Close()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/phone/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+s.ControlKey())
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	closed := make(chan error, 1)
	go func() { closed <- s.Close() }()
	if _, err := io.ReadAll(response.Body); err != nil {
		t.Errorf("the stream continues after Close: %v", err)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if n := len(s.listeners.all); n != 0 {
		t.Errorf("%d listeners are left", n)
	}
}
