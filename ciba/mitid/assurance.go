package mitid

import (
	"strings"

	"ringback/ciba"
)

// LoA is a level of assurance of the Danish standard NSIS. A higher level is a greater number.
type LoA int

// The levels. The zero value is no level.
const (
	LoANone LoA = iota
	LoALow
	LoASubstantial
	LoAHigh
)

// loaPrefix precedes the short name of a level in tokens.
const loaPrefix = "https://data.gov.dk/concept/core/nsis/"

// ParseLoA reads a level from a setting: Low, Substantial or High in any letter case, or the long
// name exactly as in tokens. An empty setting is [LoANone]. The error is a [ciba.FieldError].
func ParseLoA(setting string) (LoA, error) {
	if setting == "" {
		return LoANone, nil
	}
	if level := loaOfClaim(setting); level != LoANone {
		return level, nil
	}
	switch strings.ToLower(setting) {
	case "low":
		return LoALow, nil
	case "substantial":
		return LoASubstantial, nil
	case "high":
		return LoAHigh, nil
	}
	return LoANone, ciba.FieldError{Field: FieldRequiredLoA, Problem: ciba.ProblemUnknown}
}

// loaOfClaim reads a level exactly as a token states it; [LoANone] for any other value.
func loaOfClaim(claim string) LoA {
	switch claim {
	case loaPrefix + "Low":
		return LoALow
	case loaPrefix + "Substantial":
		return LoASubstantial
	case loaPrefix + "High":
		return LoAHigh
	}
	return LoANone
}

// checkAssurance requires a level only if the environment does. It never assumes a level that the
// token doesn't state.
func checkAssurance(setting string, claims ciba.Claims) ciba.Check {
	loa, fault := nonEmpty(claims, claimLoA)
	if setting == "" {
		return skipped(ciba.CheckAssurance, ciba.Word(ciba.WordNotRequired), statedAssurance(loa, fault))
	}
	check := required(ciba.CheckAssurance, ciba.Literal(setting))
	least, err := ParseLoA(setting)
	switch level := loaOfClaim(loa); {
	case err != nil: // nothing reaches an unreadable level; the fault is in our settings
		return failed(check, ciba.Word(ciba.WordUnverified))
	case fault != "":
		return failed(check, statedAssurance(loa, fault))
	case level == LoANone: // an unknown level can't be compared
		return failed(check, ciba.Word(ciba.WordUnknownLevel))
	case level < least:
		return failed(check, statedAssurance(loa, fault))
	}
	return passed(check, statedAssurance(loa, fault))
}

func statedAssurance(loa, fault string) ciba.Fact {
	switch {
	case fault == ciba.WordAbsent:
		return ciba.Word(ciba.WordNotStated)
	case fault != "":
		return ciba.Word(fault)
	}
	return literalOr(loa, "", ciba.WordMalformed)
}
