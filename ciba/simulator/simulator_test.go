package simulator

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

func TestWrongOptions(t *testing.T) {
	twice := []Person{builtInPeople()[0], builtInPeople()[0]}
	for name, options := range map[string]Options{
		"no base URL":        {},
		"base URL with path": {BaseURL: "http://127.0.0.1:1/op"},
		"base URL of a file": {BaseURL: "file://x"},
		"base URL with user": {BaseURL: "http://a:b@127.0.0.1"},
		"negative interval":  {BaseURL: baseURL, Interval: -1},
		"part of a second":   {BaseURL: baseURL, ExpiresIn: 1500 * time.Millisecond},
		"unknown scenario":   {BaseURL: baseURL, Scenario: "x"},
		"one person":         {BaseURL: baseURL, People: twice[:1]},
		"one person twice":   {BaseURL: baseURL, People: twice},
		"bad date of birth": {
			BaseURL: baseURL,
			People:  append([]Person{{UUID: "00000000-0000-4000-8000-000000000000", DateOfBirth: "14-03-1979"}}, twice[0]),
		},
		"bad UUID":          {BaseURL: baseURL, People: append([]Person{{UUID: "x", DateOfBirth: "1979-03-14"}}, twice[0])},
		"client without id": {BaseURL: baseURL, Clients: []Client{{Secret: "x"}}},
		"client, no secret": {BaseURL: baseURL, Clients: []Client{{ID: "x"}}},
		"client twice":      {BaseURL: baseURL, Clients: append(builtInClients(), builtInClients()...)},
		"missing keys":      {BaseURL: baseURL, Keys: &Keys{}},
	} {
		t.Run(name, func(t *testing.T) {
			if s, err := New(options); err == nil {
				s.Close()
				t.Error("accepted")
			}
		})
	}
}

// TestServedInFakeTime verifies a person over HTTP, by the client's clock, with an outage in
// between, and leaves nothing running: otherwise the bubble would not end.
func TestServedInFakeTime(t *testing.T) {
	keys, err := testKeys()
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		s, err := New(Options{BaseURL: baseURL, Scenario: Outage, Keys: keys})
		if err != nil {
			t.Fatal(err)
		}
		listener := NewNetwork()
		served := make(chan error)
		go func() { served <- s.Serve(listener) }()
		transport := &http.Transport{DialContext: listener.DialContext}
		client := &http.Client{Transport: transport}
		post := func(path, body string) (status int, text string, err error) {
			response, err := client.Post(baseURL+path, formType, strings.NewReader(body))
			if err != nil {
				return 0, "", err
			}
			defer response.Body.Close()
			content, err := io.ReadAll(response.Body)
			return response.StatusCode, string(content), err
		}

		began := time.Now()
		_, accepted, err := post("/op/connect/ciba", documentedStart)
		if err != nil {
			t.Fatal(err)
		}
		id := strings.Split(accepted, `"`)[3]
		lost := 0
		for {
			time.Sleep(5 * time.Second) // fake: the bubble's clock jumps
			status, body, err := post("/op/connect/token", documentedPoll+id)
			if err != nil || status == http.StatusServiceUnavailable {
				lost++
				continue
			}
			if status != http.StatusOK || !strings.HasPrefix(body, `{"id_token":"`) {
				t.Errorf("%d %.100s", status, body)
			}
			break
		}
		if took := time.Since(began); took != 20*time.Second || lost != 3 {
			t.Errorf("%d polls were lost in %s", lost, took)
		}
		transport.CloseIdleConnections()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
}

func TestStartAndClose(t *testing.T) {
	s, err := Start(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.Get(s.Issuer() + "/.well-known/openid-configuration")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK || !strings.HasPrefix(s.Issuer(), "http://127.0.0.1:") {
		t.Errorf("%s: %d", s.Issuer(), response.StatusCode)
	}
	if _, err := Start(t.Context(), Options{BaseURL: strings.TrimSuffix(s.Issuer(), "/op")}); err == nil {
		t.Error("two simulators listen on one port")
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := http.Get(s.Issuer() + "/.well-known/openid-configuration"); err == nil {
		t.Error("a closed simulator answers")
	}
	if err := s.Serve(NewNetwork()); err != nil {
		t.Errorf("serving after Close: %v", err)
	}
}

func TestContextEndsTheSimulator(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, err := Start(ctx, Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	<-s.life.Done()
	s.Close() // also waits for the work of the other Close
	if _, err := http.Get(s.Issuer()); err == nil {
		t.Error("it still answers")
	}
}

func TestClosedHandlerAnswers503(t *testing.T) {
	b := newBroker(t, Options{})
	b.Close()
	if a := b.get("/op/.well-known/openid-configuration"); a.status != http.StatusServiceUnavailable {
		t.Errorf("%d", a.status)
	}
}

// TestKeysAreMadeOnFirstNeed makes the simulator generate its own keys while several callers wait
// for them.
func TestKeysAreMadeOnFirstNeed(t *testing.T) {
	s, err := New(Options{BaseURL: baseURL, Scenario: Approve, AnswerAfter: -1})
	if err != nil {
		t.Fatal(err)
	}
	b := &broker{Simulator: s, t: t, now: time.Now()}
	b.get("/op/.well-known/openid-configuration")
	select {
	case <-s.keys.ready:
		t.Error("discovery made the keys")
	default:
	}
	id := b.start()
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() { b.jwks() })
	}
	tokens := b.tokenAnswer(b.poll(id))
	group.Wait()
	b.now = time.Now()
	var key any
	if _, err := jwt.Parse(tokens.IDToken, func(*jwt.Token) (any, error) {
		key = publicKey(t, b.jwks()[1])
		return key, nil
	}); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestCloseEndsTheKeyGeneration(t *testing.T) {
	s, err := New(Options{BaseURL: baseURL})
	if err != nil {
		t.Fatal(err)
	}
	b := &broker{Simulator: s, t: t, now: time.Now()}
	b.start()
	s.Close()
	select {
	case <-s.keys.ready:
	default:
		t.Error("the keys are still being made after Close")
	}
	if s.keys.err != nil && !errors.Is(s.keys.err, context.Canceled) {
		t.Error(s.keys.err)
	}
}

// TestManyAtOnce is for the race detector.
func TestManyAtOnce(t *testing.T) {
	keys, err := testKeys()
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{BaseURL: baseURL, Keys: keys, Changed: func() {}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	b := &broker{Simulator: s, t: t}
	var group sync.WaitGroup
	for i := range 40 {
		group.Go(func() {
			id := b.start()
			for _, p := range s.Prompts() {
				if i%2 == 0 {
					s.Approve(p.ID) // another goroutine may have been faster
				} else {
					s.Refuse(p.ID)
				}
			}
			s.SetScenario(Scenarios()[i%3])
			b.poll(id)
			b.cancelOverHTTP(id)
		})
	}
	group.Wait()
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		s, err := New(Options{BaseURL: baseURL})
		if err != nil {
			b.Fatal(err)
		}
		s.Close()
	}
}

func BenchmarkGenerateKeys(b *testing.B) {
	for b.Loop() {
		if _, err := GenerateKeys(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
