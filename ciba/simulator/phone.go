package simulator

import (
	"errors"
	"time"
)

var (
	// ErrUnknownPrompt says that no phone shows a prompt with that id, or no longer does.
	ErrUnknownPrompt = errors.New("simulator: no phone shows this prompt")
	// ErrPromptEnded says that the prompt was already answered, expired or cancelled.
	ErrPromptEnded = errors.New("simulator: this prompt has already ended")
)

// Prompt is what a person's phone shows for one request.
type Prompt struct {
	ID           string    `json:"id"` // opaque; not the auth_req_id
	PersonUUID   string    `json:"personUuid"`
	Organisation string    `json:"organisation"`
	Action       string    `json:"action"` // LOG_ON, APPROVE, CONFIRM, ACCEPT or SIGN
	Text         string    `json:"text"`
	Received     time.Time `json:"received"`
	Expires      time.Time `json:"expires"`
	State        string    `json:"state"` // one of the State constants
	Match        string    `json:"match"` // one of the Match constants, or empty: not asked
}

// Prompts returns what the phones show, oldest first: the prompts that wait for an answer, and for
// 30 s those that have ended.
func (s *Simulator) Prompts() []Prompt {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	prompts := []Prompt{}
	for _, r := range s.requests.all {
		r.settle(now, s.answerAfter)
		if r.onPhone(now) {
			prompts = append(prompts, r.prompt())
		}
	}
	return prompts
}

func (r *request) prompt() Prompt {
	return Prompt{
		ID:           r.promptID,
		PersonUUID:   r.person.UUID,
		Organisation: r.client.Organisation,
		Action:       r.action,
		Text:         r.text,
		Received:     r.received,
		Expires:      r.expires,
		State:        r.state,
		Match:        r.match,
	}
}

// Approve makes the person approve. It works in every scenario, if it comes before the scenario's
// own answer. Errors: ErrUnknownPrompt, ErrPromptEnded.
func (s *Simulator) Approve(promptID string) error { return s.decide(promptID, StateApproved) }

// Refuse makes the person refuse, as Approve makes them approve.
func (s *Simulator) Refuse(promptID string) error { return s.decide(promptID, StateRefused) }

func (s *Simulator) decide(promptID, state string) error {
	changed, err := s.record(promptID, state)
	if changed {
		s.notify()
	}
	return err
}

func (s *Simulator) record(promptID, state string) (changed bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	r, ok := s.requests.prompt(promptID)
	if !ok || !r.onPhone(now) {
		return false, ErrUnknownPrompt
	}
	changed = r.settle(now, s.answerAfter)
	if r.state != StateShown {
		return changed, ErrPromptEnded
	}
	r.end(state, now)
	return true, nil
}
