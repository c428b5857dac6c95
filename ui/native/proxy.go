package native

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// ProxySettings are the user's proxy settings, as Windows keeps them.
type ProxySettings struct {
	Script string // address of the script that names proxies (PAC); it counts before Proxy
	Proxy  string // "host:port", or a list such as "http=host:port;https=host:port"
	Bypass string // hosts that need none, with ; between; * and <local> stand for several
	Detect bool   // the network is to be searched for a script: this program never does that
}

// ErrProxySettings means that the proxy settings name no proxy that can be used.
var ErrProxySettings = errors.New("the proxy settings can't be used")

// ProxyScriptError reports that the script that names proxies couldn't be evaluated.
type ProxyScriptError struct {
	Host string // that has the script; "" if its address is none
	Err  error
}

// Error implements error.
func (e *ProxyScriptError) Error() string {
	return fmt.Sprintf("the proxy script on %s can't be used", e.Host)
}

// Unwrap returns the cause.
func (e *ProxyScriptError) Unwrap() error { return e.Err }

const (
	// scriptBound is how long the system may take to fetch and evaluate a script.
	scriptBound = 10 * time.Second
	// proxyLife is how long the system's answer is used again. A poll every few seconds needn't
	// evaluate a script each time.
	proxyLife = time.Minute
)

// SystemProxy asks the operating system which proxy leads to an address.
type SystemProxy struct {
	settings func() (ProxySettings, error)
	// evaluate has the system evaluate a script for an address, and returns a list of proxies as
	// in ProxySettings; "" for none.
	evaluate func(script, address string) (string, error)

	mu    sync.Mutex
	known map[string]knownProxy // by scheme and host
}

type knownProxy struct {
	proxy *url.URL
	at    time.Time
}

// Settings returns the user's settings.
func (p *SystemProxy) Settings() (ProxySettings, error) { return p.settings() }

// For returns the proxy for an address, nil for none. The script learns only the address's scheme
// and host. The error is a *[ProxyScriptError], ErrProxySettings, or that of ctx.
func (p *SystemProxy) For(ctx context.Context, address *url.URL) (*url.URL, error) {
	origin := address.Scheme + "://" + address.Host + "/"
	if proxy, ok := p.remembered(origin); ok {
		return proxy, nil
	}
	ctx, cancel := context.WithTimeout(ctx, scriptBound)
	defer cancel()
	type answer struct {
		proxy *url.URL
		err   error
	}
	answered := make(chan answer, 1)
	var settings ProxySettings
	settings, err := p.settings()
	if err != nil {
		return nil, ErrProxySettings
	}
	go func() { // it ends with the system's own limits
		proxy, err := p.ask(settings, address, origin)
		answered <- answer{proxy, err}
	}()
	select {
	case a := <-answered:
		if a.err == nil {
			p.remember(origin, a.proxy)
		}
		return a.proxy, a.err
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return nil, &ProxyScriptError{Host: hostOf(settings.Script), Err: ctx.Err()}
		}
		return nil, ctx.Err()
	}
}

func (p *SystemProxy) remembered(origin string) (*url.URL, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	known, ok := p.known[origin]
	return known.proxy, ok && time.Since(known.at) < proxyLife
}

func (p *SystemProxy) remember(origin string, proxy *url.URL) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil {
		p.known = make(map[string]knownProxy)
	}
	p.known[origin] = knownProxy{proxy, time.Now()}
}

// ask evaluates the settings for an address.
func (p *SystemProxy) ask(s ProxySettings, address *url.URL, origin string) (*url.URL, error) {
	if s.Script == "" {
		if bypassed(s.Bypass, address) {
			return nil, nil
		}
		return firstProxy(s.Proxy, address.Scheme)
	}
	list, err := p.evaluate(s.Script, origin)
	if err != nil {
		return nil, &ProxyScriptError{Host: hostOf(s.Script), Err: err}
	}
	return firstProxy(list, address.Scheme)
}

// hostOf returns the host of an address, "" if it has none.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// separate splits a list as Windows writes it.
func separate(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ';' || r == ' ' || r == '\t' || r == '\r' || r == '\n' })
}

// firstProxy returns the first proxy of a list for addresses of a scheme, nil if it has none for
// them. Entries for SOCKS can't be used, since Windows means version 4.
func firstProxy(list, scheme string) (*url.URL, error) {
	var plain, socks string
	for _, entry := range separate(list) {
		kind, at, keyed := strings.Cut(entry, "=")
		switch {
		case !keyed && plain == "":
			plain = entry
		case keyed && strings.EqualFold(kind, scheme):
			return proxyURL(at)
		case keyed && strings.EqualFold(kind, "socks"):
			socks = at
		}
	}
	switch {
	case plain != "":
		return proxyURL(plain)
	case socks != "":
		return nil, ErrProxySettings
	}
	return nil, nil
}

// proxyURL reads host and port, or a URL of http or https.
func proxyURL(text string) (*url.URL, error) {
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, ErrProxySettings
	}
	if port := u.Port(); port != "" || strings.HasSuffix(u.Host, ":") {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return nil, ErrProxySettings
		}
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host}, nil
}

// bypassed reports whether the list of exceptions has the host of an address.
func bypassed(list string, address *url.URL) bool {
	host, port := strings.ToLower(address.Hostname()), address.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[address.Scheme]
	}
	for _, entry := range separate(strings.ToLower(list)) {
		if entry == "<local>" {
			if !strings.Contains(host, ".") && net.ParseIP(host) == nil {
				return true
			}
			continue
		}
		if scheme, rest, ok := strings.Cut(entry, "://"); ok {
			if scheme != address.Scheme {
				continue
			}
			entry = rest
		}
		if at, of, err := net.SplitHostPort(entry); err == nil {
			if of != port {
				continue
			}
			entry = at
		}
		if matches(strings.Trim(entry, "[]"), host) {
			return true
		}
	}
	return false
}

// matches reports whether a pattern, in which each * stands for any characters, is a whole text.
func matches(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == text
	}
	first, last := parts[0], parts[len(parts)-1]
	if !strings.HasPrefix(text, first) || !strings.HasSuffix(text[len(first):], last) {
		return false
	}
	text = text[len(first) : len(text)-len(last)]
	for _, part := range parts[1 : len(parts)-1] {
		_, rest, ok := strings.Cut(text, part)
		if !ok {
			return false
		}
		text = rest
	}
	return true
}
