//go:build console

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"ringback/ciba/simulator"
)

// broker is a simulator in a separate process, which outlives the programs that are killed.
type broker struct {
	issuer string
	seen   string // the address that reports what it has seen
}

// seen counts what the broker did for the requests with one text.
type seen struct {
	Asked int `json:"asked"` // requests that it accepted
	Given int `json:"given"` // answers with tokens that it sent
}

// startBroker starts the process, which ends with the test.
func startBroker(t *testing.T, answerAfter time.Duration) broker {
	t.Helper()
	child := exec.Command("part", "broker", answerAfter.String())
	stdin, err := child.StdinPipe()
	must(t, err)
	stdout, err := child.StdoutPipe()
	must(t, err)
	child.Stderr = os.Stderr
	must(t, child.Start())
	t.Cleanup(func() {
		_ = stdin.Close() // which ends the process
		_ = child.Wait()
	})
	address, err := bufio.NewReader(stdout).ReadString('\n')
	must(t, err)
	base := "http://" + address[:len(address)-1]
	return broker{issuer: base + "/op", seen: base + "/seen"}
}

// sees asks the broker what it has seen. The broker answers after it has handled everything from an
// address, because what a program sent before it died may still be under way. The question uses a
// new connection, which is accepted after those.
func (b broker) sees(t *testing.T, from net.IP) map[string]seen {
	t.Helper()
	alone := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := alone.Get(b.seen + "?from=" + from.String())
	must(t, err)
	defer answer.Body.Close()
	var all map[string]seen
	must(t, json.NewDecoder(answer.Body).Decode(&all))
	return all
}

// beTheBroker serves a simulator until standard input ends.
func beTheBroker(answerAfter time.Duration) error {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	base := "http://" + listener.Addr().String()
	inner, err := simulator.New(simulator.Options{BaseURL: base, Interval: time.Second, Scenario: simulator.Approve, AnswerAfter: answerAfter})
	if err != nil {
		return err
	}
	watched := &watched{broker: inner.Handler(), seen: make(map[string]seen), text: make(map[string]string), open: make(map[string]int)}
	watched.closed = sync.NewCond(&watched.mu)
	server := &http.Server{Handler: watched, ReadHeaderTimeout: time.Minute, ConnState: watched.connection}
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.Serve(listener) })
	os.Stdout.WriteString(listener.Addr().String() + "\n")
	_, _ = io.Copy(io.Discard, os.Stdin)
	_ = server.Close()
	serving.Wait()
	return inner.Close()
}

// watched is a broker that records what it accepts and answers.
type watched struct {
	broker http.Handler

	mu     sync.Mutex
	seen   map[string]seen
	text   map[string]string // by auth_req_id
	open   map[string]int    // connections, by the address they come from
	closed *sync.Cond        // signalled when one closes
}

// connection counts open connections. When one is closed, its requests have been answered.
func (w *watched) connection(c net.Conn, now http.ConnState) {
	from, _, _ := net.SplitHostPort(c.RemoteAddr().String())
	w.mu.Lock()
	defer w.mu.Unlock()
	switch now {
	case http.StateNew:
		w.open[from]++
	case http.StateClosed:
		w.open[from]--
		w.closed.Broadcast()
	}
}

func (w *watched) ServeHTTP(to http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/seen" {
		w.mu.Lock()
		defer w.mu.Unlock()
		for w.open[r.FormValue("from")] > 0 {
			w.closed.Wait()
		}
		_ = json.NewEncoder(to).Encode(w.seen)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // a program that was killed sent half a request
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	answer := httptest.NewRecorder()
	w.broker.ServeHTTP(answer, r)
	w.note(r, body, answer)
	for name, values := range answer.Header() {
		to.Header()[name] = values
	}
	to.WriteHeader(answer.Code)
	_, _ = to.Write(answer.Body.Bytes())
}

// note records a request and its answer.
func (w *watched) note(r *http.Request, body []byte, answer *httptest.ResponseRecorder) {
	if answer.Code != http.StatusOK || r.Method != http.MethodPost {
		return
	}
	form := formOf(body)
	var hint struct {
		Text string `json:"referenceTextBody"`
	}
	var acknowledged struct {
		ID string `json:"auth_req_id"`
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	switch r.URL.Path {
	case "/op/connect/ciba":
		_ = json.Unmarshal([]byte(form.Get("login_hint_token")), &hint)
		_ = json.Unmarshal(answer.Body.Bytes(), &acknowledged)
		w.text[acknowledged.ID] = hint.Text
		s := w.seen[hint.Text]
		s.Asked++
		w.seen[hint.Text] = s
	case "/op/connect/token":
		text := w.text[form.Get("auth_req_id")]
		s := w.seen[text]
		s.Given++
		w.seen[text] = s
	}
}

func formOf(body []byte) url.Values {
	form, _ := url.ParseQuery(string(body))
	return form
}
