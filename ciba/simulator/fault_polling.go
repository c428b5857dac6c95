package simulator

import (
	"net/http"
	"strconv"
	"strings"
)

// pollingFaults are about what the token endpoint says. The tokens are handed out once: an answer
// that can't be used is their end, and the next poll is answered invalid_grant.
func pollingFaults() []fault {
	return []fault{
		{name: TooManyRequests, group: GroupPolling, polls: 1, poll: func(_ *Simulator, w http.ResponseWriter, _ spoiltPoll) bool {
			w.Header().Set("Retry-After", "20")
			writeError(w, http.StatusTooManyRequests, errUnavailable)
			return true
		}},
		// The person approved in time, and the broker says otherwise.
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
		// The connection ends in the middle of the tokens.
		{name: LostTokens, group: GroupPolling, deliver: func(w http.ResponseWriter, tokens tokenAnswer) {
			half := `{"id_token":"` + tokens.IDToken[:len(tokens.IDToken)/2]
			w.Header().Set("Content-Length", strconv.Itoa(2*len(half)))
			writeRaw(w, http.StatusOK, half)
			panic(http.ErrAbortHandler)
		}},
		// Why it was denied stands in the description alone, as recorded in a browser's login.
		{name: UserAborted, group: GroupPolling, ends: StateRefused, description: "mitid_user_aborted"},
		{name: MitIDTimeout, group: GroupPolling, ends: StateFailed, description: "mitid_timeout"},
	}
}

// hostileText is what a screen must not be told: an escape sequence, markup, a reversed direction,
// and 4 kB of it.
func hostileText() string {
	return "\x1b[31mApproved\x1b[0m <b onclick=alert(1)>Approved</b> \u202eyldneirf\u202c " + strings.Repeat("long ", 800)
}
