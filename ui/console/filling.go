package console

import (
	"cmp"
	"errors"
	"io"
	"time"

	"ringback/ui/desk"
)

// inputBound is how long a request on standard input may take to end: a case system that never
// closes the pipe must not leave a process behind for each call.
const inputBound = 10 * time.Second

// errLate means that standard input didn't end in time.
var errLate = errors.New("standard input didn't end in time")

// errUnread means that reading the request failed in a way that nobody foresaw.
var errUnread = errors.New("the request can't be read")

// Filling returns what to fill the window's form with: a request on standard input, which must end
// within ten seconds. flag is the value of -request.
func Filling(flag string, in io.Reader) (filling desk.Request, problem desk.Text) {
	if flag != "-" {
		return desk.Request{}, desk.Say("fill.stdin_only")
	}
	request, err := within(inputBound, func() (Request, error) { return ReadRequest(in) })
	switch {
	case errors.Is(err, errLate):
		return desk.Request{}, desk.Say("fill.request_late", "Seconds", int(inputBound/time.Second))
	case errors.Is(err, desk.ErrNotUTF8):
		return desk.Request{}, desk.Say("fill.request_not_utf8")
	case err != nil:
		return desk.Request{}, desk.Say("fill.request_unreadable")
	}
	for _, problem := range []desk.Text{request.twoPersons(), desk.LongUUID(request.UUID)} {
		if !problem.IsZero() {
			return desk.Request{}, problem
		}
	}
	filling = request.filling()
	return filling, filling.Problem()
}

// within reads standard input with a limit on the time.
func within[T any](bound time.Duration, read func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	ended := make(chan result, 1)
	go func() { // if it is late, it ends with the process
		defer func() {
			if recover() != nil { // its value may quote the request
				ended <- result{err: errUnread}
			}
		}()
		value, err := read()
		ended <- result{value, err}
	}()
	select {
	case got := <-ended:
		return got.value, got.err
	case <-time.After(bound):
		var none T
		return none, errLate
	}
}

// twoPersons reports a request that names a person twice: one of them would be silently ignored.
func (r Request) twoPersons() desk.Text {
	if r.UUID != "" && r.Person != "" || r.CPR != "" && cmp.Or(r.UUID, r.Person) != "" {
		return desk.Say("fill.two_persons")
	}
	return desk.Text{}
}

// filling returns the request for the desk's form.
func (r Request) filling() desk.Request {
	return desk.Request{
		Person: cmp.Or(r.Person, r.UUID), CPR: r.CPR, HintToken: r.HintToken, Text: r.Text, IP: r.IP, Action: r.Action,
		Case: r.Case, AppOS: r.AppOS, ReturnURL: r.ReturnURL,
	}
}
