package assets

import (
	"embed"
	"maps"
	"slices"
	"time"
)

//go:embed translations/fyne.*.json
var translations embed.FS

// Messages are parts of these strings, which aren't copied: they stay in the program's file.
var (
	//go:embed translations/en.toml
	english string
	//go:embed translations/da.toml
	danish string
)

// Words are the texts of one language. They never change after [Load] and may be used by many
// goroutines at once.
type Words struct {
	language Language
	messages map[string]message
	filler   *filler

	dating dating
	now    time.Time // when these words are read; may be zero
}

// Load reads the texts of a language. It fails for a language that isn't among [Languages].
func Load(lang Language) (*Words, error) {
	messages, err := readMessages(lang)
	if err != nil {
		return nil, err
	}
	return &Words{language: lang, messages: messages, filler: newFiller(lang)}, nil
}

// Keys returns the keys of a language in alphabetical order; none for a language that isn't among
// [Languages].
func Keys(lang Language) []string {
	words, err := Load(lang)
	if err != nil {
		return nil
	}
	return slices.Sorted(maps.Keys(words.messages))
}

// Language returns the language of these words.
func (w *Words) Language() Language {
	return w.language
}

// Has reports whether there is a text for the key.
func (w *Words) Has(key string) bool {
	_, ok := w.messages[key]
	return ok
}

// Text returns the text of a key with args filled in.
//
// "Count" (a signed integer) in args selects the plural form. A [time.Time] is written as by
// [Words.Time], a [time.Duration] as by [Words.Remaining], any other value as it is; args itself
// isn't changed. If a key has no text, or its text needs a value that args lacks, the result is the
// key in square brackets.
func (w *Words) Text(key string, args map[string]any) string {
	found, ok := w.messages[key]
	if !ok {
		return "[" + key + "]"
	}
	if found.plain() {
		return found.other
	}
	text, err := w.filler.fill(key, found, w.written(args), pluralCount(args))
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
