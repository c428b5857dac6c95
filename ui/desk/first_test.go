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
