package simulator

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// The defaults of Options.
const (
	defaultInterval    = 5 * time.Second
	defaultExpiresIn   = 300 * time.Second
	defaultAnswerAfter = 4 * time.Second
)

// The limits of the HTTP server.
const (
	readTimeout    = 10 * time.Second
	writeTimeout   = 30 * time.Second
	idleTimeout    = 2 * time.Minute
	maxHeaderBytes = 64 << 10
)

// Options configure a simulator. Only BaseURL is required.
type Options struct {
	// scheme, host and port under which clients reach it, without a path; the issuer is this plus
	// "/op"
	BaseURL     string
	Interval    time.Duration    // least time between two polls, rounded up to seconds. Default 5 s
	ExpiresIn   time.Duration    // lifetime of a request, in whole seconds. Default 300 s
	AnswerAfter time.Duration    // until a phone answers by itself. Default 4 s; negative: at once
	Scenario    Scenario         // the initial one. Default Decide
	Now         func() time.Time // default time.Now
	ControlKey  string           // bearer token of the phones' endpoints. Default: a random one
	People      []Person         // two or more. Default: nine fictitious ones
	Clients     []Client         // default: the published demonstration client
	Keys        *Keys            // default: generated on first need
	Page        bool             // serve the page of the phones to browsers; see PhoneURL

	// Changed is called after what a phone shows has changed, unless Prompts itself found the
	// change. No lock is held. Calls can come from several goroutines at once; it must return soon
	// and not call Close.
	Changed func()
}

// Simulator is a broker with its people. Its methods are safe for concurrent use.
type Simulator struct {
	base        *url.URL
	interval    time.Duration
	expiresIn   time.Duration
	answerAfter time.Duration
	now         func() time.Time
	controlKey  string
	people      []Person
	clients     map[string]Client
	changed     func()
	shown       Client // the one that Curl uses
	page        bool
	keys        *lazyKeys
	server      *http.Server
	listeners   listeners

	life    context.Context // ends with Close; for the key generation, which no single call owns
	endLife context.CancelFunc
	running sync.WaitGroup // calls of handlers and Serve, and the key generation

	mu         sync.Mutex
	closed     bool
	detach     func() bool // disconnects from the context of Start
	scenario   Scenario
	requests   requestList
	assertions replayList
	newKeys    []newKey               // keys that faults have signed with
	handedOut  map[string]tokenAnswer // by client id: the good tokens that the client got last
	sessions   sessionList
}

// New returns a simulator that doesn't listen yet: pass a listener to Serve, or mount Handler. An
// error says which option is wrong. Close ends the simulator.
func New(options Options) (*Simulator, error) {
	base, err := parseBaseURL(options.BaseURL)
	if err != nil {
		return nil, err
	}
	s := &Simulator{
		base:        base,
		interval:    cmp.Or(options.Interval, defaultInterval),
		expiresIn:   cmp.Or(options.ExpiresIn, defaultExpiresIn),
		answerAfter: max(0, cmp.Or(options.AnswerAfter, defaultAnswerAfter)),
		now:         options.Now,
		controlKey:  cmp.Or(options.ControlKey, rand.Text()),
		people:      slices.Clone(options.People),
		changed:     options.Changed,
		page:        options.Page,
		keys:        newLazyKeys(options.Keys),
		detach:      func() bool { return false },
		scenario:    cmp.Or(options.Scenario, Decide),
		requests:    requestList{byID: make(map[string]*request), most: maxRequests},
		assertions:  replayList{until: make(map[replayKey]time.Time)},
		handedOut:   make(map[string]tokenAnswer),
	}
	if k := options.Keys; k != nil && !k.complete() {
		return nil, errors.New("simulator: Keys must hold all five keys")
	}
	if s.interval < 0 {
		return nil, errors.New("simulator: Interval is negative")
	}
	if s.expiresIn <= 0 || s.expiresIn%time.Second != 0 {
		return nil, errors.New("simulator: ExpiresIn must be whole seconds, at least one")
	}
	if _, err := ParseScenario(string(s.scenario)); err != nil {
		return nil, err
	}
	if s.now == nil {
		s.now = time.Now
	}
	if len(s.people) == 0 {
		s.people = builtInPeople()
	}
	if err := checkPeople(s.people); err != nil {
		return nil, err
	}
	clients := options.Clients
	if len(clients) == 0 {
		clients = builtInClients()
	}
	if s.clients, err = checkClients(clients); err != nil {
		return nil, err
	}
	s.shown = clients[0]
	s.life, s.endLife = context.WithCancel(context.Background())
	s.server = &http.Server{
		Handler:        s.Handler(),
		ReadTimeout:    readTimeout,
		WriteTimeout:   writeTimeout,
		IdleTimeout:    idleTimeout,
		MaxHeaderBytes: maxHeaderBytes,
	}
	return s, nil
}

// Start makes a simulator and serves it in a goroutine until Close or the end of ctx. It listens on
// the host and port of BaseURL, or without a BaseURL on a loopback port that the system picks.
func Start(ctx context.Context, options Options) (*Simulator, error) {
	address := "127.0.0.1:0"
	if options.BaseURL != "" {
		base, err := parseBaseURL(options.BaseURL)
		if err != nil {
			return nil, err
		}
		address = base.Host
	}
	var network net.ListenConfig
	listener, err := network.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("simulator: can't listen on %s: %w", address, err)
	}
	if options.BaseURL == "" {
		options.BaseURL = "http://" + listener.Addr().String()
	}
	return startOn(ctx, listener, options)
}

// startOn is Start with a listener, which it closes if it fails.
func startOn(ctx context.Context, listener net.Listener, options Options) (*Simulator, error) {
	s, err := New(options)
	if err != nil {
		listener.Close()
		return nil, err
	}
	// ends with Close; a broken listener shows as refused connections
	s.running.Go(func() { _ = s.server.Serve(listener) })
	s.mu.Lock()
	defer s.mu.Unlock()
	s.detach = context.AfterFunc(ctx, func() { s.Close() })
	return s, nil
}

// Serve accepts the listener's connections until Close, and then returns nil. It closes the
// listener.
func (s *Simulator) Serve(listener net.Listener) error {
	if !s.enter() {
		return listener.Close()
	}
	defer s.running.Done()
	if err := s.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("simulator: serving: %w", err)
	}
	return nil
}

// Close closes the listeners and connections, and waits for everything that still runs. It may be
// called more than once. The handler then answers 503.
func (s *Simulator) Close() error {
	s.mu.Lock()
	s.closed = true
	s.detach()
	s.mu.Unlock()
	s.endLife()
	err := s.server.Close()
	s.running.Wait()
	if err != nil {
		return fmt.Errorf("simulator: closing: %w", err)
	}
	return nil
}

// enter registers a call that Close has to wait for; running.Done ends it. It reports false after
// Close.
func (s *Simulator) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.running.Add(1)
	return true
}

// Issuer returns the issuer's URL: BaseURL plus "/op".
func (s *Simulator) Issuer() string { return s.base.String() + "/op" }

// ControlKey returns the bearer token that the HTTP endpoints of the phone require.
func (s *Simulator) ControlKey() string { return s.controlKey }

// Scenario returns the scenario of requests that start now.
func (s *Simulator) Scenario() Scenario {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.scenario
}

// SetScenario sets the scenario of requests that start from now on. An unknown one counts as
// Decide.
func (s *Simulator) SetScenario(scenario Scenario) {
	if _, err := ParseScenario(string(scenario)); err != nil {
		scenario = Decide
	}
	s.mu.Lock()
	s.scenario = scenario
	s.mu.Unlock()
	s.listeners.tell()
}

// notify reports a change of what the phones show. No lock may be held.
func (s *Simulator) notify() {
	s.listeners.tell()
	if s.changed != nil {
		s.changed()
	}
}

func parseBaseURL(text string) (*url.URL, error) {
	base, err := url.Parse(text)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" ||
		base.User != nil || strings.TrimSuffix(text, "/") != base.Scheme+"://"+base.Host {
		return nil, errors.New("simulator: BaseURL must be scheme, host and port alone, as in http://127.0.0.1:1234")
	}
	base.Path = ""
	return base, nil
}
