package simulator

import "time"

// DemoInterval is the time between two polls in a demo: shorter than a broker's, for those who
// watch.
const DemoInterval = 3 * time.Second

// Demo shows a simulator to a window that has one verification at a time: whatever came last is
// what the phone shows.
//
// This package imports nobody, so Demo speaks in the caller's own types. They are known by their
// shape: somebody of the demo, a scenario to pick, and what a phone shows.
type Demo[Person ~personShape, Choice ~choiceShape, Phone ~phoneShape] struct {
	broker *Simulator
}

type (
	personShape = struct{ UUID, Name string }
	choiceShape = struct{ Name, Group string } // Group is one of the Group constants
	phoneShape  = struct {
		Prompt                     string // its id; "" without one
		Organisation, Action, Text string
		State                      string // one of the State constants, "" without a prompt
		Scenario                   string
	}
)

// NewDemo shows a simulator. Closing one closes the other.
func NewDemo[Person ~personShape, Choice ~choiceShape, Phone ~phoneShape](broker *Simulator) Demo[Person, Choice, Phone] {
	return Demo[Person, Choice, Phone]{broker}
}

// Registration is how a client reaches the simulator.
func (d Demo[Person, Choice, Phone]) Registration() (issuer, clientID, secret string) {
	return d.broker.Issuer(), PublishedClientID, PublishedClientSecret
}

// Organisation is who asks.
func (d Demo[Person, Choice, Phone]) Organisation() string { return "Nordby Kommune" }

// People lists whom the simulator knows.
func (d Demo[Person, Choice, Phone]) People() []Person {
	var people []Person
	for _, p := range d.broker.People() {
		people = append(people, Person{UUID: p.UUID, Name: p.Name})
	}
	return people
}

// Scenarios lists the whole catalogue: the basic ones first, then the faults, group by group.
func (d Demo[Person, Choice, Phone]) Scenarios() []Choice {
	var all []Choice
	for _, info := range Catalogue() {
		all = append(all, Choice{Name: string(info.Name), Group: info.Group})
	}
	return all
}

// SetScenario picks what happens to the requests that start from now on. The error is that of
// ParseScenario.
func (d Demo[Person, Choice, Phone]) SetScenario(name string) error {
	scenario, err := ParseScenario(name)
	if err == nil {
		d.broker.SetScenario(scenario)
	}
	return err
}

// Phone is the newest prompt.
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
