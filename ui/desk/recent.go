package desk

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"ringback/ciba"
	"ringback/ciba/mitid"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// How many recent texts and cases are offered, and in how many records they are looked for.
const (
	recentMost    = 6
	recentRecords = 100
)

// Recent are the texts and cases of earlier requests in the environment in use, newest first,
// without duplicates. They are offered, never filled in by themselves. There are none while the
// form is locked.
type Recent struct {
	Texts []string // reference texts, with the check code of the current request
	Cases []string // the operator's own references
}

// recent is what the journal says about earlier requests. It is kept only in memory, until the desk
// is unattended for a while.
type recent struct {
	turn  int // late answers for another environment are dropped
	gone  bool
	texts []uncoded
	cases []string
}

func (r recent) empty() bool { return len(r.texts)+len(r.cases) == 0 }

// uncoded is a reference text split where its code was; one piece if it had none.
type uncoded []string

// with returns the text with another code.
func (u uncoded) with(code string) string { return strings.Join(u, code) }

// readRecent reads the journal of the environment in use. The current entries stay until the answer
// comes.
func (s *state) readRecent() {
	s.recent.turn++
	s.recent.gone = false
	e := s.environment()
	if !s.journalReady(e) {
		return // opening the journal calls readRecent again
	}
	j, turn, words := s.journalFor(e), s.recent.turn, s.codeWords(e)
	s.job(func(ctx context.Context) func(*state) {
		records, err := j.List(ctx, journal.Filter{Environment: e.ID, Limit: recentRecords})
		if err != nil {
			return nil // the next request does without
		}
		found := recentOf(records, words)
		return func(s *state) {
			if turn == s.recent.turn {
				s.recent.texts, s.recent.cases = found.texts, found.cases
			}
		}
	})
}

// forgetRecent forgets what was read. gone: until the operator is present again.
func (s *state) forgetRecent(gone bool) { s.recent = recent{turn: s.recent.turn + 1, gone: gone} }

// recentOf picks from records what can be offered.
func recentOf(records []journal.Record, words []string) recent {
	var r recent
	for _, record := range records {
		if clean := ciba.Clean(record.Case, 200); clean != "" && clean == record.Case && len(r.cases) < recentMost && !slices.Contains(r.cases, clean) {
			r.cases = append(r.cases, clean)
		}
		if len(r.texts) == recentMost || mitid.CheckText(record.Text) != nil {
			continue
		}
		text, ok := withoutCode(record.Text, words)
		if ok && !slices.ContainsFunc(r.texts, func(known uncoded) bool { return slices.Equal(known, text) }) {
			r.texts = append(r.texts, text)
		}
	}
	return r
}

// digits finds numbers. Those with four digits can be codes.
var digits = regexp.MustCompile(`[0-9]+`)

// withoutCode removes the check code from a text: the four digits after one of words, the words
// that precede codes here, or at the beginning if that word is "". It returns false if the text
// holds four digits that may be a code or a year, since an old code must never be offered again.
func withoutCode(text string, words []string) (pieces uncoded, ok bool) {
	code, doubtful := "", false
	for _, at := range digits.FindAllStringIndex(text, -1) {
		if at[1]-at[0] != codeDigits {
			continue
		}
		doubtful = true
		if code == "" && slices.ContainsFunc(words, func(word string) bool { return endsWithWord(text[:at[0]], word) }) {
			code = text[at[0]:at[1]]
		}
	}
	if code == "" {
		return uncoded{text}, !doubtful
	}
	end := 0
	for _, at := range digits.FindAllStringIndex(text, -1) {
		if text[at[0]:at[1]] == code { // all occurrences are removed
			pieces = append(pieces, text[end:at[0]])
			end = at[1]
		}
	}
	return append(pieces, text[end:]), true
}

// codeDigits is the number of digits in a code.
const codeDigits = 4

// codeWords returns the words before the code in the templates that a text of this environment can
// come from; "" for a template that begins with it.
func (s *state) codeWords(e config.Environment) []string {
	templates := []string{s.template(e), s.standardTemplate(e)}
	for _, ours := range s.opt.Templates {
		templates = append(templates, ours())
	}
	var words []string
	for _, template := range templates {
		before, _, found := strings.Cut(template, "{"+mitid.PlaceholderCode+"}")
		if !found {
			continue
		}
		before = before[strings.LastIndex(before, "}")+1:]
		fields := strings.Fields(before)
		if len(fields) == 0 {
			words = append(words, "")
			continue
		}
		words = append(words, fields[len(fields)-1])
	}
	return words
}

// endsWithWord reports whether a text ends with a word, ignoring trailing blanks. The empty word
// matches only an empty text.
func endsWithWord(text, word string) bool {
	fields := strings.Fields(text)
	if len(fields) == 0 || word == "" {
		return len(fields) == 0 && word == ""
	}
	return strings.EqualFold(fields[len(fields)-1], word)
}

// viewRecent returns what is offered now.
func (s *state) viewRecent() Recent {
	var r Recent
	if s.locked() {
		return r
	}
	for _, text := range s.recent.texts {
		if len(text) > 1 && s.form.code == "" {
			continue // no code could be made
		}
		if whole := text.with(s.form.code); whole != s.form.text.typed {
			r.Texts = append(r.Texts, whole)
		}
	}
	for _, one := range s.recent.cases {
		if one != strings.TrimSpace(s.form.caseNumber.typed) {
			r.Cases = append(r.Cases, one)
		}
	}
	return r
}
