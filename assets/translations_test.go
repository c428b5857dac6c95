package assets

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
)

func TestEveryLanguageHasTheSameKeys(t *testing.T) {
	english := Keys(English)
	for _, lang := range Languages() {
		here := Keys(lang)
		for _, key := range english {
			if !slices.Contains(here, key) {
				t.Errorf("%s: %s is missing", lang, key)
			}
		}
		for _, key := range here {
			if !slices.Contains(english, key) {
				t.Errorf("%s: %s is missing in English", lang, key)
			}
		}
	}
}

func TestEveryLanguageFillsInTheSame(t *testing.T) {
	english := messages(t, English)
	for _, lang := range Languages() {
		for key, message := range messages(t, lang) {
			other, ok := english[key]
			if !ok {
				continue // TestEveryLanguageHasTheSameKeys reports that.
			}
			if here, there := fields(message), fields(other); !slices.Equal(here, there) {
				t.Errorf("%s: %s fills in %v, in English %v", lang, key, here, there)
			}
			if (message.One == "") != (other.One == "") {
				t.Errorf("%s: %s has a form for one where English has none, or the reverse", lang, key)
			}
		}
	}
}

func TestNoTextIsEmptyOrRagged(t *testing.T) {
	for _, lang := range Languages() {
		for key, message := range messages(t, lang) {
			for _, text := range forms(message) {
				if text == "" || strings.TrimSpace(text) != text || strings.Contains(text, "  ") || strings.Contains(text, "\n") {
					t.Errorf("%s: %s is empty, or has blanks where none belong: %q", lang, key, text)
				}
			}
			if message.One != "" && message.Other == "" {
				t.Errorf("%s: %s lacks the form for several", lang, key)
			}
		}
	}
}

func TestQuotesAreThoseOfTheLanguage(t *testing.T) {
	foreign := map[Language]string{English: `"'»«„`, Danish: `"“”„‘’'`}
	apostrophe := regexp.MustCompile(`(\pL)’(\pL)`) // UUID’et
	for _, lang := range Languages() {
		marks := foreign[lang]
		if marks == "" {
			t.Errorf("%s: which quotes does it not have?", lang)
		}
		for key, message := range messages(t, lang) {
			for _, text := range forms(message) {
				if strings.ContainsAny(apostrophe.ReplaceAllString(text, "$1$2"), marks) {
					t.Errorf("%s: %s has one of %s: %q", lang, key, marks, text)
				}
			}
		}
	}
}

func TestWhatIsSaidIsQuoted(t *testing.T) {
	marks := map[Language][2]string{English: {"“", "”"}, Danish: {"»", "«"}}
	for _, lang := range Languages() {
		if marks[lang][0] == "" {
			t.Errorf("%s: in what is something quoted?", lang)
		}
		for key, message := range messages(t, lang) {
			if !strings.HasPrefix(key, "say.") || strings.HasSuffix(key, "label") {
				continue
			}
			if !strings.HasPrefix(message.Other, marks[lang][0]) || !strings.HasSuffix(message.Other, marks[lang][1]) {
				t.Errorf("%s: %s is not in quotes: %q", lang, key, message.Other)
			}
		}
	}
}

// TestTheAgreedSentences checks the sentences that were agreed on, word for word.
func TestTheAgreedSentences(t *testing.T) {
	tests := []struct {
		key             string
		args            map[string]any
		english, danish string
	}{
		{key: "form.caller.citizen", english: "The citizen called us", danish: "Borgeren ringede"},
		{key: "form.caller.us", english: "We called", danish: "Vi ringede"},
		{key: "form.heading", english: "Request", danish: "Anmodning"},
		{key: "form.text.label", english: "Text in MitID", danish: "Tekst i MitID"},
		{key: "state.waiting.word", english: "Waiting", danish: "Venter"},
		{
			key: "state.waiting.sentence", english: "The request was sent. Waiting for an answer.",
			danish: "Anmodningen er sendt. Venter på svar.",
		},
		{key: "waiting.asked.figure", args: map[string]any{"Count": 9}, english: "9 times", danish: "9 gange"},
		{key: "waiting.next.figure", args: map[string]any{"Count": 3}, english: "3 s", danish: "3 s"},
		{key: "waiting.every.figure", args: map[string]any{"Count": 5}, english: "5 seconds", danish: "5. sekund"},
		{key: "say.label", english: "Say on the phone", danish: "Sig i telefonen"},
		{
			key: "say.waiting.code", args: map[string]any{"Code": "4821"},
			english: "“I have sent a request to your MitID app. Approve it only if the code is 4821.”",
			danish:  "»Jeg har sendt en anmodning til din MitID-app. Godkend kun, hvis koden er 4821.«",
		},
		{key: "outcome.verified.word", english: "Verified", danish: "Bekræftet"},
		{key: "outcome.not_verified.word", english: "Not verified", danish: "Ikke bekræftet"},
		{
			key:     "outcome.not_verified.sentence.person",
			english: "Someone other than the person you asked for approved. Share nothing.",
			danish:  "En anden end den, du bad om, har godkendt. Giv ingen oplysninger.",
		},
		{key: "outcome.refused.word", english: "Refused", danish: "Afvist"},
		{key: "outcome.expired.word", english: "Expired", danish: "Udløbet"},
		{key: "outcome.cancelled.word", english: "Cancelled", danish: "Annulleret"},
		{key: "outcome.unknown.word", english: "Unknown", danish: "Uafklaret"},
		{key: "outcome.failed.word", english: "Failed", danish: "Mislykkedes"},
		{key: "tab.result", english: "Result", danish: "Resultat"},
		{key: "tab.claims", english: "Claims", danish: "Oplysninger"},
		{key: "tab.appswitch", english: "Appswitch", danish: "Appskift"},
		{key: "tab.course", english: "Course", danish: "Forløb"},
		{key: "tab.network", english: "Network", danish: "Netværk"},
		{
			key: "check.passed", args: map[string]any{"Count": 11},
			english: "11 technical checks passed", danish: "11 tekniske kontroller bestået",
		},
		{key: "appswitch.platforms.android_old", english: "older Android", danish: "ældre Android"},
	}
	english, danish := load(t, English), load(t, Danish)
	for _, test := range tests {
		if got := english.Text(test.key, test.args); got != test.english {
			t.Errorf("%s is %q, agreed is %q", test.key, got, test.english)
		}
		if got := danish.Text(test.key, test.args); got != test.danish {
			t.Errorf("%s is %q, agreed is %q", test.key, got, test.danish)
		}
	}
}

func TestEveryOutcomeHasItsWords(t *testing.T) {
	for _, lang := range Languages() {
		words := load(t, lang)
		for _, outcome := range []string{"verified", "not_verified", "refused", "expired", "cancelled", "unknown", "failed"} {
			for _, key := range []string{"outcome." + outcome + ".word", "say.outcome." + outcome} {
				if !words.Has(key) {
					t.Errorf("%s: %s is missing", lang, key)
				}
			}
		}
	}
}

// TestEveryLanguageHasItsName: people choose it by that, in each other language too.
func TestEveryLanguageHasItsName(t *testing.T) {
	for _, lang := range Languages() {
		words := load(t, lang)
		for _, other := range Languages() {
			if key := "language." + string(other); !words.Has(key) {
				t.Errorf("%s: %s is missing", lang, key)
			}
		}
	}
}

// TestThePackageNamesEveryLanguage: what the packaged program says of itself.
func TestThePackageNamesEveryLanguage(t *testing.T) {
	app, err := os.ReadFile(filepath.Join("..", "FyneApp.toml"))
	if err != nil {
		t.Fatal(err)
	}
	var named struct{ Languages []Language }
	if err := toml.Unmarshal(app, &named); err != nil || !slices.Equal(named.Languages, Languages()) {
		t.Errorf("FyneApp.toml names %v (%v), want %v", named.Languages, err, Languages())
	}
}

// TestThePhonesSpeakEveryLanguage: the simulator's page has words of its own.
func TestThePhonesSpeakEveryLanguage(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "ciba", "simulator", "page", "words.json"))
	if err != nil {
		t.Fatal(err)
	}
	var words map[Language]any
	if err := json.Unmarshal(page, &words); err != nil {
		t.Fatal(err)
	}
	for _, lang := range Languages() {
		if words[lang] == nil {
			t.Errorf("%s: the simulator's page has no words", lang)
		}
	}
}

// TestFyneWordsAreComplete compares with the list that Fyne ships: a word that is missing here is
// English in a Danish window, and is logged at each look-up.
func TestFyneWordsAreComplete(t *testing.T) {
	directory, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "fyne.io/fyne/v2").Output()
	if err != nil {
		t.Fatalf("where is Fyne: %v", err)
	}
	base, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(directory)), "lang", "translations", "base.en.json"))
	if err != nil {
		t.Fatal(err)
	}
	var wanted map[string]any
	if err := json.Unmarshal(base, &wanted); err != nil {
		t.Fatal(err)
	}
	for _, lang := range Languages()[1:] {
		var have map[string]any
		if err := json.Unmarshal(FyneWords(lang), &have); err != nil {
			t.Errorf("%s: Fyne's words: %v", lang, err)
		}
		for key := range wanted {
			if have[key] == nil || have[key] == "" {
				t.Errorf("%s: Fyne's word %q is missing", lang, key)
			}
		}
	}
	if FyneWords(English) != nil {
		t.Error("Fyne brings its own English")
	}
}

// messages returns the messages of a language by key, as a whole parser of TOML reads them.
func messages(t *testing.T, lang Language) map[string]*i18n.Message {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("translations", string(lang)+".toml"))
	if err != nil {
		t.Fatal(err)
	}
	file, err := i18n.ParseMessageFileBytes(content, string(lang)+".toml", map[string]i18n.UnmarshalFunc{"toml": toml.Unmarshal})
	if err != nil {
		t.Fatal(err)
	}
	byKey := make(map[string]*i18n.Message, len(file.Messages))
	for _, message := range file.Messages {
		byKey[message.ID] = message
	}
	return byKey
}

// forms returns the plural forms of a message; every message has the last one.
func forms(message *i18n.Message) []string {
	if message.One != "" {
		return []string{message.One, message.Other}
	}
	return []string{message.Other}
}

// fields returns the fields of a message, in alphabetical order and each once.
func fields(message *i18n.Message) []string {
	action := regexp.MustCompile(`{{.*?}}`)
	found := action.FindAllString(strings.Join(forms(message), " "), -1)
	slices.Sort(found)
	return slices.Compact(found)
}
