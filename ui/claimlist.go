package ui

import (
	"strings"
	"time"

	"ringback/ui/desk"
	"ringback/ui/kit"
	"ringback/ui/linebreak"
)

// claimList makes the rows of a token: for each claim a row in plain words and a soft one for
// developers, and further details once the claim is selected.
type claimList struct {
	w    *Window
	rows *kit.Rows
	// width is how many characters fit in a row next to its lead; fewer fit in a monospaced font
	width int
	open  map[string]bool // the claims with their details shown, by part and name
	of    []string        // the claim that each row is about; "" for none
	again func()          // recreates the rows
}

func newClaimList(w *Window, keys *kit.Keys, width int, again func()) *claimList {
	l := &claimList{w: w, width: width, open: map[string]bool{}, again: again}
	l.rows = kit.NewRows(keys, l.pick)
	return l
}

// mono is how many monospaced characters fit in a row.
func (l *claimList) mono() int { return l.width * 5 / 6 }

// pick shows or hides the details of a claim.
func (l *claimList) pick(i int) {
	l.rows.UnselectAll() // so that it can be picked again
	if i < len(l.of) && l.of[i] != "" {
		l.open[l.of[i]] = !l.open[l.of[i]]
		l.again()
	}
}

// tokenLine is a row and the claim that it is about.
type tokenLine struct {
	row kit.Row
	of  string
}

// set shows lines. For the same token the list keeps its scroll position.
func (l *claimList) set(lines []tokenLine, sameToken bool) {
	rows := make([]kit.Row, len(lines))
	l.of = make([]string, len(lines))
	for i, line := range lines {
		rows[i], l.of[i] = line.row, line.of
	}
	if sameToken {
		l.rows.Update(rows)
		return
	}
	l.rows.Set(rows)
}

// look says how to show the claims of a token.
type look struct {
	now    time.Time
	soft   bool   // nothing in it is proven
	mark   string // appended to whatever is copied; "" for nothing
	wanted string // searched for, in lower case
}

// claims are the rows of one part of a token.
func (l *claimList) claims(part, heading string, all []desk.Claim, as look) []tokenLine {
	var lines []tokenLine
	for i := range all {
		lines = append(lines, l.claim(part, &all[i], as)...)
	}
	if len(lines) == 0 {
		return nil
	}
	return append([]tokenLine{headed(heading)}, lines...)
}

// headed is the heading of a part.
func headed(heading string) tokenLine {
	return tokenLine{row: kit.Row{Lead: heading, Heading: true, Copy: heading}}
}

// parts joins the parts of a token, with a gap between them.
func parts(all ...[]tokenLine) []tokenLine {
	var lines []tokenLine
	for _, part := range all {
		if len(part) > 0 && len(lines) > 0 {
			lines = append(lines, tokenLine{})
		}
		lines = append(lines, part...)
	}
	return lines
}

func (l *claimList) claim(part string, claim *desk.Claim, as look) []tokenLine {
	say := l.w.words
	name := say.say(claim.Plain)
	if name == "" {
		name = say.get("claim.unnamed")
	}
	row := kit.Row{Lead: name, Text: l.reading(claim, as.now)}
	if claim.Withheld || as.soft {
		row.Color = kit.ColorSoft
	}
	row.Copy = claim.Name + ": " + claim.Raw
	if claim.Withheld {
		row.Copy = claim.Name + ": " + row.Text
	}
	row.Copy = marked(row.Copy, as)
	facts := []string{claim.Name}
	for _, fact := range []string{say.say(claim.Type), say.value(claim.Source)} {
		if fact != "" {
			facts = append(facts, fact)
		}
	}
	raw := kit.Row{Text: strings.Join(facts, " · "), Mono: true, Color: kit.ColorSoft, Copy: row.Copy}
	if !as.finds(row.Lead, row.Text, raw.Text, claim.Raw) {
		return nil
	}
	id := part + " " + claim.Name
	lines := []tokenLine{{row, id}, {raw, id}}
	if !l.open[id] {
		return lines
	}
	for _, text := range wrapped(say.say(claim.Explain), l.width) {
		lines = append(lines, tokenLine{kit.Row{Text: text, Color: kit.ColorSoft, Copy: marked(say.say(claim.Explain), as)}, id})
	}
	if source := say.value(claim.Source); len([]rune(raw.Text)) > l.mono() {
		lines = append(lines, tokenLine{kit.Row{Text: source, Color: kit.ColorSoft, Copy: marked(source, as)}, id})
	}
	for _, piece := range linebreak.Pieces(claim.Raw, l.mono()) {
		lines = append(lines, tokenLine{kit.Row{Text: piece, Mono: true, Color: row.Color, Copy: row.Copy}, id})
	}
	return append(lines, tokenLine{of: id})
}

// reading returns the value of a claim, in plain words where there are any.
func (l *claimList) reading(claim *desk.Claim, now time.Time) string {
	say := l.w.words
	switch meaning := claim.Meaning; {
	case claim.Withheld:
		return say.get("check.value.withheld")
	case !meaning.Time.IsZero():
		return say.Moment(meaning.Time, now) + "  ·  " + say.Distance(meaning.Time, now)
	case meaning.Text != "":
		return meaning.Text // the value itself, without the marks of JSON
	case !meaning.Word.IsZero():
		return say.say(meaning.Word) + "  ·  " + claim.Raw
	}
	return claim.Raw
}

// signature returns the rows of the third part. none is shown where no matching key is known.
func (l *claimList) signature(s *desk.Signature, none string, as look) []tokenLine {
	say := l.w.words
	var lines []tokenLine
	add := func(key, text string, mono bool) {
		row := kit.Row{Lead: say.get("claims.signature." + key), Text: text, Mono: mono}
		if as.soft {
			row.Color = kit.ColorSoft
		}
		if text == "" || !as.finds(row.Lead, row.Text, "") {
			return
		}
		row.Copy = marked(row.Lead+": "+text, as)
		if !mono {
			lines = append(lines, tokenLine{row: row})
			return
		}
		for _, piece := range linebreak.Pieces(text, l.mono()) {
			next := row
			next.Text = piece
			lines, row.Lead = append(lines, tokenLine{row: next}), ""
		}
	}
	add("algorithm", s.Algorithm, false)
	if s.Bytes > 0 {
		add("length", say.get("size.bytes", "Count", s.Bytes), false)
	}
	if k := s.Key; k == nil {
		add("key", none, false)
	} else {
		kind := say.get("claims.signature.rsa", "Type", k.Type, "Count", k.Bits)
		if k.Curve != "" {
			kind = say.get("claims.signature.ec", "Type", k.Type, "Curve", k.Curve)
		}
		add("key", kind, false)
		add("kid", k.ID, true)
		add("rfc7638", k.Thumbprint, true)
		add("sha1", k.SHA1, true)
		add("sha256", k.SHA256, true)
		add("pin", say.say(k.Pin), false)
		add("source", k.Source, true)
		if !k.Fetched.IsZero() {
			add("fetched", say.Moment(k.Fetched, as.now)+"  ·  "+say.Distance(k.Fetched, as.now), false)
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return append([]tokenLine{headed(say.get("claims.signature.heading"))}, lines...)
}

// finds reports whether one of the texts contains the search term.
func (as look) finds(texts ...string) bool {
	return as.wanted == "" || strings.Contains(strings.ToLower(strings.Join(texts, " ")), as.wanted)
}

func marked(text string, as look) string {
	if as.mark == "" {
		return text
	}
	return text + " (" + as.mark + ")"
}

// wrapped breaks a text between words into lines of at most width characters.
func wrapped(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case len([]rune(line))+1+len([]rune(word)) <= width:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// joined puts texts next to each other, and begins a new line where the next one would exceed width
// characters.
func joined(texts []string, between string, width int) []string {
	var lines []string
	for i, text := range texts {
		if last := len(lines) - 1; i > 0 && len([]rune(lines[last]+between+text)) <= width {
			lines[last] += between + text
			continue
		}
		lines = append(lines, text)
	}
	return lines
}
