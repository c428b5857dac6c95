package desk

import (
	"cmp"
	"maps"
	"strings"

	"ringback/ciba"
	"ringback/ciba/mitid"
	"ringback/storage/config"
)

// placeholderCase stands for the operator's own reference in a template.
const placeholderCase = "case"

// SetTemplate sets the operator's own reference template for the environment in use; "" restores
// the environment's. An invalid one is rejected, and View.Settings.TemplateProblem says why. Where
// the policy fixes the environment's, there is no other.
func (d *Desk) SetTemplate(template string) {
	d.edit(func(s *state) {
		e := s.environment()
		if s.fixes(e.ID, keyTemplate) {
			return
		}
		template = strings.TrimSpace(template)
		s.templateProblem = Text{}
		if problem := config.CheckTemplate(template, e.Organisation); template != "" && problem != "" {
			s.templateProblem = Say("template.problem."+string(problem), "Limit", mitid.MaxText)
			return
		}
		if template == s.settings.Templates[e.ID] {
			return
		}
		// another goroutine may be writing the settings
		own := maps.Clone(s.settings.Templates)
		if own == nil {
			own = make(map[string]string)
		}
		own[e.ID] = template
		if template == "" {
			delete(own, e.ID)
		}
		s.settings.Templates = own
		if !s.form.text.touched {
			s.refillText()
		}
		s.saveSettings()
	})
}

// template returns the reference text that a request begins with: the operator's own if it still
// fits the environment, else the environment's, else ours.
func (s *state) template(e config.Environment) string {
	if own := s.ownTemplate(e); own != "" && config.CheckTemplate(own, e.Organisation) == "" {
		return own
	}
	return s.standardTemplate(e)
}

// ownTemplate returns the operator's own template for an environment; "" without one, or where the
// policy fixes the environment's.
func (s *state) ownTemplate(e config.Environment) string {
	if s.fixes(e.ID, keyTemplate) {
		return ""
	}
	return s.settings.Templates[e.ID]
}

// standardTemplate returns the template that applies without the operator's own.
func (s *state) standardTemplate(e config.Environment) string {
	if e.TextTemplate != "" {
		return e.TextTemplate
	}
	text := ""
	if ours := s.opt.Templates[s.language()]; ours != nil {
		text = ours()
	}
	return cmp.Or(text, "{"+mitid.PlaceholderCode+"}")
}

// fillText makes a new check code and fills in the template with it.
func (s *state) fillText() {
	code, err := mitid.NewCode(s.opt.Random)
	if err != nil {
		s.notify(Say("problem.random"), true)
		return
	}
	s.form.code = code
	s.refillText()
}

// refillText fills in the template with the current code. A placeholder without a value is removed,
// together with the preceding comma and the words between them.
func (s *state) refillText() {
	e := s.environment()
	template := s.template(e)
	values := map[string]string{
		mitid.PlaceholderCode: s.form.code, mitid.PlaceholderOrganisation: e.Organisation,
		placeholderCase: strings.TrimSpace(s.form.caseNumber.typed),
	}
	for name, value := range values {
		if value == "" {
			template = without(template, "{"+name+"}")
		}
	}
	text, err := mitid.FillTemplate(template, values)
	if err != nil {
		text = s.form.code
	}
	s.form.text = input{typed: ciba.NormalizeText(text)}
}

// without removes a placeholder from a template, together with the preceding comma and the words
// between them: "Code {code}, case {case}" becomes "Code {code}".
func without(template, placeholder string) string {
	before, after, found := strings.Cut(template, placeholder)
	if !found {
		return template
	}
	if comma := strings.LastIndexAny(before, ",}"); comma >= 0 && before[comma] == ',' {
		before = before[:comma]
	}
	return before + without(after, placeholder)
}
