package console

import (
	"bytes"
	"context"
	"io"
	"log"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ringback/assets"
	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/journal"
	"ringback/storage/secrets"
	"ringback/ui/desk"
)

const brokerAt = "http://127.0.0.1:4711"

func TestMain(m *testing.M) {
	time.Local = time.UTC // so that a time of day is the same everywhere
	os.Exit(m.Run())
}

// brokerKeys makes the RSA keys once for all tests.
var brokerKeys = sync.OnceValues(func() (*simulator.Keys, error) { return simulator.GenerateKeys(context.Background()) })

// call is one call of `ringback verify` in a test.
type call struct {
	scenario simulator.Scenario
	language assets.Language
	json     bool
	request  Request
	prepare  func(*desk.Options)      // changes the desk
	handler  func(*http.Request) bool // if false, the connection is cut
	ctx      context.Context
	again    context.Context           // the second Ctrl-C
	output   func(io.Writer) io.Writer // standard output, which may fail
}

// result is the result of a call.
type result struct {
	status   int
	out, err string
	started  int // requests that the broker received
	secrets  []string
}

// verify runs the console over a real desk and the simulator, in the bubble of the test.
func (c call) verify(t *testing.T) result {
	t.Helper()
	keys, err := brokerKeys()
	if err != nil {
		t.Fatal(err)
	}
	var theDesk *desk.Desk
	broker, err := simulator.New(simulator.Options{BaseURL: brokerAt, Interval: 3 * time.Second, Scenario: c.scenario, Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	words, err := assets.Load(c.language)
	if err != nil {
		t.Fatal(err)
	}
	r := result{secrets: []string{simulator.PublishedClientSecret}}
	var started atomic.Int32 // a start may still be served when everything else has ended
	network := simulator.NewNetwork()
	server := &http.Server{ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Minute,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			if q.Method == http.MethodPost && q.URL.Path == "/op/connect/ciba" {
				started.Add(1)
			}
			if c.handler != nil && !c.handler(q) {
				panic(http.ErrAbortHandler)
			}
			broker.Handler().ServeHTTP(w, q)
		})}
	served := make(chan struct{})
	go func() { defer close(served); _ = server.Serve(network) }()
	transport := ciba.NewTransport(ciba.Network{})
	transport.DialContext = network.DialContext

	changes := NewChanges()
	options := desk.Options{
		Environments: config.BuiltIn(), Environment: config.IDDemo, Transport: transport,
		Secrets: noSecrets{err: secrets.ErrNoSecret}, Journal: journal.NewMemory(), Random: zeros{},
		Language: string(c.language),
		Templates: map[string]func() string{
			string(c.language): func() string { return words.Text("form.text.default_template", nil) },
		},
		Simulator: func(context.Context, func()) (desk.Simulator, error) {
			return simulator.NewDemo[desk.Person, desk.Scenario, desk.PhoneState](broker), nil
		},
		Changed: changes.Note,
	}
	if c.prepare != nil {
		c.prepare(&options)
	}
	theDesk = desk.New(options)
	ctx, stop := context.WithCancel(t.Context())
	ran := make(chan struct{})
	go func() { defer close(ran); theDesk.Run(ctx) }()

	if c.ctx == nil {
		c.ctx = t.Context()
	}
	scenario := string(c.scenario)
	if options.Environment != config.IDDemo {
		scenario = ""
	}
	var out, wrong bytes.Buffer
	var output io.Writer = &out
	if c.output != nil {
		output = c.output(output)
	}
	r.status = Verify(c.ctx, Options{Desk: theDesk, Changes: changes, Words: words, Out: output, Err: &wrong, Again: c.again, JSON: c.json, Request: c.request, Scenario: scenario})
	stop()
	<-ran
	transport.CloseIdleConnections()
	_ = server.Close()
	<-served
	_ = broker.Close()
	r.out, r.err, r.started = out.String(), wrong.String(), int(started.Load())
	return r
}

// zeros makes the check code 0000 and the nonce predictable.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// noSecrets is a keyring with one secret, or one that fails.
type noSecrets struct {
	secret ciba.Secret
	err    error
}

func (n noSecrets) Probe(context.Context) error { return n.err }
func (n noSecrets) Get(context.Context, secrets.Binding) (ciba.Secret, secrets.Source, error) {
	if n.err != nil {
		return "", "", n.err
	}
	return n.secret, secrets.SourceKeyring, nil
}
func (n noSecrets) Set(context.Context, secrets.Binding, ciba.Secret) error { return n.err }
func (n noSecrets) SetInMemory(secrets.Binding, ciba.Secret) error          { return n.err }
func (n noSecrets) Agree(context.Context, secrets.Binding, bool) error      { return n.err }
func (n noSecrets) Forget(context.Context, secrets.Binding) error           { return n.err }
