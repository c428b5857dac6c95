package desk

import (
	"cmp"
	"maps"
	"strings"

	"ringback/ciba"
	"ringback/ciba/mitid"
	"ringback/storage/config"
)

// placeholderCase is the operator's own number for the request, in a template.
const placeholderCase = "case"

// SetTemplate makes a reference template the operator's own for the
// environment in use; "" goes back to that of the environment. One that can't
// be used is refused, and View.Settings.TemplateProblem says why.
func (d *Desk) SetTemplate(template string) {
	d.edit(func(s *state) {
		e := s.environment()
		template = strings.TrimSpace(template)
		s.templateProblem = Text{}
		if problem := config.CheckTemplate(template, e.Organisation); template != "" && problem != "" {
			s.templateProblem = Say("template.problem."+string(problem), "Limit", mitid.MaxTextUnits)
			return
		}
		if template == s.settings.Templates[e.ID] {
			return
		}
		// the settings are perhaps being written by another goroutine
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

// template is the reference text that a request begins with: the operator's own where it still fits
// the environment, else the environment's, else ours.
func (s *state) template(e config.Environment) string {
	if own := s.settings.Templates[e.ID]; own != "" && config.CheckTemplate(own, e.Organisation) == "" {
		return own
	}
	return s.standardTemplate(e)
}

// standardTemplate is the one without any of the operator's own.
func (s *state) standardTemplate(e config.Environment) string {
	if e.TextTemplate != "" {
		return e.TextTemplate
	}
	return cmp.Or(s.opt.Template(s.language()), "{"+mitid.PlaceholderCode+"}")
}

// fillText makes a fresh check code and fills the template in with it.
func (s *state) fillText() {
	code, err := mitid.NewCode(s.opt.Random)
	if err != nil {
		s.notify(Say("problem.random"), true)
		return
	}
	s.form.code = code
	s.refillText()
}

// refillText fills the template in with the code that there is. What there is no value for goes,
// with the words before it from the comma on.
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

// without takes a placeholder out of a template, and what stands between it and the comma before
// it: of "Code {code}, case {case}" stays "Code {code}".
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
