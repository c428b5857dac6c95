package desk

import (
	"cmp"
	"slices"

	"ringback/storage/config"
)

// Fixed is what the organisation's policy fixes or takes away, for whoever draws the desk. The desk
// refuses it as well.
type Fixed struct {
	// settings whose value is the policy's
	Language, TextSize, IdleMinutes, RetentionDays bool
	Template                                       bool // of the environment in use
	CPR                                            bool // … whether people can be asked for by CPR number
	Sound                                          bool
	HideTabs                                       []string
	NoExport                                       bool // of the journal and of environments
	NoReceipt                                      bool
}

// Hides reports whether the policy hides a tab. Result is never hidden: it says what to do.
func (f Fixed) Hides(tab string) bool { return tab != "result" && slices.Contains(f.HideTabs, tab) }

// viewFixed returns what the policy fixes in the environment in use.
func (s *state) viewFixed() Fixed {
	p, id := s.opt.Policy, s.environment().ID
	return Fixed{
		Language: p.Language != "", TextSize: p.TextSize != 0, IdleMinutes: p.IdleMinutes != 0, RetentionDays: p.RetentionDays != 0,
		Template: s.fixes(id, keyTemplate), CPR: s.cprIsOff(id),
		Sound: s.fixesSound(), HideTabs: p.HideTabs, NoExport: p.NoExport, NoReceipt: p.NoReceipt,
	}
}

// keyTemplate is the key of an environment's reference template.
const keyTemplate = "reference_template"

// fixesSound reports whether the policy turns the sound of an outcome on or off.
func (s *state) fixesSound() bool {
	_, fixed := s.opt.Policy.Fixed("sound")
	return fixed
}

// fixes reports whether the policy fixes a key of an environment.
func (s *state) fixes(id, key string) bool {
	_, fixed := s.opt.Policy.Environment[id][key]
	return fixed
}

// cprIsOff reports whether the policy turns the start by CPR number off in an environment, whatever
// that and its operator say.
func (s *state) cprIsOff(id string) bool {
	return s.opt.Policy.CPR == config.CPROff || s.opt.Policy.Environment[id]["cpr"] == config.CPROff
}

// effective returns the settings that apply: the policy's over the operator's own, which are what
// is saved.
func (s *state) effective() config.Settings {
	now, p := s.settings, s.opt.Policy
	now.Language = cmp.Or(p.Language, now.Language)
	now.TextSize = cmp.Or(p.TextSize, now.TextSize)
	if s.fixesSound() {
		now.Sound = p.Sound
	}
	now.IdleMinutes = cmp.Or(p.IdleMinutes, now.IdleMinutes)
	now.RetentionDays = cmp.Or(p.RetentionDays, now.RetentionDays)
	return now
}

// production returns what production was set up with: the policy's over the operator's own.
func (s *state) production() config.Production {
	p := s.settings.Production
	for key, value := range productionValues(&p) {
		if fixed, ok := s.opt.Policy.Environment[config.IDProduction][key].(string); ok {
			*value = fixed
		}
	}
	return p
}

// productionOf returns the operator's own values, in which those that the policy fixes stay as they
// are.
func (s *state) productionOf(typed config.Production) config.Production {
	own := s.settings.Production
	given := productionValues(&typed)
	for key, value := range productionValues(&own) {
		if !s.fixes(config.IDProduction, key) {
			*value = *given[key]
		}
	}
	return own
}

// productionValues returns what production is set up with, by the keys of an environment.
func productionValues(p *config.Production) map[string]*string {
	return map[string]*string{"client_id": &p.ClientID, "ip": &p.IP, "organisation": &p.Organisation}
}
