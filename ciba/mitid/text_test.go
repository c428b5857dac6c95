package mitid

import (
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"

	"ringback/ciba"
)

func TestNormalizeText(t *testing.T) {
	for _, test := range []struct {
		name, typed, want string
	}{
		{name: "as it is", typed: "Kode 4821, Nordby Kommune", want: "Kode 4821, Nordby Kommune"},
		{name: "trimmed", typed: "  Kode 4821  ", want: "Kode 4821"},
		{name: "collapsed", typed: "Kode   4821,  Nordby", want: "Kode 4821, Nordby"},
		{name: "other blanks", typed: "\u3000Kode\u00a0\u202f4821\u2003", want: "Kode 4821"},
		{name: "composed", typed: "Bla\u030abær", want: "Blåbær"},
		{name: "compatibility forms stay", typed: "ﬁ ①", want: "ﬁ ①"},
		{name: "line breaks stay", typed: " a \n b\r\n", want: "a \n b\r\n"},
		{name: "tabs stay", typed: "a\tb", want: "a\tb"},
		{name: "invisible characters stay", typed: "a\u200bb", want: "a\u200bb"},
		{name: "blanks only", typed: " \u00a0 "},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := ciba.NormalizeText(test.typed); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestCheckText(t *testing.T) {
	for _, test := range []struct {
		name, text, problem string
	}{
		{name: "the default text", text: "Kode 4821, Nordby Kommune"},
		{name: "the documented text", text: "Testing MitID Flex app 😉"},
		{name: "Danish and French letters", text: "Æblegrød à la façon"},
		{name: "other scripts", text: "שלום مرحبا 你好 नमस्ते"},
		{name: "percent and angle brackets", text: "50 % <b>"},
		{name: "heart with emoji selector", text: "❤\ufe0f"},
		{name: "heart with text selector", text: "❤\ufe0e"},
		{name: "copyright emoji", text: "©\ufe0f"},
		{name: "information emoji", text: "ℹ\ufe0f"},
		{name: "keycap", text: "1\ufe0f\u20e3"},
		{name: "skin tone", text: "👍🏽"},
		{name: "flag", text: "🇩🇰"},
		{name: "130 units", text: strings.Repeat("a", 130)},
		{name: "130 units of emoji", text: strings.Repeat("😉", 65)},

		{name: "empty", problem: ciba.ProblemEmpty},
		{name: "131 units", text: strings.Repeat("a", 131), problem: ciba.ProblemTooLong},
		{name: "131 units, 66 characters", text: strings.Repeat("😉", 65) + "a", problem: ciba.ProblemTooLong},
		{name: "line feed", text: "a\nb", problem: ciba.ProblemLineBreak},
		{name: "line feed at the end", text: "a\n", problem: ciba.ProblemLineBreak},
		{name: "carriage return", text: "a\rb", problem: ciba.ProblemLineBreak},
		{name: "form feed", text: "a\fb", problem: ciba.ProblemLineBreak},
		{name: "vertical tab", text: "a\vb", problem: ciba.ProblemLineBreak},
		{name: "next line", text: "a\u0085b", problem: ciba.ProblemLineBreak},
		{name: "line separator", text: "a\u2028b", problem: ciba.ProblemLineBreak},
		{name: "paragraph separator", text: "a\u2029b", problem: ciba.ProblemLineBreak},
		{name: "tab", text: "a\tb", problem: ciba.ProblemInvisible},
		{name: "null", text: "a\x00b", problem: ciba.ProblemInvisible},
		{name: "escape", text: "a\x1b[31m", problem: ciba.ProblemInvisible},
		{name: "delete", text: "a\x7f", problem: ciba.ProblemInvisible},
		{name: "C1 control", text: "a\u009bb", problem: ciba.ProblemInvisible},
		{name: "soft hyphen", text: "a\u00adb", problem: ciba.ProblemInvisible},
		{name: "zero-width space", text: "a\u200bb", problem: ciba.ProblemInvisible},
		{name: "zero-width non-joiner", text: "a\u200cb", problem: ciba.ProblemInvisible},
		{name: "zero-width joiner", text: "a\u200db", problem: ciba.ProblemInvisible},
		{name: "zero-width joiner in emoji", text: "👩\u200d💻", problem: ciba.ProblemInvisible},
		{name: "word joiner", text: "a\u2060b", problem: ciba.ProblemInvisible},
		{name: "byte order mark", text: "\ufeffa", problem: ciba.ProblemInvisible},
		{name: "left-to-right mark", text: "a\u200eb", problem: ciba.ProblemInvisible},
		{name: "right-to-left override", text: "a\u202eb", problem: ciba.ProblemInvisible},
		{name: "left-to-right embedding", text: "a\u202ab", problem: ciba.ProblemInvisible},
		{name: "first strong isolate", text: "a\u2068b", problem: ciba.ProblemInvisible},
		{name: "Arabic letter mark", text: "a\u061cb", problem: ciba.ProblemInvisible},
		{name: "tag characters", text: "🏴\U000e0067\U000e0062\U000e007f", problem: ciba.ProblemInvisible},
		{name: "Hangul filler", text: "a\u3164b", problem: ciba.ProblemInvisible},
		{name: "combining grapheme joiner", text: "a\u034fb", problem: ciba.ProblemInvisible},
		{name: "Khmer inherent vowel", text: "a\u17b4b", problem: ciba.ProblemInvisible},
		{name: "Mongolian variation selector", text: "a\u180bb", problem: ciba.ProblemInvisible},
		{name: "Braille blank", text: "a\u2800b", problem: ciba.ProblemInvisible},
		{name: "private use", text: "a\ue000b", problem: ciba.ProblemInvisible},
		{name: "selector after a letter", text: "a\ufe0fb", problem: ciba.ProblemInvisible},
		{name: "selector after a blank", text: "a \ufe0fb", problem: ciba.ProblemInvisible},
		{name: "selector at the start", text: "\ufe0fa", problem: ciba.ProblemInvisible},
		{name: "two selectors", text: "❤\ufe0f\ufe0f", problem: ciba.ProblemInvisible},
		{name: "selector after a digit, no keycap", text: "1\ufe0f2", problem: ciba.ProblemInvisible},
		{name: "selector after a plus", text: "+\ufe0f", problem: ciba.ProblemInvisible},
		{name: "another selector", text: "❤\ufe00", problem: ciba.ProblemInvisible},
		{name: "ideographic selector", text: "辻\U000e0100", problem: ciba.ProblemInvisible},
		{name: "noncharacter", text: "a\uffffb", problem: ciba.ProblemUnassigned},
		{name: "unassigned", text: "a\u0378b", problem: ciba.ProblemUnassigned},
		{name: "not UTF-8", text: "a\xffb", problem: ciba.ProblemMalformed},
		{name: "half a surrogate pair", text: "a\xed\xa0\x80b", problem: ciba.ProblemMalformed},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantProblem(t, CheckText(test.text), FieldText, test.problem)
		})
	}
}

func TestTooLongNamesTheLimit(t *testing.T) {
	if got := ciba.FieldErrors(CheckText(strings.Repeat("a", 200))); len(got) != 1 || got[0].Limit != 130 {
		t.Errorf("got %v", got)
	}
}

func TestTextUnits(t *testing.T) {
	for text, want := range map[string]int{"": 0, "Kode": 4, "blåbær": 6, "€": 1, "😉": 2, "Testing MitID Flex app 😉": 25, "\xff": 1} {
		if got := ciba.TextUnits(text); got != want {
			t.Errorf("%q has %d units, want %d", text, got, want)
		}
	}
}

func FuzzNormalizeAndCheckText(f *testing.F) {
	for _, seed := range []string{"Kode 4821, Nordby Kommune", " a\u030a \u00a0b ", "❤\ufe0f1\ufe0f\u20e3", "\xff\x00", "a\u202eb\n", "\u1100\u1161\u11a8", " \u0308x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		text := ciba.NormalizeText(typed)
		if again := ciba.NormalizeText(text); again != text {
			t.Fatalf("%+q becomes %+q the second time", text, again)
		}
		if got, want := ciba.TextUnits(text), len(utf16.Encode([]rune(text))); got != want {
			t.Fatalf("%d units, want %d", got, want)
		}
		if CheckText(text) != nil {
			return
		}
		switch {
		case text == "" || ciba.TextUnits(text) > MaxText:
			t.Fatal("a text of no length, or too long, passes")
		case strings.ContainsAny(text, "\n\r\t\x00\u200b\u200c\u200d\u2060\ufeff\u202a\u202b\u202d\u202e\u2066\u2067\u2068"):
			t.Fatalf("%+q passes", text)
		case !norm.NFC.IsNormalString(text) || strings.Contains(text, "  ") || strings.Trim(text, " ") != text:
			t.Fatalf("%+q is not normalized", text)
		}
	})
}
