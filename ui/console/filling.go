package console

import (
	"cmp"
	"errors"
	"io"

	"ringback/ui/desk"
)

// Filling returns what to fill the window's form with: a link that was clicked or, if the flag
// -request has a value, a request on standard input.
func Filling(link, flag string, in io.Reader) (filling desk.Request, problem desk.Text) {
	switch {
	case link != "":
		parsed, problem := desk.ParseLink(link)
		return parsed.Request, problem
	case flag == "":
		return desk.Request{}, desk.Text{}
	case flag != "-":
		return desk.Request{}, desk.Say("fill.stdin_only")
	}
	request, err := ReadRequest(in)
	switch {
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
