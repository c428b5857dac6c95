package desk

import (
	"slices"
	"unicode"

	"ringback/ciba"
	"ringback/ciba/mitid"
)

// uuidDigits is the number of hexadecimal digits in a UUID.
const uuidDigits = 32

// fieldProblem says what is wrong with a field, of those that the profile has.
func fieldProblem(name, typed string, err ciba.FieldError, fields []string) Text {
	if name == mitid.FieldPerson {
		byUUID, byCPR := slices.Contains(fields, FieldUUID), slices.Contains(fields, FieldCPR)
		switch {
		case byCPR && err.Problem == ciba.ProblemEmpty:
			return Say("form.person.problem.empty_cpr")
		case byCPR && err.Problem == ciba.ProblemMalformed && beginsCPR(typed):
			return Say("form.person.problem.short_cpr", "Count", len(unseparated(typed)))
		case byUUID && err.Problem == ciba.ProblemMalformed:
			problem := malformedUUID(typed)
			if byCPR && problem.Key == "form.person.problem.malformed" {
				return Say("form.person.problem.malformed_cpr")
			}
			return problem
		}
	}
	return Say("form."+name+".problem."+err.Problem, "Limit", err.Limit, "Length", ciba.TextUnits(ciba.NormalizeText(typed)))
}

// malformedUUID says what a UUID lacks or has too much of. While the operator types, every UUID is
// malformed, and that isn't a mistake yet.
func malformedUUID(typed string) Text {
	digits := 0
	for _, r := range typed {
		switch {
		case unicode.Is(unicode.ASCII_Hex_Digit, r):
			digits++
		case r == '-', r == '{', r == '}', unicode.IsSpace(r):
		default:
			return Say("form.person.problem.malformed")
		}
	}
	switch {
	case digits < uuidDigits:
		return Say("form.person.problem.short", "Count", digits)
	case digits > uuidDigits:
		return Say("form.person.problem.long")
	}
	return Say("form.person.problem.hyphens")
}
