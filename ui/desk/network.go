package desk

import (
	"slices"
	"strings"
	"time"

	"ringback/ciba"
	"ringback/ui/linebreak"
)

// Exchange is one HTTP request and its response, redacted.
type Exchange struct {
	Seq      int
	At       time.Time
	Endpoint string // the specification's word: "token_endpoint"
	Method   string
	URL      string // ids masked
	Status   int    // 0 if no answer came
	Duration time.Duration
	Size     int64 // of the response's body, bytes
	Error    Text
	Request  Body
	Response Body
	Masked   []Masked // the masked values
	Hint     Hint     // the decoded login hint
	Curl     Command
}

// Body is one half of an exchange.
type Body struct {
	Headers []Pair
	Lines   []string // pretty-printed, secrets masked, long lines cut into pieces
	Text    string   // the same lines uncut, for copying
}

// Hint is the login hint of a request, decoded.
type Hint struct {
	Name     string   // of the parameter; "" without a readable hint
	Encoding string   // "json", "base64", "jwt"
	Lines    []string // as in a Body
}

// Command is a bash command line that sends a request with curl, with variables instead of masked
// values.
type Command struct {
	Text      string
	Variables []string // to be set first
	Missing   []string // masked values without a variable
}

// lineLength is the length at which lines of a body are cut: a window draws many short lines fast,
// and a very long one not at all.
const lineLength = 68

// SecretVariable is the environment variable from which the program takes a client secret or
// private key for one run. A curl command has it instead of the secret.
const SecretVariable = "RINGBACK_CLIENT_SECRET"

// exchanged records an HTTP request and its answer. Without a verification on the desk they are
// dropped.
func (s *state) exchanged(e ciba.Exchange) {
	if s.run != nil {
		// A copy: published views hold the old slice.
		s.run.network = append(slices.Clone(s.run.network), viewExchange(len(s.run.network)+1, e))
		s.run.masked = append(s.run.masked, e.Masked)
		s.overheard(len(s.run.network), e)
	}
}

// viewExchange converts an exchange. It runs once per exchange, since views are made each second.
func viewExchange(seq int, e ciba.Exchange) Exchange {
	form, body := formLines(e.RequestForm), bodyLines(e.ResponseBody)
	if e.RequestBody != "" {
		form = bodyLines(e.RequestBody)
	}
	view := Exchange{
		Seq: seq, At: e.At, Endpoint: e.Endpoint, Method: e.Method, URL: e.URL, Status: e.Status, Duration: e.Duration, Size: e.Size,
		Request:  Body{Headers: pairs(e.RequestHeader), Lines: form.lines, Text: form.whole},
		Response: Body{Headers: pairs(e.ResponseHeader), Lines: body.lines, Text: body.whole},
		Curl:     Command(e.Curl(map[string]string{"client_secret": SecretVariable})),
	}
	if e.Reason != ciba.ReasonNone {
		view.Error = Say("network.reason." + string(e.Reason))
		if e.Proxy != nil {
			view.Error = proxyText(e.Proxy)
		}
	}
	if e.Hint != nil {
		view.Hint = Hint{Name: e.Hint.Name, Encoding: string(e.Hint.Encoding), Lines: bodyLines(e.Hint.Text).lines}
	}
	for i, m := range e.Masked {
		one := Masked{Value: i, Place: string(m.Place), Index: m.Index, Name: m.Name, Never: neverShown(m)}
		switch m.Place {
		case ciba.PlaceRequestForm:
			one.Index = form.at[m.Index]
		case ciba.PlaceResponseBody:
			one.Index = body.at[strings.Count(e.ResponseBody[:m.Index], "\n")]
		}
		view.Masked = append(view.Masked, one)
	}
	return view
}

func pairs(form ciba.Form) []Pair {
	var all []Pair
	for _, p := range form {
		all = append(all, Pair{p.Name, p.Value})
	}
	return all
}

// laidOut is a text split into rows.
type laidOut struct {
	lines []string // in pieces
	at    []int    // index of each line's first piece
	whole string   // the lines uncut
}

func layOut(lines []string) laidOut {
	out := laidOut{whole: strings.Join(lines, "\n")}
	for _, line := range lines {
		out.at = append(out.at, len(out.lines))
		out.lines = append(out.lines, chunks(line, lineLength)...)
	}
	return out
}

// formLines returns the parameters of a form, one per line.
func formLines(form ciba.Form) laidOut {
	var lines []string
	for _, p := range form {
		lines = append(lines, p.Name+" = "+p.Value)
	}
	return layOut(lines)
}

// bodyLines returns the lines of a text, cleaned.
func bodyLines(body string) laidOut {
	var lines []string
	for line := range strings.Lines(body) {
		lines = append(lines, ciba.Clean(strings.TrimRight(line, "\n"), len(line)))
	}
	return layOut(lines)
}

// chunks cuts a line into pieces of at most length characters. An empty line is one piece.
func chunks(line string, length int) []string {
	if line == "" {
		return []string{""}
	}
	return linebreak.Pieces(line, length)
}
