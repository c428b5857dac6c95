package simulator

import (
	"errors"
	"testing"
)

// The types of a window that shows a simulator.
type (
	somebody struct{ UUID, Name, CPR string }
	pick     struct{ Name, Group string }
	seen     struct{ Prompt, Organisation, Action, Text, State, Scenario string }
)

func TestDemo(t *testing.T) {
	b := newBroker(t, Options{})
	demo := NewDemo[somebody, pick, seen](b.Simulator)
	if all := demo.Scenarios(); len(all) != len(Catalogue()) || all[len(all)-1] != (pick{string(CachedUndated), GroupClock}) {
		t.Errorf("it offers %v", all)
	}
	if len(demo.People()) != len(b.People()) || demo.Organisation() == "" {
		t.Error("a person is missing")
	}
	if phone := demo.Phone(); phone != (seen{Scenario: "decide"}) {
		t.Errorf("the phone shows %+v", phone)
	}
	if err := demo.Approve(); !errors.Is(err, ErrUnknownPrompt) {
		t.Errorf("approving nothing: %v", err)
	}
	if demo.SetScenario("nonsense") == nil || demo.SetScenario("wrong-issuer") != nil || demo.Phone().Scenario != "wrong-issuer" {
		t.Errorf("%s is in force", demo.Phone().Scenario)
	}
	b.start()
	b.start()
	last := b.Prompts()[1]
	if phone := demo.Phone(); phone.Prompt != last.ID || phone.State != StateShown || phone.Text != documentedText {
		t.Errorf("the phone shows %+v", phone)
	}
	if err := demo.Refuse(); err != nil || b.Prompts()[0].State != StateShown || b.Prompts()[1].State != StateRefused {
		t.Errorf("%v, %+v", err, b.Prompts())
	}
	if err := demo.Approve(); !errors.Is(err, ErrPromptEnded) {
		t.Errorf("approving what was refused: %v", err)
	}
}
