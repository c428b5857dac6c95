package simulator

import (
	"fmt"
	"slices"
	"strings"
)

// Scenario is what the person's phone or the broker does with the requests that start while it is
// in force. A request keeps the scenario in which it started.
type Scenario string

const (
	// Decide leaves the answer to the caller of Simulator.Approve or Simulator.Refuse.
	Decide Scenario = "decide"
	// Approve approves by itself after Options.AnswerAfter.
	Approve Scenario = "approve"
	// Refuse refuses by itself after Options.AnswerAfter.
	Refuse Scenario = "refuse"
	// Ignore never answers by itself: the request expires.
	Ignore Scenario = "ignore"
	// OtherPerson makes another person approve: the token has that person's UUID, name and birth
	// date.
	OtherPerson Scenario = "other-person"
	// OtherText makes the person approve another text than the one that was sent.
	OtherText Scenario = "other-text"
	// ForgedSignature approves, with tokens that have the right kid but are signed by a key that
	// isn't in the JWKS.
	ForgedSignature Scenario = "forged-signature"
	// SlowDown answers the first two polls with slow_down, whatever their rate, then approves.
	SlowDown Scenario = "slow-down"
	// Outage drops polls or answers them with 503 for 20 s from the start, then approves.
	Outage Scenario = "outage"
	// MitIDError ends the request with an error of MitID after Options.AnswerAfter.
	MitIDError Scenario = "mitid-error"
)

// ScenarioInfo says which group a scenario belongs to.
type ScenarioInfo struct {
	Name  Scenario `json:"name"`
	Group string   `json:"group"` // one of the Group constants
}

// The groups of scenarios, by what goes wrong.
const (
	GroupBasic   = "basic"   // the everyday ones of Scenarios, and the best-known attacks
	GroupStart   = "start"   // the answer to a start
	GroupPolling = "polling" // the content of the token endpoint's answers
	GroupNetwork = "network" // the transport of answers
	GroupToken   = "token"   // the ID token
	GroupKeys    = "keys"    // the keys that verify it
	GroupPerson  = "person"  // who approved, and how
	GroupMatch   = "match"   // the CPR match
	GroupClock   = "clock"   // the broker's clock
)

// Scenarios returns the basic scenarios in the order of a picker. See Faults for the others.
func Scenarios() []Scenario {
	return []Scenario{
		Decide, Approve, Refuse, Ignore, OtherPerson, OtherText, ForgedSignature, SlowDown, Outage, MitIDError,
	}
}

// Catalogue returns every scenario with its group: first the basic ones, then the faults, group by
// group.
func Catalogue() []ScenarioInfo {
	var all []ScenarioInfo
	for _, name := range Scenarios() {
		all = append(all, ScenarioInfo{name, GroupBasic})
	}
	for _, f := range faults() {
		all = append(all, ScenarioInfo{f.name, f.group})
	}
	return all
}

// ParseScenario finds a scenario by name, basic or fault. The error lists the existing ones.
func ParseScenario(name string) (Scenario, error) {
	known := slices.Concat(Scenarios(), Faults())
	if slices.Contains(known, Scenario(name)) {
		return Scenario(name), nil
	}
	names := make([]string, len(known))
	for i, s := range known {
		names[i] = string(s)
	}
	return "", fmt.Errorf("simulator: no scenario %.40q: use one of %s", name, strings.Join(names, ", "))
}
