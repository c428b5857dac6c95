package ciba

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// The limits of a call.
const (
	maxBody   = 1 << 20 // bytes of a body, after decompression
	maxHeader = 64 << 10

	// pollTimeout is longer than the 30 s for which a provider may hold a poll (CIBA Core §11).
	pollTimeout   = 40 * time.Second
	startTimeout  = 40 * time.Second
	fetchTimeout  = 15 * time.Second // discovery and JWKS
	cancelTimeout = 10 * time.Second
)

// maxIdle is how many connections to a provider wait for the next poll. A program with one
// verification never has more than two. One with thousands has dozens of polls at the same time,
// and would close and open connections all the time if fewer were kept.
const maxIdle = 64

// idleTimeout is how long a connection waits for another request: less than the minute and more
// after which servers close it. A start is never re-sent, so one that goes out on a connection that
// is just being closed is lost.
const idleTimeout = 30 * time.Second

// NewTransport returns the transport that this package assumes: bounded headers, TLS 1.2 or higher,
// and HTTP/1.1 only. The broker speaks HTTP/1.1, and with it net/http never silently re-sends a
// start, a poll or a cancel (it may re-send a GET). Redirects are not the transport's concern;
// [Client] never follows one.
func NewTransport(network Network) *http.Transport {
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy:                  network.proxies(),
		OnProxyConnectResponse: refusedByProxy,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: network.Roots},
		TLSHandshakeTimeout:    10 * time.Second,
		MaxResponseHeaderBytes: maxHeader,
		MaxIdleConnsPerHost:    maxIdle,
		IdleConnTimeout:        idleTimeout,
		Protocols:              &protocols,
	}
}

// call is one request to one endpoint.
type call struct {
	endpoint string // in the specification's words, for errors
	method   string
	url      string
	shown    string // url with the id masked, for the exchange; "" if the same
	masked   string // that id
	form     Form   // nil: no form
	json     string // a body of JSON instead of a form; "" for none
	header   http.Header
	timeout  time.Duration
	hide     []string // strings that no exchange may show
	masks    []Mask   // … and what its hint is shown without
}

// answer is a response, read completely.
type answer struct {
	status     int
	header     http.Header
	body       []byte
	clock      reading         // the time that it states
	retryAfter time.Duration   // 0 if missing or invalid
	received   time.Time       // ours, monotonic: when the last byte had arrived
	hide       func() []string // strings that it may echo; few answers are searched for them
}

// html reports whether the answer declares itself a web page. Only the wording of a message depends
// on it; the body decides the outcome.
func (a answer) html() bool {
	return strings.Contains(strings.ToLower(a.header.Get("Content-Type")), "html")
}

// page reports whether the answer is a web page, by its content type or by how its body begins. A
// server that doesn't know the endpoint typically answers with one.
func (a answer) page() bool {
	body := bytes.TrimLeft(bytes.TrimPrefix(a.body, []byte("\ufeff")), " \t\r\n")
	return a.html() || len(body) > 0 && body[0] == '<'
}

// body returns the body of the request and its type; "" and "" without one.
func (q call) body() (text, kind string) {
	switch {
	case q.json != "":
		return q.json, "application/json"
	case q.form != nil:
		return q.form.Encode(), "application/x-www-form-urlencoded"
	}
	return "", ""
}

// do makes a call. The error is a *CallError.
func (c *Client) do(ctx context.Context, q call) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, q.timeout)
	defer cancel()

	var dialled, connected, live, handshake atomic.Bool
	var handshakes atomic.Int32
	trace := &httptrace.ClientTrace{
		ConnectDone: func(_, _ string, err error) { dialled.Store(dialled.Load() || err == nil) },
		// Runs again if a kept-alive connection turned out to be dead.
		GetConn:           func(string) { live.Store(false) },
		GotConn:           func(httptrace.GotConnInfo) { connected.Store(true); live.Store(true) },
		TLSHandshakeStart: func() { handshakes.Add(1) },
		TLSHandshakeDone:  func(_ tls.ConnectionState, err error) { handshake.Store(err != nil) },
	}
	ctx = httptrace.WithClientTrace(ctx, trace)

	text, kind := q.body()
	var body io.Reader
	if kind != "" {
		body = strings.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, q.method, q.url, body)
	if err != nil {
		return answer{}, &CallError{Endpoint: q.endpoint, Reason: ReasonAddress, Err: errors.New("the URL can't be used")}
	}
	// Without it, net/http can't read the body again, to re-send a request that the provider may
	// have seen.
	request.GetBody = nil
	// A connection keeps the scheme string of the request that opened it. A substring would keep
	// the whole address, with the id in it, in memory.
	request.URL.Scheme, request.URL.Host = strings.Clone(request.URL.Scheme), strings.Clone(request.URL.Host)
	for name, values := range q.header {
		request.Header[name] = values
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", c.userAgent)
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}

	if cookie := correlationOf(ctx).cookie(request.URL); cookie != "" {
		request.Header.Set("Cookie", cookie)
	}

	began := time.Now()
	// Most calls need it only to be reported, and polls are many.
	hide := sync.OnceValue(func() []string { return c.hidden(q, request.Header) })
	a, err := c.send(request)
	a.hide = hide
	var fault *CallError
	if err != nil {
		fault = &CallError{Endpoint: q.endpoint, Sent: connected.Load(), Reason: reasonOf(err, handshake.Load(), live.Load()), Err: &cause{maskProse(err.Error(), hide(), 200), err}}
		if proxy := c.proxyFault(request, err, way{dialled.Load(), int(handshakes.Load()), connected.Load()}); proxy != nil {
			fault.Reason, fault.Err = ReasonProxy, proxy
		}
	}
	if c.exchange != nil {
		c.report(q, request.Header, hide(), a, fault, began)
	}
	if fault != nil {
		return answer{}, fault
	}
	return a, nil
}

func (c *Client) send(request *http.Request) (answer, error) {
	response, err := c.http.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	correlationOf(request.Context()).note(request.URL, response.Header)
	a := answer{status: response.StatusCode, header: response.Header, clock: readClock(response.Header, c.now(), time.Now())}
	a.retryAfter = parseRetryAfter(response.Header.Get("Retry-After"), a.clock.stated, a.clock.wall)
	a.body, err = io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	a.received = time.Now()
	switch {
	case err != nil:
		return answer{}, err
	case len(a.body) > maxBody:
		return answer{}, errBodyTooLong
	}
	return a, nil
}

var errBodyTooLong = errors.New("the answer is longer than 1 MiB")

// echoes returns the strings that the answer may not be shown with.
func (a answer) echoes() []string {
	if a.hide == nil {
		return nil
	}
	return a.hide()
}

// errorCode reads an error answer: a JSON object with a string member error. It returns the code as
// it came, to decide by, and the description; "" and "" for any other answer.
func (a answer) errorCode() (code, description string) {
	object, err := parseObject(a.body)
	if err != nil {
		return "", ""
	}
	code, err = object.String("error")
	if err != nil || code == "" {
		return "", ""
	}
	description, _ = object.String("error_description")
	return code, description
}

// oauthError returns an error answer as it may be shown. meaning knows the profile's own codes.
func (a answer) oauthError(code, description string, meaning func(string) CodeMeaning) *OAuthError {
	return &OAuthError{
		Status: a.status, Code: maskProse(code, a.echoes(), 100), Description: maskProse(description, a.echoes(), 300), Own: ownCode(description, meaning),
	}
}
