package linebreak

import "testing"

func TestSteady(t *testing.T) {
	for line, want := range map[string]string{
		"":                          "",
		"Mette godkendte kl. 10.42": "Mette godkendte kl. 10.42",
		"מטה הולם approved":         "\u200eמטה הולם\u200e approved",
		"By محمد علي 2":             "\u200eBy محمد علي\u200e 2",
		"א a ב, b":                  "\u200eא\u200e a ב\u200e, b",
		"מִ.":                       "\u200eמִ\u200e.",
		"a\u0301 12 ½":              "a\u0301 12 ½",
	} {
		if got := Steady(line); got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}
