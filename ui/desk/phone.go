package desk

import (
	"context"

	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/secrets"
)

// Simulator is the broker behind the demo environment, as the desk needs it. Its methods may be
// called from any goroutine and return at once.
type Simulator interface {
	// Registration returns what a client needs to use it.
	Registration() (issuer, clientID, secret string)
	Phone() PhoneState
	Approve() error
	Refuse() error
	SetScenario(name string) error
	// Scenarios and People never change.
	Scenarios() []Scenario
	People() []Person
	Organisation() string
	Close() error
}

// PhoneState is what a person's phone shows.
type PhoneState struct {
	Prompt                     string // its id; "" without one
	Organisation, Action, Text string
	State                      string // "" without a prompt
	Scenario                   string
}

// Phone is what the person's phone shows, in demo.
type Phone struct {
	Shown        bool // a prompt is open
	Organisation string
	Action       string
	Text         string
	State        string // "", "shown", "approved", "refused", "expired", "cancelled"
	Scenario     string
	Scenarios    []Scenario // grouped
	People       []Person   // the demo's persons, for the form
}

// Scenario is a behaviour that the demo can be set to.
type Scenario struct {
	Name string
	// what goes wrong: "basic", "start", "polling", "network", "token", "keys", "person", "match",
	// "clock"
	Group string
}

// Person is a person of the demo. CPR is the number as people write it; "" without one.
type Person struct{ UUID, Name, CPR string }

// Approve makes the demo's person approve what is on the phone.
func (d *Desk) Approve() { d.act(func(s *state) { s.press(Simulator.Approve) }) }

// Refuse makes the demo's person refuse what is on the phone.
func (d *Desk) Refuse() { d.act(func(s *state) { s.press(Simulator.Refuse) }) }

// StartOver makes demo forget which requests its persons had: the guard asks as if there were none,
// and a CPR match that was refused is asked again. It does nothing in other environments.
func (d *Desk) StartOver() {
	d.act(func(s *state) {
		if s.simulator == nil || s.environment().ID != config.IDDemo {
			return
		}
		s.guard = nil
		s.setRefusedMatch(s.environment(), "")
		s.journal.demo.StartOver(s.ctx)
		s.restPhone()
	})
}

// SetScenario picks what happens with the next request in demo. An unknown name is ignored.
func (d *Desk) SetScenario(name string) {
	d.act(func(s *state) {
		if s.simulator != nil {
			_ = s.simulator.SetScenario(name)
			s.lookAtPhone()
		}
	})
}

// press presses a button of the phone. It is no error if the prompt is gone: it was cancelled or
// has expired, and the phone shows it.
func (s *state) press(button func(Simulator) error) {
	if s.simulator != nil && s.environment().ID == config.IDDemo {
		_ = button(s.simulator)
		s.lookAtPhone()
	}
}

// connectDemo starts the simulator, once, and connects to it.
func (s *state) connectDemo() {
	if s.simulator != nil {
		s.useSimulator()
		return
	}
	if s.opt.Simulator == nil {
		s.notify(Say("problem.simulator_absent"), true)
		return
	}
	generation := s.connection.generation
	s.connection.underway = true
	s.job(func(ctx context.Context) func(*state) {
		simulator, err := s.opt.Simulator(ctx, func() { s.desk.post((*state).lookAtPhone) })
		return func(s *state) {
			if generation == s.connection.generation {
				s.connection.underway = false
			}
			switch {
			case err != nil:
				s.notify(Say("problem.simulator", "Detail", err.Error()), true)
				return
			case s.simulator != nil: // demo was picked twice meanwhile
				s.closeUnused(simulator)
			default:
				s.simulator, s.scenarios, s.people = simulator, simulator.Scenarios(), simulator.People()
			}
			if generation == s.connection.generation {
				s.useSimulator()
			}
		}
	})
}

func (s *state) useSimulator() {
	issuer, clientID, secret := s.simulator.Registration()
	e := &s.environments[s.current]
	e.Issuer, e.ClientID = issuer, clientID
	if e.Organisation == "" {
		e.Organisation = s.simulator.Organisation()
		if !s.form.text.touched {
			s.fillText()
		}
	}
	s.connection.secret, s.connection.source = true, secrets.SourcePublished
	s.open(e.Config(), ciba.Secret(secret))
	s.lookAtPhone()
}

// restPhone makes the phone forget how its last request ended. An open prompt stays: it can still
// be answered.
func (s *state) restPhone() {
	s.promptBefore = s.prompt
	s.lookAtPhone()
}

// lookAtPhone updates what the phone shows.
func (s *state) lookAtPhone() {
	if s.simulator == nil {
		return
	}
	p := s.simulator.Phone()
	s.prompt = p.Prompt
	// The end of the last request doesn't answer this one.
	if p.Prompt == s.promptBefore && p.State != "shown" {
		p = PhoneState{Scenario: p.Scenario}
	}
	s.phone = &Phone{
		Shown: p.State == "shown", Organisation: p.Organisation, Action: p.Action, Text: p.Text, State: p.State,
		Scenario: p.Scenario, Scenarios: s.scenarios, People: s.people,
	}
	if !s.phone.Shown {
		s.phone.Organisation = s.simulator.Organisation()
	}
	s.phoneMoved(p)
}
