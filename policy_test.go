//go:build console

package main

import (
	"strings"
	"testing"

	"ringback/assets"
	"ringback/storage/config"
)

// TestTheFirstEnvironmentUnderAPolicy: what was asked for and isn't allowed is refused; what was
// used last and isn't allowed any more is named in a notice.
func TestTheFirstEnvironmentUnderAPolicy(t *testing.T) {
	p := program{policy: config.Policy{Environments: []string{config.IDDemo}}}
	must(t, p.speak(assets.English))
	allowed, err := p.policy.Own(config.BuiltIn())
	must(t, err)
	for _, test := range []struct {
		name, asked, last, want string
		notices                 int
	}{
		{name: "the first start", want: config.IDDemo},
		{name: "the last one is allowed", last: config.IDDemo, want: config.IDDemo},
		{name: "the last one isn't", last: config.IDPP, want: config.IDDemo, notices: 1},
		{name: "the last one isn't, another is asked for", last: config.IDPP, asked: config.IDDemo, want: config.IDDemo},
	} {
		home := household{environments: allowed, settings: config.Settings{Environment: test.last}}
		if got, err := p.first(&home, test.asked); got != test.want || err != nil || len(home.notices) != test.notices {
			t.Errorf("%s: %q, %v, %v", test.name, got, err, home.notices)
		}
	}
	home := household{environments: allowed}
	if got, err := p.first(&home, config.IDPP); err == nil || !strings.Contains(err.Error(), "The environment pp may not be used") {
		t.Errorf("%q, %v", got, err)
	}
}
