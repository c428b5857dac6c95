package desk

import (
	"fmt"
	"slices"
	"strings"

	"ringback/ciba"
	"ringback/storage"
)

// FirstEnvironment picks the environment to begin with: the one that was asked
// for, else the last one, else production once it is set up, else demo. One
// that was asked for and isn't there is an error that names those that are.
func FirstEnvironment(all []storage.Environment, settings storage.Settings, asked string) (id string, err error) {
	known := func(id string) bool {
		return slices.ContainsFunc(all, func(e storage.Environment) bool { return e.ID == id })
	}
	switch {
	case asked != "" && !known(asked):
		var ids []string
		for _, e := range all {
			ids = append(ids, e.ID)
		}
		return "", fmt.Errorf("there is no environment %q. There are: %s", ciba.Clean(asked, 40), strings.Join(ids, ", "))
	case asked != "":
		return asked, nil
	case settings.Environment != "" && known(settings.Environment):
		return settings.Environment, nil
	case settings.Production.ClientID != "":
		return storage.IDProduction, nil
	}
	return storage.IDDemo, nil
}
