package ciba

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync"
	"time"
)

// ProbeStep is a step on the way to a provider.
type ProbeStep string

// The steps in order. After one that fails, no other is tried.
const (
	ProbeName       ProbeStep = "name"       // the host's name is looked up (DNS)
	ProbeConnection ProbeStep = "connection" // TCP and TLS
	ProbeDiscovery  ProbeStep = "discovery"
	ProbeKeys       ProbeStep = "keys" // the JWKS
	// ProbeProtected is an endpoint of the profile that wants an access token. It is sent {}
	// without one: 401 means that it is there.
	ProbeProtected ProbeStep = "protected"
)

// ProbeSteps returns all steps in order; protected is the address for [ProbeProtected], "" for
// none.
func ProbeSteps(protected string) []ProbeStep {
	steps := []ProbeStep{ProbeName, ProbeConnection, ProbeDiscovery, ProbeKeys}
	if protected != "" {
		steps = append(steps, ProbeProtected)
	}
	return steps
}

// Probe is the result of one step. It contains nothing secret, and foreign text is cleaned.
type Probe struct {
	Step    ProbeStep
	Failed  bool
	Skipped bool // of ProbeName: there was no name to look up, or the proxy looks it up
	Took    time.Duration

	// If it failed:
	Reason Reason
	Err    error // for errors.As: what was wrong with the certificate or the settings

	Host      string // the host that was looked up or connected to
	Proxy     bool   // … which is a proxy, not the issuer's host
	Addresses int    // found for the name

	TLS                string    // "TLS 1.3"; "" without TLS
	Certificate        string    // the name in the certificate
	CertificateExpires time.Time // zero without TLS

	Offset  time.Duration // the provider's clock minus ours, from discovery
	HasDate bool

	Keys       int      // in the set
	Usable     int      // can verify with one of our algorithms
	Algorithms []string // those of ours for which there is a key

	Status int // of ProbeProtected: what was answered; 0 without an answer

	pinned bool // a usable key is pinned; true if none has to be
}

// RunProbe tries the way to a provider step by step, over its own connections, and calls tell with
// each step as it ends. It sends no credentials, and the configuration may lack what only a
// verification needs. protected is the address for [ProbeProtected], "" for none. It reports
// whether every step succeeded. If ctx ends, tell isn't called for the step under way.
func RunProbe(ctx context.Context, config Config, protected string, options Options, tell func(Probe)) bool {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if options.Transport == nil {
		options.Transport = NewTransport(Network{})
	}
	if shared, ok := options.Transport.(*http.Transport); ok {
		own := shared.Clone() // a kept-alive connection would show neither name nor certificate
		defer own.CloseIdleConnections()
		options.Transport = own
	}
	config = config.withDefaults()
	c := newClient(config, options)
	w := &walker{tell: tell, began: time.Now(), issuer: Host(config.Issuer), ctx: ctx}
	metadata, err := c.Discover(httptrace.WithClientTrace(ctx, w.trace()))
	w.arrived(err)
	if ctx.Err() != nil || w.failed {
		return false
	}
	w.done(discovered(metadata, err))
	if w.failed {
		return false
	}
	set, err := c.fetchKeySet(ctx, metadata)
	if ctx.Err() != nil {
		return false
	}
	w.done(probedKeys(set, err, config))
	if w.failed || protected == "" {
		return !w.failed
	}
	p := c.probeProtected(ctx, protected)
	if ctx.Err() != nil {
		return false
	}
	w.done(p)
	return !w.failed
}

// probeProtected asks an endpoint that wants an access token, without one.
func (c *Client) probeProtected(ctx context.Context, address string) Probe {
	p := Probe{Step: ProbeProtected, Host: Host(address)}
	a, err := c.do(ctx, call{endpoint: string(ProbeProtected), method: http.MethodPost, url: address, json: "{}", timeout: fetchTimeout})
	var fault *CallError
	switch {
	case errors.As(err, &fault):
		p.Failed, p.Reason, p.Err = true, fault.Reason, fault
	case err != nil:
		p.Failed, p.Reason = true, ReasonUnreachable
	default:
		p.Status, p.Failed = a.status, a.status != http.StatusUnauthorized
	}
	return p
}

// walker watches a call on its way. The hooks of a trace run on several goroutines, some of them
// late.
type walker struct {
	tell   func(Probe)
	issuer string
	ctx    context.Context // the hooks of a trace get none

	mu        sync.Mutex
	began     time.Time // of the step under way
	name      Probe
	secured   tls.ConnectionState
	connected bool
	failed    bool
	over      bool // ignore the hooks from now on
}

func (w *walker) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		DNSStart: func(info httptrace.DNSStartInfo) {
			w.watch(func() {
				w.name.Host, w.name.Proxy = info.Host, !strings.EqualFold(info.Host, nameOf(w.issuer))
			})
		},
		DNSDone: func(info httptrace.DNSDoneInfo) {
			w.watch(func() {
				if info.Err == nil && w.name.Step == "" {
					w.named(Probe{Addresses: len(info.Addrs)})
				}
			})
		},
		TLSHandshakeDone: func(state tls.ConnectionState, err error) {
			w.watch(func() {
				if err == nil {
					w.secured = state
				}
			})
		},
		GotConn: func(httptrace.GotConnInfo) {
			w.watch(func() {
				if w.connected {
					return
				}
				w.connected = true
				w.named(Probe{Skipped: true})
				w.say(w.connection())
			})
		},
	}
}

func (w *walker) watch(do func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.over && w.ctx.Err() == nil {
		do()
	}
}

// named reports ProbeName, once.
func (w *walker) named(p Probe) {
	if w.name.Step != "" {
		return
	}
	w.name.Step, w.name.Skipped, w.name.Addresses = ProbeName, p.Skipped, p.Addresses
	if w.name.Host == "" {
		w.name.Host = nameOf(w.issuer)
	}
	w.say(w.name)
}

// say reports a step, and starts the clock of the next one.
func (w *walker) say(p Probe) {
	p.Took, w.began = time.Since(w.began), time.Now()
	w.failed = w.failed || p.Failed
	w.tell(p)
}

func (w *walker) done(p Probe) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.say(p)
}

// connection returns what is known of an established connection.
func (w *walker) connection() Probe {
	p := Probe{Step: ProbeConnection, Host: w.issuer, Proxy: w.name.Proxy}
	if len(w.secured.PeerCertificates) > 0 {
		leaf := w.secured.PeerCertificates[0]
		p.TLS, p.CertificateExpires = tls.VersionName(w.secured.Version), leaf.NotAfter
		p.Certificate = Clean(leaf.Subject.CommonName, 100)
		if len(leaf.DNSNames) > 0 {
			p.Certificate = Clean(strings.Join(leaf.DNSNames, ", "), 100)
		}
	}
	return p
}

// arrived stops watching. Without a connection, it reports the step that failed.
func (w *walker) arrived(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.over = true
	var fault *CallError
	if w.ctx.Err() != nil || w.connected || !errors.As(err, &fault) {
		return
	}
	p := Probe{Step: ProbeConnection, Host: w.issuer, Proxy: w.name.Proxy, Failed: true, Reason: fault.Reason, Err: fault}
	if fault.Reason == ReasonNotFound {
		p.Step, p.Host = ProbeName, w.name.Host
		if p.Host == "" {
			p.Host = nameOf(w.issuer)
		}
		w.say(p)
		return
	}
	w.named(Probe{Skipped: true})
	w.say(p)
}

// discovered returns the result of discovery.
func discovered(m Metadata, err error) Probe {
	p := Probe{Step: ProbeDiscovery, Offset: m.Offset, HasDate: m.HasDate}
	var config *ConfigError
	var fault *CallError
	switch {
	case err == nil:
	case errors.As(err, &config):
		p.Failed, p.Reason, p.Err = true, config.Reason, config
	case errors.As(err, &fault):
		p.Failed, p.Reason, p.Err = true, fault.Reason, fault
	default:
		p.Failed, p.Reason = true, ReasonDiscovery
	}
	return p
}

// probedKeys counts the keys of a JWKS that can verify a token of this configuration.
func probedKeys(set KeySet, err error, config Config) Probe {
	p := Probe{Step: ProbeKeys, Keys: len(set.members), pinned: len(config.PinnedKeys) == 0}
	if err != nil {
		p.Failed, p.Reason = true, ReasonKeys
		if known := reasonIn(err, ReasonNone); known != ReasonNone {
			p.Reason, p.Err = known, err
		}
		return p
	}
	for _, m := range set.members {
		usable := false
		for _, alg := range config.IDTokenAlgs {
			if !m.fits(alg, "") {
				continue
			}
			usable = true
			if !slices.Contains(p.Algorithms, alg) {
				p.Algorithms = append(p.Algorithms, alg)
			}
			if key, err := m.read(); err == nil && key.pinnedBy(config.PinnedKeys) {
				p.pinned = true
			}
		}
		if usable {
			p.Usable++
		}
	}
	if p.Usable == 0 || !p.pinned {
		p.Failed, p.Reason = true, ReasonKeys
	}
	return p
}

// nameOf returns a host without its port.
func nameOf(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}
