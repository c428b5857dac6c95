package simulator

import (
	"net/http"
	"strconv"
	"strings"
)

// pollingFaults concern the token endpoint's answers. It gives the tokens once: if an answer can't
// be used, they are lost, and the next poll gets invalid_grant.
func pollingFaults() []fault {
	return []fault{
		{name: TooManyRequests, group: GroupPolling, polls: 1, poll: func(_ *Simulator, w http.ResponseWriter, _ spoiltPoll) bool {
			w.Header().Set("Retry-After", "20")
			writeError(w, http.StatusTooManyRequests, errUnavailable)
			return true
		}},
		// The person approved in time, but the broker reports an expiry.
		{name: ExpiredAnswer, group: GroupPolling, deliver: func(w http.ResponseWriter, _ tokenAnswer) {
			writeError(w, http.StatusBadRequest, errExpired)
		}},
		{name: StrangeError, group: GroupPolling, deliver: func(w http.ResponseWriter, _ tokenAnswer) {
			writeJSON(w, http.StatusBadRequest, map[string]string{"error": "quantum_flux", "error_description": hostileText()})
		}},
		{name: NoTokens, group: GroupPolling, deliver: func(w http.ResponseWriter, tokens tokenAnswer) {
			tokens.IDToken = ""
			writeJSON(w, http.StatusOK, tokens)
		}},
		{name: DuplicateMembers, group: GroupPolling, deliver: func(w http.ResponseWriter, tokens tokenAnswer) {
			// A reader that takes the first one gets another token than a reader that takes the
			// last one.
			body := `{"id_token":"` + flipSignature(tokens.IDToken) + `","id_token":"` + tokens.IDToken +
				`","access_token":"` + tokens.AccessToken + `","token_type":"Bearer","expires_in":` + strconv.Itoa(tokens.ExpiresIn) + `}`
			writeRaw(w, http.StatusOK, body)
		}},
		// The connection breaks in the middle of the tokens.
		{name: LostTokens, group: GroupPolling, deliver: func(w http.ResponseWriter, tokens tokenAnswer) {
			half := `{"id_token":"` + tokens.IDToken[:len(tokens.IDToken)/2]
			w.Header().Set("Content-Length", strconv.Itoa(2*len(half)))
			writeRaw(w, http.StatusOK, half)
			panic(http.ErrAbortHandler)
		}},
		// Only the description says why it was denied, as recorded in a browser login.
		{name: UserAborted, group: GroupPolling, ends: StateRefused, description: "mitid_user_aborted"},
		{name: MitIDTimeout, group: GroupPolling, ends: StateFailed, description: "mitid_timeout"},
	}
}

// hostileText returns text that must never reach a screen as it is: an escape sequence, markup, a
// direction override, and 4 kB of it.
func hostileText() string {
	return "\x1b[31mApproved\x1b[0m <b onclick=alert(1)>Approved</b> \u202eyldneirf\u202c " + strings.Repeat("long ", 800)
}
