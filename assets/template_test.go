package assets

import "testing"

func TestDefaultTemplates(t *testing.T) {
	template := DefaultTemplates()
	for language, want := range map[string]string{"en": "Code {code}, {organisation}", "da": "Kode {code}, {organisation}", "sv": "", "": ""} {
		if got := template(language); got != want {
			t.Errorf("in %q it is %q, want %q", language, got, want)
		}
	}
}
