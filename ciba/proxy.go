package ciba

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// ProxyProblem is what is wrong with the proxy between us and a provider.
type ProxyProblem string

// The problems of proxies.
const (
	ProxyUnreadable  ProxyProblem = "unreadable"   // what names it can't be parsed
	ProxySettings    ProxyProblem = "settings"     // the system's settings can't be used
	ProxyScript      ProxyProblem = "script"       // the script that names it can't be evaluated
	ProxyDown        ProxyProblem = "down"         // no connection to it could be made
	ProxySilent      ProxyProblem = "silent"       // it doesn't answer in time
	ProxyLogin       ProxyProblem = "login"        // it asks for a login (407)
	ProxyRefused     ProxyProblem = "refused"      // any other 4xx
	ProxyCannotReach ProxyProblem = "cannot_reach" // it couldn't reach the provider either: any 5xx
	ProxyStrange     ProxyProblem = "strange"      // its answer is no proxy's
)

// ProxyError reports that a proxy kept a call from reaching its provider. Nothing of the call was
// sent. It names the proxy and never its credentials.
type ProxyError struct {
	Problem ProxyProblem
	// Variable is the environment variable, or "policy", for ProxyUnreadable.
	Variable string
	// Host is the proxy's, with its port if one was given; for ProxyScript, the one that has the
	// script. ProxyUnreadable and ProxySettings have none.
	Host   string
	Status int // HTTP status, if it answered with one
	Err    error
}

func (e *ProxyError) Error() string {
	switch e.Problem {
	case ProxyUnreadable:
		return fmt.Sprintf("the proxy in %s can't be read", e.Variable)
	case ProxySettings:
		return "the system's proxy settings can't be used"
	}
	return fmt.Sprintf("the proxy %s: %s", e.Host, e.Problem)
}

// Unwrap returns the cause, for errors.Is and errors.As.
func (e *ProxyError) Unwrap() error { return e.Err }

// proxySchemes are the schemes of a proxy that net/http supports.
var proxySchemes = []string{"http", "https", "socks5", "socks5h"}

// proxyFromEnvironment returns the proxy of an address: that of HTTPS_PROXY or HTTP_PROXY (also in
// lower case), unless NO_PROXY excepts the host; nil for none. named reports whether a variable
// names a proxy at all, or a host that needs none. If a variable can't be parsed, an address that
// needs it gets a *ProxyError; [http.ProxyFromEnvironment] would connect directly. A nil lookUp
// means that there are no variables.
func proxyFromEnvironment(lookUp func(string) string) func(*url.URL) (proxy *url.URL, named bool, err error) {
	if lookUp == nil {
		lookUp = func(string) string { return "" }
	}
	variable := func(name string) (string, string) {
		if value := lookUp(name); value != "" {
			return name, value
		}
		return strings.ToLower(name), lookUp(strings.ToLower(name))
	}
	type chosen struct {
		proxy *url.URL
		err   error
	}
	given := make(map[string]chosen)
	for scheme, name := range map[string]string{"https": "HTTPS_PROXY", "http": "HTTP_PROXY"} {
		name, value := variable(name)
		if value = strings.TrimSpace(value); value == "" {
			continue
		}
		proxy, ok := parseProxy(value)
		if !ok {
			given[scheme] = chosen{err: &ProxyError{Problem: ProxyUnreadable, Variable: name}}
			continue
		}
		given[scheme] = chosen{proxy: proxy}
	}
	_, except := variable("NO_PROXY")
	// httpproxy only decides whether a host is excepted, so any proxy will do.
	needed := (&httpproxy.Config{HTTPProxy: "http://proxy.invalid", HTTPSProxy: "http://proxy.invalid", NoProxy: except}).ProxyFunc()
	return func(address *url.URL) (*url.URL, bool, error) {
		if through, err := needed(address); through == nil && err == nil {
			return nil, true, nil
		}
		proxy, ok := given[address.Scheme]
		return proxy.proxy, ok, proxy.err
	}
}

// parseProxy reads a proxy as a URL or as host and port.
func parseProxy(text string) (*url.URL, bool) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		u, err = url.Parse("http://" + text)
	}
	if err != nil || !slices.Contains(proxySchemes, u.Scheme) || u.Hostname() == "" || strings.ContainsAny(u.Host, " @") {
		return nil, false
	}
	// An unescaped special character in a password ends the host too early.
	if u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.ForceQuery || strings.Contains(text, "#") {
		return nil, false
	}
	if port := u.Port(); port != "" || strings.HasSuffix(u.Host, ":") {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return nil, false
		}
	}
	return u, true
}

// refusedByProxy checks every answer to a CONNECT, because net/http has no error type for a refusal
// and a proxy words it freely.
func refusedByProxy(_ context.Context, proxy *url.URL, _ *http.Request, answer *http.Response) error {
	fault := &ProxyError{Problem: ProxyStrange, Host: Clean(proxy.Host, 200), Status: answer.StatusCode}
	switch status := answer.StatusCode; {
	case status == http.StatusOK && !withPage(answer):
		return nil
	case status == http.StatusProxyAuthRequired:
		fault.Problem = ProxyLogin
	case status >= 400 && status < 500:
		fault.Problem = ProxyRefused
	case status >= 500 && status < 600:
		fault.Problem = ProxyCannotReach
	}
	return fault
}

// withPage reports whether an answer that opens a tunnel comes with a page, as a captive portal's
// does. net/http drops the part of the page that it has read with the head, so the TLS handshake
// would only break off. RFC 9110, section 9.3.6, has no content there; for proxies that state a
// length or a type all the same, both must be stated.
func withPage(answer *http.Response) bool {
	length := answer.Header.Get("Content-Length")
	chunked := slices.Contains(answer.TransferEncoding, "chunked") || answer.Header.Get("Transfer-Encoding") != ""
	return strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") && (chunked || length != "" && length != "0")
}

// way is how far a call got on its way to the provider.
type way struct {
	dialled    bool // a TCP connection was made, to the proxy if there is one
	handshakes int  // TLS handshakes that began, including the one with an https proxy
	connected  bool // the connection to the provider was established
}

// proxyFault returns the proxy's part in an error, or nil if it has none.
func (c *Client) proxyFault(request *http.Request, err error, w way) *ProxyError {
	var known *ProxyError
	if errors.As(err, &known) {
		return known
	}
	transport, ok := c.http.Transport.(*http.Transport)
	if !ok || transport.Proxy == nil || w.connected || errors.Is(err, context.Canceled) {
		return nil
	}
	// What the system answered may have to be asked for again, which a call that is over mustn't
	// stop.
	proxy, _ := transport.Proxy(request.WithContext(context.WithoutCancel(request.Context())))
	if proxy == nil {
		return nil
	}
	ours := 0 // handshakes with the proxy itself
	if proxy.Scheme == "https" {
		ours = 1
	}
	fault := &ProxyError{Problem: ProxyStrange, Host: Clean(proxy.Host, 200), Err: err}
	var record tls.RecordHeaderError
	page := errors.As(err, &record) || errors.Is(err, http.ErrSchemeMismatch)
	switch {
	case w.handshakes > ours && !page:
		return nil // the tunnel was open
	case w.handshakes > ours: // the provider speaks TLS
	case !w.dialled:
		fault.Problem = ProxyDown
	case errors.Is(err, context.DeadlineExceeded):
		fault.Problem = ProxySilent
	case w.handshakes > 0: // the proxy's own
		fault.Problem = ProxyDown
	}
	return fault
}
