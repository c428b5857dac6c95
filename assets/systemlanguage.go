package assets

import locale "github.com/jeandeaual/go-locale"

// SystemLanguage picks the system's language: on POSIX systems from LC_ALL, LC_MESSAGES, LANG or
// LANGUAGE, elsewhere from the user's settings. It reads the environment with getenv, which is
// [os.Getenv] or behaves like it.
func SystemLanguage(getenv func(string) string) Language {
	set, err := locale.GetLocale() // which knows each system's settings
	if err != nil {
		set = ""
	}
	return Match(getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG"), set)
}
