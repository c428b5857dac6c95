package desk

import (
	"errors"
	"strings"
	"time"
	"unicode"

	"ringback/ciba"
	"ringback/ciba/mitid"
	"ringback/storage/config"
)

// What is wrong with a person who is named by CPR number, or with a text that has the number in it,
// in addition to what package mitid finds.
const (
	problemCPROff = "cpr_off" // the environment takes none
	problemCPRAsk = "cpr_ask" // … before the operator has turned that on
	// … because the policy says so
	problemCPRBarred = "cpr_barred"
	// the broker refused the last match; followed by the word of the check
	problemCPRRefused = "cpr_"
	problemCPRInside  = "cpr_inside" // the text has the person's number in it
)

// readPerson reads what is typed into the person's field: a CPR number, or anything else as a UUID.
func readPerson(typed string, e config.Environment, now time.Time) (uuid string, number mitid.CPR, problem error) {
	number, err := mitid.ParseCPR(typed, e.Kind != config.KindProduction, now)
	switch fault := (ciba.FieldError{}); {
	case err == nil && e.CPR != config.CPRMatch:
		return "", mitid.CPR{}, ciba.FieldError{Field: mitid.FieldPerson, Problem: problemCPROff}
	case err == nil:
		return "", number, nil
	case e.CPR == config.CPRMatch && errors.As(err, &fault) && fault.Problem != ciba.ProblemMalformed && fault.Problem != ciba.ProblemEmpty:
		return "", mitid.CPR{}, fault
	}
	return typed, mitid.CPR{}, nil
}

// isCPR reports whether a text is a CPR number, even of a test person or with a date in the future:
// the environment decides what it takes.
func isCPR(text string) bool {
	digits := unseparated(text)
	return len(digits) == cprDigits && mitid.LooksLikeCPR(text)
}

// withNumber returns a request by CPR number that was kept without it, with it.
func withNumber(request asked, number mitid.CPR) asked {
	r, ok := request.(mitidRequest)
	if !ok {
		return request
	}
	r.Request.CPR = number
	return r
}

// masks returns what must not be shown of the request: the number, in every spelling.
func (r mitidRequest) masks() []ciba.Mask { return r.Request.CPR.Masks() }

// showCPR shows the number: whole until Start, so that it can be checked, and then masked.
func (r mitidRequest) showCPR(f *Form, show shown) {
	if !r.Request.ByCPR {
		return
	}
	f.CPR = r.Request.CPR
	if show.locked {
		f.Person = Field{Value: r.Person(), Valid: !f.CPR.IsZero()}
		return
	}
	f.Born = f.CPR.Born()
}

// numberInside reports the fields that have the person's CPR number in them: they are shown on the
// phone, sent on, or kept.
func (r mitidRequest) numberInside() error {
	number := r.Request.CPR
	if number.IsZero() {
		return nil
	}
	var found []error
	for _, field := range []struct{ name, text string }{{mitid.FieldText, r.Request.Text}, {mitid.FieldCase, r.Request.Case}} {
		if strings.Contains(unseparated(field.text), number.Digits()) {
			found = append(found, ciba.FieldError{Field: field.name, Problem: problemCPRInside})
		}
	}
	return errors.Join(found...)
}

// unseparated drops everything but digits and letters, whatever somebody put between the digits.
func unseparated(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) || unicode.IsLetter(r) {
			return r
		}
		return -1
	}, text)
}

// cprDigits is the number of digits in a CPR number.
const cprDigits = 10

// beginsCPR reports whether a text can be the beginning of a CPR number.
func beginsCPR(text string) bool {
	digits := unseparated(text)
	other := func(r rune) bool { return r < '0' || r > '9' }
	return digits != "" && len(digits) < cprDigits && !strings.ContainsFunc(digits, other)
}
