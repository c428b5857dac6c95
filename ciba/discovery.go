package ciba

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Metadata is what the provider says about itself (OpenID Connect Discovery 1.0 §3, CIBA Core §4),
// with our overrides applied.
type Metadata struct {
	Issuer    string
	Endpoints Endpoints
	Modes     []string // backchannel_token_delivery_modes_supported

	// Offset is the provider's clock minus ours as it is now; HasDate reports whether the provider
	// stated a time at all.
	Offset  time.Duration
	HasDate bool

	time time.Time // provider's time (ours if it stated none) at the beginning of …
	age  stopwatch
}

// metadataLife is how long metadata is reused. It is short, because the answer also shows whether
// our clock is right before a prompt is spent.
const metadataLife = 5 * time.Minute

// wellKnown is appended to the issuer.
const wellKnown = "/.well-known/openid-configuration"

// discoveryURL returns where an issuer publishes its metadata. A trailing slash of the issuer is
// removed here, and nowhere else (Discovery §4.1).
func discoveryURL(issuer string) string { return strings.TrimSuffix(issuer, "/") + wellKnown }

// uncached returns the header that asks caches for the provider's own answer (RFC 9111 §5.2.1.4);
// otherwise the time in it may be an hour old.
func uncached() http.Header { return http.Header{"Cache-Control": {"no-cache"}} }

// Discover returns the provider's metadata. It is at most five minutes old, and newly fetched if
// the cached one says that our clock is wrong. Errors are *CallError or *ConfigError.
func (c *Client) Discover(ctx context.Context) (Metadata, error) {
	c.mu.Lock()
	known := c.metadata
	c.mu.Unlock()
	if known != nil && known.age.elapsed() < metadataLife {
		if m := known.withOffset(c.now()); m.agrees() {
			return m, nil
		}
	}
	return c.rediscover(ctx)
}

// rediscover fetches the metadata even if the cached one is recent.
func (c *Client) rediscover(ctx context.Context) (Metadata, error) {
	if err := checkURL("issuer", c.config.Issuer); err != nil {
		return Metadata{}, err
	}
	a, err := c.do(ctx, call{endpoint: "discovery", method: http.MethodGet, url: discoveryURL(c.config.Issuer), header: uncached(), timeout: fetchTimeout})
	if err != nil {
		return Metadata{}, err
	}
	m, err := c.readMetadata(a)
	if err != nil {
		return Metadata{}, err
	}
	c.mu.Lock()
	c.metadata = &m
	c.mu.Unlock()
	return m, nil
}

// now returns the provider's time, or ours if it stated none. Setting our wall clock in the
// meantime doesn't change it.
func (m Metadata) now() time.Time { return m.at(time.Now()) }

// at returns that time at a monotonic moment that was just read.
func (m Metadata) at(moment time.Time) time.Time { return m.time.Add(m.age.at(moment)) }

// withOffset returns the metadata with the offset to our wall time as it is now, because our clock
// may have been set since.
func (m Metadata) withOffset(ours time.Time) Metadata {
	if m.HasDate {
		m.Offset = m.now().Sub(ours)
	}
	return m
}

// agrees reports whether the stated time, if any, is near ours.
func (m Metadata) agrees() bool { return m.Offset.Abs() <= clockLimit }

func (c *Client) readMetadata(a answer) (Metadata, error) {
	age := startStopwatch(c.suspended)
	age.began = a.clock.headed
	m := Metadata{time: a.clock.stated, age: age, HasDate: !a.clock.stated.IsZero()}
	if !m.HasDate {
		m.time = a.clock.wall
	}
	m = m.withOffset(c.now())
	object, err := a.description()
	if err != nil {
		return m, err
	}
	if m.Issuer, err = object.String("issuer"); err != nil {
		return m, memberError("issuer", err)
	}
	if m.Issuer != c.config.Issuer {
		given := Clean(m.Issuer, 200)
		return m, &ConfigError{Reason: ReasonOtherIssuer, Given: given, Detail: fmt.Sprintf("discovery of %s speaks for another issuer: %s", c.config.Issuer, given)}
	}
	m.Modes, _ = object.stringOrStrings("backchannel_token_delivery_modes_supported")
	if len(m.Modes) > 0 && !slices.Contains(m.Modes, "poll") {
		return m, &ConfigError{
			Reason: ReasonNoPoll, Member: "backchannel_token_delivery_modes_supported", Given: Clean(strings.Join(m.Modes, ", "), 100),
			Detail: "the provider does not offer the poll mode",
		}
	}
	ours := c.config.Endpoints
	for _, e := range []struct {
		name, override string
		into           *string
	}{
		{memberBackchannel, ours.BackchannelAuthentication, &m.Endpoints.BackchannelAuthentication},
		{memberToken, ours.Token, &m.Endpoints.Token},
		{memberJWKS, ours.JWKS, &m.Endpoints.JWKS},
	} {
		if *e.into, err = c.endpoint(object, e.name, e.override); err != nil {
			return m, err
		}
	}
	m.Endpoints.Cancel = ours.Cancel
	if ours.Cancel != "" {
		return m, c.config.checkOverride(memberCancel, ours.Cancel)
	}
	return m, nil
}

// description reads an answer to discovery as the JSON object that it must be.
func (a answer) description() (Claims, error) {
	if a.status != http.StatusOK && (!a.page() || !portals(a.status)) {
		return nil, &ConfigError{Reason: ReasonDiscoveryStatus, Status: a.status, Detail: fmt.Sprintf("discovery answered with status %d", a.status)}
	}
	object, err := parseObject(a.body)
	switch {
	case (err != nil || a.status != http.StatusOK) && a.page():
		return nil, &ConfigError{Reason: ReasonNotTheProvider, Detail: "discovery: a web page came back; " + inTheWay}
	case err != nil:
		return nil, &ConfigError{Reason: ReasonDiscovery, Detail: fmt.Sprintf("discovery: %v", err)}
	}
	return object, nil
}

// portals reports whether captive portals and filtering proxies answer with a status (RFC 6585 §6,
// RFC 9110 §15.4). With another one, a web page is that of a server which doesn't know the address.
func portals(status int) bool {
	return status/100 == 3 || status == http.StatusForbidden || status == http.StatusNetworkAuthenticationRequired
}

// memberError reports a member of discovery that is absent or malformed.
func memberError(name string, err error) *ConfigError {
	return &ConfigError{Reason: ReasonDiscoveryMember, Member: name, Detail: fmt.Sprintf("discovery: %v", err)}
}

// endpoint returns our override or the discovered endpoint. The latter must have the issuer's
// scheme, host and port: metadata must not send the secret elsewhere.
func (c *Client) endpoint(object Claims, name, override string) (string, error) {
	if override != "" {
		return override, c.config.checkOverride(name, override)
	}
	found, err := object.String(name)
	if err != nil {
		return "", memberError(name, err)
	}
	if err := checkURL(name, found); err != nil {
		return "", err
	}
	if !sameOrigin(found, c.config.Issuer) {
		return "", &ConfigError{Reason: ReasonOtherHost, Member: name, Given: Host(found), Detail: fmt.Sprintf("discovery: %s is not on the issuer's host", name)}
	}
	return found, nil
}

// checkURL requires https, or http on a loopback address.
func checkURL(name, text string) error {
	u, err := url.Parse(text)
	// A non-ASCII host is converted to ASCII later and may then name this machine.
	foreign := err == nil && strings.ContainsFunc(u.Host, func(r rune) bool { return r > unicode.MaxASCII })
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || foreign {
		return &ConfigError{Reason: ReasonAddress, Member: name, Detail: name + " is not a URL that can be used"}
	}
	if u.Scheme == "https" || u.Scheme == "http" && IsLoopback(u.Hostname()) {
		return nil
	}
	return &ConfigError{Reason: ReasonNotHTTPS, Member: name, Detail: name + " must be https"}
}
