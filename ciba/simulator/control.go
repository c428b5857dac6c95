package simulator

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
)

// The control endpoints require the control key. It belongs to the person who started the
// simulator, not to other programs and users of the machine.

// mayControl reports whether an HTTP request may see and answer prompts. Without the key, nothing
// reveals that there is a phone. A browser states where a script comes from; it must come from
// here.
func (s *Simulator) mayControl(r *http.Request) bool {
	return s.isFromHere(r) && sameSecret(bearer(r), s.controlKey)
}

// control serves the paths below /phone to requests with the control key. It reports false for all
// others.
func (s *Simulator) control(w http.ResponseWriter, r *http.Request) bool {
	reading := readsOnly(r)
	posting := r.Method == http.MethodPost
	if !s.mayControl(r) {
		return false
	}
	switch path := r.URL.Path; {
	case path == pathPhone && reading:
		writeJSON(w, http.StatusOK, s.Prompts())
	case path == pathAbout && reading:
		writeJSON(w, http.StatusOK, s.about())
	case path == pathLive && r.Method == http.MethodGet:
		s.serveLive(w, r)
	case path == pathApprove && posting:
		s.serveDecision(w, r, s.Approve)
	case path == pathRefuse && posting:
		s.serveDecision(w, r, s.Refuse)
	case path == pathScenario && posting:
		s.serveScenario(w, r)
	default:
		return false
	}
	return true
}

// serveDecision serves POST /phone/approve and /phone/refuse, with the prompt's id as {"id":"…"}.
// It answers 204, 404 for an unknown prompt, or 409 for one that has ended.
func (s *Simulator) serveDecision(w http.ResponseWriter, r *http.Request, decide func(promptID string) error) {
	var asked struct {
		ID string `json:"id"`
	}
	if !readJSON(r, &asked) {
		writeError(w, http.StatusBadRequest, errInvalidRequest)
		return
	}
	switch err := decide(asked.ID); {
	case errors.Is(err, ErrUnknownPrompt):
		writeError(w, http.StatusNotFound, "unknown_prompt")
	case errors.Is(err, ErrPromptEnded):
		writeError(w, http.StatusConflict, "prompt_ended")
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

// serveScenario serves POST /phone/scenario with {"scenario":"…"}. It answers 204, or 404 for an
// unknown scenario.
func (s *Simulator) serveScenario(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Scenario string `json:"scenario"`
	}
	if !readJSON(r, &asked) {
		writeError(w, http.StatusBadRequest, errInvalidRequest)
		return
	}
	scenario, err := ParseScenario(asked.Scenario)
	if err != nil {
		writeError(w, http.StatusNotFound, "unknown_scenario")
		return
	}
	s.SetScenario(scenario)
	w.WriteHeader(http.StatusNoContent)
}

// readJSON reads a body that declares itself JSON. A form on another site can't send one.
func readJSON(r *http.Request, into any) bool {
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != "application/json" {
		return false
	}
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return false
	}
	return errors.Is(decoder.Decode(&struct{}{}), io.EOF)
}

// about holds what doesn't change while the simulator runs.
type about struct {
	Issuer    string         `json:"issuer"`
	ClientID  string         `json:"clientId"`
	People    []knownPerson  `json:"people"`
	Scenarios []ScenarioInfo `json:"scenarios"`
	Curl      []string       `json:"curl"`
}

type knownPerson struct {
	UUID string `json:"uuid"`
	CPR  string `json:"cpr"` // with a hyphen; "" without one
	Name string `json:"name"`
}

func (s *Simulator) about() about {
	a := about{Issuer: s.Issuer(), ClientID: s.shown.ID, Scenarios: Catalogue(), Curl: s.Curl()}
	for _, p := range s.people {
		a.People = append(a.People, knownPerson{p.UUID, p.wholeCPR(), p.Name})
	}
	return a
}
