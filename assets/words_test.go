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
		{name: "plain", words: english, key: "outcome.verified.word", want: "Verified"},
		{name: "a time is a clock", words: english, key: "check.value.after", args: map[string]any{"Time": at}, want: "after 10:42:51"},
		{
			name: "a Danish time has points", words: danish, key: "check.value.after",
			args: map[string]any{"Time": at}, want: "efter 10.42.51",
		},
		{
			name: "with its day where it isn't today's", words: english.On(at.AddDate(0, 0, 1)),
			key: "check.value.after", args: map[string]any{"Time": at}, want: "after 14 Mar 2026, 10:42:51",
		},
		{
			name: "whole in a document", words: danish.Whole(), key: "check.value.after",
			args: map[string]any{"Time": at}, want: "efter 14-03-2026 kl. 10.42.51 UTC" + at.Format("-07:00"),
		},
		{
			name: "a duration runs out", words: english, key: "course.clock_behind",
			args: map[string]any{"Offset": 252 * time.Second}, want: "This machine’s clock is 4:12 behind the broker’s",
		},
		{name: "one", words: english, key: "waiting.asked.figure", args: map[string]any{"Count": 1}, want: "1 time"},
		{name: "one form for every count", words: english, key: "waiting.next.figure", args: map[string]any{"Count": 1}, want: "1 s"},
		{name: "several", words: english, key: "waiting.asked.figure", args: map[string]any{"Count": 9}, want: "9 times"},
		{
			name: "none is several", words: danish, key: "check.passed",
			args: map[string]any{"Count": 0}, want: "0 tekniske kontroller bestået",
		},
		{
			name: "int64 counts too", words: danish, key: "check.passed",
			args: map[string]any{"Count": int64(1)}, want: "1 teknisk kontrol bestået",
		},
		{
			name: "what is filled in isn't read as a template", words: english, key: "outcome.failed.sentence.broker_error",
			args: map[string]any{"Code": "{{.Name}}<b>"}, want: "The broker reports {{.Name}}<b>.",
		},
		{name: "a missing key shows", words: english, key: "no.such.key", want: "[no.such.key]"},
		{name: "a table of keys is no key", words: english, key: "outcome.verified", want: "[outcome.verified]"},
		{
			name: "a missing value shows", words: english, key: "outcome.verified.sentence",
			args: map[string]any{"Name": "Mette Holm Sørensen"}, want: "[outcome.verified.sentence]",
		},
		{name: "no values at all", words: danish, key: "waiting.asked.figure", want: "[waiting.asked.figure]"},
		{name: "the empty key", words: danish, want: "[]"},
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
	if got := Keys(English); !slices.Equal(got, slices.Sorted(maps.Keys(words.messages))) || len(got) == 0 {
		t.Errorf("Keys gives %d keys, the words have %d", len(got), len(words.messages))
	}
	if got := Keys("zu"); got != nil {
		t.Errorf("Keys of a language that isn't spoken = %v", got)
	}
}

func TestLoadRefusesOtherLanguages(t *testing.T) {
	for _, lang := range []Language{"", "zu", "../en", "EN"} {
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
