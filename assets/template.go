package assets

import "sync"

// DefaultTemplates returns, by language, a function that returns the text that a request begins
// with. It may be called for each view that is drawn, because the translations are read once.
func DefaultTemplates() map[string]func() string {
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
	return read
}
