package simulator

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"time"

	"github.com/google/uuid"
)

// This file reproduces what was recorded from the pre-production broker; see testdata/recorded.

// frontServer sets the headers that the server in front of the broker adds to every answer.
func frontServer(h http.Header) {
	h.Set("Server", "nginx")
	h.Set("Strict-Transport-Security", "max-age=31536000; includeSubdomains; preload")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	h.Set("X-Neb-Site", "neb")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Content-Security-Policy", "frame-ancestors *; default-src 'self'; connect-src 'self' blob:; style-src 'self' https://fonts.googleapis.com 'unsafe-inline'; "+
		"script-src 'self' 'unsafe-eval' 'unsafe-inline'; img-src * data:; font-src 'self' https://fonts.googleapis.com https://fonts.gstatic.com; "+
		"frame-src 'self' https://www.signaturgruppen.dk")
}

// cacheable says that any cache may keep an answer: discovery and JWKS, for an hour. The broker
// states how much of its hour is left.
func cacheable(h http.Header) { h.Set("Cache-Control", "public, max-age=3600") }

// uncached says that no cache may keep an answer.
func uncached(h http.Header) {
	h.Set("Cache-Control", "no-store, no-cache, max-age=0")
	h.Set("Pragma", "no-cache")
	h.Set("Expires", h.Get("Date"))
}

// correlationLasts is the lifetime of the cookie.
const correlationLasts = 72 * time.Hour

var correlationForm = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// correlate sets the cookie by which the broker's support finds a call. A client that sends it back
// keeps its number.
func (s *Simulator) correlate(w http.ResponseWriter, r *http.Request) {
	number := uuid.NewString()
	if sent, err := r.Cookie("X-Correlation-Id"); err == nil && correlationForm.MatchString(sent.Value) {
		number = sent.Value
	}
	expires := s.clock().Add(correlationLasts).UTC().Format(http.TimeFormat)
	w.Header().Set("Set-Cookie", "X-Correlation-Id="+number+"; expires="+expires+"; path=/; secure; samesite=none; httponly")
}

// writeUnauthorized answers 401 without a body.
func writeUnauthorized(w http.ResponseWriter, challenge string) {
	h := w.Header()
	uncached(h)
	h.Set("WWW-Authenticate", challenge)
	w.WriteHeader(http.StatusUnauthorized)
}

// writeNotFound answers an unknown path like the broker: with a page, not with JSON, and without a
// cookie.
func writeNotFound(w http.ResponseWriter) {
	h := w.Header()
	uncached(h)
	h.Set("Content-Type", "text/html")
	w.WriteHeader(http.StatusNotFound)
	_, _ = io.WriteString(w, "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"/><title>Nets eID Broker</title></head><body>"+
		"<h2>We apologize</h2><h1>An error occured</h1><h2>Error code: <label>404</label></h2><p>Not Found</p>"+ //nolint:misspell // As recorded.
		"<div>Causation ID: <label>?</label></div></body></html>\n")
}

// errorCode is an entry of the catalogue of error codes.
type errorCode struct {
	English  string `json:"En"`
	Provider string `json:"Idp,omitempty"`
}

// serveErrorCodes serves the catalogue in the broker's format. It contains the codes that can
// concern a MitID approval, described in our own words.
func serveErrorCodes(w http.ResponseWriter) {
	mitID := func(text string) errorCode { return errorCode{text, "mitid"} }
	text, err := json.MarshalIndent(struct {
		Version    string               `json:"Version"`
		ErrorCodes map[string]errorCode `json:"ErrorCodes"`
	}{"v1.0", map[string]errorCode{
		"internal_error":                     {"Something went wrong in the broker.", ""},
		"mitid_core_client_error":            mitID("MitID's client met a technical error."),
		"mitid_core_client_error_user_abort": mitID("The person gave up after MitID had failed."),
		"mitid_cpr_match_failed":             mitID("The CPR number could not be matched."),
		"mitid_identity_not_found":           mitID("MitID knows nobody by what was asked for."),
		"mitid_internal_error":               mitID("Something went wrong in MitID."),
		"mitid_no_ctx":                       mitID("The session with MitID is gone."),
		"mitid_timeout":                      mitID("MitID did not answer in time."),
		"mitid_transaction_signing_failed":   mitID("Signing the transaction failed."),
		"mitid_unexpected_error":             mitID("MitID met an error that nobody expected."),
		"mitid_user_aborted":                 mitID("The person pressed abort."),
		"mitid_uuid_hint_malformed":          mitID("The MitID UUID is malformed."),
		"user_aborted":                       {"The person gave up.", ""},
	}}, "", "  ")
	if err != nil {
		http.Error(w, "The answer can't be written.", http.StatusInternalServerError)
		return
	}
	// in lower case, unlike the other answers
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	writeRaw(w, http.StatusOK, string(text))
}
