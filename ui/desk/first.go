package desk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ringback/ciba"
	"ringback/storage/config"
)

// FirstEnvironment returns the id of the environment that the window begins with: the one asked
// for, else the last one, else production once it is set up, else demo. If the one asked for
// doesn't exist, the error lists those that do.
func FirstEnvironment(all []config.Environment, settings config.Settings, asked string) (id string, err error) {
	switch {
	case asked != "":
		return knownEnvironment(all, asked)
	case settings.Environment != "" && IsEnvironment(all, settings.Environment):
		return settings.Environment, nil
	case settings.Production.ClientID != "":
		return config.IDProduction, nil
	}
	return config.IDDemo, nil
}

// ConsoleEnvironment returns the id of the environment that the console works in: the one asked
// for, as in [FirstEnvironment], else demo. A script must not depend on what the window was last
// used for.
func ConsoleEnvironment(all []config.Environment, asked string) (id string, err error) {
	return knownEnvironment(all, cmp.Or(asked, config.IDDemo))
}

// IsEnvironment reports whether there is an environment with this id.
func IsEnvironment(all []config.Environment, id string) bool {
	return slices.ContainsFunc(all, func(e config.Environment) bool { return e.ID == id })
}

func knownEnvironment(all []config.Environment, asked string) (string, error) {
	if IsEnvironment(all, asked) {
		return asked, nil
	}
	var ids []string
	for _, e := range all {
		ids = append(ids, e.ID)
	}
	return "", fmt.Errorf("there is no environment %q. There are: %s", ciba.Clean(asked, 40), strings.Join(ids, ", "))
}
