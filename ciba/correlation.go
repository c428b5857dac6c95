package ciba

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
)

// correlationCookie is the cookie by which the broker's support finds a call. It holds the broker's
// own number and is no credential.
const correlationCookie = "X-Correlation-Id"

var uuidForm = regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)

// correlation keeps the id that a provider gives the calls of one verification, so that its support
// finds them all under one number. It is sent back only to the origin that set it. No other cookie
// is ever sent. Each verification has its own correlation.
type correlation struct {
	mu     sync.Mutex        // discovery may be fetched again while polling continues
	ids    map[string]string // by origin
	newest string
}

// correlationKey is the key of the correlation in a context.
type correlationKey struct{}

// in returns a context whose calls share the correlation.
func (k *correlation) in(ctx context.Context) context.Context {
	return context.WithValue(ctx, correlationKey{}, k)
}

// correlationOf returns the correlation of ctx, or nil.
func correlationOf(ctx context.Context) *correlation {
	k, _ := ctx.Value(correlationKey{}).(*correlation)
	return k
}

// cookie returns the cookie to send to a URL; "" if none.
func (k *correlation) cookie(to *url.URL) string {
	if k == nil {
		return ""
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if id := k.ids[originOf(to)]; id != "" {
		return correlationCookie + "=" + id
	}
	return ""
}

// note takes the id from an answer. It drops anything but a UUID, because the id will be shown.
func (k *correlation) note(from *url.URL, header http.Header) {
	if k == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, line := range header["Set-Cookie"] {
		cookie, err := http.ParseSetCookie(line)
		if err != nil || cookie.Name != correlationCookie || !uuidForm.MatchString(cookie.Value) {
			continue
		}
		if cookie.MaxAge < 0 {
			delete(k.ids, originOf(from))
			continue
		}
		if k.ids == nil {
			k.ids = map[string]string{}
		}
		k.ids[originOf(from)], k.newest = cookie.Value, cookie.Value
	}
}

// supportReference returns the id to give to the provider's support; "" if there is none. It isn't
// shown if it occurs in the request or in the auth_req_id, because then it may be one of those
// secrets.
func (v *Verification) supportReference() string {
	v.correlation.mu.Lock()
	newest := v.correlation.newest
	v.correlation.mu.Unlock()
	if newest == "" {
		return ""
	}
	bare := func(text string) string { return strings.ToLower(strings.ReplaceAll(text, "-", "")) }
	private := []string{v.ack.AuthReqID.Reveal()}
	for _, p := range v.params.Form {
		private = append(private, p.Value)
		if text, plain := plainHint(p.Value); plain {
			private = append(private, text)
		}
	}
	for _, text := range private {
		if strings.Contains(bare(text), bare(newest)) {
			return ""
		}
	}
	return newest
}
