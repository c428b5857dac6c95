package simulator

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// The paths below the base URL.
const (
	pathDiscovery   = "/op/.well-known/openid-configuration"
	pathJWKS        = "/op/.well-known/openid-configuration/jwks"
	pathBackchannel = "/op/connect/ciba"
	pathToken       = "/op/connect/token"
	pathUserInfo    = "/op/connect/userinfo"
	pathErrorCodes  = "/op/api/v1/documentation/errorcodes"
	pathCPRMatch    = "/op/api/v1/mitid/matchCpr"
	pathPAR         = "/op/connect/par" // not served; accepted as an audience of assertions
	pathCancel      = "/op/api/v1/ciba/"
	pathPhone       = "/phone"
	pathApprove     = "/phone/approve"
	pathRefuse      = "/phone/refuse"
	pathScenario    = "/phone/scenario"
	pathAbout       = "/phone/about"
	pathLive        = "/phone/live"
)

// maxBody is the limit for the body of a request, in bytes: room for the longest assertion and the
// longest hint, both escaped.
const maxBody = 128 << 10

// Handler returns the handler of the broker and, for holders of the control key, of the phones.
func (s *Simulator) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.enter() {
			http.Error(w, "The simulator is closed.", http.StatusServiceUnavailable)
			return
		}
		defer s.running.Done()
		s.stamp(w.Header(), r)
		if !s.isOurHost(r.Host) {
			// A web page whose own name resolves to this machine (DNS rebinding).
			http.Error(w, "This host is not served here.", http.StatusMisdirectedRequest)
			return
		}
		if !readsOnly(r) && !s.isFromHere(r) {
			// A page of another site can make a browser post a form here: a start with the
			// published secret.
			http.Error(w, "Requests of other web pages are not served here.", http.StatusForbidden)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		if strings.HasPrefix(r.URL.Path, pathPhone) && (s.control(w, r) || s.servePage(w, r)) {
			return
		}
		s.route(w, r)
	})
}

// route serves the broker's endpoints.
func (s *Simulator) route(w http.ResponseWriter, r *http.Request) {
	frontServer(w.Header())
	reading := readsOnly(r)
	authReqID, cancels := strings.CutPrefix(r.URL.EscapedPath(), pathCancel)
	switch {
	case r.URL.Path == pathDiscovery && reading:
		s.serveDiscovery(w)
	case r.URL.Path == pathJWKS && reading:
		s.serveJWKS(w, r)
	case r.URL.Path == pathBackchannel:
		s.correlate(w, r)
		s.serveBackchannel(w, r)
	case r.URL.Path == pathToken:
		s.correlate(w, r)
		s.serveToken(w, r)
	case cancels && r.Method == http.MethodDelete:
		s.correlate(w, r)
		s.serveCancel(w, authReqID)
	case r.URL.Path == pathUserInfo && (reading || r.Method == http.MethodPost):
		s.correlate(w, r)
		writeUnauthorized(w, `Bearer realm="IdentityServer",error="invalid_token"`)
	case r.URL.Path == pathCPRMatch && r.Method == http.MethodPost:
		s.correlate(w, r)
		s.serveMatch(w, r)
	case r.URL.Path == pathErrorCodes && reading:
		s.correlate(w, r)
		serveErrorCodes(w)
	default:
		writeNotFound(w)
	}
}

// isOurHost compares a Host header with the base URL's. A default port may be present or not.
func (s *Simulator) isOurHost(host string) bool {
	defaultPort := ":80"
	if s.base.Scheme == "https" {
		defaultPort = ":443"
	}
	return strings.EqualFold(strings.TrimSuffix(host, defaultPort), strings.TrimSuffix(s.base.Host, defaultPort))
}

// isFromHere reports whether a request came from one of our pages or from no page at all. A browser
// states the origin in Origin for anything but a plain read, and in Sec-Fetch-Site, where another
// port of this machine counts as another site.
func (s *Simulator) isFromHere(r *http.Request) bool {
	for _, origin := range r.Header.Values("Origin") {
		page, err := url.Parse(origin)
		if err != nil || page.Scheme != s.base.Scheme || !s.isOurHost(page.Host) {
			return false
		}
	}
	for _, site := range r.Header.Values("Sec-Fetch-Site") {
		if site != "same-origin" && site != "none" {
			return false
		}
	}
	return true
}

// readsOnly reports whether the method of a request changes nothing.
func readsOnly(r *http.Request) bool {
	return r.Method == http.MethodGet || r.Method == http.MethodHead
}

// The error codes of the endpoints (OAuth 2.0; OpenID CIBA Core 1.0, sections 11 and 13).
const (
	errInvalidRequest       = "invalid_request"
	errInvalidRequestObject = "invalid_request_object"
	errInvalidClient        = "invalid_client"
	errInvalidScope         = "invalid_scope"
	errInvalidGrant         = "invalid_grant"
	errInvalidBinding       = "invalid_binding_message"
	errUnknownUser          = "unknown_user_id"
	errUnsupportedGrant     = "unsupported_grant_type"
	errUnauthorizedClient   = "unauthorized_client"
	errPending              = "authorization_pending"
	errSlowDown             = "slow_down"
	errAccessDenied         = "access_denied"
	errExpired              = "expired_token"
	errUnavailable          = "temporarily_unavailable"
	errInternal             = "internal_error"

	// errMitID has the documented prefix; MitID's list of codes isn't published, so the rest is
	// made up.
	errMitID = "mitid_flex_app.mitid_error_123"
)

// errorAnswer is the body of a refusal: the code alone, mostly without a description, as recorded
// from the broker.
type errorAnswer struct {
	Error       string `json:"error"`
	Description string `json:"error_description,omitempty"`
}

func writeError(w http.ResponseWriter, status int, code string) {
	writeJSON(w, status, errorAnswer{Error: code})
}

// writeJSON answers with the headers recorded from the broker.
func writeJSON(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		http.Error(w, "The answer can't be written.", http.StatusInternalServerError)
		return
	}
	writeRaw(w, status, string(text))
}

// jsonType is the content type of the broker's answers.
const jsonType = "application/json; charset=UTF-8"

func writeRaw(w http.ResponseWriter, status int, body string) {
	h := w.Header()
	if h.Get("Cache-Control") == "" {
		uncached(h)
	}
	if h.Get("Content-Type") == "" {
		h.Set("Content-Type", jsonType)
	}
	if status == http.StatusBadRequest {
		h.Set("Connection", "close") // so that every pending poll costs a new connection
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body) // an error means that the client hung up
}

// writePage answers with a web page of one heading, like servers, proxies and portals.
func writePage(w http.ResponseWriter, status int, title, heading string) {
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, "<!DOCTYPE html>\n<html><head><title>"+title+"</title></head><body><h1>"+heading+"</h1></body></html>\n")
}

// readForm reads the parameters of a POST. It reports false for another method or content type, and
// for parameters that are malformed, duplicate, not UTF-8 or too long in total (RFC 6749, section
// 3.2).
func readForm(r *http.Request) (url.Values, bool) {
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if r.Method != http.MethodPost || err != nil || mediaType != "application/x-www-form-urlencoded" {
		return nil, false
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, false
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, false
	}
	for name, values := range form {
		if len(values) != 1 || !utf8.ValidString(name) || !utf8.ValidString(values[0]) {
			return nil, false
		}
	}
	return form, true
}
