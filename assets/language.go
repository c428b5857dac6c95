package assets

import (
	"strings"

	"golang.org/x/text/language"
)

// Language is one of the languages the program speaks, as a BCP 47 code: "en" or "da".
type Language string

// The languages there are translations for.
const (
	English Language = "en"
	Danish  Language = "da"
)

// Languages lists the languages there are translations for, the default first.
func Languages() []Language {
	return []Language{English, Danish}
}

// Match picks the language for the locale strings of a system, the most wanted first.
// It reads POSIX names ("da_DK.UTF-8", "da:en"), BCP 47 tags ("da-DK") and skips what it can't
// read. "C" and "POSIX", with any character set, are English: whoever sets that, a script above
// all, wants the same everywhere. The first string that names a language we speak, or one whose
// readers read ours (Norwegian, Greenlandic), decides. Without one it is English.
func Match(tags ...string) Language {
	matcher := language.NewMatcher([]language.Tag{language.English, language.Danish})
	for _, tag := range tags {
		// LANGUAGE holds a list with colons.
		for name := range strings.SplitSeq(tag, ":") {
			bare := bareLocale(name)
			if bare == "C" || bare == "POSIX" {
				return English
			}
			wanted, err := language.Parse(bare)
			if err != nil {
				continue
			}
			if _, i, confidence := matcher.Match(wanted); confidence != language.No {
				return Languages()[i]
			}
		}
	}
	return English
}

// bareLocale cuts the character set and the modifier off a POSIX locale name: da_DK.UTF-8@euro
// becomes da-DK.
func bareLocale(name string) string {
	name = strings.TrimSpace(name)
	if end := strings.IndexAny(name, ".@"); end >= 0 {
		name = name[:end]
	}
	return strings.ReplaceAll(name, "_", "-")
}
