package desk

import (
	"regexp"
	"testing"
	"time"

	"ringback/assets"
	"ringback/ciba"
)

// TestTheClocksCheckIsReadInWords: programs get the offset in Go's form, people never do.
func TestTheClocksCheckIsReadInWords(t *testing.T) {
	languages, err := bothLanguages()
	if err != nil {
		t.Fatal(err)
	}
	machine := regexp.MustCompile(`\d(h|m|s)|\b0\b|-`)
	tests := []struct {
		offset          time.Duration
		plain           string
		english, danish string
	}{
		{offset: 0, plain: "0s", english: "no difference", danish: "ingen forskel"},
		{offset: time.Minute, plain: "1m0s", english: "ours is 1 minute behind", danish: "vores er 1 minut bagud"},
		{offset: -2 * time.Second, plain: "-2s", english: "ours is 2 seconds ahead", danish: "vores er 2 sekunder foran"},
		{offset: -125 * time.Second, plain: "-2m5s", english: "ours is 2 min 5 s ahead", danish: "vores er 2 min. 5 s foran"},
	}
	for _, test := range tests {
		check := viewCheck(ciba.Check{ID: ciba.CheckClock, Actual: ciba.Literal(test.offset.String())})
		if check.Actual.Plain != test.plain {
			t.Errorf("programs read %q, want %q", check.Actual.Plain, test.plain)
		}
		for _, words := range languages {
			want := map[assets.Language]string{assets.English: test.english, assets.Danish: test.danish}[words.Language()]
			if got := check.Actual.Word.In(words); got != want || machine.MatchString(got) {
				t.Errorf("%s: %v is read as %q, want %q", words.Language(), test.offset, got, want)
			}
		}
	}
}
