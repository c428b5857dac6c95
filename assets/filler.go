package assets

import (
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"
)

// filler fills values into messages. It prepares a message when that is first needed: most of them
// are never shown, and a window is to open soon.
type filler struct {
	tag    language.Tag
	parser template.Parser

	mu        sync.Mutex
	bundle    *i18n.Bundle
	localizer *i18n.Localizer
	added     map[string]bool
}

func newFiller(lang Language) *filler {
	return &filler{
		tag: language.Make(string(lang)), added: make(map[string]bool),
		// A missing value must not become "<no value>" in a sentence that is read aloud.
		parser: &template.TextParser{Option: "missingkey=error"},
	}
}

// fill returns a message with values filled in, in the plural form for count; nil means that there
// is none. It fails if a value is missing.
func (f *filler) fill(key string, m message, values map[string]any, count any) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.bundle == nil {
		// The bundle's default language is the same, so that a text is never taken from another.
		f.bundle = i18n.NewBundle(f.tag)
		f.localizer = i18n.NewLocalizer(f.bundle, f.tag.String())
	}
	if !f.added[key] {
		one := m.one
		if one == "" {
			one = m.other // the same form for every count
		}
		if err := f.bundle.AddMessages(f.tag, &i18n.Message{ID: key, One: one, Other: m.other}); err != nil {
			return "", err
		}
		f.added[key] = true
	}
	return f.localizer.Localize(&i18n.LocalizeConfig{
		MessageID: key, TemplateData: values, PluralCount: count, TemplateParser: f.parser,
	})
}
