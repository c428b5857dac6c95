package ciba_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba"
	"ringback/ciba/mitid"
)

// The registration at the provider of these tests.
const (
	testIssuer = "http://127.0.0.1:8080/op"
	testClient = "62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9"
	testSecret = "s3cret/with+signs=and 100%=="
	testID     = "0A2179A15B686CB..3AC29A5A6A-1"
)

// The endpoints of the provider.
const (
	discoveryEndpoint = "discovery"
	keysEndpoint      = "jwks"
	startEndpoint     = "start"
	tokenEndpoint     = "token"
	cancelEndpoint    = "cancel"
)

// scripted is a scripted provider in memory. It speaks raw bytes, so that it can misbehave in every
// way, and records when each request arrived.
type scripted struct {
	transport *http.Transport
	polls     openPolls     // the clients' connections to it
	ahead     time.Duration // of the provider's clock before the bubble's

	mu       sync.Mutex
	scripts  map[string][]step
	arrivals []arrival
	conns    map[net.Conn]bool
	refuse   error // the result of dialling, if set
	overlaps int   // polls sent while another one of their id was open
	floods   int   // endless answers of which the client read too much
	open     map[string]int
	wg       sync.WaitGroup
	ctx      context.Context
	end      context.CancelFunc
}

// arrival is one request as the provider saw it.
type arrival struct {
	endpoint string
	at       time.Time
	method   string
	path     string // as on the wire
	form     url.Values
	header   http.Header
}

// step is one answer; it reports whether the connection can be reused.
type step func(p *scripted, c net.Conn, r *http.Request) (keep bool)

func newScripted(t testing.TB) *scripted {
	p := &scripted{
		transport: ciba.NewTransport(ciba.Network{}),
		scripts: map[string][]step{
			discoveryEndpoint: {metadata()},
			keysEndpoint:      {keySet(jwkOf(keyA().Public(), "A"))},
			startEndpoint:     {acknowledge(testID, 300, 5)},
			tokenEndpoint:     {tokens()},
			cancelEndpoint:    {status(204)},
		},
		conns: map[net.Conn]bool{},
		open:  map[string]int{},
	}
	p.polls = openPolls{p}
	p.ctx, p.end = context.WithCancel(context.Background())
	p.transport.DialContext = func(context.Context, string, string) (net.Conn, error) { return p.dial() }
	t.Cleanup(p.close)
	return p
}

// inBubble runs a test in fake time with its own provider.
func inBubble(t *testing.T, test func(t *testing.T, p *scripted)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(t, newScripted(t)) })
}

// later lets fake time pass.
func later(d time.Duration) { <-time.After(d) }

func (p *scripted) dial() (net.Conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.refuse != nil {
		return nil, p.refuse
	}
	ours, theirs := net.Pipe()
	p.conns[ours] = true
	p.wg.Go(func() { p.serve(ours) })
	return theirs, nil
}

func (p *scripted) close() {
	p.end()
	p.mu.Lock()
	for c := range p.conns {
		_ = c.Close()
	}
	p.mu.Unlock()
	p.transport.CloseIdleConnections()
	p.wg.Wait()
}

func (p *scripted) serve(c net.Conn) {
	defer func() {
		_ = c.Close()
		p.mu.Lock()
		delete(p.conns, c)
		p.mu.Unlock()
	}()
	in := bufio.NewReader(c)
	for {
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		if !p.answer(c, r, body) {
			return
		}
	}
}

func (p *scripted) answer(c net.Conn, r *http.Request, body []byte) bool {
	form, _ := url.ParseQuery(string(body))
	r.Form = form // for steps
	a := arrival{endpoint: endpointOf(r), at: time.Now(), method: r.Method, path: r.RequestURI, form: form, header: r.Header}
	p.mu.Lock()
	p.arrivals = append(p.arrivals, a)
	script := p.scripts[a.endpoint]
	next := status(404)
	if len(script) > 0 {
		next = script[0]
	}
	if len(script) > 1 {
		p.scripts[a.endpoint] = script[1:]
	}
	p.mu.Unlock()
	return next(p, c, r)
}

func endpointOf(r *http.Request) string {
	switch path := strings.TrimPrefix(r.URL.Path, "/op"); {
	case path == "/.well-known/openid-configuration":
		return discoveryEndpoint
	case path == "/.well-known/openid-configuration/jwks":
		return keysEndpoint
	case path == "/connect/ciba":
		return startEndpoint
	case path == "/connect/token":
		return tokenEndpoint
	case strings.HasPrefix(path, "/api/v1/ciba/"):
		return cancelEndpoint
	}
	return r.URL.Path
}

// on sets the answers of an endpoint, in order; the last repeats.
func (p *scripted) on(endpoint string, steps ...step) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.scripts[endpoint] = steps
}

// seen returns the requests of an endpoint so far; "" means all.
func (p *scripted) seen(endpoint string) []arrival {
	p.mu.Lock()
	defer p.mu.Unlock()
	var found []arrival
	for _, a := range p.arrivals {
		if endpoint == "" || a.endpoint == endpoint {
			found = append(found, a)
		}
	}
	return found
}

// pollTimes returns the arrivals of the polls, counted from that of the start.
func (p *scripted) pollTimes() []time.Duration {
	start := p.seen(startEndpoint)
	if len(start) == 0 {
		return nil
	}
	var times []time.Duration
	for _, a := range p.seen(tokenEndpoint) {
		times = append(times, a.at.Sub(start[0].at))
	}
	return times
}

// now returns the provider's time.
func (p *scripted) now() time.Time { return time.Now().Add(p.ahead) }

// client returns a client of this provider.
func (p *scripted) client(t testing.TB, changes ...func(*ciba.Config, *ciba.Options)) *ciba.Client {
	t.Helper()
	config, options := testConfig(), ciba.Options{Secret: testSecret, Transport: p.polls}
	for _, change := range changes {
		change(&config, &options)
	}
	if options.Suspended == nil {
		options.Suspended = patient(t)
	}
	c, err := ciba.NewClient(config, options)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// patient never sleeps, and detects a client that keeps reading the time without letting any pass:
// in a bubble that would never end.
func patient(t testing.TB) func() time.Duration {
	var looks atomic.Int64
	return func() time.Duration {
		if looks.Add(1) > 500_000 {
			t.Fatal("it waits without letting time pass")
		}
		return 0
	}
}

func testConfig() ciba.Config {
	return ciba.Config{
		Issuer: testIssuer, ClientID: testClient, Auth: ciba.ClientSecretPost, Scope: "openid mitid",
		Endpoints:     ciba.Endpoints{Cancel: testIssuer + "/api/v1/ciba/{auth_req_id}"},
		IDTokenAlgs:   []string{"RS256"},
		RequireAtHash: true,
	}
}

func testRequest() mitid.Request {
	return mitid.Request{UUID: "8a9856e0-f12d-4217-b320-c8a076be9320", Text: "Kode 4821, Nordby Kommune", IP: "192.0.2.7"}
}

func testParams(t testing.TB) ciba.Params {
	t.Helper()
	form, err := testRequest().Form("openid mitid", mitid.HintJSON)
	if err != nil {
		t.Fatal(err)
	}
	return ciba.Params{Form: form, Further: mitid.Checks(testRequest(), mitid.Options{})}
}

// story is a verification from start to outcome, with all its events.
type story struct {
	verification *ciba.Verification
	ciba.Result
	events []ciba.Event
	took   time.Duration
}

// told returns the events of a kind.
func (s story) told(kind ciba.EventKind) []ciba.Event {
	var found []ciba.Event
	for _, e := range s.events {
		if e.Kind == kind {
			found = append(found, e)
		}
	}
	return found
}

// verify runs one verification to its end. It first calls each of before with the verification.
func verify(t testing.TB, c *ciba.Client, before ...func(*ciba.Params, func() bool)) story {
	t.Helper()
	return verifyIn(t.Context(), t, c, before...)
}

func verifyIn(ctx context.Context, t testing.TB, c *ciba.Client, before ...func(*ciba.Params, func() bool)) story {
	t.Helper()
	return run(ctx, t, c.NewVerification, before...)
}

// run runs the verification that prepare returns to its end.
func run(ctx context.Context, t testing.TB, prepare func(ciba.Params) *ciba.Verification, before ...func(*ciba.Params, func() bool)) story {
	t.Helper()
	// Nothing takes an hour or ten thousand events. An endless verification fails its own test by
	// name, instead of hitting the time limit of the run.
	ctx, leave := context.WithTimeout(ctx, time.Hour)
	defer leave()
	var (
		s story
		v *ciba.Verification

		made = make(chan struct{})
	)
	params := testParams(t)
	params.Observe = func(e ciba.Event) { s.events = append(s.events, e) }
	for _, change := range before {
		change(&params, func() bool { <-made; return v.Cancel() })
	}
	observe, told := params.Observe, 0
	params.Observe = func(e ciba.Event) {
		if told++; told > 10_000 {
			t.Fatalf("it never ends: %s again and again", e.Kind)
		}
		observe(e)
	}
	began := time.Now()
	v = prepare(params)
	close(made)
	s.Result, s.verification = v.Run(ctx), v
	s.took = time.Since(began)
	return s
}

// cancelAfter cancels some time after the verification began.
func cancelAfter(d time.Duration) func(*ciba.Params, func() bool) {
	return func(_ *ciba.Params, cancel func() bool) { time.AfterFunc(d, func() { cancel() }) }
}

// The answers.

// reply writes a complete answer with the provider's Date.
func (p *scripted) reply(c net.Conn, code int, header, body string) bool {
	_, err := fmt.Fprintf(c, "HTTP/1.1 %d %s\r\nDate: %s\r\nContent-Length: %d\r\n%s\r\n%s",
		code, http.StatusText(code), p.now().UTC().Format(http.TimeFormat), len(body), header, body)
	return err == nil
}

// says answers with JSON and additional headers, each ending in \r\n.
func says(code int, body string, header ...string) step {
	return func(p *scripted, c net.Conn, _ *http.Request) bool {
		return p.reply(c, code, "Content-Type: application/json; charset=UTF-8\r\n"+strings.Join(header, ""), body)
	}
}

func status(code int, header ...string) step {
	return func(p *scripted, c net.Conn, _ *http.Request) bool {
		return p.reply(c, code, strings.Join(header, ""), "")
	}
}

func html(code int) step {
	return func(p *scripted, c net.Conn, _ *http.Request) bool {
		return p.reply(c, code, "Content-Type: text/html\r\n", "<html><h1>Welcome to the hotel</h1></html>")
	}
}

// failure answers 400 with the error alone, as the broker does.
func failure(code string, header ...string) step {
	return says(400, fmt.Sprintf(`{"error":%q}`, code), header...)
}

func pending(header ...string) step { return failure("authorization_pending", header...) }

func redirect(code int, to string) step { return status(code, "Location: "+to+"\r\n") }

// raw writes bytes and drops the connection.
func raw(text string) step {
	return func(_ *scripted, c net.Conn, _ *http.Request) bool {
		_, _ = io.WriteString(c, text)
		return false
	}
}

// hangs never answers, until the client gives up.
func hangs() step {
	return func(_ *scripted, c net.Conn, _ *http.Request) bool {
		_, _ = io.Copy(io.Discard, c)
		return false
	}
}

// after answers late.
func after(d time.Duration, then step) step {
	return func(p *scripted, c net.Conn, r *http.Request) bool {
		select {
		case <-time.After(d):
			return then(p, c, r)
		case <-p.ctx.Done():
			return false
		}
	}
}

// drip writes one byte a second.
func drip(text string) step {
	return func(p *scripted, c net.Conn, _ *http.Request) bool {
		for i := range len(text) {
			select {
			case <-time.After(time.Second):
			case <-p.ctx.Done():
				return false
			}
			if _, err := c.Write([]byte{text[i]}); err != nil {
				return false
			}
		}
		return false
	}
}

// floods writes a head and then the same text repeatedly, up to a size.
func floods(head, again string, size int) step {
	return func(p *scripted, c net.Conn, _ *http.Request) bool {
		if _, err := io.WriteString(c, head); err != nil {
			return false
		}
		p.pour(c, []byte(again), size)
		return false
	}
}

// bomb answers with a gigabyte of blanks, gzipped.
func bomb() step {
	return func(p *scripted, c net.Conn, _ *http.Request) bool {
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n")
		p.pour(gzip.NewWriter(c), []byte(strings.Repeat(" ", 1<<20)), 1<<30)
		return false
	}
}

// enough is more than a bounded reader takes of an answer, including what is in buffers on the way.
const enough = 16 << 20

// pour writes the same text repeatedly, up to a size or until the client stops reading. It writes
// at most enough to an unbounded reader.
func (p *scripted) pour(into io.Writer, again []byte, size int) {
	for n := 0; n < size; n += len(again) {
		if _, err := into.Write(again); err != nil {
			return
		}
		if n > enough {
			p.mu.Lock()
			p.floods++
			p.mu.Unlock()
			return
		}
	}
}

func metadata(changes ...func(map[string]any)) step { return says(200, metadataText(changes...)) }

func metadataText(changes ...func(map[string]any)) string {
	m := map[string]any{
		"issuer":                              testIssuer,
		"backchannel_authentication_endpoint": testIssuer + "/connect/ciba",
		"token_endpoint":                      testIssuer + "/connect/token",
		"jwks_uri":                            testIssuer + "/.well-known/openid-configuration/jwks",
		"backchannel_token_delivery_modes_supported": []string{"poll"},
	}
	for _, change := range changes {
		change(m)
	}
	return asJSON(m)
}

func keySet(keys ...string) step { return says(200, `{"keys":[`+strings.Join(keys, ",")+`]}`) }

func acknowledge(id string, expiresIn, interval int) step {
	return says(200, fmt.Sprintf(`{"auth_req_id":%q,"expires_in":%d,"interval":%d}`, id, expiresIn, interval))
}

// tokens answers with tokens that are good except for the changes.
func tokens(changes ...func(*draft)) step {
	return func(p *scripted, c net.Conn, r *http.Request) bool {
		return says(200, tokenResponse(newDraft(p.now(), changes...)))(p, c, r)
	}
}

func tokenResponse(d *draft) string {
	return asJSON(map[string]any{
		"id_token": d.sign(), "access_token": d.access, "expires_in": 3600, "token_type": "Bearer", "scope": "openid mitid",
	})
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// Short names, so that a table of answers stays readable.
type (
	netConn = net.Conn
	request = http.Request
)

// openPolls is the connection to the provider. It counts polls that overlap: that are sent before
// the previous one's answer has ended.
type openPolls struct{ p *scripted }

func (o openPolls) RoundTrip(r *http.Request) (*http.Response, error) {
	if endpointOf(r) != tokenEndpoint {
		return o.p.transport.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	form, _ := url.ParseQuery(string(body))
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	id := form.Get("auth_req_id")
	o.count(id, 1)
	response, err := o.p.transport.RoundTrip(r)
	if err != nil {
		o.count(id, -1)
		return nil, err
	}
	response.Body = &closing{response.Body, sync.OnceFunc(func() { o.count(id, -1) })}
	return response, nil
}

func (o openPolls) count(id string, n int) {
	o.p.mu.Lock()
	defer o.p.mu.Unlock()
	if o.p.open[id] += n; o.p.open[id] > 1 {
		o.p.overlaps++
	}
}

type closing struct {
	io.ReadCloser
	closed func()
}

func (c *closing) Close() error {
	defer c.closed()
	return c.ReadCloser.Close()
}

// unplug takes the network down with an error, or up with nil.
func (p *scripted) unplug(err error) {
	p.mu.Lock()
	p.refuse = err
	for c := range p.conns {
		if err != nil {
			_ = c.Close()
		}
	}
	p.mu.Unlock()
}
