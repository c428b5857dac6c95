package ui

import (
	"fmt"
	"slices"
	"strings"

	"ringback/ui/desk"
	"ringback/ui/kit"
	"ringback/ui/linebreak"
)

// exchangeList builds the rows of an exchange.
type exchangeList struct {
	say      words
	exchange *desk.Exchange
	revealed *desk.Revealed // nil, or a revealed value of any exchange
	rows     []kit.Row
	values   []int // see network
	answer   int   // the row to scroll to when a value was revealed; 0 for none
}

// inSight is how many lines of a revealed value are scrolled into view.
const inSight = 4

// exchangeRows builds the rows of an exchange.
func exchangeRows(say words, e *desk.Exchange, revealed *desk.Revealed) exchangeList {
	l := exchangeList{say: say, exchange: e, revealed: revealed}
	for i, piece := range linebreak.Pieces(e.Method+" "+e.URL, addressLength) {
		index := -1
		if i == 0 {
			index = 0
		}
		l.add(kit.Row{Text: piece, Mono: true}, "url", index)
	}
	l.plain(kit.Row{Text: answer(say, e) + " · " + say.get("window.bytes", "Count", e.Size)})
	if !e.Error.IsZero() {
		l.plain(kit.Row{Text: say.say(e.Error), Color: kit.ColorProblem})
	}
	l.half("request", say.get("window.headers_of_request"), say.get("window.body_of_request"), e.Request)
	l.hint()
	l.half("response", say.get("window.headers_of_answer"), say.get("window.body_of_answer"), e.Response)
	return l
}

// addressLength is the length, in characters, at which an address is broken into lines, so that all
// of it is visible.
const addressLength = 64

// plain adds a row in which nothing is masked.
func (l *exchangeList) plain(row kit.Row) { l.add(row, "", -1) }

// heading adds a heading.
func (l *exchangeList) heading(text string) {
	l.plain(kit.Row{})
	l.plain(kit.Row{Text: text, Color: kit.ColorSoft})
}

// half adds a request or an answer with its headings.
func (l *exchangeList) half(which, headers, content string, body desk.Body) {
	if len(body.Headers) > 0 {
		l.heading(headers)
	}
	for i, header := range body.Headers {
		l.add(kit.Row{Text: header.Name + ": " + header.Value, Mono: true}, which+"_header", i)
	}
	if len(body.Lines) > 0 {
		l.heading(content)
	}
	place := map[string]string{"request": "request_form", "response": "response_body"}[which]
	for i, line := range body.Lines {
		l.add(kit.Row{Text: line, Mono: true}, place, i)
	}
}

// hint adds the decoded login hint below the request's parameters.
func (l *exchangeList) hint() {
	hint := l.exchange.Hint
	if len(hint.Lines) == 0 {
		return
	}
	l.heading(l.say.get("network.hint."+hint.Encoding, "Name", hint.Name))
	for _, line := range hint.Lines {
		l.plain(kit.Row{Text: line, Mono: true})
	}
}

// add adds a row and, if a value in it is masked, the offer to reveal it.
func (l *exchangeList) add(row kit.Row, place string, index int) {
	at := slices.IndexFunc(l.exchange.Masked, func(m desk.Masked) bool { return m.Place == place && m.Index == index })
	if at < 0 {
		l.rows, l.values = append(l.rows, row), append(l.values, -1)
		return
	}
	m := l.exchange.Masked[at]
	switch {
	case !m.Never.IsZero():
		l.rows, l.values = append(l.rows, row, l.note(m.Never)), append(l.values, -1, -1)
	case !shows(l.revealed, l.exchange, m.Value):
		row.Act = l.say.get("network.reveal.act")
		l.rows, l.values = append(l.rows, row), append(l.values, m.Value)
	default:
		row.Act = l.say.get("button.hide")
		l.rows, l.values = append(l.rows, row), append(l.values, m.Value)
		l.reveal(m)
	}
}

// reveal adds the revealed value, or why it can't be shown. Copying the rows copies dots.
func (l *exchangeList) reveal(m desk.Masked) {
	first := len(l.rows)
	if problem := l.revealed.Problem; !problem.IsZero() {
		l.plain(l.note(problem))
	}
	for _, line := range l.revealed.Lines() {
		l.rows = append(l.rows, kit.Row{Text: line, Mono: true, Indent: 1, Copy: dots})
		l.values = append(l.values, m.Value)
	}
	l.answer = min(len(l.rows), first+inSight) - 1
}

// note returns a row about the one above.
func (l *exchangeList) note(text desk.Text) kit.Row {
	return kit.Row{Text: l.say.say(text), Color: kit.ColorSoft, Indent: 1}
}

// shows reports whether a value of an exchange is the revealed one.
func shows(revealed *desk.Revealed, e *desk.Exchange, value int) bool {
	return revealed != nil && revealed.Seq == e.Seq && revealed.Value == value
}

// plainExchange returns an exchange as text for the clipboard, redacted even if a value is
// revealed.
func plainExchange(say words, e *desk.Exchange) string {
	var b strings.Builder
	fmt.Fprintln(&b, e.Method, e.URL)
	write := func(body desk.Body) {
		for _, header := range body.Headers {
			fmt.Fprintf(&b, "%s: %s\n", header.Name, header.Value)
		}
		fmt.Fprintf(&b, "\n%s\n", body.Text)
	}
	write(e.Request)
	fmt.Fprintf(&b, "\n%s\n", answer(say, e))
	if !e.Error.IsZero() {
		fmt.Fprintln(&b, say.say(e.Error))
	}
	write(e.Response)
	return b.String()
}

// curlLine returns the request as a shell command, below notes that say what it needs and what it
// does. It doesn't end with a line break, so that a pasted command runs only after Enter. The notes
// are commands that do nothing, because an interactive zsh runs lines that begin with #.
func curlLine(say words, e *desk.Exchange) string {
	var b strings.Builder
	note := func(key string, names ...string) {
		text := say.get(key, "Names", strings.Join(names, ", "))
		fmt.Fprintf(&b, ": '%s'\n", strings.ReplaceAll(text, "'", "’"))
	}
	if strings.Contains(e.Curl.Text, "$'") {
		note("network.curl.not_dash")
	} else {
		note("network.curl.shells")
	}
	if len(e.Curl.Variables) > 0 {
		note("network.curl.set", e.Curl.Variables...)
	}
	if len(e.Curl.Missing) > 0 {
		note("network.curl.missing", e.Curl.Missing...)
	}
	if e.Endpoint == "backchannel_authentication_endpoint" {
		note("network.curl.rings")
	}
	return b.String() + e.Curl.Text
}
