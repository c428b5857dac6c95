package console

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"

	"ringback/ui/desk"
)

// Request is what is asked, from flags or from standard input.
type Request struct {
	// by MitID UUID, or in a generic environment as the provider knows them
	Person    string `json:"person"`
	HintToken string `json:"hint_token"` // secret, so it has no flag
	Text      string `json:"text"`
	Case      string `json:"case"`
	IP        string `json:"ip"`
	Action    string `json:"action"`
	AppOS     string `json:"app_os"`
	ReturnURL string `json:"return_url"`

	// UUID is Person, as the flag -uuid and earlier versions name it.
	UUID string `json:"uuid"`
}

// earlier are names of members that are still read.
type earlier struct {
	Text string `json:"reference"`
	Case string `json:"reference_id"`
}

// maxRequest is the longest request that is read, in bytes.
const maxRequest = 64 << 10

// ErrRequest says that a request on standard input can't be used. It never holds what was read:
// that is about a person.
var ErrRequest = errors.New("the request on standard input can't be used")

// Asked is what is asked: what the flags say, or, where the flag -request has a
// value, what stands on standard input. Of both, one would be left out
// unnoticed.
func Asked(flags Request, stdin string, in io.Reader) (Request, error) {
	switch {
	case stdin == "":
		return flags, nil
	case stdin != "-":
		return Request{}, errors.New("-request takes - only: the request is read from standard input")
	case flags != Request{}:
		return Request{}, errors.New("the request is read from standard input: -request - takes no -uuid, -person, -reference, -ip, -action or -reference-id beside it")
	}
	return ReadRequest(in)
}

// ReadRequest reads a request as one JSON object, as case systems send it: so that a person stands
// neither in a list of processes nor in a shell's history. Unknown members are refused, because a
// misspelt one would be left out of a prompt unnoticed.
func ReadRequest(r io.Reader) (Request, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxRequest+1))
	switch {
	case err != nil:
		return Request{}, fmt.Errorf("%w: it can't be read", ErrRequest)
	case len(data) > maxRequest:
		return Request{}, fmt.Errorf("%w: it is longer than 64 KiB", ErrRequest)
	}
	if data, err = desk.PlainText(data); err != nil {
		return Request{}, fmt.Errorf("%w: %w", ErrRequest, err)
	}
	var members map[string]*string // null is no text, and no object either
	if err := json.Unmarshal(data, &members); err != nil || members == nil || slices.Contains(slices.Collect(maps.Values(members)), nil) {
		return Request{}, errMembers()
	}
	var read struct {
		Request
		earlier
	}
	if err := json.Unmarshal(data, &read, json.RejectUnknownMembers(true)); err != nil {
		return Request{}, errMembers()
	}
	request, old := read.Request, read.earlier
	if request.Text != "" && old.Text != "" || request.Case != "" && old.Case != "" {
		return Request{}, errMembers()
	}
	request.Text, request.Case = cmp.Or(request.Text, old.Text), cmp.Or(request.Case, old.Case)
	return request, nil
}

func errMembers() error {
	return fmt.Errorf("%w: it must be one JSON object with the text members person, text, case, ip, action, hint_token, app_os and return_url (of uuid and person, reference and text, reference_id and case one each)", ErrRequest)
}
