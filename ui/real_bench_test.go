//go:build realparts && linux

package ui_test

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ringback/ciba/simulator"
)

// BenchmarkRealWindow measures the two waits that are the window's own: from Ctrl+Enter until the
// request is at the broker, and from the broker's answer with the tokens until the window shows the
// outcome. The times include xdotool and the X server.
func BenchmarkRealWindow(b *testing.B) {
	var asked time.Time
	var answered atomic.Pointer[time.Time] // the last one counts
	arrived := make(chan struct{}, 1)
	var broker *simulator.Simulator
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/connect/ciba") {
			asked = time.Now()
			arrived <- struct{}{}
		}
		broker.Handler().ServeHTTP(w, r)
		if strings.HasSuffix(r.URL.Path, "/connect/token") {
			now := time.Now()
			answered.Store(&now)
		}
	}))
	defer server.Close()
	broker, err := simulator.New(simulator.Options{
		BaseURL: server.URL, Interval: time.Second, AnswerAfter: -1, Scenario: simulator.Approve,
		Clients: []simulator.Client{{ID: ownClient, Secret: ownSecret, Organisation: "Sønderby", Scopes: []string{"openid", "mitid"}}},
	})
	if err != nil {
		b.Fatal(err)
	}
	defer broker.Close()

	s := newScreen(b, 1440, 900)
	s.write("environments.toml", ownEnvironment(broker.Issuer()))
	p := s.open("-environment", "own")
	p.setUp()
	titles := p.watchTitles()

	var toBroker, toScreen time.Duration
	for b.Loop() {
		pressed := time.Now()
		p.key("ctrl+Return")
		<-arrived
		toBroker += asked.Sub(pressed)
		for title := range titles {
			if strings.HasSuffix(title.text, "Verified") {
				toScreen += title.at.Sub(*answered.Load())
				break
			}
		}
		p.startOffered()
		p.key("ctrl+Return")
		p.reaches("")
		p.fill(simulator.DocumentedPerson)
	}
	b.ReportMetric(float64(toBroker.Milliseconds())/float64(b.N), "ms/start-to-broker")
	b.ReportMetric(float64(toScreen.Milliseconds())/float64(b.N), "ms/answer-to-screen")
}

// BenchmarkRealSecondStart measures a whole second process, from its start until it has handed a
// link to the open window and ended. BenchmarkSecondStart of main has the part after the loader.
func BenchmarkRealSecondStart(b *testing.B) {
	s := newScreen(b, 1440, 900)
	s.shows(s.start())
	for b.Loop() {
		s.start("ringback://hangup?case=S-1").status()
	}
}

// seen is a title with the time when it came.
type seen struct {
	text string
	at   time.Time
}

// watchTitles reports each title as it appears, without polling.
func (p *program) watchTitles() <-chan seen {
	p.t.Helper()
	spy := p.screen.command("xprop", "-spy", "-id", p.window, "_NET_WM_NAME")
	lines, err := spy.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	begin(p.t, spy)
	titles := make(chan seen, 100)
	go func() {
		defer close(titles)
		for scanner := bufio.NewScanner(lines); scanner.Scan(); {
			_, text, _ := strings.Cut(scanner.Text(), " = ")
			titles <- seen{strings.Trim(text, `"`), time.Now()}
		}
	}()
	return titles
}
