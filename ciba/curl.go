package ciba

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Command is a request as a shell command that sends it with curl. It runs in bash and zsh, and in
// dash too unless it spells out an invisible character as $'…'.
type Command struct {
	Text      string   // lines end in a backslash
	Variables []string // shell variables to set first, sorted
	// Missing names what was sent and isn't in the command, because it is masked and has no
	// variable.
	Missing []string
}

// defaultVariables are the variables for masked values, unless the caller names others.
func defaultVariables() map[string]string {
	return map[string]string{
		"client_secret": "CLIENT_SECRET", "request": "REQUEST_OBJECT", "client_assertion": "CLIENT_ASSERTION",
		"auth_req_id": "AUTH_REQ_ID", "login_hint_token": "LOGIN_HINT_TOKEN", "id_token_hint": "ID_TOKEN_HINT",
		"access_token": "ACCESS_TOKEN",
	}
}

// formEncoded encodes a variable as [url.QueryEscape] does, byte by byte. It uses the shell alone,
// so that it runs wherever curl does, and each step means the same in bash, zsh and dash.
func formEncoded(variable string) string {
	return `$(LC_ALL=C; s=$` + variable + `; while [ -n "$s" ]; do r=${s#?}; c=${s%"$r"}; s=$r; ` +
		`case $c in [a-zA-Z0-9._~-]) printf %s "$c" ;; ' ') printf + ;; *) printf %%%02X $(($(printf %d "'$c") & 255)) ;; esac; done)`
}

// Curl returns the request as a command that sends the same bytes, with shell variables for masked
// values. A variable is named after its parameter, in capitals, and REQUEST_OBJECT for request;
// names overrides that by parameter. It may be nil.
func (e Exchange) Curl(names map[string]string) Command {
	c := command{names: defaultVariables(), used: map[string]bool{}}
	maps.Copy(c.names, names)
	address, host := e.wire()
	first := "curl --http1.1 --compressed"
	if e.Method != "GET" {
		first += " --request " + quote(e.Method)
	}
	if strings.ContainsAny(address, "[]{}") {
		first += " --globoff" // else curl takes them for patterns
	}
	if slices.ContainsFunc(strings.Split(address, "/"), isDots) {
		first += " --path-as-is"
	}
	c.add(first + " " + c.url(e, address))
	if host != "" {
		c.add("--header " + quote("Host: "+host))
	}
	c.add("--header 'Accept-Encoding: gzip'") // net/http adds it by itself
	for i, p := range e.RequestHeader {
		c.header(e, i, p)
	}
	for i, p := range e.RequestForm {
		c.param(e, i, p)
	}
	c.body(e)
	return Command{Text: strings.Join(c.words, " \\\n  "), Variables: slices.Sorted(maps.Keys(c.used)), Missing: c.missing}
}

// idStand marks a masked id in an address. No path contains it.
const idStand = "~~auth_req_id~~"

// wire returns the address as it was sent: net/http escapes raw characters in a path, curl doesn't.
// host is the Host header to set explicitly, because curl leaves a default port out; usually "".
func (e Exchange) wire() (address, host string) {
	text := e.URL
	if e.masked(PlaceURL, 0) { // dots are not ASCII: the whole path would be escaped
		text = strings.ReplaceAll(text, dots, idStand)
	}
	u, err := url.Parse(text)
	if err != nil {
		return text, ""
	}
	if port := u.Port(); port == "443" && u.Scheme == "https" || port == "80" && u.Scheme == "http" {
		host = u.Host
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host}).String() + u.RequestURI(), host
}

// isDots reports whether curl would resolve a segment of a path.
func isDots(segment string) bool {
	segment, _, _ = strings.Cut(segment, "?")
	segment = strings.ReplaceAll(strings.ToLower(segment), "%2e", ".")
	return segment == "." || segment == ".."
}

// command is a command under construction.
type command struct {
	words   []string
	names   map[string]string // of variables, by parameter
	used    map[string]bool
	missing []string
}

func (c *command) add(word string) { c.words = append(c.words, word) }

// variable records that a parameter's variable is used and returns its name.
func (c *command) variable(parameter string) string {
	name := c.names[parameter]
	c.used[name] = true
	return name
}

// url returns the address, with the variable in place of a masked id.
func (c *command) url(e Exchange, address string) string {
	if !e.masked(PlaceURL, 0) {
		return quote(address)
	}
	var word strings.Builder
	for i, part := range strings.Split(address, idStand) {
		if i > 0 {
			word.WriteString(`"$` + c.variable("auth_req_id") + `"`)
		}
		if part != "" {
			word.WriteString(quote(part))
		}
	}
	return word.String()
}

func (c *command) header(e Exchange, i int, p Param) {
	switch {
	case p.Name == "Authorization" && e.basicID != "":
		c.add(`--user "` + e.basicID + `:` + formEncoded(c.variable("client_secret")) + `"`)
	case p.Name == "Authorization" && e.bearer:
		c.add(`--header "Authorization: Bearer $` + c.variable("access_token") + `"`)
	case e.masked(PlaceRequestHeader, i), strings.Contains(p.Value, dots):
		c.missing = append(c.missing, p.Name)
	default:
		c.add("--header " + quote(p.Name+": "+p.Value))
	}
}

// param adds one parameter. curl joins them with ampersands.
func (c *command) param(e Exchange, i int, p Param) {
	switch {
	case !e.masked(PlaceRequestForm, i):
		if c.hint(e, p) {
			return
		}
		c.add("--data-raw " + quote(url.QueryEscape(p.Name)+"="+url.QueryEscape(p.Value)))
	case p.Name == "client_secret" && e.blank: // curl writes it as %20
		c.add(`--data-raw "` + p.Name + `=` + formEncoded(c.variable(p.Name)) + `"`)
	case c.names[p.Name] != "":
		c.add(`--data-urlencode "` + p.Name + `=$` + c.variable(p.Name) + `"`)
	default:
		c.missing = append(c.missing, p.Name)
	}
}

// masked reports whether a value is masked.
func (e Exchange) masked(place Place, index int) bool {
	return slices.ContainsFunc(e.Masked, func(m Masked) bool { return m.Place == place && m.Index == index })
}

// quote returns text as a single word for bash and zsh. The shell expands nothing in it, and
// characters that are invisible or would start a new line are spelled out.
func quote(text string) string {
	unseen := func(r rune) bool { return r == utf8.RuneError || Invisible(r) || !unicode.IsGraphic(r) }
	if !strings.ContainsFunc(text, unseen) {
		return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
	}
	var b strings.Builder
	b.WriteString("$'")
	for _, c := range []byte(text) {
		// An exclamation mark would trigger history expansion.
		if c < ' ' || c > '~' || strings.IndexByte(`'\!`, c) >= 0 {
			fmt.Fprintf(&b, `\x%02x`, c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String() + "'"
}
