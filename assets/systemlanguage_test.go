package assets

import "testing"

// TestSystemLanguage: the variables come before the machine's settings.
func TestSystemLanguage(t *testing.T) {
	tests := []struct {
		name      string
		variables map[string]string
		want      Language
	}{
		{name: "LANG alone", variables: map[string]string{"LANG": "da_DK.UTF-8"}, want: Danish},
		{name: "LC_MESSAGES before LANG", variables: map[string]string{"LC_MESSAGES": "en_GB.UTF-8", "LANG": "da_DK.UTF-8"}, want: English},
		{
			name:      "LC_ALL before all",
			variables: map[string]string{"LC_ALL": "da_DK.UTF-8", "LC_MESSAGES": "en_GB.UTF-8", "LANG": "en_GB.UTF-8"},
			want:      Danish,
		},
		{name: "C in a script", variables: map[string]string{"LC_ALL": "C", "LANG": "da_DK.UTF-8"}, want: English},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := SystemLanguage(func(name string) string { return test.variables[name] }); got != test.want {
				t.Errorf("SystemLanguage with %v = %q, want %q", test.variables, got, test.want)
			}
		})
	}
}
