package console

import (
	"cmp"
	"errors"
	"io"

	"ringback/ui/desk"
)

// Filling is what there is for the window's form: a link that was clicked, or, where the flag
// -request has a value, a request on standard input.
func Filling(link, flag string, in io.Reader) (filling desk.Request, problem desk.Text) {
	switch {
	case link != "":
		return desk.ParseLink(link)
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
	if problem = request.twoPersons(); !problem.IsZero() {
		return desk.Request{}, problem
	}
	filling = request.filling()
	return filling, filling.Problem()
}

// twoPersons says that a request names a person twice: one of them would be left out unnoticed.
func (r Request) twoPersons() desk.Text {
	if r.UUID != "" && r.Person != "" {
		return desk.Say("fill.two_persons")
	}
	return desk.Text{}
}

// filling is the request for the window's form.
func (r Request) filling() desk.Request {
	return desk.Request{
		Person: cmp.Or(r.Person, r.UUID), HintToken: r.HintToken, Text: r.Text, IP: r.IP, Action: r.Action,
		Case: r.Case, AppOS: r.AppOS, ReturnURL: r.ReturnURL,
	}
}
