package assets

import (
	"maps"
	"slices"
	"sync"
	"testing"
	"time"
)

func TestTextFillsIn(t *testing.T) {
	english, danish := load(t, English), load(t, Danish)
	at := time.Date(2026, time.March, 14, 10, 42, 51, 0, time.Local)
	tests := []struct {
		name  string
		words *Words
		key   string
		args  map[string]any
		want  string
	}{
		{"plain", english, "outcome.verified.word", nil, "Verified"},
		{"a time is a clock", english, "check.value.after", map[string]any{"Time": at}, "after 10:42:51"},
		{"a Danish time has points", danish, "check.value.after", map[string]any{"Time": at}, "efter 10.42.51"},
		{"with its day where it isn't today's", english.On(at.AddDate(0, 0, 1)), "check.value.after", map[string]any{"Time": at}, "after 14 Mar 2026, 10:42:51"},
		{"whole in a document", danish.Whole(), "check.value.after", map[string]any{"Time": at}, "efter 14-03-2026 kl. 10.42.51 UTC" + at.Format("-07:00")},
		{"a duration runs out", english, "course.clock_behind", map[string]any{"Offset": 252 * time.Second}, "This machine’s clock is 4:12 behind the broker’s"},
		{"one", english, "waiting.asked.figure", map[string]any{"Count": 1}, "1 time"},
		{"one form for every count", english, "waiting.next.figure", map[string]any{"Count": 1}, "1 s"},
		{"several", english, "waiting.asked.figure", map[string]any{"Count": 9}, "9 times"},
		{"none is several", danish, "check.passed", map[string]any{"Count": 0}, "0 tekniske kontroller bestået"},
		{"int64 counts too", danish, "check.passed", map[string]any{"Count": int64(1)}, "1 teknisk kontrol bestået"},
		{"what is filled in isn't read as a template", english, "outcome.failed.sentence.broker_error", map[string]any{"Code": "{{.Name}}<b>"},
			"The broker reports {{.Name}}<b>."},
		{"a missing key shows", english, "no.such.key", nil, "[no.such.key]"},
		{"a table of keys is no key", english, "outcome.verified", nil, "[outcome.verified]"},
		{"a missing value shows", english, "outcome.verified.sentence", map[string]any{"Name": "Mette Holm Sørensen"}, "[outcome.verified.sentence]"},
		{"no values at all", danish, "waiting.asked.figure", nil, "[waiting.asked.figure]"},
		{"the empty key", danish, "", nil, "[]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.words.Text(test.key, test.args); got != test.want {
				t.Errorf("Text(%q, %v) = %q, want %q", test.key, test.args, got, test.want)
			}
		})
	}
}

func TestTextLeavesItsArgsAlone(t *testing.T) {
	left := 90 * time.Second
	args := map[string]any{"Offset": left}
	load(t, English).Text("course.clock_behind", args)
	if args["Offset"] != left {
		t.Errorf("args were changed to %v", args)
	}
}

func TestWordsAreSafeForManyGoroutines(t *testing.T) {
	words := load(t, Danish)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for count := range 100 {
				words.Text("waiting.asked.figure", map[string]any{"Count": count})
			}
		})
	}
	group.Wait()
}

func TestHasAndKeysAgree(t *testing.T) {
	words := load(t, English)
	if !words.Has("state.waiting.word") || words.Has("state.waiting") || words.Has("nothing") {
		t.Error("Has is wrong about state.waiting.word, state.waiting or nothing")
	}
	if got := Keys(English); !slices.Equal(got, slices.Sorted(maps.Keys(words.keys))) || len(got) == 0 {
		t.Errorf("Keys gives %d keys, the words have %d", len(got), len(words.keys))
	}
	if got := Keys("sv"); got != nil {
		t.Errorf("Keys of a language that isn't spoken = %v", got)
	}
}

func TestLoadRefusesOtherLanguages(t *testing.T) {
	for _, lang := range []Language{"", "sv", "../en", "EN"} {
		if _, err := Load(lang); err == nil {
			t.Errorf("Load(%q) succeeded", lang)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("waiting.asked.figure", "Count", "9", 9)
	f.Add("outcome.verified.sentence", "Name", "Mette \xff {{.", -1)
	f.Add("", "", "", 0)
	english, err := Load(English)
	if err != nil {
		f.Fatal(err)
	}
	danish, err := Load(Danish)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, key, name, value string, count int) {
		args := map[string]any{"Count": count, name: value, "Time": time.Unix(int64(count), 0), "Left": time.Duration(count)}
		for _, words := range []*Words{english, danish} {
			if got := words.Text(key, args); !words.Has(key) && got != "["+key+"]" {
				t.Errorf("Text(%q) without such a key = %q", key, got)
			}
		}
	})
}

func BenchmarkText(b *testing.B) {
	words, err := Load(Danish)
	if err != nil {
		b.Fatal(err)
	}
	args := map[string]any{"Count": 9}
	for b.Loop() {
		words.Text("waiting.asked.figure", args)
	}
}

// load reads the texts of a language for a test.
func load(t *testing.T, lang Language) *Words {
	t.Helper()
	words, err := Load(lang)
	if err != nil {
		t.Fatal(err)
	}
	return words
}
