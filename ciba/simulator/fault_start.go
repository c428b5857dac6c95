package simulator

import (
	"encoding/json"
	"net/http"
)

// pathElsewhere is where redirects lead: nothing is served there, and a client that follows them
// has given its secret away.
const pathElsewhere = "/op/connect/elsewhere"

// startFaults are about the answer to a start: does the client know whether a phone rings, and has
// it manners when the acknowledgement has none?
func startFaults() []fault {
	return []fault{
		// The connection ends without an answer, and the phone rings.
		{name: StartLost, group: GroupStart, acknowledge: func(http.ResponseWriter, acknowledgement) { panic(http.ErrAbortHandler) }},
		// A captive portal or a proxy answers in the broker's place.
		{name: StartHTML, group: GroupStart, refuse: func(_ *Simulator, w http.ResponseWriter) { writeLoginPage(w) }},
		{name: StartRedirect, group: GroupStart, refuse: (*Simulator).redirect},
		{name: StartBusy, group: GroupStart, refuse: func(_ *Simulator, w http.ResponseWriter) {
			w.Header().Set("Retry-After", "30")
			writeError(w, http.StatusServiceUnavailable, errUnavailable)
		}},
		// The phone rings, and nobody can ask how it went.
		{name: BadAcknowledgement, group: GroupStart, acknowledge: func(w http.ResponseWriter, a acknowledgement) {
			writeJSON(w, http.StatusOK, map[string]int{"expires_in": a.ExpiresIn, "interval": a.Interval})
		}},
		{name: HastyInterval, group: GroupStart, acknowledge: withInterval("-1")},
		{name: HugeInterval, group: GroupStart, acknowledge: withInterval("1000000000000000000")},
	}
}

// withInterval acknowledges with an interval that the simulator itself doesn't hold to.
func withInterval(number json.Number) func(http.ResponseWriter, acknowledgement) {
	return func(w http.ResponseWriter, a acknowledgement) {
		writeJSON(w, http.StatusOK, map[string]any{"auth_req_id": a.AuthReqID, "expires_in": a.ExpiresIn, "interval": number})
	}
}

func (s *Simulator) redirect(w http.ResponseWriter) {
	w.Header().Set("Location", s.base.String()+pathElsewhere)
	w.WriteHeader(http.StatusTemporaryRedirect)
}

// writeLoginPage answers as the network of a hotel does.
func writeLoginPage(w http.ResponseWriter) {
	writePage(w, http.StatusOK, "Welcome", "Log in to use this network")
}
