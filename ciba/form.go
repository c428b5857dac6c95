package ciba

import (
	"net/url"
	"slices"
	"strings"
)

// Param is one parameter of a form.
type Param struct{ Name, Value string }

// Form is an application/x-www-form-urlencoded body in the order in which it is sent. To the
// provider the order doesn't matter; it is kept for readers of the exact request and for golden
// files.
type Form []Param

// Encode returns the body: UTF-8, percent-encoded, with a blank as "+".
func (f Form) Encode() string {
	var b strings.Builder
	for i, p := range f {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(p.Name))
		b.WriteByte('=')
		b.WriteString(url.QueryEscape(p.Value))
	}
	return b.String()
}

// Get returns the first value of name, or "" if there is none.
func (f Form) Get(name string) string {
	for _, p := range f {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// FieldScope names the scope in a [FieldError].
const FieldScope = "scope"

// maxScope is the longest scope, in characters, that common servers accept.
const maxScope = 300

// CheckScope reports why a scope can't be sent: it is space-separated, must include openid (OpenID
// Connect Core 1.0 §3.1.2.1), and has at most 300 characters. The error is a [FieldError].
func CheckScope(scope string) error {
	if !slices.Contains(strings.Split(scope, " "), "openid") {
		return FieldError{Field: FieldScope, Problem: ProblemOpenID}
	}
	if len(scope) > maxScope {
		return FieldError{Field: FieldScope, Problem: ProblemTooLong, Limit: maxScope}
	}
	return nil
}
