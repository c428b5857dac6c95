package simulator

import "time"

// DemoInterval is the time between two polls in a demo: shorter than the broker's, so that viewers
// don't wait.
const DemoInterval = 3 * time.Second

// Demo adapts a simulator to a window that shows one verification at a time: its phone shows the
// newest prompt.
//
// This package imports nothing of the project, so Demo uses the caller's own types. They are
// recognized by their structure: a person of the demo, a scenario to pick, and what a phone shows.
type Demo[Person ~personShape, Choice ~choiceShape, Phone ~phoneShape] struct {
	broker *Simulator
}

// The shapes of what a demo gives out. The caller's own types have the same fields.
type (
	personShape = struct{ UUID, Name, CPR string } // the CPR number as people write it, or ""
	choiceShape = struct{ Name, Group string }     // Group is one of the Group constants
	phoneShape  = struct {
		Prompt                     string // its id; "" without one
		Organisation, Action, Text string
		State                      string // one of the State constants, "" without a prompt
		Scenario                   string
	}
)

// NewDemo returns a demo of a simulator. Closing the demo closes the simulator.
func NewDemo[Person ~personShape, Choice ~choiceShape, Phone ~phoneShape](broker *Simulator) Demo[Person, Choice, Phone] {
	return Demo[Person, Choice, Phone]{broker}
}

// Registration returns how a client reaches the simulator.
func (d Demo[Person, Choice, Phone]) Registration() (issuer, clientID, secret string) {
	return d.broker.Issuer(), PublishedClientID, PublishedClientSecret
}

// Organisation returns the organisation that asks.
func (d Demo[Person, Choice, Phone]) Organisation() string { return "Nordby Kommune" }

// People returns the people that the simulator knows.
func (d Demo[Person, Choice, Phone]) People() []Person {
	var people []Person
	for _, p := range d.broker.People() {
		people = append(people, Person{UUID: p.UUID, Name: p.Name, CPR: p.wholeCPR()})
	}
	return people
}

// Scenarios returns all scenarios: the basic ones first, then the faults, group by group.
func (d Demo[Person, Choice, Phone]) Scenarios() []Choice {
	var all []Choice
	for _, info := range Catalogue() {
		all = append(all, Choice{Name: string(info.Name), Group: info.Group})
	}
	return all
}

// SetScenario sets the scenario of the requests that start from now on. The error is that of
// ParseScenario.
func (d Demo[Person, Choice, Phone]) SetScenario(name string) error {
	scenario, err := ParseScenario(name)
	if err == nil {
		d.broker.SetScenario(scenario)
	}
	return err
}

// Phone returns the newest prompt.
func (d Demo[Person, Choice, Phone]) Phone() Phone {
	phone := phoneShape{Scenario: string(d.broker.Scenario())}
	if prompt, err := d.newest(); err == nil {
		phone.Prompt, phone.Organisation, phone.Action, phone.Text, phone.State = prompt.ID, prompt.Organisation, prompt.Action, prompt.Text, prompt.State
	}
	return Phone(phone)
}

// Approve approves the newest prompt. Errors: ErrUnknownPrompt, ErrPromptEnded.
func (d Demo[Person, Choice, Phone]) Approve() error { return d.press(d.broker.Approve) }

// Refuse refuses the newest prompt. Errors: ErrUnknownPrompt, ErrPromptEnded.
func (d Demo[Person, Choice, Phone]) Refuse() error { return d.press(d.broker.Refuse) }

func (d Demo[Person, Choice, Phone]) press(button func(promptID string) error) error {
	prompt, err := d.newest()
	if err != nil {
		return err
	}
	return button(prompt.ID)
}

func (d Demo[Person, Choice, Phone]) newest() (Prompt, error) {
	prompts := d.broker.Prompts()
	if len(prompts) == 0 {
		return Prompt{}, ErrUnknownPrompt
	}
	return prompts[len(prompts)-1], nil
}

// Close closes the simulator.
func (d Demo[Person, Choice, Phone]) Close() error { return d.broker.Close() }
