package simulator

import (
	"encoding/json"
	"net/http"
)

// pathElsewhere is the target of redirects. Nothing is served there; a client that follows one has
// given its secret away.
const pathElsewhere = "/op/connect/elsewhere"

// startFaults concern the answer to a start: does the client know whether a phone rings, and does
// it poll politely if the acknowledgement is bad?
func startFaults() []fault {
	return []fault{
		// The connection closes without an answer, and the phone rings.
		{name: StartLost, group: GroupStart, acknowledge: func(http.ResponseWriter, acknowledgement) { panic(http.ErrAbortHandler) }},
		// A captive portal or a proxy answers instead of the broker.
		{name: StartHTML, group: GroupStart, refuse: func(_ *Simulator, w http.ResponseWriter) { writeLoginPage(w) }},
		{name: StartRedirect, group: GroupStart, refuse: (*Simulator).redirect},
		{name: StartBusy, group: GroupStart, refuse: func(_ *Simulator, w http.ResponseWriter) {
			w.Header().Set("Retry-After", "30")
			writeError(w, http.StatusServiceUnavailable, errUnavailable)
		}},
		// The phone rings, and no client can poll for the result.
		{name: BadAcknowledgement, group: GroupStart, acknowledge: func(w http.ResponseWriter, a acknowledgement) {
			writeJSON(w, http.StatusOK, map[string]int{"expires_in": a.ExpiresIn, "interval": a.Interval})
		}},
		{name: HastyInterval, group: GroupStart, acknowledge: withInterval("-1")},
		{name: HugeInterval, group: GroupStart, acknowledge: withInterval("1000000000000000000")},
	}
}

// withInterval acknowledges with an interval that the simulator itself doesn't enforce.
func withInterval(number json.Number) func(http.ResponseWriter, acknowledgement) {
	return func(w http.ResponseWriter, a acknowledgement) {
		writeJSON(w, http.StatusOK, map[string]any{"auth_req_id": a.AuthReqID, "expires_in": a.ExpiresIn, "interval": number})
	}
}

func (s *Simulator) redirect(w http.ResponseWriter) {
	w.Header().Set("Location", s.base.String()+pathElsewhere)
	w.WriteHeader(http.StatusTemporaryRedirect)
}

// writeLoginPage answers like a hotel network.
func writeLoginPage(w http.ResponseWriter) {
	writePage(w, http.StatusOK, "Welcome", "Log in to use this network")
}
