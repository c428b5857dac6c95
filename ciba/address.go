package ciba

import (
	"net/url"
	"strings"
)

// CanonicalURL returns an absolute URL with scheme and host in lower case and without the scheme's
// default port, so that two spellings of one address compare equal. The rest stays byte for byte,
// and so does a text that isn't an absolute URL. Only ASCII letters are lowered: folding others
// could name a different host.
func CanonicalURL(text string) string {
	origin, rest, ok := splitURL(text)
	if !ok {
		return text
	}
	return origin + rest
}

// Host returns the host of an absolute URL, with its port unless that is the scheme's default, and
// "" for anything else. Use it to show and compare hosts.
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

// splitURL splits a URL after its host and returns the first part in its canonical form.
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

// originOf returns the origin of a URL (scheme, host and port, RFC 6454 §4) in its canonical form.
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
