package secrets

import (
	"os"

	"ringback/ciba"
)

// TakeVariable returns the secret of an environment variable, "" without one, and takes it out of
// the environment: programs that are started from here, a browser among them, don't get it, and
// where the system allows it nobody reads it from the process any more. Call it before anything
// else runs.
func TakeVariable(name string, lookUp func(string) string) ciba.Secret {
	value := lookUp(name)
	if value == "" {
		return ""
	}
	_ = os.Unsetenv(name)
	wipeVariable(name)
	return Clean(ciba.Secret(value))
}
