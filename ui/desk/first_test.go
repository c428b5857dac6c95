package desk

import (
	"strings"
	"testing"

	"ringback/storage/config"
)

func TestFirstEnvironment(t *testing.T) {
	last := func(id string) config.Settings { return config.Settings{Environment: id} }
	setUp := config.Settings{Environment: "gone", Production: config.Production{ClientID: "client"}}
	for name, test := range map[string]struct {
		settings config.Settings
		asked    string
		want     string
	}{
		"asked for":            {settings: last(config.IDProduction), asked: config.IDPP, want: config.IDPP},
		"the last one":         {settings: last(config.IDPP), want: config.IDPP},
		"production is set up": {settings: setUp, want: config.IDProduction},
		"the last one is gone": {settings: last("gone"), want: config.IDDemo},
		"the first start":      {settings: config.Settings{}, want: config.IDDemo},
	} {
		if got, err := FirstEnvironment(config.BuiltIn(), test.settings, test.asked); got != test.want || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if got, err := FirstEnvironment(config.BuiltIn(), last(config.IDPP), "nosuch"); got != "" || err == nil || !strings.Contains(err.Error(), `"nosuch". There are: demo, pp, production`) {
		t.Errorf("%q, %v", got, err)
	}
}

func TestConsoleEnvironment(t *testing.T) {
	for asked, want := range map[string]string{"": config.IDDemo, config.IDPP: config.IDPP} {
		if got, err := ConsoleEnvironment(config.BuiltIn(), asked); got != want || err != nil {
			t.Errorf("asked for %q it is %q, %v", asked, got, err)
		}
	}
	if got, err := ConsoleEnvironment(config.BuiltIn(), "nosuch"); got != "" || err == nil {
		t.Errorf("%q, %v", got, err)
	}
}

// TestWhereThePolicyDoesNotAllowTheDemo, nothing falls back to it, and what isn't allowed is named.
func TestWhereThePolicyDoesNotAllowTheDemo(t *testing.T) {
	p := config.Policy{Environments: []string{config.IDPP}}
	allowed, err := p.Own(config.BuiltIn())
	if err != nil {
		t.Fatal(err)
	}
	setUp := config.Settings{Environment: config.IDDemo, Production: config.Production{ClientID: "client"}}
	for _, settings := range []config.Settings{{}, setUp} {
		if got, err := FirstEnvironment(allowed, settings, ""); got != config.IDPP || err != nil {
			t.Errorf("the window begins with %q, %v", got, err)
		}
	}
	if got, err := ConsoleEnvironment(allowed, ""); got != config.IDPP || err != nil {
		t.Errorf("the console works in %q, %v", got, err)
	}
	if !NotAllowed(p, config.IDPP).IsZero() || !NotAllowed(p, "").IsZero() || !NotAllowed(config.Policy{}, "any").IsZero() {
		t.Error("what is allowed is refused")
	}
	sayable(t, NotAllowed(p, config.IDDemo))
}
