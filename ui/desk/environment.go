package desk

import (
	"slices"

	"ringback/ciba"
	"ringback/storage/config"
)

// Badge says what kind of environment an outcome belongs to.
type Badge string

// The badges. Production has one as well: it warns before a real prompt is sent.
const (
	BadgeDemo       Badge = "demo"
	BadgeTest       Badge = "test"
	BadgeProduction Badge = "production"
)

// badge returns the badge of an environment.
func badge(e config.Environment) Badge { return badgeOf(e.Kind) }

func badgeOf(kind config.Kind) Badge {
	switch kind {
	case config.KindDemo:
		return BadgeDemo
	case config.KindProduction:
		return BadgeProduction
	}
	return BadgeTest
}

// Environment is an environment as the picker shows it.
type Environment struct {
	ID string
	// as its owner wrote it; "" for a built-in one, whose name is environment.<id>.name
	Name    string
	Badge   Badge
	Host    string // the issuer's host, shown for the user's own environments
	BuiltIn bool
	Machine bool   // the organisation's, for everybody on this machine
	Profile string // the kind of provider; see Key
	// Overridden are the hosts other than the issuer's that requests go to.
	Overridden []string
	Recipients []Recipient // all hosts, and what each gets
}

// viewEnvironment returns an environment as the picker shows it.
func (s *state) viewEnvironment(e config.Environment) Environment {
	if s.cprIsOff(e.ID) {
		e.CPR = config.CPROff // then nobody is asked about one
	}
	view := Environment{ID: e.ID, Name: e.Name, Badge: badge(e), BuiltIn: e.BuiltIn, Machine: e.Machine, Profile: e.Profile}
	if e.BuiltIn {
		view.Name = ""
	}
	if view.Host = ciba.Host(e.Issuer); view.Host == "" {
		return view
	}
	view.Recipients = recipientsOf(e)
	for _, r := range view.Recipients[1:] {
		view.Overridden = append(view.Overridden, r.Host)
	}
	return view
}

// environmentName returns the name that the owner gave an environment, or the translated name of a
// built-in one.
func environmentName(e config.Environment) any {
	if e.BuiltIn {
		return Say("environment." + e.ID + ".name")
	}
	return e.Name
}

// environmentAt returns the index of an environment, or -1.
func (s *state) environmentAt(id string) int {
	return slices.IndexFunc(s.environments, func(e config.Environment) bool { return e.ID == id })
}

// leaveDemo calls OutsideDemo when the first environment outside demo comes into use.
func (s *state) leaveDemo(e config.Environment) {
	if e.ID == config.IDDemo || s.outside {
		return
	}
	s.outside = true
	if s.opt.OutsideDemo != nil {
		s.opt.OutsideDemo()
	}
}
