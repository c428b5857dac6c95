package connect

import (
	"context"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The bounds of connections. 500 desks with these use fewer than 100 connections at once, since
// most of them wait for a person.
const (
	CallBound   = 5 * time.Second  // how long a call may take, for those who make it
	hostBound   = 2 * time.Second  // to connect to one host
	idleBound   = 30 * time.Second // then a connection is closed
	checkEvery  = 10 * time.Second // whether one is idle
	connections = 2                // at most, of one desk
)

// maxMessage is longer, in bytes, than any row of the journal. Whatever else answers there could
// announce a gigabyte.
const maxMessage = 16 << 20

// applicationName is what the server's lists call a desk.
const applicationName = "ringback"

// Host is a server, or a folder with its socket.
type Host struct {
	Name string // of the host, or an absolute path of the folder
	Port uint16
}

// Options say where the database is and who logs in.
type Options struct {
	Hosts    []Host // in the order in which they are tried
	Database string
	User     string
	// Roots are the authorities of servers' certificates; nil: the system's.
	Roots *x509.CertPool
	// Certificate is a PEM file with the login's certificate; "": none. Key returns its key.
	Certificate string
	Key         func(context.Context) (crypto.Signer, error)
	// Password returns the login's password; nil: there is none.
	Password func(context.Context) (string, error)
	// TokenCommand is a program, with its arguments, that prints what takes a password's place.
	TokenCommand []string

	lookup pgconn.LookupFunc // for tests; nil: the system's
}

// Connector makes connections. It holds no connection and no secret itself.
type Connector struct {
	options Options
	// How many connections wait at this moment for the keyring, and for a token: then the database
	// isn't what a caller waits for.
	forKeyring, forToken atomic.Int32
}

// New returns a connector. It reaches for nothing yet.
func New(o Options) (*Connector, error) {
	switch {
	case len(o.Hosts) == 0, o.Database == "", o.User == "":
		return nil, errors.New("the journal's database needs a host, a name and a user")
	case o.Certificate != "" && o.Key == nil, o.Password != nil && len(o.TokenCommand) > 0:
		return nil, errors.New("the journal's database needs a key for its certificate, and either a password or a token")
	}
	return &Connector{options: o}, nil
}

// Pool returns a pool of connections, which makes them when they are needed. Whoever asked for it
// closes it. It keeps one goroutine until then.
func (c *Connector) Pool() (*pgxpool.Pool, error) {
	pool, err := c.pool()
	if err != nil {
		return nil, err
	}
	// Without a minimum of connections, nothing begins in the background.
	return pgxpool.NewWithConfig(context.Background(), pool)
}

// Config returns what one connection is made with, password included, for migrations. It isn't to
// be kept.
func (c *Connector) Config(ctx context.Context) (*pgx.ConnConfig, error) {
	pool, err := c.pool()
	if err != nil {
		return nil, err
	}
	return pool.ConnConfig, c.identify(ctx, pool.ConnConfig)
}

func (c *Connector) pool() (*pgxpool.Config, error) {
	pool, err := blank()
	if err != nil {
		return nil, fmt.Errorf("the way to the journal's database can't be prepared: %w", err)
	}
	o, one := c.options, pool.ConnConfig
	routes := o.routes()
	one.Host, one.Port, one.TLSConfig, one.Fallbacks = routes[0].Host, routes[0].Port, routes[0].TLSConfig, routes[1:]
	one.Database, one.User, one.Password = o.Database, o.User, ""
	one.RuntimeParams = map[string]string{"application_name": applicationName} // pgbouncer refuses many others
	one.ConnectTimeout = hostBound
	one.MaxProtocolMessageBodyLen = maxMessage
	one.DialFunc, one.AfterConnect = hearing(&net.Dialer{Timeout: hostBound}), inSession
	lookup := one.LookupFunc
	if o.lookup != nil {
		lookup = o.lookup
	}
	one.LookupFunc = func(ctx context.Context, host string) ([]string, error) {
		ctx, cancel := context.WithTimeout(ctx, hostBound)
		defer cancel()
		return lookup(ctx, host)
	}
	// Nothing is prepared: behind pgbouncer, the next statement may be another connection's.
	one.DefaultQueryExecMode, one.StatementCacheCapacity, one.DescriptionCacheCapacity = pgx.QueryExecModeExec, 0, 0
	pool.MaxConns, pool.MinConns, pool.MinIdleConns = connections, 0, 0
	pool.MaxConnIdleTime, pool.HealthCheckPeriod, pool.PingTimeout = idleBound, checkEvery, hostBound
	pool.BeforeConnect = c.identify
	return pool, nil
}

// routes are the ways to the hosts, in order.
func (o Options) routes() (all []*pgconn.FallbackConfig) {
	for _, host := range o.Hosts {
		add := func(config *tls.Config) {
			all = append(all, &pgconn.FallbackConfig{Host: host.Name, Port: host.Port, TLSConfig: config})
		}
		switch {
		case strings.HasPrefix(host.Name, "/"):
			add(nil)
		case loopback(host.Name):
			// Whoever can listen here needn't lie about who they are. Some servers take TLS only.
			add(&tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: true}) //nolint:gosec // on this machine
			add(nil)
		default:
			add(&tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.Roots, ServerName: host.Name})
		}
	}
	return all
}

// loopback reports whether a host is this machine by its name, whatever a name server says.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// identify fills in what proves who logs in.
func (c *Connector) identify(ctx context.Context, one *pgx.ConnConfig) error {
	o := c.options
	switch {
	case o.Password != nil:
		password, err := waitedFor(&c.forKeyring, func() (string, error) { return o.Password(ctx) })
		if err != nil {
			return &Error{Kind: ErrSecret, Where: c.where(), cause: err}
		}
		one.Password = password
	case len(o.TokenCommand) > 0:
		token, err := waitedFor(&c.forToken, func() (string, error) { return runTokenCommand(ctx, o.TokenCommand) })
		if err != nil {
			return &Error{Kind: ErrToken, Where: c.where(), cause: err}
		}
		one.Password = token
	}
	if o.Certificate == "" {
		return nil
	}
	key, err := waitedFor(&c.forKeyring, func() (crypto.Signer, error) { return o.Key(ctx) })
	if err != nil {
		return &Error{Kind: ErrSecret, Where: c.where(), cause: err}
	}
	certificate, err := readCertificate(o.Certificate, key)
	if err != nil {
		return &Error{Kind: ErrOwnCertificate, Where: c.where(), cause: err}
	}
	// It is sent whatever authorities the server names, so that the server says why it doesn't fit.
	give := func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &certificate, nil }
	if one.TLSConfig != nil {
		one.TLSConfig = one.TLSConfig.Clone()
		one.TLSConfig.GetClientCertificate = give
	}
	for _, other := range one.Fallbacks {
		if other.TLSConfig != nil {
			other.TLSConfig = other.TLSConfig.Clone()
			other.TLSConfig.GetClientCertificate = give
		}
	}
	return nil
}

// waitedFor counts a call for as long as it takes.
func waitedFor[T any](waiting *atomic.Int32, call func() (T, error)) (T, error) {
	waiting.Add(1)
	defer waiting.Add(-1)
	return call()
}

// where names the hosts, for errors.
func (c *Connector) where() string {
	var names []string
	for _, host := range c.options.Hosts {
		names = append(names, host.Name)
	}
	return strings.Join(names, ", ")
}
