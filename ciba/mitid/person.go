package mitid

import (
	"strconv"
	"time"

	"ringback/ciba"
)

// protectedName replaces the name of a person whose name and address are protected.
const protectedName = "NAVNE & ADRESSEBESKYTTET"

// Person is what the mitid claims say about the person who approved. Use it for showing only, and
// only if the person check passed: otherwise it may be another person's data.
//
// A claim that is absent or malformed leaves the zero value.
type Person struct {
	Name          string    // cleaned; empty where the name is protected
	NameProtected bool      // name and address protection: a fact, not a fault
	DateOfBirth   time.Time // midnight UTC of the day
	Age           *int      // years
	HasCPR        *bool     // a CPR number is linked
	PSD2          *bool     // approved in PSD2 mode

	// Faulty names the claims that are present but malformed. They are reported, never guessed.
	Faulty []string
}

// ReadPerson reads the mitid claims strictly: all are JSON strings, even "true" and "88".
func ReadPerson(claims ciba.Claims) Person {
	var p Person
	read := func(name string, take func(value string) (ok bool)) {
		value, fault := nonEmpty(claims, name)
		if fault == ciba.WordAbsent {
			return
		}
		if fault != "" || !take(value) {
			p.Faulty = append(p.Faulty, name)
		}
	}
	read(claimName, func(value string) bool {
		if value == protectedName {
			p.NameProtected = true
			return true
		}
		p.Name = ciba.Literal(value).Text
		return p.Name != ""
	})
	read(claimDateOfBirth, func(value string) (ok bool) {
		p.DateOfBirth, ok = parseDate(value)
		return ok
	})
	read(claimAge, func(value string) bool {
		age, ok := parseAge(value)
		if ok {
			p.Age = &age
		}
		return ok
	})
	read(claimHasCPR, func(value string) (ok bool) {
		p.HasCPR, ok = parseBool(value)
		return ok
	})
	read(claimPSD2, func(value string) (ok bool) {
		p.PSD2, ok = parseBool(value)
		return ok
	})
	return p
}

// parseDate reads a date of birth, YYYY-MM-DD. It rejects years before 1800: no living person has
// them.
func parseDate(value string) (time.Time, bool) {
	day, err := time.Parse(time.DateOnly, value)
	if err != nil || day.Year() < 1800 {
		return time.Time{}, false
	}
	return day, true
}

// parseAge reads an age in years, of one to three digits, without sign or leading zeros.
func parseAge(value string) (int, bool) {
	age, err := strconv.ParseUint(value, 10, 8)
	if err != nil || age > 150 || strconv.FormatUint(age, 10) != value {
		return 0, false
	}
	return int(age), true
}

// parseBool reads "true" or "false", nothing else.
func parseBool(value string) (*bool, bool) {
	switch value {
	case "true":
		return new(true), true
	case "false":
		return new(false), true
	}
	return nil, false
}
