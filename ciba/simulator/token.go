package simulator

import (
	"errors"
	"net/http"
	"slices"
	"time"
)

const grantCIBA = "urn:openid:params:grant-type:ciba"

// serveToken serves a poll.
func (s *Simulator) serveToken(w http.ResponseWriter, r *http.Request) {
	form, ok := readForm(r)
	if !ok {
		writeError(w, http.StatusBadRequest, errInvalidRequest)
		return
	}
	if len(form) == 0 && r.Header.Get("Authorization") == "" {
		writeError(w, http.StatusBadRequest, errInvalidRequest)
		return
	}
	client, err := s.authenticate(r, form)
	if err != nil {
		status, code := pollRefusal(err)
		writeError(w, status, code)
		return
	}
	switch grant := form.Get("grant_type"); {
	case grant == grantCIBA:
	case slices.Contains(grantTypes, grant):
		// no client here has another one
		writeError(w, http.StatusBadRequest, errUnauthorizedClient)
		return
	default:
		writeError(w, http.StatusBadRequest, errUnsupportedGrant)
		return
	}
	if !form.Has("auth_req_id") {
		writeError(w, http.StatusBadRequest, errInvalidRequest)
		return
	}
	s.answerPoll(w, r, client, form.Get("auth_req_id"))
}

// pollRefusal returns the answer to a failed client authentication at a poll: 400 even for an
// unknown client, as recorded, and for an expired assertion the code of an expired request, as
// documented.
func pollRefusal(err error) (status int, code string) {
	switch {
	case errors.Is(err, errTwoMethods):
		return http.StatusBadRequest, errInvalidRequest
	case errors.Is(err, errAssertionExpired):
		return http.StatusBadRequest, errExpired
	case errors.Is(err, errTooManyAssertions):
		return http.StatusServiceUnavailable, errUnavailable
	default:
		return http.StatusBadRequest, errInvalidClient
	}
}

func (s *Simulator) answerPoll(w http.ResponseWriter, r *http.Request, client Client, authReqID string) {
	result, changed := s.poll(client, authReqID)
	if changed {
		s.notify()
	}
	switch {
	case result.spoil != nil:
		if !result.spoil(s, w, spoiltPoll{request: r, number: result.number}) && s.life.Err() == nil && r.Context().Err() == nil {
			s.answerPoll(w, r, client, authReqID)
		}
	case result.approved != nil:
		s.writeTokens(w, r, result.approved)
	case result.lost && result.code == "":
		panic(http.ErrAbortHandler) // close the connection without an answer
	case result.lost:
		writeError(w, http.StatusServiceUnavailable, result.code)
	default:
		writeJSON(w, http.StatusBadRequest, errorAnswer{result.code, result.description})
	}
}

// writeTokens answers with the tokens of a request that the token endpoint no longer knows: if this
// answer is lost, so are the tokens.
func (s *Simulator) writeTokens(w http.ResponseWriter, r *http.Request, approved *request) {
	keys, err := s.keySet(r.Context())
	if err != nil {
		writeError(w, http.StatusServiceUnavailable, errUnavailable)
		return
	}
	answer, err := s.tokens(keys, approved)
	if err != nil {
		writeError(w, http.StatusInternalServerError, errInternal)
		return
	}
	if deliver := approved.scenario.fault().deliver; deliver != nil {
		deliver(w, answer)
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

// pollResult is the result of a poll.
type pollResult struct {
	approved    *request // a copy, to make its tokens from
	code        string   // otherwise: the error
	description string   // of the error; usually none
	spoil       func(s *Simulator, w http.ResponseWriter, p spoiltPoll) bool
	number      int  // which poll the fault spoils
	lost        bool // outage: 503 with the code, or without a code no answer at all
}

// poll decides in the order of stock Duende IdentityServer: throttling comes before expiry, and
// both hide what the person did. changed reports that the phone shows something new.
func (s *Simulator) poll(client Client, authReqID string) (result pollResult, changed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	r, ok := s.requests.live(authReqID)
	if !ok || len(authReqID) > maxAuthReqID || r.client.ID != client.ID {
		return pollResult{code: errInvalidGrant}, false
	}
	changed = r.settle(now, s.answerAfter)
	if r.scenario == Outage && now.Before(r.received.Add(outageLasts)) {
		r.lostPolls++
		if r.lostPolls%2 == 1 {
			return pollResult{lost: true}, changed
		}
		return pollResult{lost: true, code: errUnavailable}, changed
	}
	if f := r.scenario.fault(); r.spoilt < f.polls {
		r.spoilt++
		return pollResult{spoil: f.poll, number: r.spoilt - 1}, changed
	}
	if r.tooSoon(now, s.interval) {
		return pollResult{code: errSlowDown}, changed
	}
	described := r.scenario.fault().description
	switch {
	case now.After(r.expires):
		return pollResult{code: errExpired}, changed
	case (r.state == StateRefused || r.state == StateFailed) && described != "":
		r.gone = true
		return pollResult{code: errAccessDenied, description: described}, changed
	case r.state == StateRefused:
		r.gone = true
		return pollResult{code: errAccessDenied}, changed
	case r.state == StateFailed:
		r.gone = true
		return pollResult{code: errMitID}, changed
	case r.state == StateApproved:
		r.gone = true
		approved := *r
		return pollResult{approved: &approved}, changed
	default:
		return pollResult{code: errPending}, changed
	}
}

// tooSoon compares the arrival of a poll with the last one's, and records it in any case: a client
// that polls too fast stays throttled while it does. The first poll is never too soon.
func (r *request) tooSoon(now time.Time, interval time.Duration) bool {
	last := r.lastPoll
	r.lastPoll = now
	if r.scenario == SlowDown && r.slowed < slowDowns {
		r.slowed++
		return true
	}
	return !last.IsZero() && now.Sub(last) < interval
}
