package ciba

import "fmt"

// The problems that a [FieldError] can name.
const (
	ProblemEmpty      = "empty"      // there is no value, and there must be one
	ProblemMalformed  = "malformed"  // not of the form that the field must have
	ProblemNil        = "nil"        // a UUID of only zeros or only ones, which belongs to nobody
	ProblemNobody     = "nobody"     // an IP address that no single machine can have
	ProblemZone       = "zone"       // an IPv6 address with a zone
	ProblemTooLong    = "too_long"   // longer than Limit
	ProblemLineBreak  = "line_break" // holds a line break
	ProblemInvisible  = "invisible"  // contains an invisible character, or one that turns the text
	ProblemUnassigned = "unassigned" // contains a character that our Unicode tables don't know
	ProblemUnknown    = "unknown"    // not one of the allowed values
	ProblemNotHTTPS   = "not_https"  // a URL of another scheme
	ProblemUserInfo   = "user_info"  // a URL with a user name or password
	ProblemFragment   = "fragment"   // a URL with a fragment
	ProblemOpenID     = "no_openid"  // a scope without openid
	ProblemTooMany    = "too_many"   // exceeds the number allowed of its kind
	ProblemLoopback   = "loopback"   // a URL on this machine, though the issuer isn't
	ProblemOtherHost  = "other_host" // a URL on another host than the issuer's
	ProblemNoDate     = "no_date"    // contains a date that doesn't exist
	ProblemFuture     = "future"     // contains a date in the future
)

// Problems returns all problems, so that a caller with texts for them can test that none is
// missing.
func Problems() []string {
	return []string{
		ProblemEmpty, ProblemMalformed, ProblemNil, ProblemNobody, ProblemZone, ProblemTooLong, ProblemLineBreak,
		ProblemInvisible, ProblemUnassigned, ProblemUnknown, ProblemNotHTTPS, ProblemUserInfo, ProblemFragment,
		ProblemOpenID, ProblemLoopback, ProblemTooMany, ProblemOtherHost, ProblemNoDate, ProblemFuture,
	}
}

// FieldError says which field can't be used and why, by keys. It never contains the value: that is
// personal data, and errors end up in logs.
type FieldError struct {
	Field   string
	Problem string
	Limit   int // for [ProblemTooLong]: the maximum
}

// Error says what is wrong and what to do next.
func (e FieldError) Error() string {
	return fmt.Sprintf("%s: %s", e.Field, e.advice())
}

func (e FieldError) advice() string {
	switch e.Problem {
	case ProblemEmpty:
		return "is empty; fill it in"
	case ProblemMalformed:
		return "does not have the form it must have; compare it with where it came from"
	case ProblemNil:
		return "is a placeholder that belongs to nobody; use the person's own"
	case ProblemNobody:
		return "is an address that no machine can have; use the person's own"
	case ProblemZone:
		return "has a zone; leave out the percent sign and what follows"
	case ProblemTooLong:
		return fmt.Sprintf("is longer than %d; shorten it", e.Limit)
	case ProblemLineBreak:
		return "has a line break; write it on one line"
	case ProblemInvisible:
		return "has a character that can't be seen; type it instead of pasting it"
	case ProblemUnassigned:
		return "has a character that is not known; leave it out"
	case ProblemUnknown:
		return "is not one of the values that are allowed; choose one of them"
	case ProblemNotHTTPS:
		return "is not an https URL; use one that starts with https://"
	case ProblemUserInfo:
		return "has a user name or password; leave out what stands before the @"
	case ProblemFragment:
		return "has a fragment; leave out the # and what follows"
	case ProblemOpenID:
		return "does not hold openid; add it"
	case ProblemTooMany:
		return "is one too many; give one of its kind"
	case ProblemLoopback:
		return "is on this machine, and the issuer isn't; use one that others can reach"
	case ProblemOtherHost:
		return "is on another host than the issuer; use one on the issuer's host"
	case ProblemNoDate:
		return "has a date that does not exist; compare it with where it came from"
	case ProblemFuture:
		return "has a date in the future; compare it with where it came from"
	default:
		return "can't be used (" + e.Problem + ")"
	}
}

// FieldErrors returns every [FieldError] in err, joined or wrapped, in order.
func FieldErrors(err error) []FieldError {
	switch e := err.(type) { //nolint:errorlint // It takes joined errors apart; errors.As would find the first only.
	case nil:
		return nil
	case FieldError:
		return []FieldError{e}
	case interface{ Unwrap() []error }:
		var all []FieldError
		for _, part := range e.Unwrap() {
			all = append(all, FieldErrors(part)...)
		}
		return all
	case interface{ Unwrap() error }:
		return FieldErrors(e.Unwrap())
	default:
		return nil
	}
}
