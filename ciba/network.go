package ciba

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"
	"net/url"
)

// Network is how providers are reached. The zero value connects directly and trusts the system's
// root certificates.
type Network struct {
	// Proxy is the one that the machine's administrator fixed, as a URL or as host and port. It
	// counts before all others; [NoProxy] means that none is used. "": what follows decides.
	Proxy string
	// Variable reads the environment variables that name a proxy, as [os.Getenv] does: HTTPS_PROXY,
	// HTTP_PROXY and NO_PROXY, also in lower case. nil: there are none.
	Variable func(name string) string
	// System returns the operating system's proxy for an address, nil for none. It is asked where
	// no variable names a proxy. nil: the system has no such settings. An error that isn't a
	// *[ProxyError] counts as settings that can't be used.
	System func(ctx context.Context, address *url.URL) (*url.URL, error)
	// Roots are the trusted root certificates, see [TrustAlso]; nil: the system's.
	Roots *x509.CertPool
}

// NoProxy as the fixed proxy means that none is used.
const NoProxy = "none"

// ProxySource is who names a proxy.
type ProxySource string

// The sources, in the order in which they are asked. The first that names a proxy decides.
const (
	ProxyFromPolicy   ProxySource = "policy"
	ProxyFromVariable ProxySource = "variable"
	ProxyFromSystem   ProxySource = "system"
	ProxyFromNobody   ProxySource = "nobody"
)

// Route is the way to an address.
type Route struct {
	Proxy *url.URL // nil: a direct connection. It may contain credentials
	// Source is who decided it, also if that is a direct connection.
	Source ProxySource
}

// RouteTo returns the way to an address. This machine is never reached through a proxy. The error
// is a *[ProxyError], or that of ctx; a request then fails: nothing that names a proxy is passed
// over because it can't be used.
func (n Network) RouteTo(ctx context.Context, address *url.URL) (Route, error) {
	return n.router()(ctx, address)
}

// router reads what names proxies once, and returns the function that decides.
func (n Network) router() func(context.Context, *url.URL) (Route, error) {
	fixed, fixedErr := n.fixedProxy()
	variables := proxyFromEnvironment(n.Variable)
	return func(ctx context.Context, address *url.URL) (Route, error) {
		switch {
		case IsLoopback(address.Hostname()):
			return Route{Source: ProxyFromNobody}, nil
		case n.Proxy != "":
			return Route{fixed, ProxyFromPolicy}, fixedErr
		}
		if proxy, named, err := variables(address); named {
			return Route{proxy, ProxyFromVariable}, err
		}
		if n.System == nil {
			return Route{Source: ProxyFromNobody}, nil
		}
		proxy, err := n.System(ctx, address)
		switch {
		case err != nil:
			return Route{Source: ProxyFromSystem}, systemFault(ctx, err)
		case proxy == nil:
			return Route{Source: ProxyFromNobody}, nil
		}
		return Route{proxy, ProxyFromSystem}, nil
	}
}

// fixedProxy reads the administrator's proxy.
func (n Network) fixedProxy() (*url.URL, error) {
	if n.Proxy == "" || n.Proxy == NoProxy {
		return nil, nil
	}
	proxy, ok := parseProxy(n.Proxy)
	if !ok {
		return nil, &ProxyError{Problem: ProxyUnreadable, Variable: string(ProxyFromPolicy)}
	}
	return proxy, nil
}

// systemFault returns why the system names no proxy.
func systemFault(ctx context.Context, err error) error {
	var known *ProxyError
	switch {
	case errors.As(err, &known):
		return known
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return &ProxyError{Problem: ProxySettings, Err: err}
}

// proxies returns the function that a transport asks; nil if nothing can name a proxy.
func (n Network) proxies() func(*http.Request) (*url.URL, error) {
	if n.Proxy == "" && n.Variable == nil && n.System == nil {
		return nil
	}
	route := n.router()
	return func(r *http.Request) (*url.URL, error) {
		to, err := route(r.Context(), r.URL)
		return to.Proxy, err
	}
}
