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
	case settings.Production.ClientID != "" && IsEnvironment(all, config.IDProduction):
		return config.IDProduction, nil
	}
	return demoOrFirst(all), nil
}

// demoOrFirst returns the id of demo or, where a policy doesn't allow it, of the first environment.
func demoOrFirst(all []config.Environment) string {
	if IsEnvironment(all, config.IDDemo) || len(all) == 0 {
		return config.IDDemo
	}
	return all[0].ID
}

// NotAllowed says that the policy doesn't allow an environment that was asked for; the zero Text if
// it does, or if none was.
func NotAllowed(p config.Policy, asked string) Text {
	if asked == "" || p.Allows(asked) {
		return Text{}
	}
	return Say("policy.environment_not_allowed", "ID", ciba.Clean(asked, 40), "Allowed", strings.Join(p.Environments, ", "))
}

// ConsoleEnvironment returns the id of the environment that the console works in: the one asked
// for, as in [FirstEnvironment], else demo. A script must not depend on what the window was last
// used for.
func ConsoleEnvironment(all []config.Environment, asked string) (id string, err error) {
	return knownEnvironment(all, cmp.Or(asked, demoOrFirst(all)))
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
