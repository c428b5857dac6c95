package desk

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"ringback/ciba"
)

// LinkScheme is how a link of a case system begins.
const LinkScheme = "ringback"

// maxLink bounds a link, in bytes.
const maxLink = 4 << 10

// IsLink reports whether a text wants to be a link of ours, good or not.
func IsLink(text string) bool {
	return len(text) > len(LinkScheme) && strings.EqualFold(text[:len(LinkScheme)+1], LinkScheme+":")
}

// ParseLink reads ringback://verify?environment=…&uuid=…&reference=…&case=…, which anybody can put
// on a page. So it takes these four parameters, each once, and nothing else: what is left out
// unnoticed could be what matters. The problem says why the link can't be used; then there is no
// request.
func ParseLink(link string) (r Request, problem Text) {
	if len(link) > maxLink {
		return Request{}, Say("fill.link_too_long")
	}
	u, err := url.Parse(link)
	if err != nil || u.Scheme != LinkScheme || !strings.EqualFold(u.Host, "verify") || u.Opaque != "" || u.User != nil ||
		u.Path != "" && u.Path != "/" || u.Fragment != "" || strings.Contains(link, "#") {
		return Request{}, Say("fill.link_malformed")
	}
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return Request{}, Say("fill.link_malformed")
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
	if problem := r.Problem(); !problem.IsZero() {
		return Request{}, problem
	}
	return r, Text{}
}
