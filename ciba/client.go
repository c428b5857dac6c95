package ciba

import (
	"cmp"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// Client talks to one provider as one registered client. It caches discovery and the JWKS. It is
// safe for concurrent use.
type Client struct {
	config    Config
	secret    *Secret // behind a pointer, since %+v prints unexported fields
	http      *http.Client
	now       func() time.Time
	suspended func() time.Duration
	exchange  func(Exchange) // may be nil
	holdsKey  func() bool    // whether secret is a private key, found out once
	guarded   func()
	userAgent string
	public    bool           // the secret is public on purpose
	jitter    func() float64 // from 0 to 1

	mu       sync.Mutex
	metadata *Metadata // nil until discovered
	keys     keyCache
	seen     memory // tokens seen, for verifications without Params.Receive

	fetching chan struct{} // holds a value while keys are being fetched
}

// Options are what a client needs from its program. Starting and polling need a secret; everything
// else has a default.
type Options struct {
	// Secret authenticates the client: the client secret, or for private_key_jwt the private key
	// (PEM, or Base64 of DER). A private key is never sent as a secret, whatever the configuration
	// says.
	Secret Secret
	// SecretIsPublic says that the client secret is publicly known. An exchange then keeps it like
	// other masked values.
	SecretIsPublic bool
	// Transport sends the requests. If nil, it is that of [NewTransport], without a proxy.
	Transport http.RoundTripper
	// Now returns the wall time; if nil, it is time.Now. Waits use the monotonic clock, so setting
	// the wall clock doesn't change them.
	Now func() time.Time
	// Suspended returns how long the machine has slept since it started, on systems whose timers
	// don't count that time. Leave it nil where they do. See [Suspended].
	Suspended func() time.Duration
	// Exchange receives every HTTP request and its answer, redacted. Whoever made the call waits
	// until it returns. It may be nil, which makes a poll much cheaper.
	Exchange func(Exchange)
	// Guard is deferred in every goroutine that the client starts, for a program that reports its
	// panics itself. If nil, nothing is.
	Guard func()
	// UserAgent names the program (RFC 9110 §10.1.5); "ciba" if empty.
	UserAgent string
}

// NewClient returns a client. It sends nothing. The error reports everything that is wrong with the
// configuration, field by field: see [FieldErrors]. The fields are named issuer, client_id,
// client_auth, scope, backchannel_authentication_endpoint, token_endpoint, jwks_uri,
// cancel_endpoint, cpr_match_endpoint, id_token_algs and pinned_keys.
func NewClient(config Config, options Options) (*Client, error) {
	config = config.withDefaults()
	if err := config.validate(); err != nil {
		return nil, err
	}
	return newClient(config, options), nil
}

// newClient is NewClient without the validation, for a configuration that was checked or is
// incomplete.
func newClient(config Config, options Options) *Client {
	if options.Transport == nil {
		options.Transport = NewTransport(Network{})
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Suspended == nil {
		options.Suspended = func() time.Duration { return 0 }
	}
	if options.Guard == nil {
		options.Guard = func() {}
	}
	return &Client{
		config: config,
		secret: &options.Secret,
		http: &http.Client{
			Transport: options.Transport,
			// A redirect is an answer like any other: following it would carry the secret to a host
			// that the configuration doesn't name.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		now:       options.Now,
		suspended: options.Suspended,
		exchange:  options.Exchange,
		holdsKey:  sync.OnceValue(func() bool { return HoldsPrivateKey(options.Secret) }),
		guarded:   options.Guard,
		userAgent: cmp.Or(options.UserAgent, "ciba"),
		public:    options.SecretIsPublic,
		jitter:    rand.Float64,
		fetching:  make(chan struct{}, 1),
	}
}

// ForgetConnections closes the idle connections. Their buffers still hold the last bytes sent and
// received.
func (c *Client) ForgetConnections() { c.http.CloseIdleConnections() }
