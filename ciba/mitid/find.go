package mitid

import (
	"iter"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"ringback/ciba"
)

// Found is what [Find] found in a text: each person once, in the order of the text.
type Found struct {
	UUIDs []string // canonical
	CPRs  []CPR
}

// What stands between the parts of a number as people and word processors write it: a hyphen or a
// dash (Word makes U+2011 and U+2013 of a hyphen), with blanks, tabs and line breaks around it.
const (
	blank = `[\s\p{Zs}]`
	dash  = blank + `*[-\x{2010}-\x{2015}\x{2212}\x{fe63}\x{ff0d}]` + blank + `*`
)

var (
	uuidForm = regexp.MustCompile(`[0-9a-fA-F]{8}((?:` + dash + `|` + blank + `+)[0-9a-fA-F]{4}){3}(?:` + dash + `|` + blank + `+)[0-9a-fA-F]{12}|[0-9a-fA-F]{32}`)
	cprForm  = regexp.MustCompile(`[0-9]{6}(?:` + dash + `|` + blank + `)?[0-9]{4}`)
	escaped  = regexp.MustCompile(`%[0-9a-fA-F]{2}$`)
)

// Find searches a text, such as a sentence, an address or a page that somebody copied, for MitID
// UUIDs and, outside them, CPR numbers as [ParseCPR] takes them. Both may be written with Word's
// dashes and with blanks; a UUID may also be written without hyphens. Neither counts next to a
// letter or a digit. The nil and the max UUID belong to nobody and are skipped.
//
// The time it takes grows with the text: cut a foreign one first.
func Find(text string, testDays bool, now time.Time) Found {
	if id, err := ParseUUID(text); err == nil { // broken anywhere, as in a narrow column
		return Found{UUIDs: []string{id}}
	}
	uuids, rest := findUUIDs(dropInvisible(text))
	found := Found{UUIDs: uuids}
	for _, digits := range findCPRs(rest, letterOrDigit) {
		number, err := ParseCPR(digits, testDays, now)
		if err == nil && !slices.Contains(found.CPRs, number) {
			found.CPRs = append(found.CPRs, number)
		}
	}
	return found
}

// LooksLikeCPR reports whether a text contains ten digits that look like a CPR number, outside its
// UUIDs; a test person's number or one with a date in the future counts as well. It is for texts
// that must not contain one: unlike [Find] it ignores letters next to the digits.
func LooksLikeCPR(text string) bool {
	_, rest := findUUIDs(dropInvisible(text))
	return slices.ContainsFunc(findCPRs(rest, unicode.IsDigit), func(digits string) bool {
		_, _, ok := birthDate(digits)
		return ok
	})
}

// dropInvisible removes what can't be seen between two digits, except tabs and line breaks.
func dropInvisible(text string) string {
	return strings.Map(func(r rune) rune {
		if ciba.Invisible(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// findUUIDs returns the UUIDs in a text, and the text with each replaced by a bar.
func findUUIDs(text string) (uuids []string, rest string) {
	var outside strings.Builder
	end := 0
	for at := range spans(uuidForm, text, letterOrDigit) {
		id, err := ParseUUID(strings.Map(keepHex, text[at[0]:at[1]]))
		if err != nil {
			continue
		}
		outside.WriteString(text[end:at[0]] + "|")
		end = at[1]
		if !slices.Contains(uuids, id) {
			uuids = append(uuids, id)
		}
	}
	return uuids, outside.String() + text[end:]
}

// findCPRs returns the ten digits of each place that has the form of a CPR number and isn't next to
// an excluded character.
func findCPRs(text string, excluded func(rune) bool) []string {
	var all []string
	for at := range spans(cprForm, text, excluded) {
		all = append(all, strings.Map(keepHex, text[at[0]:at[1]]))
	}
	return all
}

// spans returns where a pattern matches, unless an excluded character is next to it.
func spans(pattern *regexp.Regexp, text string, excluded func(rune) bool) iter.Seq[[2]int] {
	return func(yield func([2]int) bool) {
		for from := 0; ; {
			at := pattern.FindStringIndex(text[from:])
			if at == nil {
				return
			}
			start, end := from+at[0], from+at[1]
			after, _ := utf8.DecodeRuneInString(text[end:])
			if excluded(before(text[:start])) || excluded(after) {
				from = start + 1 // what matches is ASCII
				continue
			}
			if !yield([2]int{start, end}) {
				return
			}
			from = end
		}
	}
}

// before returns the last character of a text; a blank for one that is escaped, as in an address:
// the digits of "%3D" aren't part of what follows.
func before(text string) rune {
	if escaped.MatchString(text[max(0, len(text)-3):]) {
		return ' '
	}
	r, _ := utf8.DecodeLastRuneInString(text)
	return r
}

func letterOrDigit(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func keepHex(r rune) rune {
	if r < utf8.RuneSelf && unicode.Is(unicode.ASCII_Hex_Digit, r) {
		return r
	}
	return -1
}
