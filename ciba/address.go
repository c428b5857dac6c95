package ciba

import (
	"net/url"
	"strings"
)

// CanonicalURL writes an absolute URL so that two spellings of one address are the same text:
// scheme and host in small letters, without the scheme's own port. Everything behind the host stays
// as it is, byte for byte, and so does what can't be read as such a URL. Only ASCII letters have a
// small form here: those of other alphabets may be another host's.
func CanonicalURL(text string) string {
	origin, rest, ok := splitURL(text)
	if !ok {
		return text
	}
	return origin + rest
}

// Host is the host of an absolute URL, with its port unless that is the scheme's own; "" for
// anything else. It is for showing and for comparing.
func Host(text string) string {
	origin, _, ok := splitURL(text)
	if !ok {
		return ""
	}
	_, host, _ := strings.Cut(origin, "://")
	return host
}

// sameOrigin reports whether two URLs have the same scheme, host and port.
func sameOrigin(a, b string) bool {
	originA, _, okA := splitURL(a)
	originB, _, okB := splitURL(b)
	return okA && okB && originA == originB
}

// splitURL splits a URL behind its host, and returns the first part in its canonical form.
func splitURL(text string) (origin, rest string, ok bool) {
	u, err := url.Parse(text)
	_, after, found := strings.Cut(text, "://")
	if err != nil || !found || u.Hostname() == "" || u.User != nil {
		return "", "", false
	}
	if at := strings.IndexAny(after, "/?#"); at >= 0 {
		rest = after[at:]
	}
	return originOf(u), rest, true
}

// originOf is scheme, host and port of a URL (RFC 6454 §4) in their canonical form.
func originOf(u *url.URL) string {
	scheme, host := smallLetters(u.Scheme), smallLetters(u.Host)
	if own := map[string]string{"https": ":443", "http": ":80"}[scheme]; own != "" {
		host = strings.TrimSuffix(host, own)
	}
	return scheme + "://" + strings.TrimSuffix(host, ":")
}

func smallLetters(text string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text)
}
