package desk

import (
	"errors"
	"maps"
	"strings"
	"time"
	"unicode"

	"ringback/ciba"
	"ringback/ciba/mitid"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// What is wrong with a person who is named by CPR number, or with a text that has the number in it,
// in addition to what package mitid finds.
const (
	problemCPROff = "cpr_off" // the environment takes none
	problemCPRAsk = "cpr_ask" // … before the operator has turned that on
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

// masks returns what must not be shown of the request: the number, in both spellings.
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

// noNumber reports the fields that have the person's CPR number in them: they are shown on the
// phone, sent on, or kept.
func (r mitidRequest) noNumber() error {
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

// cprProblem says that CPR numbers can be turned on, where they can.
func (s *state) cprProblem(err ciba.FieldError) ciba.FieldError {
	if err.Problem == problemCPROff && canAgreeToCPR(s.environments[s.current]) {
		err.Problem = problemCPRAsk
	}
	return err
}

// canAgreeToCPR reports whether the operator can turn on the start by CPR number. Only where it is
// about real people does that need more than the key of the environment.
func canAgreeToCPR(e config.Environment) bool {
	return e.Kind == config.KindProduction && (e.BuiltIn || e.CPR == config.CPRMatch) && e.MatchEndpoint() != ""
}

// agreedOnCPR returns an environment in which people can be asked for by CPR number only if the
// operator has agreed to that, where it is needed.
func (s *state) agreedOnCPR(e config.Environment) config.Environment {
	if e.Kind != config.KindProduction {
		return e
	}
	agreed := canAgreeToCPR(e) && e.ClientID != "" && s.settings.CPRAgreed[e.ID] == e.Client()
	if e.CPR = config.CPROff; agreed {
		e.CPR = config.CPRMatch
	}
	return e
}

// SetCPR turns the start by CPR number on or off in an environment in use that needs the operator's
// agreement: see Settings.CPR.
func (d *Desk) SetCPR(on bool) {
	d.edit(func(s *state) {
		e := s.environment()
		if !canAgreeToCPR(s.environments[s.current]) || e.ClientID == "" || (e.CPR == config.CPRMatch) == on {
			return
		}
		agreed := maps.Clone(s.settings.CPRAgreed)
		if agreed == nil {
			agreed = make(map[string]string)
		}
		if delete(agreed, e.ID); on {
			agreed[e.ID] = e.Client()
		}
		s.settings.CPRAgreed = agreed
		s.saveSettings()
		s.connect() // its client knows where to ask
	})
}

func (s *state) viewCPR() string {
	switch {
	case len(s.environments) == 0 || !canAgreeToCPR(s.environments[s.current]) || s.environment().ClientID == "":
		return "" // or it isn't set up yet
	case s.environment().CPR == config.CPRMatch:
		return "on"
	}
	return "off"
}

// matchedBy identifies what a CPR match depends on: after a change it can be tried again.
func matchedBy(e config.Environment) string {
	return strings.Join([]string{e.ID, e.Client(), string(e.ClientAuth), e.Scope, e.MatchEndpoint()}, " ")
}

// noCPR says why nobody can be asked for by CPR number now, if the broker refused the last match in
// this environment altogether.
func (s *state) noCPR(request asked) []ciba.FieldError {
	word := s.refusedMatch(s.environment())
	if word == "" || request.Key().Domain != journal.ByCPR {
		return nil
	}
	return []ciba.FieldError{{Field: mitid.FieldPerson, Problem: problemCPRRefused + word}}
}

// refusedMatch returns why the broker refused the last CPR match in an environment, as the word of
// the check; "" if it didn't, or if something has changed since.
func (s *state) refusedMatch(e config.Environment) string {
	known := s.settings.CPRRefused[e.ID]
	if e.ID == config.IDDemo {
		known = s.refusedInDemo
	}
	word, by, _ := strings.Cut(known, " ")
	if by != matchedBy(e) {
		return ""
	}
	return word
}

// freshToken is how long after it came an access token counts as fresh. A refusal of an older one,
// of which the operator had to give the number again, can be about its age.
const freshToken = time.Minute

// noteMatch remembers that the broker refused a match for a reason that isn't about the person: the
// next one would be refused as well, after another prompt.
func (s *state) noteMatch(r *run) {
	if r.result.Verdict == nil || r.recorder.age() > freshToken {
		return
	}
	switch word := r.result.Verdict.Check(ciba.CheckPerson).Actual.Word; word {
	case ciba.WordMatchUnauthorized, ciba.WordMatchNotAllowed, ciba.WordMatchMissing:
		s.setRefusedMatch(r.environment, word+" "+matchedBy(r.environment))
	}
}

// setRefusedMatch remembers what [state.refusedMatch] returns, across restarts; demo leaves nothing
// on the disk.
func (s *state) setRefusedMatch(e config.Environment, refused string) {
	switch {
	case e.ID == config.IDDemo:
		s.refusedInDemo = refused
		return
	case s.settings.CPRRefused[e.ID] == refused:
		return
	}
	all := make(map[string]string)
	maps.Copy(all, s.settings.CPRRefused)
	if delete(all, e.ID); refused != "" {
		all[e.ID] = refused
	}
	s.settings.CPRRefused = all
	s.saveSettings()
}
