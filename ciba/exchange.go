package ciba

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Exchange is one HTTP request and its answer with everything secret masked: credentials,
// assertions, tokens, auth_req_id, cookies. [Masked] keeps the single masked values, for a user who
// asks to see one.
type Exchange struct {
	At       time.Time // wall time
	Endpoint string    // in the specification's words
	Method   string
	URL      string
	Status   int // 0 without an answer
	Duration time.Duration
	Size     int64       // of the answer's body, in bytes after decompression
	Reason   Reason      // why there was no answer
	Proxy    *ProxyError // the proxy that caused it, if any

	RequestHeader  Form
	RequestForm    Form
	RequestBody    string // JSON, masked; "" for a form or no body
	ResponseHeader Form
	// indented JSON; if it isn't JSON, or too much of it, the first 2,000 characters, cleaned
	ResponseBody string

	Masked []Masked // the masked values that can be told apart, by place
	Hint   *Hint    // the login hint decoded; nil if there is none or it can't be decoded
	// the client id, form-encoded, as in Basic credentials; "" without them
	basicID string

	bearer bool   // the request has an access token
	blank  bool   // the client secret contains a blank, which has two encodings
	masks  []Mask // in the hint or the body; without their texts, since %+v prints unexported fields
}

// masked are the members and parameters that no exchange shows. They are matched in any letter
// case.
var masked = []string{
	"client_secret", "client_assertion", "auth_req_id", "request",
	"id_token", "access_token", "refresh_token", "login_hint_token", "id_token_hint",
}

// maskedHeaders are the headers that no exchange shows.
var maskedHeaders = []string{"Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie"}

// report passes an exchange to Options.Exchange.
func (c *Client) report(q call, sent http.Header, hide []string, a answer, fault *CallError, began time.Time) {
	form := MaskHint(q.form, q.masks)
	e := Exchange{
		At: c.now(), Endpoint: q.endpoint, Method: q.method, URL: q.url, Duration: time.Since(began),
		Status: a.status, Size: int64(len(a.body)), Hint: decodeHint(form, q.hide, hide), masks: withoutTexts(q.masks),
	}
	if q.shown != "" {
		e.URL = q.shown
		e.Masked = append(e.Masked, Masked{Place: PlaceURL, Name: "auth_req_id", value: &q.masked})
	}
	e.blank = strings.Contains(q.form.Get("client_secret"), " ")
	if strings.HasPrefix(sent.Get("Authorization"), "Basic ") {
		e.basicID = url.QueryEscape(c.config.ClientID)
	}
	e.bearer = strings.HasPrefix(sent.Get("Authorization"), bearer)
	if fault != nil {
		e.Reason = fault.Reason
		_ = errors.As(fault, &e.Proxy)
	}
	var places [4][]Masked
	e.RequestHeader, places[0] = maskHeader(sent, hide, PlaceRequestHeader)
	e.RequestForm, places[1] = maskForm(form, hide)
	e.RequestBody = maskText(maskIn(q.json, q.masks), hide)
	e.ResponseHeader, places[2] = maskHeader(a.header, hide, PlaceResponseHeader)
	e.ResponseBody, places[3] = maskBody(a.body, hide)
	for i := range places[3] {
		places[3][i].token = q.endpoint == "token_endpoint" || q.endpoint == memberMatch
	}
	for _, found := range places {
		e.Masked = append(e.Masked, c.guard(found, q.masks)...)
	}
	c.exchange(e)
}

// guard drops the values that must not be revealed even on request: any that contains the client
// secret, unless that is public, and any that is too long. It removes from the others what no
// exchange shows.
func (c *Client) guard(all []Masked, masks []Mask) []Masked {
	secret := everyForm([]string{c.secret.Reveal()})
	all = all[:min(len(all), maxMasked)]
	for i := range all {
		m := &all[i]
		m.Credential = m.Credential || slices.ContainsFunc(secret, func(spelt string) bool { return strings.Contains(*m.value, spelt) })
		if m.Place == PlaceRequestHeader && strings.HasPrefix(*m.value, bearer) {
			m.Credential, m.token = false, true // it came in the answer to a poll
		}
		if m.Credential && !c.public || len(*m.value) > MaxToken {
			m.value = nil
			continue
		}
		shown := maskIn(*m.value, masks)
		m.value = &shown
	}
	return all
}

// hidden returns the strings that must appear in nothing we report about a call.
func (c *Client) hidden(q call, sent http.Header) []string {
	return everyForm(slices.Concat(q.hide, []string{c.secret.Reveal()}, credentials(q, sent)))
}

// credentials returns the credentials of a request, which an answer may echo.
func credentials(q call, sent http.Header) []string {
	_, basic, _ := strings.Cut(sent.Get("Authorization"), " ")
	found := []string{basic}
	for _, p := range q.form {
		if hidesParam(p) && len(p.Value) >= leastEcho {
			found = append(found, p.Value)
		}
	}
	return found
}

// leastEcho is the length from which a value is searched for in an answer. A shorter one could be
// any word.
const leastEcho = 8

// hidesParam reports whether a parameter is masked. MitID's hint travels as login_hint_token but
// isn't one: it is what the caller typed.
func hidesParam(p Param) bool {
	if p.Name == "login_hint_token" {
		_, plain := plainHint(p.Value)
		return !plain
	}
	return slices.Contains(masked, p.Name)
}

func maskForm(form Form, hide []string) (shown Form, found []Masked) {
	shown = slices.Clone(form)
	for i, p := range form {
		if hidesParam(p) || slices.Contains(hide, p.Value) {
			shown[i].Value = dots
			found = append(found, Masked{Place: PlaceRequestForm, Index: i, Name: p.Name, Credential: p.Name == "client_secret", value: &p.Value})
		}
	}
	return shown, found
}

func maskHeader(header http.Header, hide []string, place Place) (shown Form, found []Masked) {
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			p := Param{Clean(name, 100), dots}
			canonical := http.CanonicalHeaderKey(name)
			// The only cookie that we send is the correlation id.
			ours := place == PlaceRequestHeader && canonical == "Cookie"
			if slices.Contains(maskedHeaders, canonical) && !ours {
				credential := strings.HasSuffix(canonical, "Authorization")
				found = append(found, Masked{Place: place, Index: len(shown), Name: p.Name, Credential: credential, value: &value})
			} else {
				p.Value = maskProse(value, hide, 300)
			}
			shown = append(shown, p)
		}
	}
	return shown, found
}

// maskBody shows JSON member by member, so that a token is masked whatever else the answer
// contains. Anything else is foreign prose, whose masked parts can't be told apart.
func maskBody(body []byte, hide []string) (shown string, found []Masked) {
	if shown, found, err := maskJSON(body, hide); err == nil {
		return shown, found
	}
	return maskProse(string(body), hide, 2000), nil
}

// The limits of indented JSON. Depth times lines could turn a small body into a hundred megabytes
// of blanks, and a trace keeps every answer of a verification.
const (
	maxShownDepth = 32
	maxShown      = 64 << 10 // bytes
)

var errTooMuch = errors.New("nested too deep or too long to be shown")

// maskJSON masks the value of every masked name at any depth, and known secrets in every string. It
// compares decoded strings, since a slash or a letter can be escaped in several ways.
func maskJSON(body []byte, hide []string) (shown string, found []Masked, err error) {
	var b strings.Builder
	d := jsontext.NewDecoder(bytes.NewReader(body))
	// Masking can make two names equal.
	e := jsontext.NewEncoder(&b, jsontext.WithIndent("  "), jsontext.AllowDuplicateNames(true))
	for {
		token, err := d.ReadToken()
		switch {
		case errors.Is(err, io.EOF) && b.Len() > 0 && b.Len() <= maxShown:
			return strings.TrimSpace(b.String()), found, nil
		case err != nil:
			return "", nil, syntax(err)
		case d.StackDepth() > maxShownDepth, e.OutputOffset() > maxShown:
			return "", nil, errTooMuch
		case token.Kind() == '0':
			err = e.WriteToken(maskNumber(token, hide))
		case token.Kind() != '"':
			err = e.WriteToken(token)
		default:
			name := token.String()
			inside, n := d.StackIndex(d.StackDepth())
			err = e.WriteToken(jsontext.String(maskString(name, hide)))
			known := maskedAs(name)
			if err == nil && inside == '{' && n%2 == 1 && known != "" {
				var value string
				if value, err = maskedMember(d); err == nil {
					err = e.WriteToken(jsontext.String(dots))
				}
				if len(found) < maxMasked {
					at := int(e.OutputOffset()) - len(dots) - len(`"`)
					found = append(found, Masked{Place: PlaceResponseBody, Index: at, Name: known, Credential: known == "client_secret", value: &value})
				}
			}
		}
		if err != nil {
			return "", nil, syntax(err)
		}
	}
}

// maskString masks a string of JSON. It also masks the cleaned string, because cleaning for display
// would rejoin a secret that invisible characters split.
func maskString(text string, hide []string) string {
	mask := func(s string) string { return maskedToken.ReplaceAllString(maskText(s, hide), dots) }
	text = mask(text)
	seen := Clean(text, len(text))
	if again := mask(seen); again != seen {
		return again
	}
	return text
}

// maskNumber masks a JSON number that contains a hidden text, such as a person's number.
func maskNumber(number jsontext.Token, hide []string) jsontext.Token {
	text := number.String()
	if slices.ContainsFunc(hide, func(h string) bool { return len(h) >= leastEcho && strings.Contains(text, h) }) {
		return jsontext.String(dots)
	}
	return number
}

// maskedAs returns the masked member that a name matches; "" if none.
func maskedAs(name string) string {
	if i := slices.IndexFunc(masked, func(known string) bool { return strings.EqualFold(known, name) }); i >= 0 {
		return masked[i]
	}
	return ""
}

// maskedMember reads the value of a member: a string decoded, anything else as raw JSON.
func maskedMember(d *jsontext.Decoder) (string, error) {
	if d.PeekKind() != '"' {
		value, err := d.ReadValue()
		return string(value), err
	}
	token, err := d.ReadToken()
	if err != nil {
		return "", err
	}
	return token.String(), nil
}

// What gives a secret away in text that should be JSON and isn't.
var (
	maskedName  = regexp.MustCompile(`(?i)(?:` + strings.Join(masked, "|") + `)"?\s*[:=]\s*`)
	maskedValue = regexp.MustCompile(`^(?:"(?:[^"\\]|\\.)*"?|[^\s,}&]*)`)
	// the start of a JOSE header
	maskedToken = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{8,}[A-Za-z0-9_.-]*`)
)

// maskProse returns at most limit characters of foreign text, masked. It cleans the text first, so
// that no invisible character can split a secret. It looks at the first 8,000 characters only, and
// drops a secret that begins there and is cut off.
func maskProse(text string, hide []string, limit int) string {
	text, cut := strings.CutSuffix(Clean(text, 8000), "…")
	text = maskText(text, hide)
	if cut {
		text = withoutStumps(text, hide) + "…"
	}
	return Clean(maskedToken.ReplaceAllString(maskMembers(text), dots), limit)
}

// withoutStumps removes the beginning of a secret from the end of a text.
func withoutStumps(text string, hide []string) string {
	for _, secret := range hide {
		for n := len(secret) - 1; n > 0; n-- {
			if rest, ok := strings.CutSuffix(text, secret[:n]); ok {
				text = rest
				break
			}
		}
	}
	return text
}

// maskMembers masks what appears to be the value of a masked name.
func maskMembers(text string) string {
	if !strings.ContainsAny(text, ":=") {
		return text // sooner than the expression can say it
	}
	var b strings.Builder
	end := 0 // end of what was written or masked
	for _, name := range maskedName.FindAllStringIndex(text, -1) {
		b.WriteString(text[min(end, name[1]):name[1]])
		b.WriteString(dots)
		end = max(end, name[1]+len(maskedValue.FindString(text[name[1]:])))
	}
	return b.String() + text[end:]
}

// everyForm returns secrets as they are and in the encodings that a provider might use when it
// echoes the request.
func everyForm(secrets []string) []string {
	var all []string
	for _, secret := range secrets {
		if secret != "" {
			quoted, _ := jsontext.AppendQuote(nil, secret)
			inner := string(quoted[1 : len(quoted)-1])
			all = append(all, secret, url.QueryEscape(secret), url.PathEscape(secret), base64.StdEncoding.EncodeToString([]byte(secret)),
				inner, strings.ReplaceAll(inner, "/", `\/`))
		}
	}
	return all
}

// maskText masks known secrets wherever they occur.
func maskText(text string, hide []string) string {
	for _, secret := range hide {
		text = strings.ReplaceAll(text, secret, dots)
	}
	return text
}
