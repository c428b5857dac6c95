package desk

import (
	"context"
	"regexp"
	"strings"
	"unicode"

	"ringback/ciba/mitid"
	"ringback/storage/config"
)

// AskControlCode reads where the chain of the journal ends, for a receipt, if the outcome is
// recorded in a journal that lasts. The outcome then has it. Where the policy allows no receipt,
// there is nothing to ask for.
func (d *Desk) AskControlCode() {
	d.act(func(s *state) {
		r, lasting := s.run, s.journal.lasting
		if r == nil || !r.recorded || lasting == nil || r.environment.ID == config.IDDemo || s.opt.Policy.NoReceipt {
			return
		}
		s.job(func(ctx context.Context) func(*state) {
			code, err := lasting.Head(ctx)
			return func(s *state) {
				if err != nil || s.run != r { // a receipt without it is still one
					return
				}
				outcome := *r.outcome // the views hold the old one
				outcome.ControlCode = code
				r.outcome = &outcome
			}
		})
	})
}

// mostOfCase is the most characters that a file name has of a case.
const mostOfCase = 40

// CaseInFileName returns what of a case may be part of the name of a file: at most 40 letters,
// digits and hyphens, and nothing that looks like a CPR number. It may be "".
func CaseInFileName(caseNumber string) string {
	kept := []rune(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || '0' <= r && r <= '9' {
			return r
		}
		return '-'
	}, caseNumber))
	kept = kept[:min(len(kept), mostOfCase)]
	name := regexp.MustCompile(`[0-9-]+`).ReplaceAllStringFunc(string(kept), func(run string) string {
		if looksLikeCPR(run) {
			return "-"
		}
		return run
	})
	return strings.Trim(regexp.MustCompile(`-+`).ReplaceAllString(name, "-"), "-")
}

// looksLikeCPR reports whether neighbouring groups of digits, with hyphens between them, make a CPR
// number. Digits without a valid date are something else.
func looksLikeCPR(run string) bool {
	groups := strings.FieldsFunc(run, func(r rune) bool { return r == '-' })
	for from := range groups {
		digits := ""
		for _, group := range groups[from:] {
			if digits += group; len(digits) == cprDigits && mitid.LooksLikeCPR(digits) {
				return true
			}
		}
	}
	return false
}
