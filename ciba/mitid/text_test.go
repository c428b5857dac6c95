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
		{"as it is", "Kode 4821, Nordby Kommune", "Kode 4821, Nordby Kommune"},
		{"trimmed", "  Kode 4821  ", "Kode 4821"},
		{"collapsed", "Kode   4821,  Nordby", "Kode 4821, Nordby"},
		{"other blanks", "\u3000Kode\u00a0\u202f4821\u2003", "Kode 4821"},
		{"composed", "Bla\u030abær", "Blåbær"},
		{"compatibility forms stay", "ﬁ ①", "ﬁ ①"},
		{"line breaks stay", " a \n b\r\n", "a \n b\r\n"},
		{"tabs stay", "a\tb", "a\tb"},
		{"invisible characters stay", "a\u200bb", "a\u200bb"},
		{"blanks only", " \u00a0 ", ""},
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
		{"the default text", "Kode 4821, Nordby Kommune", ""},
		{"the documented text", "Testing MitID Flex app 😉", ""},
		{"Danish and French letters", "Æblegrød à la façon", ""},
		{"other scripts", "שלום مرحبا 你好 नमस्ते", ""},
		{"percent and angle brackets", "50 % <b>", ""},
		{"heart with emoji selector", "❤\ufe0f", ""},
		{"heart with text selector", "❤\ufe0e", ""},
		{"copyright emoji", "©\ufe0f", ""},
		{"information emoji", "ℹ\ufe0f", ""},
		{"keycap", "1\ufe0f\u20e3", ""},
		{"skin tone", "👍🏽", ""},
		{"flag", "🇩🇰", ""},
		{"130 units", strings.Repeat("a", 130), ""},
		{"130 units of emoji", strings.Repeat("😉", 65), ""},

		{"empty", "", ciba.ProblemEmpty},
		{"131 units", strings.Repeat("a", 131), ciba.ProblemTooLong},
		{"131 units, 66 characters", strings.Repeat("😉", 65) + "a", ciba.ProblemTooLong},
		{"line feed", "a\nb", ciba.ProblemLineBreak},
		{"line feed at the end", "a\n", ciba.ProblemLineBreak},
		{"carriage return", "a\rb", ciba.ProblemLineBreak},
		{"form feed", "a\fb", ciba.ProblemLineBreak},
		{"vertical tab", "a\vb", ciba.ProblemLineBreak},
		{"next line", "a\u0085b", ciba.ProblemLineBreak},
		{"line separator", "a\u2028b", ciba.ProblemLineBreak},
		{"paragraph separator", "a\u2029b", ciba.ProblemLineBreak},
		{"tab", "a\tb", ciba.ProblemInvisible},
		{"null", "a\x00b", ciba.ProblemInvisible},
		{"escape", "a\x1b[31m", ciba.ProblemInvisible},
		{"delete", "a\x7f", ciba.ProblemInvisible},
		{"C1 control", "a\u009bb", ciba.ProblemInvisible},
		{"soft hyphen", "a\u00adb", ciba.ProblemInvisible},
		{"zero-width space", "a\u200bb", ciba.ProblemInvisible},
		{"zero-width non-joiner", "a\u200cb", ciba.ProblemInvisible},
		{"zero-width joiner", "a\u200db", ciba.ProblemInvisible},
		{"zero-width joiner in emoji", "👩\u200d💻", ciba.ProblemInvisible},
		{"word joiner", "a\u2060b", ciba.ProblemInvisible},
		{"byte order mark", "\ufeffa", ciba.ProblemInvisible},
		{"left-to-right mark", "a\u200eb", ciba.ProblemInvisible},
		{"right-to-left override", "a\u202eb", ciba.ProblemInvisible},
		{"left-to-right embedding", "a\u202ab", ciba.ProblemInvisible},
		{"first strong isolate", "a\u2068b", ciba.ProblemInvisible},
		{"Arabic letter mark", "a\u061cb", ciba.ProblemInvisible},
		{"tag characters", "🏴\U000e0067\U000e0062\U000e007f", ciba.ProblemInvisible},
		{"Hangul filler", "a\u3164b", ciba.ProblemInvisible},
		{"combining grapheme joiner", "a\u034fb", ciba.ProblemInvisible},
		{"Khmer inherent vowel", "a\u17b4b", ciba.ProblemInvisible},
		{"Mongolian variation selector", "a\u180bb", ciba.ProblemInvisible},
		{"Braille blank", "a\u2800b", ciba.ProblemInvisible},
		{"private use", "a\ue000b", ciba.ProblemInvisible},
		{"selector behind a letter", "a\ufe0fb", ciba.ProblemInvisible},
		{"selector behind a blank", "a \ufe0fb", ciba.ProblemInvisible},
		{"selector at the start", "\ufe0fa", ciba.ProblemInvisible},
		{"two selectors", "❤\ufe0f\ufe0f", ciba.ProblemInvisible},
		{"selector behind a digit, no keycap", "1\ufe0f2", ciba.ProblemInvisible},
		{"selector behind a plus", "+\ufe0f", ciba.ProblemInvisible},
		{"another selector", "❤\ufe00", ciba.ProblemInvisible},
		{"ideographic selector", "辻\U000e0100", ciba.ProblemInvisible},
		{"noncharacter", "a\uffffb", ciba.ProblemUnassigned},
		{"unassigned", "a\u0378b", ciba.ProblemUnassigned},
		{"not UTF-8", "a\xffb", ciba.ProblemMalformed},
		{"half a surrogate pair", "a\xed\xa0\x80b", ciba.ProblemMalformed},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantProblem(t, CheckText(test.text), FieldReferenceText, test.problem)
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
		case text == "" || ciba.TextUnits(text) > MaxTextUnits:
			t.Fatal("a text of no length, or too long, passes")
		case strings.ContainsAny(text, "\n\r\t\x00\u200b\u200c\u200d\u2060\ufeff\u202a\u202b\u202d\u202e\u2066\u2067\u2068"):
			t.Fatalf("%+q passes", text)
		case !norm.NFC.IsNormalString(text) || strings.Contains(text, "  ") || strings.Trim(text, " ") != text:
			t.Fatalf("%+q is not normalized", text)
		}
	})
}
