package simulator

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// How a CPR match was answered, as a phone shows it.
const (
	MatchSame    = "same"    // the number is the approver's
	MatchOther   = "other"   // it isn't
	MatchRefused = "refused" // neither: refused, or nonsense
)

// The limits of the CPR match: for one authentication, as the broker's documentation says.
const (
	matchTries = 3
	matchLasts = 15 * time.Minute
)

// maxSessions limits the memory for access tokens.
const maxSessions = 2000

// session is what a CPR match knows of an access token. The simulator's lock guards it.
type session struct {
	request *request
	tries   int
}

// sessionList holds the sessions by access token. The oldest ones are forgotten.
type sessionList struct {
	byToken map[string]*session
	order   []string
}

// issue remembers the access token of an approved request.
func (s *Simulator) issue(accessToken string, approved *request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := &s.sessions
	if l.byToken == nil {
		l.byToken = make(map[string]*session)
	}
	if len(l.order) >= maxSessions {
		delete(l.byToken, l.order[0])
		l.order = l.order[1:]
	}
	// approved is a copy of the request that the list has.
	whole, known := s.requests.prompt(approved.promptID)
	if !known {
		whole = approved
	}
	l.byToken[accessToken], l.order = &session{request: whole}, append(l.order, accessToken)
}

// matchAnswer is the body of an answer that compares.
type matchAnswer struct {
	Match bool `json:"cprNumberMatch"`
}

// matchError is the body of a refusal.
type matchError struct {
	Message string `json:"errorMessage"`
}

// What a refusal says. The first was recorded and the second is documented; the third is made up.
const (
	matchMissing  = "Missing Cpr parameter"
	matchExceeded = "Cpr Match exceeded. Only 3 tries is allowed within a session."
	matchLate     = "Cpr Match is only allowed within 15 minutes of the authentication."
)

// serveMatch serves POST /op/api/v1/mitid/matchCpr: whether the CPR number of {"cpr":"…"} is that
// of the person whose approval gave the access token.
func (s *Simulator) serveMatch(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Connection", "close")
	var asked struct {
		CPR string `json:"cpr"`
	}
	token := bearer(r)
	if !s.knows(token) {
		writeUnauthorized(w, "Bearer")
		return
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || asked.CPR == "" {
		refuseMatch(w, matchMissing)
		return
	}
	answer := s.matched(token, asked.CPR)
	s.notify()
	answer(w)
}

func (s *Simulator) knows(token string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, known := s.sessions.byToken[token]
	return known
}

// matched compares a number, notes on the phone that it did, and returns how to answer.
func (s *Simulator) matched(token, number string) (answer func(http.ResponseWriter)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := s.sessions.byToken[token]
	r := asked.request
	r.match, r.matched = MatchRefused, s.now()
	switch asked.tries++; {
	case asked.tries > matchTries:
		return func(w http.ResponseWriter) { refuseMatch(w, matchExceeded) }
	case s.now().After(r.ended.Add(matchLasts)):
		return func(w http.ResponseWriter) { refuseMatch(w, matchLate) }
	}
	match := r.scenario.fault().match
	if match == nil {
		match = compared
	}
	r.match, answer = match(r.approver.CPR != "" && number == r.approver.CPR)
	return answer
}

// compared is the answer of a broker without faults.
func compared(same bool) (how string, answer func(http.ResponseWriter)) {
	if !same {
		return MatchOther, func(w http.ResponseWriter) { writeMatch(w, matchAnswer{false}) }
	}
	return MatchSame, func(w http.ResponseWriter) { writeMatch(w, matchAnswer{true}) }
}

// matchType is the content type of the match's answers, recorded in lower case.
const matchType = "application/json; charset=utf-8"

func writeMatch(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", matchType)
	writeJSON(w, http.StatusOK, body)
}

// refuseMatch answers as recorded. Which statuses the other refusals have isn't documented.
func refuseMatch(w http.ResponseWriter, message string) {
	w.Header().Set("Content-Type", matchType)
	writeJSON(w, http.StatusBadRequest, matchError{message})
}

// matchFaults concern the CPR match. The person approves in all of them.
func matchFaults() []fault {
	refuses := func(answer func(w http.ResponseWriter)) func(bool) (string, func(http.ResponseWriter)) {
		return func(bool) (string, func(http.ResponseWriter)) { return MatchRefused, answer }
	}
	return []fault{
		// As text, like the other truth values of this broker.
		{name: CPRMatch, group: GroupMatch, match: func(same bool) (string, func(http.ResponseWriter)) {
			how, _ := compared(same)
			return how, func(w http.ResponseWriter) {
				writeMatch(w, map[string]string{"cprNumberMatch": strconv.FormatBool(same)})
			}
		}},
		{name: CPROther, group: GroupMatch, match: func(bool) (string, func(http.ResponseWriter)) { return compared(false) }},
		{name: CPRExceeded, group: GroupMatch, match: refuses(func(w http.ResponseWriter) { refuseMatch(w, matchExceeded) })},
		{name: CPRLate, group: GroupMatch, match: refuses(func(w http.ResponseWriter) { refuseMatch(w, matchLate) })},
		{name: CPRNotAllowed, group: GroupMatch, match: refuses(func(w http.ResponseWriter) {
			uncached(w.Header())
			w.WriteHeader(http.StatusForbidden)
		})},
		{name: CPRDown, group: GroupMatch, match: refuses(func(w http.ResponseWriter) {
			writePage(w, http.StatusServiceUnavailable, "503", "Service Unavailable")
		})},
		{name: CPRNonsense, group: GroupMatch, match: refuses(func(w http.ResponseWriter) {
			writeMatch(w, map[string][]bool{"cprNumberMatch": {true}})
		})},
	}
}
