package assets

import (
	"strings"

	"golang.org/x/text/language"
)

// Language is one of the program's languages, as a BCP 47 code: "en" or "da".
type Language string

// The languages that have translations.
const (
	English Language = "en"
	Danish  Language = "da"
)

// Languages returns the languages that have translations, the default first.
func Languages() []Language {
	return []Language{English, Danish}
}

// Match picks the language for a system's locale strings, in order of preference. It reads POSIX
// names ("da_DK.UTF-8", "da:en") and BCP 47 tags ("da-DK") and skips what it can't read. "C" and
// "POSIX", with any character set, are English: a script that sets them wants the same everywhere.
// The first string that names one of our languages decides, or one whose readers read ours
// (Norwegian, Greenlandic). Without one it is English.
func Match(tags ...string) Language {
	var ours []language.Tag
	for _, spoken := range Languages() {
		ours = append(ours, language.Make(string(spoken)))
	}
	matcher := language.NewMatcher(ours)
	for _, tag := range tags {
		// LANGUAGE holds a list separated by colons.
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

// bareLocale removes the character set and the modifier from a POSIX locale name: da_DK.UTF-8@euro
// becomes da-DK.
func bareLocale(name string) string {
	name = strings.TrimSpace(name)
	if end := strings.IndexAny(name, ".@"); end >= 0 {
		name = name[:end]
	}
	return strings.ReplaceAll(name, "_", "-")
}
