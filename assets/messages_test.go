package assets

import (
	"maps"
	"testing"
)

// TestMessagesAreReadAsTOML compares what Load reads with what a whole parser of TOML reads.
func TestMessagesAreReadAsTOML(t *testing.T) {
	for _, lang := range Languages() {
		got, err := readMessages(lang)
		if err != nil {
			t.Fatal(err)
		}
		want := make(map[string]message)
		for key, m := range messages(t, lang) {
			want[key] = message{one: m.One, other: m.Other}
		}
		if !maps.Equal(got, want) {
			for key, m := range want {
				if got[key] != m {
					t.Errorf("%s: %s is read as %q, want %q", lang, key, got[key], m)
				}
			}
			t.Errorf("%s: %d messages, want %d", lang, len(got), len(want))
		}
	}
}

func TestParseMessages(t *testing.T) {
	read := map[string]message{
		`a = "text"`:                         {other: "text"},
		`a = "say \"yes\" \u00e6 \\ \n"`:     {other: "say \"yes\" æ \\ \n"},
		`"a" = "quoted key"`:                 {other: "quoted key"},
		`a = { one = "one", other = "many"}`: {},
		`a = { one = "1 }", other = "2, other = 3" }`: {
			one: "1 }", other: "2, other = 3",
		},
		`a = 'text'`:             {},
		`a = "text" # comment`:   {},
		`a = "text`:              {},
		`a="text"`:               {},
		"a = `text`":             {},
		`a = { other = "many" }`: {},
		`a = { one = "one" }`:    {},
		`a = { one = "one", o }`: {},
		`a = { one = one }`:      {},
		` a = "indented" `:       {},
		`a`:                      {},
	}
	for line, want := range read {
		got, err := parseMessages("# comment\n\n[table.sub]\n" + line + "\n")
		if want == (message{}) {
			if err == nil {
				t.Errorf("%s is read as %q", line, got)
			}
			continue
		}
		if err != nil || got["table.sub.a"] != want {
			t.Errorf("%s is read as %q, %v", line, got, err)
		}
	}
}

// BenchmarkLoad is what each start waits for.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(Danish); err != nil {
			b.Fatal(err)
		}
	}
}
