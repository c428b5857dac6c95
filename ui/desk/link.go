package desk

import (
	"maps"
	"net/url"
	"slices"
	"strings"

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

// Link is what a link asks for.
type Link struct {
	// HangUp: the call of Request.Case has ended, see [Desk.HangUp]. Otherwise the link offers the
	// request.
	HangUp  bool
	Request Request
}

// The hosts of the links, which are what they ask for.
const (
	linkVerify = "verify"
	linkHangUp = "hangup"
)

// ParseLink parses ringback://verify?environment=…&uuid=…&reference=…&case=… and
// ringback://hangup?case=…&environment=…. Anybody can put such a link on a page, so it accepts
// these parameters, each at most once, and nothing else: an ignored parameter could be what
// matters. If the link can't be used, problem says why and the request is empty.
func ParseLink(text string) (link Link, problem Text) {
	if link, problem = parseLink(text); !problem.IsZero() {
		// even then a link that hangs up opens no window
		return Link{HangUp: strings.HasPrefix(strings.ToLower(text), linkScheme+"://"+linkHangUp)}, problem
	}
	return link, Text{}
}

func parseLink(text string) (link Link, problem Text) {
	if len(text) > maxLink {
		return Link{}, Say("fill.link_too_long")
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != linkScheme || u.Opaque != "" || u.User != nil ||
		u.Path != "" && u.Path != "/" || u.Fragment != "" || strings.Contains(text, "#") {
		return Link{}, Say("fill.link_malformed")
	}
	r := &link.Request
	members := map[string]*string{"environment": &r.Environment, "case": &r.Case}
	switch strings.ToLower(u.Host) {
	case linkVerify:
		members["uuid"], members["reference"] = &r.Person, &r.Text
	case linkHangUp:
		link.HangUp = true
	default:
		return Link{}, Say("fill.link_malformed")
	}
	if problem := readParameters(u.RawQuery, members); !problem.IsZero() {
		return Link{}, problem
	}
	for _, problem := range []Text{LongUUID(r.Person), r.Problem()} {
		if !problem.IsZero() {
			return Link{}, problem
		}
	}
	if link.HangUp && r.Case == "" {
		return Link{}, Say("hangup.no_case")
	}
	return link, Text{}
}

// readParameters reads a link's parameters into members.
func readParameters(query string, members map[string]*string) (problem Text) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return Say("fill.link_malformed")
	}
	if hasCPR(values) {
		return Say("fill.link_cpr")
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		member, known := members[name]
		switch {
		case !known && !parameterName(name):
			return Say("fill.link_malformed") // a text whose & wasn't escaped, perhaps with a name in it
		case !known:
			return Say("fill.link_unknown", "Name", name)
		case len(values[name]) > 1:
			return Say("fill.link_doubled", "Name", name)
		}
		*member = values[name][0]
	}
	return Text{}
}

// parameterName reports whether this could be meant as the name of a parameter.
func parameterName(text string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyz_"
	return text != "" && len(text) <= 30 && strings.Trim(text, letters) == ""
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
