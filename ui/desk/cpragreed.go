package desk

import (
	"maps"

	"ringback/ciba"
	"ringback/storage/config"
)

// cprProblem says that CPR numbers can be turned on, where they can.
func (s *state) cprProblem(err ciba.FieldError) ciba.FieldError {
	if err.Problem == problemCPROff {
		err.Problem = s.whyNoCPR()
	}
	return err
}

// whyNoCPR returns why the environment in use takes no CPR numbers.
func (s *state) whyNoCPR() string {
	switch {
	case s.cprIsOff(s.environments[s.current].ID):
		return problemCPRBarred
	case s.canAgreeToCPR(s.environments[s.current]):
		return problemCPRAsk
	}
	return problemCPROff
}

// canAgreeToCPR reports whether the operator can turn on the start by CPR number. Only where it is
// about real people does that need more than the key of the environment.
func (s *state) canAgreeToCPR(e config.Environment) bool {
	return !s.cprIsOff(e.ID) && asksAboutCPR(e)
}

// asksAboutCPR reports whether an environment needs the operator's agreement to CPR numbers.
func asksAboutCPR(e config.Environment) bool {
	return e.RealPeople() && (e.BuiltIn || e.CPR == config.CPRMatch) && e.MatchEndpoint() != ""
}

// agreedOnCPR returns an environment in which people can be asked for by CPR number only if the
// operator has agreed to that, where it is needed.
func (s *state) agreedOnCPR(e config.Environment) config.Environment {
	if s.cprIsOff(e.ID) {
		e.CPR = config.CPROff
	}
	if !e.RealPeople() {
		return e
	}
	agreed := s.canAgreeToCPR(e) && e.ClientID != "" && s.settings.CPRAgreed[e.ID] == e.Client()
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
		if !s.canAgreeToCPR(s.environments[s.current]) || e.ClientID == "" || (e.CPR == config.CPRMatch) == on {
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

// viewCPR returns Settings.CPR.
func (s *state) viewCPR() string {
	switch {
	case len(s.environments) == 0 || !asksAboutCPR(s.environments[s.current]) || s.environment().ClientID == "":
		return "" // or it isn't set up yet
	case s.environment().CPR == config.CPRMatch:
		return "on"
	}
	return "off"
}
