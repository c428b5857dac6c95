package desk

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"ringback/ciba"
	"ringback/ciba/mitid"
)

// linkScheme is the URL scheme of a case system's links.
const linkScheme = "ringback"

// maxLink bounds a link, in bytes.
const maxLink = 4 << 10

// IsLink reports whether a text has our link scheme, valid or not.
func IsLink(text string) bool {
	return len(text) > len(linkScheme) && strings.EqualFold(text[:len(linkScheme)+1], linkScheme+":")
}

// ParseLink parses ringback://verify?environment=…&uuid=…&reference=…&case=…. Anybody can put such
// a link on a page, so it accepts these four parameters, each at most once, and nothing else: an
// ignored parameter could be what matters. If the link can't be used, problem says why and the
// request is empty.
func ParseLink(link string) (r Request, problem Text) {
	if len(link) > maxLink {
		return Request{}, Say("fill.link_too_long")
	}
	u, err := url.Parse(link)
	if err != nil || u.Scheme != linkScheme || !strings.EqualFold(u.Host, "verify") || u.Opaque != "" || u.User != nil ||
		u.Path != "" && u.Path != "/" || u.Fragment != "" || strings.Contains(link, "#") {
		return Request{}, Say("fill.link_malformed")
	}
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return Request{}, Say("fill.link_malformed")
	}
	if hasCPR(values) {
		return Request{}, Say("fill.link_cpr")
	}
	members := map[string]*string{"environment": &r.Environment, "uuid": &r.Person, "reference": &r.Text, "case": &r.Case}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		member, known := members[name]
		switch {
		case !known:
			return Request{}, Say("fill.link_unknown", "Name", ciba.Clean(name, 30))
		case len(values[name]) > 1:
			return Request{}, Say("fill.link_doubled", "Name", name)
		}
		*member = values[name][0]
	}
	for _, problem := range []Text{LongUUID(r.Person), r.Problem()} {
		if !problem.IsZero() {
			return Request{}, problem
		}
	}
	return r, Text{}
}

// hasCPR reports whether a parameter, or its name, contains what looks like a CPR number.
func hasCPR(parameters url.Values) bool {
	for name, values := range parameters {
		if mitid.LooksLikeCPR(name) || slices.ContainsFunc(values, mitid.LooksLikeCPR) {
			return true
		}
	}
	return false
}
