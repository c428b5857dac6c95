package assets

import "sync"

// DefaultTemplates returns a function that returns, for a language, the text that a request begins
// with; "" for a language that isn't among [Languages]. It may be called for each view that is
// drawn, because the translations are read once.
func DefaultTemplates() func(language string) string {
	read := make(map[string]func() string)
	for _, language := range Languages() {
		read[string(language)] = sync.OnceValue(func() string {
			words, err := Load(language)
			if err != nil {
				return ""
			}
			return words.Text("form.text.default_template", nil)
		})
	}
	return func(language string) string {
		if text := read[language]; text != nil {
			return text()
		}
		return ""
	}
}
