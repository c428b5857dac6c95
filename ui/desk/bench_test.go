package desk

import (
	"context"
	"crypto/rand"
	"io"
	"log"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/journal"
	"ringback/storage/logs"
	"ringback/storage/secrets"
)

const (
	mette    = simulator.DocumentedPerson
	unknown  = "11111111-2222-4333-8444-555555555555"
	brokerAt = "http://127.0.0.1:4711"
)

func TestMain(m *testing.M) {
	time.Local = time.UTC // so that times are written the same everywhere
	os.Exit(m.Run())
}

// brokerKeys generates the RSA keys once for all tests.
var brokerKeys = sync.OnceValues(func() (*simulator.Keys, error) { return simulator.GenerateKeys(context.Background()) })

// bench is a running desk, the simulator behind an in-memory network, and everything that the desk
// has published and asked for.
type bench struct {
	log logSink
	*Desk
	t       *testing.T
	options Options
	broker  *simulator.Simulator
	secrets *fakeSecrets
	journal *journal.Memory
	ended   chan struct{} // closed when Run has returned
	stop    context.CancelFunc

	mu       sync.Mutex
	views    []View
	requests []string // method and path
	hook     func(w http.ResponseWriter, r *http.Request) (handled bool)
	saved    []config.Settings
	started  int // times that the simulator was started
}

// plan is what a test changes about the bench.
type plan struct {
	broker  simulator.Options
	options func(*Options)
	idle    bool // don't wait until the desk is ready
}

// newBench starts a desk in the test's bubble and waits until it is ready.
func newBench(t *testing.T, p plan) *bench {
	t.Helper()
	b := &bench{t: t, secrets: newFakeSecrets(), journal: journal.NewMemory(), ended: make(chan struct{})}
	p.broker.BaseURL = brokerAt
	if p.broker.Interval == 0 {
		p.broker.Interval = 3 * time.Second
	}
	p.broker.Changed = func() { b.post((*state).lookAtPhone) }
	var err error
	if p.broker.Keys, err = brokerKeys(); err != nil {
		t.Fatal(err)
	}
	if b.broker, err = simulator.New(p.broker); err != nil {
		t.Fatal(err)
	}
	b.options = Options{
		Environments: append(config.BuiltIn(), ownEnvironment()), Environment: config.IDDemo,
		Transport: b.serve(), Secrets: b.secrets, Journal: b.journal, Random: rand.Reader,
		Language: "en", Operator: "anna", Templates: templates(),
		Simulator: func(context.Context, func()) (Simulator, error) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.started++
			return simulator.NewDemo[Person, Scenario, PhoneState](b.broker), nil
		},
		SaveSettings: func(_, s config.Settings) error {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.saved = append(b.saved, s)
			return nil
		},
		Changed: b.changed,
		Log:     slog.New(logs.Handler(&b.log, slog.LevelDebug)),
	}
	if p.options != nil {
		p.options(&b.options)
	}
	b.Desk = New(b.options)
	ctx, cancel := context.WithCancel(t.Context())
	b.stop = cancel
	go func() {
		defer close(b.ended)
		b.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-b.ended
		_ = b.broker.Close()
		sayableViews(t, b.published())
		b.log.holdsNobody(t)
	})
	synctest.Wait()
	if !p.idle && b.View().Status.Sentence.Key == "state.idle.preparing" {
		b.until("ready", func(v View) bool { return v.Status.Sentence.Key != "state.idle.preparing" })
	}
	return b
}

func templates() map[string]func() string {
	return map[string]func() string{
		"en": func() string { return "Code {code}, {organisation}" },
		"da": func() string { return "Kode {code}, {organisation}" },
	}
}

// ownEnvironment returns an environment that uses the keyring and also reaches the simulator.
func ownEnvironment() config.Environment {
	return config.Environment{
		ID: "nordby", Name: "Nordby Kommune, test", Kind: config.KindTest, Profile: config.ProfileMitIDFlex,
		Issuer: brokerAt + "/op", ClientID: simulator.PublishedClientID, ClientAuth: ciba.ClientSecretPost, Scope: "openid mitid",
		HintEncoding: config.HintJSON, CIBANonce: config.NonceRequire, IDTokenAlgs: []string{"RS256"}, RequireAtHash: true,
		IP: "192.0.2.10", Appswitch: config.AppswitchDocumented, Organisation: "Nordby Kommune", TextTemplate: "Kode {code}, {organisation}",
		Endpoints: ciba.Endpoints{JWKS: "https://mirror.nordby.example/jwks"},
	}
}

// ownBinding returns what the secret of ownEnvironment is bound to.
func ownBinding() secrets.Binding {
	return secrets.Binding{Issuer: brokerAt + "/op", ClientID: simulator.PublishedClientID}
}

// inOwnEnvironment begins in ownEnvironment, with the secret in the keyring.
func inOwnEnvironment(o *Options) {
	own := &o.Environments[len(o.Environments)-1]
	own.Endpoints = ciba.Endpoints{}
	o.Environment = own.ID
	o.Secrets.(*fakeSecrets).keep(ownBinding(), simulator.PublishedClientSecret, secrets.SourceKeyring)
}

// changed records every published view.
func (b *bench) changed() {
	if b.Desk == nil {
		return // the first view, made by New
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.views = append(b.views, b.View())
}

// published returns all views so far.
func (b *bench) published() []View {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.views)
}

// pass lets the bubble's time pass, with everything that happens in it.
func (b *bench) pass(d time.Duration) View {
	time.Sleep(d)
	synctest.Wait()
	return b.View()
}

// until lets time pass until a condition holds, at most 20 minutes.
func (b *bench) until(what string, holds func(View) bool) View {
	b.t.Helper()
	synctest.Wait()
	for range 20 * 60 * 10 {
		if v := b.View(); holds(v) {
			return v
		}
		b.pass(100 * time.Millisecond)
	}
	b.t.Fatalf("it never came to this: %s. The desk says %v, %v", what, b.View().State, b.View().Status.Sentence)
	return View{}
}

func (b *bench) untilState(state State) View {
	b.t.Helper()
	return b.until(string(state), func(v View) bool { return v.State == state })
}

// begin sends a request to a person and waits for the state.
func (b *bench) begin(person string, state State) View {
	b.t.Helper()
	b.SetPerson(person)
	synctest.Wait()
	if v := b.View(); !v.CanStart {
		b.t.Fatalf("the desk can't start: %v, problem %v, setup %v, notices %v", v.Status.Sentence, v.Form.Person.Problem, v.Setup, v.Notices)
	}
	b.Start()
	return b.untilState(state)
}

// verify runs a verification of a person to its outcome.
func (b *bench) verify(person string) View {
	b.t.Helper()
	return b.begin(person, Ended)
}

// onRequest installs a hook that is called before the broker answers.
func (b *bench) onRequest(hook func(w http.ResponseWriter, r *http.Request) bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.hook = hook
}

// count counts requests by method and part of the path.
func (b *bench) count(method, part string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for _, request := range b.requests {
		if strings.HasPrefix(request, method+" ") && strings.Contains(request, part) {
			n++
		}
	}
	return n
}

func (b *bench) savedSettings() []config.Settings {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.saved)
}

// serve serves the broker on pipes until the test ends, and returns the transport that reaches it
// under any name.
func (b *bench) serve() *http.Transport {
	network := simulator.NewNetwork()
	var handling sync.WaitGroup
	server := &http.Server{ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Minute,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			handling.Add(1)
			defer handling.Done()
			b.mu.Lock()
			b.requests = append(b.requests, r.Method+" "+r.URL.Path)
			hook := b.hook
			b.mu.Unlock()
			if hook == nil || !hook(w, r) {
				b.broker.Handler().ServeHTTP(w, r)
			}
		})}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(network)
	}()
	transport := ciba.NewTransport(ciba.Network{})
	transport.DialContext = network.DialContext
	b.t.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = server.Close()
		<-served
		handling.Wait() // a hook may still be running
	})
	return transport
}

// fakeSecrets is a keyring that behaves as the test sets it.
type fakeSecrets struct {
	mu                      sync.Mutex
	probe, get, set, forget error
	slow                    time.Duration // how long each call takes
	stored                  map[secrets.Binding]kept
	calls                   []string
}

type kept struct {
	secret ciba.Secret
	source secrets.Source
}

func newFakeSecrets() *fakeSecrets { return &fakeSecrets{stored: make(map[secrets.Binding]kept)} }

func (f *fakeSecrets) keep(b secrets.Binding, secret ciba.Secret, source secrets.Source) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stored[b] = kept{secret, source}
}

// told changes how the keyring behaves from now on.
func (f *fakeSecrets) told(change func(*fakeSecrets)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

func (f *fakeSecrets) called() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.calls)
}

// call records a call, waits for its duration, and answers.
func (f *fakeSecrets) call(ctx context.Context, name string, answer func() error) error {
	f.mu.Lock()
	f.calls = append(f.calls, name)
	slow := f.slow
	f.mu.Unlock()
	if slow > 0 {
		timer := time.NewTimer(slow)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return answer()
}

func (f *fakeSecrets) Probe(ctx context.Context) error {
	return f.call(ctx, "probe", func() error { return f.probe })
}

func (f *fakeSecrets) Get(ctx context.Context, b secrets.Binding) (secret ciba.Secret, source secrets.Source, err error) {
	err = f.call(ctx, "get", func() error {
		if k, ok := f.stored[b]; ok {
			secret, source = k.secret, k.source
			return nil
		}
		if f.get != nil {
			return f.get
		}
		return secrets.ErrNoSecret
	})
	return secret, source, err
}

func (f *fakeSecrets) Set(ctx context.Context, b secrets.Binding, secret ciba.Secret) error {
	return f.call(ctx, "set", func() error {
		if f.set == nil {
			f.stored[b] = kept{secret, secrets.SourceKeyring}
		}
		return f.set
	})
}

func (f *fakeSecrets) Agree(ctx context.Context, b secrets.Binding, _ bool) error {
	return f.call(ctx, "agree", func() error {
		f.stored[b] = kept{config.BuiltIn()[1].PublishedSecret, secrets.SourcePublished}
		return nil
	})
}

func (f *fakeSecrets) SetInMemory(b secrets.Binding, secret ciba.Secret) error {
	return f.call(context.Background(), "set in memory", func() error {
		f.stored[b] = kept{secret, secrets.SourceMemory}
		return nil
	})
}

func (f *fakeSecrets) Forget(ctx context.Context, b secrets.Binding) error {
	return f.call(ctx, "forget", func() error {
		if f.forget == nil {
			delete(f.stored, b)
		}
		return f.forget
	})
}
