package ui

import (
	"slices"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// scenarioSetter sets the scenario of the next request, in demo.
type scenarioSetter interface {
	SetScenario(string)
}

// scenarioPick picks the scenario of the next request, in demo, and explains it in a sentence.
type scenarioPick struct {
	words     words
	pick      *kit.Select
	root      *kit.Field
	explained *kit.Text
	offered   []desk.Scenario
}

func newScenarioPick(w *Window, d scenarioSetter) *scenarioPick {
	s := &scenarioPick{words: w.words, pick: kit.NewSelect(w.keys, kit.SelectField, nil, "", d.SetScenario)}
	s.root = kit.NewField(w.words.get("scenario.label"), s.pick)
	s.explained = kit.NewCaption("")
	return s
}

func (s *scenarioPick) draw(shown *desk.Phone) {
	if !slices.Equal(s.offered, shown.Scenarios) { // looks up their words only once
		s.offered = shown.Scenarios
		options := make([]kit.Option, len(s.offered))
		for i, one := range s.offered {
			options[i] = kit.Option{
				Value: one.Name, Label: s.words.orRaw("scenario.", one.Name, ".name"), Group: s.words.orRaw("scenario.group.", one.Group, ""),
			}
		}
		s.pick.SetOptions(options)
	}
	s.pick.SetSelected(shown.Scenario)
	s.explained.Set(s.words.orRaw("scenario.", shown.Scenario, ".sentence"))
}
