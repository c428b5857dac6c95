package desk

import (
	"strings"
	"testing"

	"ringback/storage"
)

func TestFirstEnvironment(t *testing.T) {
	last := func(id string) storage.Settings { return storage.Settings{Environment: id} }
	setUp := storage.Settings{Environment: "gone", Production: storage.Production{ClientID: "client"}}
	for name, test := range map[string]struct {
		settings storage.Settings
		asked    string
		want     string
	}{
		"asked for":            {last(storage.IDProduction), storage.IDPP, storage.IDPP},
		"the last one":         {last(storage.IDPP), "", storage.IDPP},
		"production is set up": {setUp, "", storage.IDProduction},
		"the last one is gone": {last("gone"), "", storage.IDDemo},
		"the first start":      {storage.Settings{}, "", storage.IDDemo},
	} {
		if got, err := FirstEnvironment(storage.BuiltIn(), test.settings, test.asked); got != test.want || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if got, err := FirstEnvironment(storage.BuiltIn(), last(storage.IDPP), "nosuch"); got != "" || err == nil || !strings.Contains(err.Error(), `"nosuch". There are: demo, pp, production`) {
		t.Errorf("%q, %v", got, err)
	}
}

func TestConsoleEnvironment(t *testing.T) {
	for asked, want := range map[string]string{"": storage.IDDemo, storage.IDPP: storage.IDPP} {
		if got, err := ConsoleEnvironment(storage.BuiltIn(), asked); got != want || err != nil {
			t.Errorf("asked for %q it is %q, %v", asked, got, err)
		}
	}
	if got, err := ConsoleEnvironment(storage.BuiltIn(), "nosuch"); got != "" || err == nil {
		t.Errorf("%q, %v", got, err)
	}
}
