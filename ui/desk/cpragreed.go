package desk

import (
	"maps"

	"ringback/ciba"
	"ringback/storage/config"
)

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
	return e.RealPeople() && (e.BuiltIn || e.CPR == config.CPRMatch) && e.MatchEndpoint() != ""
}

// agreedOnCPR returns an environment in which people can be asked for by CPR number only if the
// operator has agreed to that, where it is needed.
func (s *state) agreedOnCPR(e config.Environment) config.Environment {
	if !e.RealPeople() {
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

// viewCPR returns Settings.CPR.
func (s *state) viewCPR() string {
	switch {
	case len(s.environments) == 0 || !canAgreeToCPR(s.environments[s.current]) || s.environment().ClientID == "":
		return "" // or it isn't set up yet
	case s.environment().CPR == config.CPRMatch:
		return "on"
	}
	return "off"
}
