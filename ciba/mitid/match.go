package mitid

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"ringback/ciba"
)

// Match decides the person of a request by CPR. The token that comes back names no CPR number, so
// what the claims leave open, the broker is asked.
type Match struct {
	// Number returns the number of a request that was kept without it, see [Request]. It may wait
	// until ctx ends. It is not called for a request that has its number; without it, the person of
	// one that hasn't stays open.
	Number func(ctx context.Context) (CPR, error)
	// Asking is called before the broker is asked. If it fails, the broker isn't. It may be nil.
	Asking func(ctx context.Context) error
}

// Person returns the function for [ciba.Params] that decides the person of the request; nil for a
// request by UUID, which [Checks] decides. Give it whenever Checks is given a request by CPR.
func (m Match) Person(r Request) func(context.Context, ciba.Late) ciba.Check {
	r = r.Canonical()
	if !r.ByCPR {
		return nil
	}
	return func(ctx context.Context, late ciba.Late) ciba.Check {
		number, word := m.number(ctx, r.CPR)
		check := checkCPR(number, late.Claims)
		switch {
		case word != "":
			return open(check, word)
		case check.Result != ciba.Skip || check.Actual.Word != ciba.WordNotAsked:
			return check
		case tooLate(ctx):
			return open(check, ciba.WordMatchLate)
		}
		if m.Asking != nil && m.Asking(ctx) != nil {
			return open(check, ciba.WordMatchUnrecorded)
		}
		reply, err := late.Ask(ctx, ciba.Question{Body: ciba.Secret(`{"cpr":"` + number.Digits() + `"}`), Mask: number.Masks()})
		if err != nil {
			return open(check, wordOf(err))
		}
		return matched(check, reply)
	}
}

// MaskCPR returns claims in which a stated CPR number is masked. A number that can't be read is
// masked whole.
func MaskCPR(claims ciba.Claims) ciba.Claims {
	claims = slices.Clone(claims)
	for i, claim := range claims {
		if claim.Name != claimCPR {
			continue
		}
		masked := "••••"
		stated, _ := claims.String(claimCPR)
		if digits, ok := cprDigits(stated); ok {
			masked = digits[:6] + "-••••"
		}
		claims[i].Value = []byte(`"` + masked + `"`)
	}
	return claims
}

// number returns the number to match, or the word for why there is none.
func (m Match) number(ctx context.Context, known CPR) (number CPR, word string) {
	if !known.IsZero() {
		return known, ""
	}
	if m.Number == nil {
		return CPR{}, ciba.WordNoNumber
	}
	number, err := m.Number(ctx)
	switch {
	case err == nil && !number.IsZero():
		return number, ""
	case tooLate(ctx):
		return CPR{}, ciba.WordMatchLate
	default:
		return CPR{}, ciba.WordNoNumber
	}
}

func tooLate(ctx context.Context) bool { return errors.Is(ctx.Err(), context.DeadlineExceeded) }

// checkCPR compares the claims with a number, as far as they say something about it. What only the
// broker can say is left open. Without a number, only the UUID is looked at.
func checkCPR(number CPR, claims ciba.Claims) ciba.Check {
	check := required(ciba.CheckPerson, ciba.Fact{Text: number.Masked()})
	claim, fault := nonEmpty(claims, claimUUID)
	if fault != "" {
		return failed(check, ciba.Word(fault))
	}
	if id, ok := readUUID(claim); !ok || id == uuid.Nil || id == uuid.Max {
		return failed(check, ciba.Word(ciba.WordMalformed))
	}
	if number.IsZero() {
		return open(check, ciba.WordNotAsked)
	}
	if word := compareBirth(number, claims); word != "" {
		return failed(check, ciba.Word(word))
	}
	if has, _ := nonEmpty(claims, claimHasCPR); has == "false" {
		return open(check, ciba.WordNoCPR)
	}
	stated, fault := nonEmpty(claims, claimCPR)
	digits, readable := cprDigits(stated)
	switch {
	case fault == ciba.WordAbsent:
		return open(check, ciba.WordNotAsked)
	case fault != "" || !readable:
		return failed(check, ciba.Word(ciba.WordMalformed))
	case digits != number.Digits():
		return failed(check, ciba.Word(ciba.WordSomeoneElse))
	}
	return passed(check, ciba.Word(ciba.WordSame))
}

// compareBirth returns the word for what a stated date of birth says against a number; "" if it
// says nothing against it.
func compareBirth(number CPR, claims ciba.Claims) string {
	stated, fault := nonEmpty(claims, claimDateOfBirth)
	if fault == ciba.WordAbsent {
		return ""
	}
	born, ok := parseDate(stated)
	switch {
	case !ok:
		return ciba.WordMalformed
	case !born.Equal(number.Born()):
		return ciba.WordSomeoneElse
	}
	return ""
}

// open returns the check skipped, still required, with the word for why it isn't decided.
func open(check ciba.Check, word string) ciba.Check {
	check.Result, check.Actual = ciba.Skip, ciba.Word(word)
	return check
}

// wordOf returns the word for why there is no answer.
func wordOf(err error) string {
	fault, called := errors.AsType[*ciba.CallError](err)
	switch {
	case errors.Is(err, ciba.ErrTooLate):
		return ciba.WordMatchLate
	case called && fault.Reason == ciba.ReasonUnreadable:
		return ciba.WordMatchUnreadable
	}
	return ciba.WordMatchUnreachable
}

// The members of the broker's answer.
const (
	memberMatch   = "cprNumberMatch"
	memberMessage = "errorMessage"
)

// matched reads the broker's answer: only status 200 with cprNumberMatch, and nothing that
// contradicts it, decides.
func matched(check ciba.Check, reply ciba.Reply) ciba.Check {
	if word := refusal(reply); word != "" {
		return open(check, word)
	}
	text, _ := reply.Object.String(memberMatch)
	switch raw := string(reply.Object.Raw(memberMatch)); {
	case raw == "true":
		return passed(check, ciba.Word(ciba.WordMatched))
	case text == "true":
		return passed(check, ciba.Word(ciba.WordMatchedAsText))
	case raw == "false", text == "false":
		return failed(check, ciba.Word(ciba.WordSomeoneElse))
	}
	return open(check, ciba.WordMatchUnreadable)
}

// refusal returns the word for an answer that isn't a match or a mismatch; "" for one that may be.
// The statuses of the broker's own refusals aren't documented, only what they say.
func refusal(reply ciba.Reply) string {
	message, _ := reply.Object.String(memberMessage)
	message = strings.ToLower(message)
	switch status := reply.Status; {
	case strings.Contains(message, "exceeded"): // "Cpr Match exceeded. Only 3 tries …"
		return ciba.WordMatchExceeded
	case strings.Contains(message, "15 minutes"):
		return ciba.WordMatchLate
	case status == http.StatusOK && !reply.Object.Has(memberMessage):
		return ""
	case status == http.StatusUnauthorized:
		return ciba.WordMatchUnauthorized
	case status == http.StatusForbidden:
		return ciba.WordMatchNotAllowed
	case status == http.StatusNotFound:
		return ciba.WordMatchMissing
	case status == http.StatusTooManyRequests, status >= 500:
		return ciba.WordMatchUnreachable
	case status >= 400:
		return ciba.WordMatchRefused
	}
	return ciba.WordMatchUnreadable
}
