package simulator

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// The length limits of stock Duende IdentityServer, in UTF-16 units.
const (
	maxCredential = 100 // client id, client secret
	maxJWT        = 51200
)

// clockSkew is the tolerance for the times in an assertion, as in the library that the broker uses.
const clockSkew = 5 * time.Minute

var (
	errNotAuthenticated  = errors.New("simulator: the client isn't authenticated")
	errTwoMethods        = errors.New("simulator: the client uses more than one method of authentication")
	errAssertionExpired  = errors.New("simulator: the client assertion has expired")
	errTooManyAssertions = errors.New("simulator: too many client assertions are remembered")
)

// authenticate finds the client that sent the form, by client_secret_post, client_secret_basic,
// client_secret_jwt or private_key_jwt. It rejects two methods at once (RFC 6749, section 2.3).
func (s *Simulator) authenticate(r *http.Request, form url.Values) (Client, error) {
	authorization := r.Header.Get("Authorization")
	byPost, byAssertion := form.Has("client_secret"), form.Has("client_assertion")
	switch {
	case count(byPost, byAssertion, authorization != "") > 1:
		return Client{}, errTwoMethods
	case byAssertion:
		return s.authenticateAssertion(form)
	case byPost:
		return s.authenticateSecret(form.Get("client_id"), form.Get("client_secret"))
	default:
		return s.authenticateBasic(r, form)
	}
}

// authenticateBasic undoes the form encoding that comes before Base64 (RFC 6749, section 2.3.1).
func (s *Simulator) authenticateBasic(r *http.Request, form url.Values) (Client, error) {
	user, password, ok := r.BasicAuth()
	id, errID := url.QueryUnescape(user)
	secret, errSecret := url.QueryUnescape(password)
	if !ok || errID != nil || errSecret != nil || form.Has("client_id") && form.Get("client_id") != id {
		return Client{}, errNotAuthenticated
	}
	return s.authenticateSecret(id, secret)
}

func (s *Simulator) authenticateSecret(id, secret string) (Client, error) {
	client, known := s.clients[id]
	if utf16Length(secret) > maxCredential || !known || client.Secret == "" || !sameSecret(secret, client.Secret) {
		return Client{}, errNotAuthenticated
	}
	return client, nil
}

// authenticateAssertion accepts a JWT signed by the client (RFC 7523): HS256, HS384 or HS512 over
// the UTF-8 bytes of the secret, or one of the client's keys. Each jti is accepted once.
func (s *Simulator) authenticateAssertion(form url.Values) (Client, error) {
	assertion := form.Get("client_assertion")
	if form.Get("client_assertion_type") != assertionType || len(assertion) > maxJWT {
		return Client{}, errNotAuthenticated
	}
	var claims jwt.RegisteredClaims
	var client Client
	_, err := s.assertionParser().ParseWithClaims(assertion, &claims, func(token *jwt.Token) (any, error) {
		client = s.clients[claims.Issuer]
		return assertionKey(client, token.Method)
	})
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return Client{}, errAssertionExpired
	case err != nil:
		return Client{}, errNotAuthenticated
	case claims.Subject != client.ID || form.Has("client_id") && form.Get("client_id") != client.ID:
		return Client{}, errNotAuthenticated
	case claims.ID == "" || !slices.ContainsFunc(s.assertionAudiences(), func(own string) bool { return slices.Contains(claims.Audience, own) }):
		return Client{}, errNotAuthenticated
	}
	return client, s.spend(replayKey(sha256.Sum256([]byte(client.ID+"\x00"+claims.ID))), claims.ExpiresAt.Add(clockSkew))
}

func (s *Simulator) assertionParser() *jwt.Parser {
	return jwt.NewParser(
		jwt.WithValidMethods([]string{
			"HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
		}),
		jwt.WithStrictDecoding(),
		jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(),
		jwt.WithLeeway(clockSkew),
		jwt.WithTimeFunc(s.clock),
	)
}

func (s *Simulator) assertionAudiences() []string {
	base := s.base.String()
	return []string{s.Issuer(), base + pathToken, base + pathBackchannel, base + pathPAR}
}

// assertionKey returns the keys that fit the method, so that a public key can't serve as a secret.
func assertionKey(client Client, method jwt.SigningMethod) (any, error) {
	var keys jwt.VerificationKeySet
	switch method.(type) {
	case *jwt.SigningMethodHMAC:
		if client.Secret != "" {
			return []byte(client.Secret), nil
		}
	case *jwt.SigningMethodRSA, *jwt.SigningMethodRSAPSS:
		for _, key := range client.PublicKeys {
			if key, ok := key.(*rsa.PublicKey); ok {
				keys.Keys = append(keys.Keys, key)
			}
		}
	case *jwt.SigningMethodECDSA:
		for _, key := range client.PublicKeys {
			if key, ok := key.(*ecdsa.PublicKey); ok {
				keys.Keys = append(keys.Keys, key)
			}
		}
	}
	if len(keys.Keys) == 0 {
		return nil, errNotAuthenticated
	}
	return keys, nil
}

// spend marks an assertion as used until it expires. It rejects one that was used before.
func (s *Simulator) spend(key replayKey, until time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.assertions.spend(key, until, s.now())
}

// maxAssertions limits the memory for used assertions, at about 100 bytes each.
const maxAssertions = 100_000

type replayKey [sha256.Size]byte

// replayList remembers used assertions until they expire. The simulator's lock guards it.
type replayList struct {
	until map[replayKey]time.Time
	swept time.Time
}

func (l *replayList) spend(key replayKey, until, now time.Time) error {
	if now.Sub(l.swept) > time.Minute || len(l.until) >= maxAssertions {
		l.swept = now
		for old, end := range l.until {
			if now.After(end) {
				delete(l.until, old)
			}
		}
	}
	if _, used := l.until[key]; used {
		return errNotAuthenticated
	}
	if len(l.until) >= maxAssertions {
		return errTooManyAssertions
	}
	l.until[key] = until
	return nil
}

// sameSecret compares in constant time.
func sameSecret(a, b string) bool {
	hashA, hashB := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(hashA[:], hashB[:]) == 1
}

// bearer returns the token of an Authorization header, or "".
func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return token
}

func count(conditions ...bool) int {
	n := 0
	for _, condition := range conditions {
		if condition {
			n++
		}
	}
	return n
}
