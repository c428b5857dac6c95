package ciba

import (
	"cmp"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// Client speaks to one provider as one client registration. It keeps what discovery and the JWKS
// said. It is safe for concurrent use.
type Client struct {
	config    Config
	secret    *Secret // behind a pointer, since %+v prints unexported fields as they are
	http      *http.Client
	now       func() time.Time
	suspended func() time.Duration
	exchange  func(Exchange)
	userAgent string
	public    bool           // the secret is, on purpose
	jitter    func() float64 // from 0 to 1

	mu       sync.Mutex
	metadata *Metadata // nil until discovered
	keys     keyCache
	seen     memory // of tokens, for verifications without Params.Receive

	fetching chan struct{} // holds one while keys are being fetched
}

// Options are what a client needs from outside. To start or to poll it needs a secret; everything
// else has a default.
type Options struct {
	// Secret authenticates the client: the client secret, or the private key (PEM, or Base64 of
	// DER) for private_key_jwt. A private key is never sent as a secret, whatever the configuration
	// says.
	Secret Secret
	// SecretIsPublic says that the client secret is one that everybody may know: then an exchange
	// keeps it as it keeps other masked values.
	SecretIsPublic bool
	// Transport reaches the provider; that of [NewTransport], without a proxy, if nil.
	Transport http.RoundTripper
	// Now tells the wall time, time.Now if nil. Waiting goes by the monotonic clock, which stands
	// still for nobody.
	Now func() time.Time
	// Suspended tells for how long the machine has slept since it started, where its timers don't
	// count that. nil: they do.
	Suspended func() time.Duration
	// Exchange is told of every HTTP request and its answer, redacted, from the goroutine that made
	// it. It may be nil.
	Exchange func(Exchange)
	// UserAgent is what the program calls itself (RFC 9110 §10.1.5); "ciba" if empty.
	UserAgent string
}

// NewClient returns a client. Nothing is sent yet. The error is everything that is wrong with the
// configuration, field by field: see [FieldErrors]. The fields are named issuer, client_id,
// client_auth, scope, backchannel_authentication_endpoint, token_endpoint, jwks_uri,
// cancel_endpoint, id_token_algs and pinned_keys.
func NewClient(config Config, options Options) (*Client, error) {
	config = config.withDefaults()
	if err := config.validate(); err != nil {
		return nil, err
	}
	return newClient(config, options), nil
}

// newClient is NewClient for a configuration that needs no check, or isn't whole yet.
func newClient(config Config, options Options) *Client {
	if options.Transport == nil {
		options.Transport = NewTransport(nil)
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Suspended == nil {
		options.Suspended = func() time.Duration { return 0 }
	}
	if options.Exchange == nil {
		options.Exchange = func(Exchange) {}
	}
	return &Client{
		config: config,
		secret: &options.Secret,
		http: &http.Client{
			Transport: options.Transport,
			// A redirect is an answer like another: following it would carry the secret to a place
			// that nobody configured.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		now:       options.Now,
		suspended: options.Suspended,
		exchange:  options.Exchange,
		userAgent: cmp.Or(options.UserAgent, "ciba"),
		public:    options.SecretIsPublic,
		jitter:    rand.Float64,
		fetching:  make(chan struct{}, 1),
	}
}

// ForgetConnections closes the connections that nobody uses now: what was last sent and received on
// each still stands in its buffers.
func (c *Client) ForgetConnections() { c.http.CloseIdleConnections() }
