package assets

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"
)

//go:embed translations/*.toml translations/fyne.*.json
var translations embed.FS

// Words are the texts of one language. They never change after [Load] and may be used by many
// goroutines at once.
type Words struct {
	language  Language
	localizer *i18n.Localizer
	keys      map[string]struct{}
	parser    template.Parser

	dating dating
	now    time.Time // when these words are read; may be zero
}

// Load reads the texts of a language. It fails for a language that isn't among [Languages].
func Load(lang Language) (*Words, error) {
	file, err := readMessages(lang)
	if err != nil {
		return nil, err
	}
	tag := language.Make(string(lang))
	// The bundle's default language is the same, so that a missing text shows as its key and not as
	// a text in another language.
	bundle := i18n.NewBundle(tag)
	for _, message := range file.Messages {
		if message.One == "" {
			message.One = message.Other // the same form for every count
		}
	}
	if err := bundle.AddMessages(tag, file.Messages...); err != nil {
		return nil, fmt.Errorf("translations of %q: %w", lang, err)
	}
	keys := make(map[string]struct{}, len(file.Messages))
	for _, message := range file.Messages {
		keys[message.ID] = struct{}{}
	}
	return &Words{
		language:  lang,
		localizer: i18n.NewLocalizer(bundle, string(lang)),
		keys:      keys,
		// A missing value must not become "<no value>" in a sentence that is read aloud.
		parser: &template.TextParser{Option: "missingkey=error"},
	}, nil
}

// Keys returns the keys of a language in alphabetical order; none for a language that isn't among
// [Languages].
func Keys(lang Language) []string {
	words, err := Load(lang)
	if err != nil {
		return nil
	}
	return slices.Sorted(maps.Keys(words.keys))
}

// Language returns the language of these words.
func (w *Words) Language() Language {
	return w.language
}

// Has reports whether there is a text for the key.
func (w *Words) Has(key string) bool {
	_, ok := w.keys[key]
	return ok
}

// Text returns the text of a key with args filled in.
//
// "Count" (a signed integer) in args selects the plural form. A [time.Time] is written as by
// [Words.Time], a [time.Duration] as by [Words.Remaining], any other value as it is; args itself
// isn't changed. If a key has no text, or its text needs a value that args lacks, the result is the
// key in square brackets.
func (w *Words) Text(key string, args map[string]any) string {
	text, err := w.localizer.Localize(&i18n.LocalizeConfig{
		MessageID:      key,
		TemplateData:   w.written(args),
		PluralCount:    pluralCount(args),
		TemplateParser: w.parser,
	})
	if err != nil {
		return "[" + key + "]"
	}
	return text
}

// written returns a copy of args with times and durations written out.
func (w *Words) written(args map[string]any) map[string]any {
	written := make(map[string]any, len(args))
	for name, value := range args {
		switch value := value.(type) {
		case time.Time:
			written[name] = w.Time(value)
		case time.Duration:
			written[name] = w.Remaining(value)
		default:
			written[name] = value
		}
	}
	return written
}

// pluralCount returns the value that selects the plural form, or nil if there is none: only signed
// integers count.
func pluralCount(args map[string]any) any {
	switch count := args["Count"].(type) {
	case int, int8, int16, int32, int64:
		return count
	default:
		return nil
	}
}

// FyneWords returns the words of Fyne itself (buttons of its dialogs, names of weekdays) as the
// JSON that its lang package reads. It is nil for English, which Fyne includes.
func FyneWords(lang Language) []byte {
	return embedded(translations, "translations/fyne."+string(lang)+".json")
}

// readMessages parses the translations of one language.
func readMessages(lang Language) (*i18n.MessageFile, error) {
	if !slices.Contains(Languages(), lang) {
		return nil, fmt.Errorf("there are no translations for the language %q; choose one of %v", lang, Languages())
	}
	name := string(lang) + ".toml"
	content, err := translations.ReadFile("translations/" + name)
	if err != nil {
		return nil, fmt.Errorf("translations of %q: %w", lang, err)
	}
	file, err := i18n.ParseMessageFileBytes(content, name, map[string]i18n.UnmarshalFunc{"toml": toml.Unmarshal})
	if err != nil {
		return nil, fmt.Errorf("translations of %q: %w", lang, err)
	}
	return file, nil
}
