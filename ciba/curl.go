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

// Command is a request as a line for a shell that sends it with curl. It runs in
// bash and zsh; in dash too, unless something that can't be seen is spelt out
// in it, as $'…'.
type Command struct {
	Text      string   // on lines that end in a backslash
	Variables []string // of the shell that must be set first, sorted
	// Missing names what was sent and isn't in the command, because it is
	// masked and no variable stands for it.
	Missing []string
}

// variableOf is the variable that stands in the place of a masked value; ""
// if none does.
func variableOf(name string) string {
	switch name {
	case "client_secret":
		return "RINGBACK_CLIENT_SECRET"
	case "request":
		return "REQUEST_OBJECT"
	case "client_assertion", "auth_req_id", "login_hint_token", "id_token_hint":
		return strings.ToUpper(name)
	}
	return ""
}

// formEncoded writes the variable of the secret as [url.QueryEscape] does, byte
// by byte. It is the shell alone, so that it runs wherever curl does, and each
// step reads the same in bash, zsh and dash.
const formEncoded = `$(LC_ALL=C; s=$RINGBACK_CLIENT_SECRET; while [ -n "$s" ]; do r=${s#?}; c=${s%"$r"}; s=$r; ` +
	`case $c in [a-zA-Z0-9._~-]) printf %s "$c" ;; ' ') printf + ;; *) printf %%%02X $(($(printf %d "'$c") & 255)) ;; esac; done)`

// Curl returns the request as a command: byte for byte what was sent, with
// variables of the shell for what is masked.
func (e Exchange) Curl() Command {
	c := command{used: map[string]bool{}}
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
	c.add("--header 'Accept-Encoding: gzip'") // net/http asks for it by itself
	for i, p := range e.RequestHeader {
		c.header(e, i, p)
	}
	for i, p := range e.RequestForm {
		c.param(e, i, p)
	}
	return Command{Text: strings.Join(c.words, " \\\n  "), Variables: slices.Sorted(maps.Keys(c.used)), Missing: c.missing}
}

// idStand is where a masked id goes in an address: what no path holds.
const idStand = "~~auth_req_id~~"

// wire returns the address as it was sent: what stands raw in a path is escaped
// by net/http, but not by curl. host is what curl would write in another way: it
// leaves a default port out of the Host header; "" mostly.
func (e Exchange) wire() (address, host string) {
	text := e.URL
	if e.masks(PlaceURL, 0) { // dots are not ASCII, and would have the whole path escaped
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

// command is a command in the making.
type command struct {
	words   []string
	used    map[string]bool
	missing []string
}

func (c *command) add(word string) { c.words = append(c.words, word) }

// variable notes that a variable is used and returns it.
func (c *command) variable(name string) string {
	c.used[name] = true
	return "$" + name
}

// url is the address with the variable of the id where it is masked.
func (c *command) url(e Exchange, address string) string {
	if !e.masks(PlaceURL, 0) {
		return quote(address)
	}
	var word strings.Builder
	for i, part := range strings.Split(address, idStand) {
		if i > 0 {
			word.WriteString(`"` + c.variable(variableOf("auth_req_id")) + `"`)
		}
		if part != "" {
			word.WriteString(quote(part))
		}
	}
	return word.String()
}

func (c *command) header(e Exchange, i int, p Param) {
	switch {
	case p.Name == "Authorization" && e.BasicID != "":
		c.variable(variableOf("client_secret"))
		c.add(`--user "` + e.BasicID + `:` + formEncoded + `"`)
	case e.masks(PlaceRequestHeader, i), strings.Contains(p.Value, dots):
		c.missing = append(c.missing, p.Name)
	default:
		c.add("--header " + quote(p.Name+": "+p.Value))
	}
}

// param adds one parameter: curl puts an ampersand between two.
func (c *command) param(e Exchange, i int, p Param) {
	name := variableOf(p.Name)
	switch {
	case !e.masks(PlaceRequestForm, i):
		c.add("--data-raw " + quote(url.QueryEscape(p.Name)+"="+url.QueryEscape(p.Value)))
	case name == variableOf("client_secret") && e.blank: // curl writes it as %20
		c.variable(name)
		c.add(`--data-raw "` + p.Name + `=` + formEncoded + `"`)
	case name != "":
		c.add(`--data-urlencode "` + p.Name + `=` + c.variable(name) + `"`)
	default:
		c.missing = append(c.missing, p.Name)
	}
}

// masks reports whether a value is one of those that are masked.
func (e Exchange) masks(place Place, index int) bool {
	return slices.ContainsFunc(e.Masked, func(m Masked) bool { return m.Place == place && m.Index == index })
}

// quote makes one word of a text for bash and zsh. Nothing in it is expanded, and
// what can't be seen or would begin a new line is spelt out.
func quote(text string) string {
	unseen := func(r rune) bool { return r == utf8.RuneError || Invisible(r) || !unicode.IsGraphic(r) }
	if !strings.ContainsFunc(text, unseen) {
		return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
	}
	var b strings.Builder
	b.WriteString("$'")
	for _, c := range []byte(text) {
		// An exclamation mark would ask the shell's history.
		if c < ' ' || c > '~' || strings.IndexByte(`'\!`, c) >= 0 {
			fmt.Fprintf(&b, `\x%02x`, c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String() + "'"
}
