package console

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"ringback/ui/desk"
)

// Request is what is asked, from flags or from standard input.
type Request struct {
	Person    string `json:"person"`     // a MitID UUID or, in the profile generic, the provider's name
	CPR       string `json:"cpr"`        // a CPR number, instead of Person; see [ReadCPR]
	HintToken string `json:"hint_token"` // secret, so it has no flag
	Text      string `json:"text"`
	Case      string `json:"case"`
	IP        string `json:"ip"`
	Action    string `json:"action"`
	AppOS     string `json:"app_os"`
	ReturnURL string `json:"return_url"`

	// Confirmed says that the person was asked, or asked for it: the answer to the guard's
	// questions, which is recorded with those that it answers.
	Confirmed bool `json:"confirmed"`

	// UUID is Person, as the flag -uuid and earlier versions name it.
	UUID string `json:"uuid"`
}

// earlier are the earlier names of members, which are still read.
type earlier struct {
	Text string `json:"reference"`
	Case string `json:"reference_id"`
}

// maxRequest is the longest request that is read, in bytes.
const maxRequest = 64 << 10

// ErrRequest means that a request on standard input can't be used. It never contains what was read,
// which is about a person.
var ErrRequest = errors.New("the request on standard input can't be used")

// Asked returns the request from the flags or, if the flag -request has a value, from standard
// input. Both together are an error, because one would be silently ignored. If the flag -cpr has a
// value, the CPR number is read from standard input.
func Asked(flags Request, cpr, stdin string, in io.Reader) (Request, error) {
	switch {
	case cpr != "" && stdin != "":
		return Request{}, errors.New("-cpr and -request can't be combined: both read standard input; put the number into the request, as cpr")
	case cpr != "" && cpr != "-":
		return Request{}, errors.New("-cpr takes - only: the number is read from standard input, so that it isn't in the list of processes")
	case cpr != "":
		number, err := ReadCPR(in)
		flags.CPR = number
		return flags, err
	case stdin == "":
		return flags, nil
	case stdin != "-":
		return Request{}, errors.New("-request takes - only: the request is read from standard input")
	case flags != Request{}:
		return Request{}, errors.New("the request is read from standard input: -request - can't be combined with -uuid, -person, -reference, -ip, -action, -reference-id or -confirmed")
	}
	return ReadRequest(in)
}

// maxCPRLine is the longest line with a CPR number that is read, in bytes.
const maxCPRLine = 200

// ReadCPR reads a CPR number from the first line, so that it is neither in a list of processes nor
// in a shell's history. It may still be none. The error doesn't contain what was read.
func ReadCPR(in io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(in, maxCPRLine+1)).ReadString('\n')
	line = strings.TrimSpace(strings.TrimPrefix(line, "\uFEFF")) // PowerShell puts it before what it passes on
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return "", errors.New("the CPR number can't be read from standard input")
	case line == "" || len(line) > maxCPRLine:
		return "", errors.New("there is no CPR number on standard input")
	}
	return line, nil
}

// ReadRequest reads a request as one JSON object, as case systems send it, so that a person is
// neither in a list of processes nor in a shell's history. It refuses unknown members, because a
// misspelt one would silently be missing from the prompt.
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
	var members map[string]jsontext.Value
	if err := json.Unmarshal(data, &members); err != nil || members == nil {
		return Request{}, errMembers()
	}
	for _, value := range members {
		if value.Kind() == 'n' { // null is neither a text nor an answer
			return Request{}, errMembers()
		}
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
	return fmt.Errorf("%w: it must be one JSON object with the members confirmed (true or false) and, as texts, person, cpr, text, case, ip, action, hint_token, app_os and return_url (of uuid, person and cpr, reference and text, reference_id and case one each)", ErrRequest)
}
