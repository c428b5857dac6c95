package assets

import locale "github.com/jeandeaual/go-locale"

// SystemLanguage picks the language that the system asks for: on POSIX systems in LC_ALL,
// LC_MESSAGES, LANG or LANGUAGE, elsewhere in the user's settings. The environment is read with
// getenv, as [os.Getenv] reads it.
func SystemLanguage(getenv func(string) string) Language {
	set, err := locale.GetLocale() // which knows the way of each system
	if err != nil {
		set = ""
	}
	return Match(getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG"), set)
}
