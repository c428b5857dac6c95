package simulator

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

const (
	scopeOpenID = "openid"
	scopeMitID  = "mitid"
)

// The length limits of stock Duende IdentityServer for the parameters of a start, in UTF-16 units.
const (
	maxScope     = 300
	maxHint      = 4000
	maxBinding   = 100
	maxUserCode  = 100
	maxAuthReqID = 100
)

// defaultAction is the action that the phone shows if the hint names none.
const defaultAction = "APPROVE"

// acknowledgement is the answer to a start (OpenID CIBA Core 1.0, section 7.3).
type acknowledgement struct {
	AuthReqID string `json:"auth_req_id"`
	ExpiresIn int    `json:"expires_in"` // seconds
	Interval  int    `json:"interval"`   // seconds
}

// serveBackchannel serves a start. It checks the client first, then the parameters, then the
// person.
func (s *Simulator) serveBackchannel(w http.ResponseWriter, r *http.Request) {
	form, ok := readForm(r)
	if !ok {
		writeError(w, http.StatusBadRequest, errInvalidRequest)
		return
	}
	client, err := s.authenticate(r, form)
	if err != nil {
		status, code := startRefusal(err)
		writeError(w, status, code)
		return
	}
	scopes, lifetime, code := s.checkStart(form, client)
	if code != "" {
		writeError(w, http.StatusBadRequest, code)
		return
	}
	wanted, err := parseHint(form.Get("login_hint_token"))
	person, known := s.wanted(wanted)
	if err != nil || !known {
		writeError(w, http.StatusBadRequest, errUnknownUser)
		return
	}
	fault := s.Scenario().fault()
	if fault.refuse != nil {
		fault.refuse(s, w)
		return
	}
	s.prepareKeys()
	accepted, ok := s.accept(client, person, wanted, scopes, lifetime)
	if !ok {
		w.Header().Set("Retry-After", "60")
		writeError(w, http.StatusServiceUnavailable, errUnavailable)
		return
	}
	s.notify()
	if fault.acknowledge != nil {
		fault.acknowledge(w, accepted)
		return
	}
	writeJSON(w, http.StatusOK, accepted)
}

// startRefusal returns the answer to a failed client authentication at a start.
func startRefusal(err error) (status int, code string) {
	switch {
	case errors.Is(err, errTwoMethods):
		return http.StatusBadRequest, errInvalidRequest
	case errors.Is(err, errTooManyAssertions):
		return http.StatusServiceUnavailable, errUnavailable
	default:
		return http.StatusUnauthorized, errInvalidClient
	}
}

// checkStart checks everything but the hint's content. An empty code means no error.
func (s *Simulator) checkStart(form url.Values, client Client) (scopes []string, lifetime time.Duration, code string) {
	if form.Has("request") {
		return nil, 0, errInvalidRequestObject // signed request objects aren't supported
	}
	scopes = strings.Fields(form.Get("scope"))
	switch {
	case utf16Length(form.Get("scope")) > maxScope || !slices.Contains(scopes, scopeOpenID):
		return nil, 0, errInvalidRequest
	case slices.ContainsFunc(scopes, func(scope string) bool { return !slices.Contains(client.Scopes, scope) }):
		return nil, 0, errInvalidScope
	case count(form.Has("login_hint"), form.Has("login_hint_token"), form.Has("id_token_hint")) != 1:
		return nil, 0, errInvalidRequest
	case utf16Length(form.Get("login_hint_token")) > maxHint || utf16Length(form.Get("user_code")) > maxUserCode:
		return nil, 0, errInvalidRequest
	case utf16Length(form.Get("binding_message")) > maxBinding:
		return nil, 0, errInvalidBinding
	}
	lifetime = s.expiresIn
	if form.Has("requested_expiry") {
		seconds, err := strconv.Atoi(form.Get("requested_expiry"))
		if err != nil || seconds < 1 || seconds > int(s.expiresIn/time.Second) {
			return nil, 0, errInvalidRequest
		}
		lifetime = time.Duration(seconds) * time.Second
	}
	return grantedScopes(scopes), lifetime, ""
}

// grantedScopes adds mitid, as the broker does: it answers scope=openid with "openid mitid".
func grantedScopes(asked []string) []string {
	granted := []string{scopeOpenID, scopeMitID}
	for _, scope := range asked {
		if !slices.Contains(granted, scope) {
			granted = append(granted, scope)
		}
	}
	return granted
}

// accept creates the request. From now on the person's phone shows its prompt. It reports false if
// there are too many requests.
func (s *Simulator) accept(client Client, person Person, wanted hint, scopes []string, lifetime time.Duration) (acknowledgement, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	r := &request{
		authReqID:   upperHex(32) + "-1",
		promptID:    rand.Text(),
		transaction: uuid.NewString(),
		client:      client,
		person:      person,
		approver:    person,
		scopes:      scopes,
		text:        wanted.text,
		action:      wanted.action,
		nonce:       wanted.nonce,
		scenario:    s.scenario,
		received:    now,
		expires:     now.Add(lifetime),
		state:       StateShown,
	}
	if r.action == "" {
		r.action = defaultAction
	}
	switch r.scenario {
	case OtherPerson:
		r.approver = s.neighbour(person)
	case OtherText:
		r.text = otherText
	}
	if !s.requests.add(r, now) {
		return acknowledgement{}, false
	}
	return acknowledgement{
		AuthReqID: r.authReqID,
		ExpiresIn: int(lifetime / time.Second),
		Interval:  int((s.interval + time.Second - 1) / time.Second),
	}, true
}
