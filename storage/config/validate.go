package config

import (
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"

	"ringback/ciba"
	"ringback/storage/files"
)

// The forms of values.
var (
	idForm        = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,31}$`)
	pinnedKeyForm = regexp.MustCompile(`^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}|[A-Za-z0-9_-]{43})$`)
	// RFC 6749 §3.3
	scopeForm = regexp.MustCompile(`^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$`)
	braces    = regexp.MustCompile(`[{}]`)
)

// Lengths.
const (
	maxURL          = 512
	maxScope        = 300 // the broker's limit
	maxTextTemplate = 130 // UTF-16 units: what MitID shows, counted as strictly as possible
)

// id returns the id and, if it is well formed, uses it as the environment's name in errors.
func (r *tableReader) id() string {
	id, ok := r.required("id")
	wellFormed := idForm.MatchString(id)
	if wellFormed {
		r.label = id
	}
	switch {
	case !ok:
		return ""
	case r.builtIn:
	case reserved(strings.ToLower(strings.TrimSpace(id))):
		r.fault("id", files.ProblemReserved)
	case slices.Contains(r.taken, id):
		r.fault("id", files.ProblemForEverybody)
	case !wellFormed:
		r.fault("id", files.ProblemID)
		return ""
	}
	return id
}

// issuer returns the issuer: an https URL without query or fragment (OpenID Connect Discovery 1.0
// §3). It is compared exactly, so a slash at its end is kept.
func (r *tableReader) issuer() string {
	text, ok := r.required("issuer")
	if !ok {
		return ""
	}
	return r.checked("issuer", text, checkURL(text))
}

// endpoint returns an absolute URL, "" if the key is missing.
func (r *tableReader) endpoint(key string) string {
	text, present := r.text(key)
	if !present || text == "" {
		return ""
	}
	problem := checkURL(text)
	if problem == "" && braces.MatchString(text) {
		problem = files.ProblemURL
	}
	return r.checked(key, text, problem)
}

// cancelEndpoint returns the URL for cancelling, with {auth_req_id} as one segment of its path.
func (r *tableReader) cancelEndpoint() string {
	const key, placeholder = KeyCancelEndpoint, "{auth_req_id}"
	text, present := r.text(key)
	if !present || text == "" {
		return ""
	}
	whole := strings.Replace(text, placeholder, "id", 1)
	problem := checkURL(whole)
	if problem == files.ProblemQuery || problem == "" && !isCancelURL(text, placeholder) {
		problem = files.ProblemCancelURL
	}
	return r.checked(key, text, problem)
}

// matchEndpoint returns the URL of the CPR match, "" without one. An access token and a CPR number
// go there, so it is https on the issuer's host, loopback or not.
func (r *tableReader) matchEndpoint(issuer string) string {
	text := r.endpoint(KeyCPRMatch)
	if text != "" && issuer != "" && (!strings.HasPrefix(text, "https://") || ciba.Host(text) != ciba.Host(issuer)) {
		r.fault(KeyCPRMatch, files.ProblemMatchURL)
		return ""
	}
	return text
}

// isCancelURL reports whether the placeholder is one whole path segment and has the only braces.
func isCancelURL(text, placeholder string) bool {
	_, afterScheme, _ := strings.Cut(text, "://")
	segments := strings.Split(afterScheme, "/")
	return len(braces.FindAllString(text, -1)) == 2 && slices.Contains(segments[1:], placeholder)
}

// checked returns the URL if it has no problem.
func (r *tableReader) checked(key, text string, problem files.Problem) string {
	switch problem {
	case "":
		return text
	case files.ProblemTooLong:
		r.tooLong(key, maxURL)
	default:
		r.fault(key, problem)
	}
	return ""
}

// checkURL checks an absolute URL that is https, or http on loopback, and has neither credentials
// nor query nor fragment.
func checkURL(text string) files.Problem {
	if len(text) > maxURL {
		return files.ProblemTooLong
	}
	if checkPrintable(text, maxURL) != "" || strings.ContainsAny(text, "\"<>\\^`|") {
		return files.ProblemURL
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return files.ProblemURL
	case u.User != nil:
		return files.ProblemCredentialsInURL
	case u.Scheme != "https" && u.Scheme != "http", u.Hostname() == "", u.Opaque != "":
		return files.ProblemURL
	case u.RawQuery != "" || u.ForceQuery || strings.Contains(text, "#"):
		return files.ProblemQuery
	case u.Scheme == "http" && !ciba.IsLoopback(u.Hostname()):
		return files.ProblemNotHTTPS
	}
	return ""
}

// onLoopback reports whether a URL may name this machine.
func onLoopback(text string) bool {
	u, err := url.Parse(text)
	return err == nil && ciba.MayBeLoopback(u.Hostname())
}

// scope returns the scope, with openid.
func (r *tableReader) scope(otherwise string) string {
	text, present := r.text("scope")
	r.asked.note(Key{Name: "scope", Kind: KeyText, Default: otherwise})
	switch {
	case !present:
		return otherwise
	case len(text) > maxScope:
		r.tooLong("scope", maxScope)
	case !scopeForm.MatchString(text), !slices.Contains(strings.Split(text, " "), "openid"):
		r.fault("scope", files.ProblemScope)
	}
	return text
}

// pinnedKeys returns the thumbprints.
func (r *tableReader) pinnedKeys() []string {
	keys, _ := r.list("pinned_keys")
	for _, key := range keys {
		if !pinnedKeyForm.MatchString(key) {
			r.fault("pinned_keys", files.ProblemPinnedKey)
			return nil
		}
	}
	return keys
}

// ip returns an address in its usual spelling, "" without one.
func (r *tableReader) ip() string {
	text, present := r.text("ip")
	if !present || text == "" {
		return ""
	}
	address, ok := parseIP(text)
	if !ok {
		r.fault("ip", files.ProblemIP)
	}
	return address
}

// parseIP reads an address that can be a person's.
func parseIP(text string) (string, bool) {
	address, err := netip.ParseAddr(text)
	if err != nil || address.Zone() != "" || address.IsUnspecified() || address.IsMulticast() {
		return "", false
	}
	return address.String(), true
}

// claim returns the name of a claim, "" without one.
func (r *tableReader) claim(key string) string {
	text, present := r.text(key)
	switch {
	case !present:
		return ""
	case checkPrintable(text, 100) != "":
		r.fault(key, files.ProblemClaim)
		return ""
	}
	return text
}

// organisation returns the name of the organisation, "" without one. The default template must have
// room for it, and it must not pass for a placeholder.
func (r *tableReader) organisation() string {
	const key = "organisation"
	name := r.name(key, 60, false)
	switch {
	case braces.MatchString(name):
		r.fault(key, files.ProblemCharacters)
		return ""
	case CheckTemplate(templateFor(name), name) == files.ProblemTooLong:
		r.tooLong(key, 60)
		return ""
	}
	return name
}

// template returns the reference template.
func (r *tableReader) template(organisation string) string {
	const key = "reference_template"
	text, present := r.text(key)
	if !present || text == "" {
		return templateFor(organisation)
	}
	if problem := CheckTemplate(text, organisation); problem == files.ProblemTooLong {
		r.tooLong(key, maxTextTemplate)
	} else if problem != "" {
		r.fault(key, problem)
	}
	return text
}

// CheckTemplate checks a reference template: visible characters, {code}, no other placeholders than
// {organisation} and {case}, and at most 130 UTF-16 units once a code of four digits and the
// organisation are in it. How long the case is shows only in the request. No problem is "".
func CheckTemplate(template, organisation string) files.Problem {
	filled := strings.NewReplacer("{code}", "0000", "{organisation}", organisation, "{case}", "").Replace(template)
	switch {
	case checkText(template, 1000) != "":
		return files.ProblemCharacters
	case braces.MatchString(strings.NewReplacer("{code}", "", "{organisation}", "", "{case}", "").Replace(template)):
		return files.ProblemPlaceholder
	case !strings.Contains(template, "{code}"):
		return files.ProblemNoCode
	case organisation == "" && strings.Contains(template, "{organisation}"):
		return files.ProblemNoOrganisation
	case len(utf16.Encode([]rune(filled))) > maxTextTemplate:
		return files.ProblemTooLong
	}
	return ""
}

// WithProduction returns the built-in production environment with what was asked for once; what the
// policy fixes stays. What is missing or wrong comes as [files.Error]s of the settings, joined; the
// environment is then not to be used.
func (e Environment) WithProduction(p Production) (Environment, error) {
	values := map[string]any{"client_id": p.ClientID, "ip": p.IP, "organisation": p.Organisation}
	for key, fixed := range map[string]string{"client_id": e.ClientID, "ip": e.IP, "organisation": e.Organisation} {
		if slices.Contains(e.Fixed, key) {
			values[key] = fixed
		}
	}
	r := &tableReader{file: "settings", label: e.ID, table: values, known: make(map[string]bool), line: func(string) int { return 0 }}
	e.ClientID = r.printable("client_id", 100, true)
	if values["ip"] == "" {
		r.fault("ip", files.ProblemMissing)
	}
	e.IP = r.ip()
	e.IPFromDocumentation = e.IP == documentationIP
	e.Organisation = r.organisation()
	if !slices.Contains(e.Fixed, "reference_template") {
		e.TextTemplate = templateFor(e.Organisation)
	} else if CheckTemplate(e.TextTemplate, e.Organisation) != "" {
		r.tooLong("organisation", maxTextTemplate-len(defaultTemplate))
	}
	if values["client_id"] == publishedClientID {
		r.fault("client_id", files.ProblemTestIssuer)
	}
	return e, joined(r.problems)
}
