package ciba

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// MaxLifetime is the longest lifetime of a request. A longer expires_in is cut to it.
const MaxLifetime = 15 * time.Minute

// The other limits of an acknowledgement.
const (
	defaultInterval = 5 * time.Second // CIBA Core §7.3
	maxInterval     = 60 * time.Second
	maxIDLength     = 8192 // Keycloak's have some 950 characters
)

// Note is something remarkable but harmless in an answer.
type Note string

// The notes.
const (
	NoteExpiresInText    Note = "expires_in_text"    // expires_in was a string of digits
	NoteExpiresInClamped Note = "expires_in_clamped" // longer than 15 minutes
	NoteIntervalDefault  Note = "interval_default"   // interval missing, not positive or unreadable
	NoteIntervalClamped  Note = "interval_clamped"   // longer than a minute
	NoteOnePoll          Note = "one_poll"           // only one poll fits before the deadline
)

// acknowledgement is the provider's answer to a start (CIBA Core §7.3).
type acknowledgement struct {
	AuthReqID Secret // anyone who has it can cancel: never shown, never logged
	ExpiresIn time.Duration
	Interval  time.Duration
	Notes     []Note
}

// errNoAcknowledgement says that a 200 can't be read as an acknowledgement.
var errNoAcknowledgement = errors.New("the answer to the start is not an acknowledgement")

// parseAcknowledgement reads the body of a 200. It returns an error for anything that could only be
// repaired by guessing whether the phone rings. An invalid interval gets a default, since it only
// affects how politely we poll.
func parseAcknowledgement(body []byte) (acknowledgement, error) {
	object, err := parseObject(body)
	if err != nil {
		return acknowledgement{}, errNoAcknowledgement
	}
	id, err := object.String("auth_req_id")
	if err != nil || !validID(id) {
		return acknowledgement{}, errNoAcknowledgement
	}
	a := acknowledgement{AuthReqID: Secret(id)}
	seconds, text, err := positiveSeconds(object.value("expires_in"))
	if err != nil {
		return acknowledgement{}, errNoAcknowledgement
	}
	if text {
		a.Notes = append(a.Notes, NoteExpiresInText)
	}
	if seconds > int64(MaxLifetime/time.Second) {
		seconds = int64(MaxLifetime / time.Second)
		a.Notes = append(a.Notes, NoteExpiresInClamped)
	}
	a.ExpiresIn = time.Duration(seconds) * time.Second
	a.setInterval(object.value("interval"))
	if a.Interval >= a.ExpiresIn {
		a.Notes = append(a.Notes, NoteOnePoll)
	}
	return a, nil
}

func (a *acknowledgement) setInterval(raw jsontext.Value) {
	seconds, _, err := positiveSeconds(raw)
	switch {
	case raw == nil:
		a.Interval = defaultInterval // as the specification says, so no note
	case isLong(raw):
		a.Interval = maxInterval
		a.Notes = append(a.Notes, NoteIntervalClamped)
	case err != nil:
		a.Interval = defaultInterval
		a.Notes = append(a.Notes, NoteIntervalDefault)
	default:
		a.Interval = time.Duration(seconds) * time.Second
	}
}

// positiveSeconds reads a whole number above zero, or a string of its digits.
func positiveSeconds(raw jsontext.Value) (seconds int64, text bool, err error) {
	switch {
	case raw == nil:
		return 0, false, ErrClaimAbsent
	case raw.Kind() == '"':
		s, err := Claims{{Value: json.RawMessage(raw)}}.String("")
		if err != nil || s == "" || strings.Trim(s, "0123456789") != "" {
			return 0, true, ErrClaimMalformed
		}
		seconds, err = strconv.ParseInt(s, 10, 64)
		if err != nil || seconds <= 0 {
			return 0, true, ErrClaimMalformed
		}
		return seconds, true, nil
	case raw.Kind() == '0':
		seconds, err = wholeNumber(string(raw))
		if err != nil || seconds <= 0 {
			return 0, false, ErrClaimMalformed
		}
		return seconds, false, nil
	}
	return 0, false, ErrClaimMalformed
}

// isLong reports whether a number, or a string of digits, exceeds the longest interval, even one
// too large for positiveSeconds.
func isLong(raw jsontext.Value) bool {
	text := strings.Trim(string(raw), `"`)
	if raw.Kind() != '0' && strings.Trim(text, "0123456789") != "" {
		return false
	}
	f, _ := strconv.ParseFloat(text, 64) // infinite if it is out of range
	return f > maxInterval.Seconds()
}

// validID checks an auth_req_id: 1 to 8,192 characters of A-Z a-z 0-9 . - _ (CIBA Core §7.3), but
// not "." or "..", which have a meaning in a path.
func validID(id string) bool {
	if id == "" || len(id) > maxIDLength || strings.Trim(id, ".") == "" {
		return false
	}
	for _, r := range []byte(id) {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '.', r == '-', r == '_':
		default:
			return false
		}
	}
	return true
}

// startEnd is how a start without an acknowledgement ended.
type startEnd struct {
	outcome Outcome
	reason  Reason
	oauth   *OAuthError
	retry   time.Duration
	err     error
}

// post sends the start, once. Its exchange doesn't show what is hidden. A *startEnd means that
// there is nothing to poll.
func (c *Client) post(ctx context.Context, m Metadata, form Form, hide hiding, meaning func(string) CodeMeaning) (acknowledgement, answer, *startEnd) {
	signed, header, err := c.authenticate(form, m.now())
	if err != nil {
		return acknowledgement{}, answer{}, &startEnd{outcome: Failed, reason: reasonIn(err, ReasonCredential), err: err}
	}
	a, err := c.do(ctx, call{
		endpoint: "backchannel_authentication_endpoint", method: http.MethodPost, url: m.Endpoints.BackchannelAuthentication,
		form: signed, header: header, timeout: startTimeout, hide: hide.texts(), masks: hide.masks,
	})
	var fault *CallError
	if errors.As(err, &fault) {
		if !fault.Sent {
			return acknowledgement{}, a, &startEnd{outcome: Failed, reason: fault.Reason, err: err}
		}
		reason := ReasonStartLost
		switch fault.Reason {
		case ReasonTimeout:
			reason = ReasonStartTimeout
		case ReasonUnreadable:
			reason = ReasonStartUnclear
		}
		return acknowledgement{}, a, &startEnd{outcome: Unknown, reason: reason, err: err}
	}
	if a.status == http.StatusOK {
		if ack, err := parseAcknowledgement(a.body); err == nil {
			return ack, a, nil
		}
	}
	return acknowledgement{}, a, endOfStart(a, meaning)
}

// endOfStart judges an answer that is not an acknowledgement. Only a clear no is failed; after any
// other answer a phone may be ringing.
func endOfStart(a answer, meaning func(string) CodeMeaning) *startEnd {
	switch {
	case a.status == http.StatusTooManyRequests, a.status == http.StatusServiceUnavailable:
		return &startEnd{outcome: Failed, reason: ReasonBusy, retry: a.retryAfter}
	case a.status >= 400 && a.status < 500:
		if code, description := a.errorCode(); code != "" {
			oauth := a.oauthError(code, description, meaning)
			return &startEnd{outcome: Failed, reason: ReasonOAuth, oauth: oauth, err: oauth}
		}
	}
	if a.html() {
		return &startEnd{outcome: Unknown, reason: ReasonNotTheProvider, err: errNoAcknowledgement}
	}
	return &startEnd{outcome: Unknown, reason: ReasonStartUnclear, err: errNoAcknowledgement}
}
