package secrets

import (
	"os"

	"ringback/ciba"
)

// TakeVariable returns the secret in an environment variable, or "", and removes it from the
// environment: programs that are started from here, such as a browser, don't get it and, if the
// system allows it, other programs can't read it from the process. Call it before anything else
// runs.
func TakeVariable(name string, lookUp func(string) string) ciba.Secret {
	value := lookUp(name)
	if value == "" {
		return ""
	}
	_ = os.Unsetenv(name)
	wipeVariable(name)
	return Clean(ciba.Secret(value))
}
