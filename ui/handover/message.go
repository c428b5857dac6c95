package handover

import (
	"errors"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// MaxMessage is the longest message, in bytes.
const MaxMessage = 64 << 10

// Ask is what a start asks of the open window.
type Ask string

// What can be asked.
const (
	AskFront   Ask = "front"    // come to the front, and offer Environment if it is another one
	AskLink    Ask = "link"     // offer the request of a link
	AskBadLink Ask = "bad_link" // say that a link can't be used
	AskRequest Ask = "request"  // offer the request of standard input
	AskHangUp  Ask = "hang_up"  // cancel the waiting request of a case
)

// Message is what a start hands over.
type Message struct {
	Ask  Ask  `json:"ask"`
	Wait bool `json:"wait,omitzero"` // with AskRequest: the sender waits for its [Answer]

	// The fields of the request. Those that weren't given are "". AskHangUp has Case and perhaps
	// Environment.
	Environment string `json:"environment,omitzero"`
	Person      string `json:"person,omitzero"`
	CPR         string `json:"cpr,omitzero"`        // with AskRequest only
	HintToken   string `json:"hint_token,omitzero"` // secret
	Text        string `json:"text,omitzero"`
	IP          string `json:"ip,omitzero"`
	Action      string `json:"action,omitzero"`
	Case        string `json:"case,omitzero"`
	AppOS       string `json:"app_os,omitzero"`
	ReturnURL   string `json:"return_url,omitzero"`
}

// String keeps persons and secrets out of whatever is printed.
func (m Message) String() string { return string(m.Ask) }

// GoString is String.
func (m Message) GoString() string { return m.String() }

// Answer is how the request of a message ended.
type Answer struct {
	Line   string `json:"line"` // for the sender's standard output
	Status int    `json:"status"`
}

// maxStatus is the highest exit status: of a higher one the system keeps the lowest bits, and 256
// would be a success.
const maxStatus = 255

// parseAnswer reads an answer. Both members must be there: a status that is missing isn't 0.
func parseAnswer(line []byte) (Answer, error) {
	var read struct {
		Line   string `json:"line"`
		Status *int   `json:"status"`
	}
	if json.Unmarshal(line, &read, json.RejectUnknownMembers(true)) != nil ||
		read.Line == "" || read.Status == nil || *read.Status < 0 || *read.Status > maxStatus {
		return Answer{}, errMalformed
	}
	return Answer{Line: read.Line, Status: *read.Status}, nil
}

// maxAnswer is the longest answer, in bytes. Its line has every check of a verdict.
const maxAnswer = 1 << 20

// receipt acknowledges a message.
type receipt struct {
	Taken *bool `json:"taken"`
}

var errMalformed = errors.New("malformed") // never with what was read: it is about a person

// parse reads a message. It refuses what it doesn't know: ignoring it could drop what matters.
func parse(line []byte) (Message, error) {
	var m Message
	if len(line) > MaxMessage || json.Unmarshal(line, &m, json.RejectUnknownMembers(true)) != nil {
		return Message{}, errMalformed
	}
	switch m.Ask {
	case AskBadLink:
		if m != (Message{Ask: AskBadLink}) {
			return Message{}, errMalformed
		}
	case AskFront, AskLink:
		if m.Wait || m.CPR != "" {
			return Message{}, errMalformed
		}
	case AskRequest:
	case AskHangUp:
		if m.Case == "" || m != (Message{Ask: AskHangUp, Case: m.Case, Environment: m.Environment}) {
			return Message{}, errMalformed
		}
	default:
		return Message{}, errMalformed
	}
	return m, nil
}

// encode returns a value as one line.
func encode(value any) ([]byte, error) {
	line, err := json.Marshal(value, jsontext.Multiline(false))
	if err != nil {
		return nil, errMalformed
	}
	return append(line, '\n'), nil
}
