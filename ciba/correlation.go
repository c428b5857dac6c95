package ciba

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
)

// correlationCookie is the cookie by which the broker's support finds a call. It is a number of
// theirs and no credential.
const correlationCookie = "X-Correlation-Id"

var uuidForm = regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)

// correlation keeps what a provider calls the calls of one verification, so that its support finds
// all of them under one number. It is sent back to the origin that set it and to no other; no other
// cookie ever is. A verification has its own.
type correlation struct {
	mu     sync.Mutex        // discovery may be asked again while polling goes on
	ids    map[string]string // by origin
	newest string
}

type correlationKey struct{}

// in returns a context whose calls belong together.
func (k *correlation) in(ctx context.Context) context.Context {
	return context.WithValue(ctx, correlationKey{}, k)
}

// correlationOf returns what ctx's calls have in common, nil if nothing.
func correlationOf(ctx context.Context) *correlation {
	k, _ := ctx.Value(correlationKey{}).(*correlation)
	return k
}

// cookie is what to send to a URL; "" if nothing.
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

// note takes over what an answer says. What isn't a UUID is dropped: it could be anything, and it
// will be shown.
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

// reference is what to name to the provider's support; "" without it. One that stands in the
// request or in the id that only we may know isn't shown: then it is that, whatever it is called.
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
