package simulator

import (
	"net/http"
	"net/url"
)

// serveCancel ends a request for anyone who knows its id: the broker requires no authentication
// here. It answers 204, or 404 if there is nothing left to cancel, with an empty body.
func (s *Simulator) serveCancel(w http.ResponseWriter, escapedID string) {
	uncached(w.Header())
	authReqID, err := url.PathUnescape(escapedID)
	if s.losesCancel(authReqID) {
		w.Header().Del("Set-Cookie")
		writeNotFound(w)
		return
	}
	if err != nil || !s.cancel(authReqID) {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	s.notify()
	w.WriteHeader(http.StatusNoContent)
}

// losesCancel reports whether the scenario loses the cancel of a request.
func (s *Simulator) losesCancel(authReqID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.requests.live(authReqID)
	return ok && r.scenario.fault().lostCancel
}

// cancel removes a request whose tokens weren't fetched yet. The phone shows it as cancelled unless
// the person had already answered.
func (s *Simulator) cancel(authReqID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	r, ok := s.requests.live(authReqID)
	if !ok || now.After(r.expires) {
		return false
	}
	r.settle(now, s.answerAfter)
	if r.state == StateShown {
		r.end(StateCancelled, now)
	}
	r.gone = true
	return true
}
