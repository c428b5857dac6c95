package mitid

import (
	"net/url"
	"strings"

	"ringback/ciba"
)

// MaxReturnURL is the longest return URL, in characters, which are bytes since a URL is ASCII.
const MaxReturnURL = 512

// CheckReturnURL reports why the MitID app can't return to a URL. It must be an absolute https URL
// with a host, of at most [MaxReturnURL] characters, without user information and, like every
// redirect of OAuth (RFC 6749 §3.1.2), without a fragment. Only the characters of RFC 3986 are
// accepted: a host or path in other letters must come in its ASCII form. The error is a
// [ciba.FieldError].
func CheckReturnURL(typed string) error {
	return checkURL(FieldReturnURL, typed)
}

func checkURL(field, text string) error {
	problem := func(p string) error { return ciba.FieldError{Field: field, Problem: p} }
	if text == "" {
		return problem(ciba.ProblemEmpty)
	}
	if len(text) > MaxReturnURL {
		return ciba.FieldError{Field: field, Problem: ciba.ProblemTooLong, Limit: MaxReturnURL}
	}
	for i := range len(text) {
		if !isURLCharacter(text[i]) {
			return problem(ciba.ProblemMalformed)
		}
	}
	u, err := url.Parse(text)
	if err != nil {
		return problem(ciba.ProblemMalformed)
	}
	if _, err := url.QueryUnescape(u.RawQuery); err != nil {
		// url.Parse doesn't check the escapes here
		return problem(ciba.ProblemMalformed)
	}
	switch {
	case u.Scheme != "https":
		return problem(ciba.ProblemNotHTTPS)
	case u.Opaque != "" || u.Hostname() == "" || strings.HasSuffix(u.Host, ":"):
		return problem(ciba.ProblemMalformed)
	case u.User != nil:
		return problem(ciba.ProblemUserInfo)
	case strings.Contains(text, "#"):
		return problem(ciba.ProblemFragment)
	}
	return nil
}

// isURLCharacter reports whether RFC 3986 §2 allows the byte.
func isURLCharacter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		strings.IndexByte("-._~:/?#[]@!$&'()*+,;=%", c) >= 0
}
