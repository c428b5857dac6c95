//go:build realparts && linux

package ui_test

import (
	"fmt"
	"time"

	"ringback/ciba/simulator"
)

// The client that the tests register at a broker of their own.
const (
	ownClient = "2f6d1a40-97be-4c53-8e1b-5a7c90d3e842"
	ownSecret = "own+s3cret/of=the&tests"
)

// broker is a simulator in this process, so that a test sees what reaches it.
type broker struct {
	*simulator.Simulator
	s *screen
}

// broker starts a broker and makes it the environment "own" of this home.
func (s *screen) broker(scenario simulator.Scenario) broker {
	s.t.Helper()
	started, err := simulator.Start(s.t.Context(), simulator.Options{
		Interval: time.Second, AnswerAfter: 2 * time.Second, Scenario: scenario,
		Clients: []simulator.Client{{ID: ownClient, Secret: ownSecret, Organisation: "Sønderby", Scopes: []string{"openid", "mitid"}}},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = started.Close() })
	s.write("environments.toml", ownEnvironment(started.Issuer()))
	return broker{started, s}
}

// ownEnvironment is an environments file with one environment.
func ownEnvironment(issuer string) string {
	return fmt.Sprintf(`[[environment]]
id = "own"
name = "Sønderby, test"
kind = "test"
profile = "mitid-flex"
issuer = %q
client_id = %q
ip = "192.0.2.10"
organisation = "Sønderby"
`, issuer, ownClient)
}

// asked waits until a phone shows a prompt, and returns it.
func (b broker) asked() simulator.Prompt {
	b.s.t.Helper()
	var prompts []simulator.Prompt
	until(b.s.t, "a prompt on a phone", func() bool {
		prompts = b.Prompts()
		return len(prompts) > 0
	})
	return prompts[len(prompts)-1]
}

// became waits until the newest prompt is in a state.
func (b broker) became(state string) {
	b.s.t.Helper()
	until(b.s.t, "the prompt to be "+state, func() bool {
		prompts := b.Prompts()
		return len(prompts) > 0 && prompts[len(prompts)-1].State == state
	})
}
