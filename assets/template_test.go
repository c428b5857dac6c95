package assets

import "testing"

func TestDefaultTemplates(t *testing.T) {
	templates := DefaultTemplates()
	if len(templates) != len(Languages()) {
		t.Errorf("%d templates for %d languages", len(templates), len(Languages()))
	}
	for language, want := range map[string]string{"en": "Code {code}, {organisation}", "da": "Kode {code}, {organisation}"} {
		if got := templates[language](); got != want {
			t.Errorf("in %q it is %q, want %q", language, got, want)
		}
	}
}
