package doctor

import (
	"slices"

	"ringback/storage/config"
	"ringback/ui/desk"
)

// Choose returns the environment that is examined, and why it is this one, for [Options].Chosen:
// the one asked for, or that which a window would begin with. If the one asked for doesn't exist,
// the error lists those that do.
func Choose(all []config.Environment, settings config.Settings, asked string) (e config.Environment, why string, err error) {
	id, err := desk.FirstEnvironment(all, settings, asked)
	if err != nil {
		return e, "", err
	}
	switch {
	case asked != "":
		why = "flag"
	case id == settings.Environment:
		why = "last"
	case id == config.IDProduction:
		why = "set_up"
	default:
		why = "none"
	}
	if at := slices.IndexFunc(all, func(e config.Environment) bool { return e.ID == id }); at >= 0 {
		e = all[at]
	}
	if id == config.IDProduction {
		if whole, err := e.WithProduction(settings.Production); err == nil {
			e = whole
		}
	}
	return e, why, nil
}
