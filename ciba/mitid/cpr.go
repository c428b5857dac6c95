package mitid

import (
	"fmt"
	"log/slog"
	"strings"
	"time"
	"unicode"
	"unique"

	"ringback/ciba"
)

// CPR is a Danish civil registration number, made by [ParseCPR]; the zero value is none. Two of
// them can be compared with ==. Every way of printing it prints [CPR.Masked]; [CPR.Whole] and
// [CPR.Digits] are the only ways to the number, easy to search for.
type CPR struct {
	// behind a pointer, since %+v prints what unexported fields of others hold, and still
	// comparable
	digits unique.Handle[string]
}

// dayOfTests is what the day of birth has added to it in the numbers of test persons.
const dayOfTests = 60

// ParseCPR reads a CPR number as typed: ten digits, with blanks around them, and a hyphen or a
// blank after the sixth. The date of birth in it must exist and must not be later than now, in
// now's zone. With testDays, as in the demo and in test environments, the day may also have 60
// added to it. The last digits are not checked: numbers without modulus 11 have been given out
// since 2007. The error is a [ciba.FieldError].
func ParseCPR(typed string, testDays bool, now time.Time) (CPR, error) {
	fault := func(problem string) (CPR, error) {
		return CPR{}, ciba.FieldError{Field: FieldPerson, Problem: problem}
	}
	text := strings.TrimFunc(typed, unicode.IsSpace)
	if text == "" {
		return fault(ciba.ProblemEmpty)
	}
	digits, ok := cprDigits(text)
	if !ok {
		return fault(ciba.ProblemMalformed)
	}
	born, test, ok := birthDate(digits)
	year, month, day := now.Date()
	switch {
	case !ok || test && !testDays:
		return fault(ciba.ProblemNoDate)
	case born.After(time.Date(year, month, day, 0, 0, 0, 0, time.UTC)):
		return fault(ciba.ProblemFuture)
	}
	return CPR{unique.Make(digits)}, nil
}

// cprDigits returns the ten digits of a number with a hyphen, a blank or nothing after the sixth.
func cprDigits(text string) (digits string, ok bool) {
	runes := []rune(text)
	if len(runes) == 11 && (runes[6] == '-' || ciba.IsBlank(runes[6])) {
		runes = append(runes[:6], runes[7:]...)
	}
	digits = string(runes)
	other := func(r rune) bool { return r < '0' || r > '9' }
	return digits, len(runes) == 10 && !strings.ContainsFunc(digits, other)
}

// birthDate reads the date of birth of ten digits. test says that the day has 60 added to it.
func birthDate(digits string) (born time.Time, test, ok bool) {
	pair := func(at int) int { return int(digits[at]-'0')*10 + int(digits[at+1]-'0') }
	day, month, year := pair(0), pair(2), pair(4)
	if test = day > dayOfTests; test {
		day -= dayOfTests
	}
	year += century(digits[6], year)
	born = time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return born, test, born.Day() == day && born.Month() == time.Month(month)
}

// century returns the century of a two-digit year by the seventh digit.
func century(seventh byte, year int) int {
	switch {
	case seventh <= '3':
		return 1900
	case seventh == '4' || seventh == '9':
		if year <= 36 {
			return 2000
		}
		return 1900
	case year <= 57:
		return 2000
	default:
		return 1800
	}
}

// IsZero reports whether there is no number.
func (c CPR) IsZero() bool { return c == CPR{} }

// Digits returns the number as the broker takes it: ten digits; "" if there is none.
func (c CPR) Digits() string {
	if c.IsZero() {
		return ""
	}
	return c.digits.Value()
}

// Whole returns the number as people write it, with a hyphen; "" if there is none.
func (c CPR) Whole() string {
	if c.IsZero() {
		return ""
	}
	return c.Digits()[:6] + "-" + c.Digits()[6:]
}

// Masked returns the number with dots for its last four digits; "" if there is none.
func (c CPR) Masked() string {
	if c.IsZero() {
		return ""
	}
	return c.Digits()[:6] + "-••••"
}

// Masks returns what no exchange may show, for [ciba.Params]: the number in every spelling that
// [ParseCPR] takes; nil if there is none.
func (c CPR) Masks() []ciba.Mask {
	if c.IsZero() {
		return nil
	}
	mask := func(text string) ciba.Mask {
		return ciba.Mask{Text: ciba.Secret(text), Shown: c.Masked(), Variable: "CPR"}
	}
	return []ciba.Mask{mask(c.Digits()), mask(c.Whole()), mask(strings.Replace(c.Whole(), "-", " ", 1))}
}

// Born returns the date of birth, midnight UTC of the day; the zero time if there is no number.
func (c CPR) Born() time.Time {
	if c.IsZero() {
		return time.Time{}
	}
	born, _, _ := birthDate(c.Digits())
	return born
}

// String returns the number masked.
func (c CPR) String() string { return c.Masked() }

// GoString returns the number masked, for %#v.
func (c CPR) GoString() string { return c.Masked() }

// Format writes the number masked for every verb: with %x, fmt would not call String.
func (c CPR) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(c.Masked())) }

// LogValue returns the number masked, for log/slog.
func (c CPR) LogValue() slog.Value { return slog.StringValue(c.Masked()) }

// MarshalText returns the number masked, for JSON, TOML and every other encoder.
func (c CPR) MarshalText() ([]byte, error) { return []byte(c.Masked()), nil }
