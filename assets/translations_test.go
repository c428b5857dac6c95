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

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

func TestBothLanguagesHaveTheSameKeys(t *testing.T) {
	english, danish := Keys(English), Keys(Danish)
	for _, key := range english {
		if !slices.Contains(danish, key) {
			t.Errorf("%s is missing in Danish", key)
		}
	}
	for _, key := range danish {
		if !slices.Contains(english, key) {
			t.Errorf("%s is missing in English", key)
		}
	}
}

func TestBothLanguagesFillInTheSame(t *testing.T) {
	danish := messages(t, Danish)
	for key, message := range messages(t, English) {
		other, ok := danish[key]
		if !ok {
			continue // TestBothLanguagesHaveTheSameKeys says so.
		}
		if here, there := fields(message), fields(other); !slices.Equal(here, there) {
			t.Errorf("%s fills in %v in English, %v in Danish", key, here, there)
		}
		if (message.One == "") != (other.One == "") {
			t.Errorf("%s has a form for one in one language only", key)
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
	for lang, marks := range foreign {
		for key, message := range messages(t, lang) {
			for _, text := range forms(message) {
				if strings.ContainsAny(text, marks) {
					t.Errorf("%s: %s has one of %s: %q", lang, key, marks, text)
				}
			}
		}
	}
}

func TestWhatIsSaidIsQuoted(t *testing.T) {
	marks := map[Language][2]string{English: {"“", "”"}, Danish: {"»", "«"}}
	for _, lang := range Languages() {
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

// TestTheAgreedSentences holds the sentences that were agreed on, word for word.
func TestTheAgreedSentences(t *testing.T) {
	tests := []struct {
		key             string
		args            map[string]any
		english, danish string
	}{
		{"form.caller.citizen", nil, "The citizen called us", "Borgeren ringede"},
		{"form.caller.us", nil, "We called", "Vi ringede"},
		{"form.heading", nil, "Request", "Anmodning"},
		{"form.reference.label", nil, "Text in MitID", "Tekst i MitID"},
		{"state.waiting.word", nil, "Waiting", "Venter"},
		{"state.waiting.sentence", nil, "The request was sent. Waiting for an answer.", "Anmodningen er sendt. Venter på svar."},
		{"waiting.asked.figure", map[string]any{"Count": 9}, "9 times", "9 gange"},
		{"waiting.next.figure", map[string]any{"Count": 3}, "3 s", "3 s"},
		{"waiting.every.figure", map[string]any{"Count": 5}, "5 seconds", "5. sekund"},
		{"say.label", nil, "Say on the phone", "Sig i telefonen"},
		{"say.waiting.code", map[string]any{"Code": "4821"},
			"“I have sent a request to your MitID app. Approve it only if the code is 4821.”",
			"»Jeg har sendt en anmodning til din MitID-app. Godkend kun, hvis koden er 4821.«"},
		{"outcome.verified.word", nil, "Verified", "Bekræftet"},
		{"outcome.not_verified.word", nil, "Not verified", "Ikke bekræftet"},
		{"outcome.not_verified.sentence.person", nil,
			"Someone other than the person you asked for approved. Share nothing.",
			"En anden end den, du bad om, har godkendt. Giv ingen oplysninger."},
		{"outcome.refused.word", nil, "Refused", "Afvist"},
		{"outcome.expired.word", nil, "Expired", "Udløbet"},
		{"outcome.cancelled.word", nil, "Cancelled", "Annulleret"},
		{"outcome.unknown.word", nil, "Unknown", "Uafklaret"},
		{"outcome.failed.word", nil, "Failed", "Mislykkedes"},
		{"tab.result", nil, "Result", "Resultat"},
		{"tab.claims", nil, "Claims", "Oplysninger"},
		{"tab.appswitch", nil, "Appswitch", "Appskift"},
		{"tab.course", nil, "Course", "Forløb"},
		{"tab.network", nil, "Network", "Netværk"},
		{"check.passed", map[string]any{"Count": 11}, "11 technical checks passed", "11 tekniske kontroller bestået"},
		{"appswitch.platforms.android_old", nil, "older Android", "ældre Android"},
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

func TestEveryCheckHasItsWords(t *testing.T) {
	checks := []string{
		"signature", "algorithm", "key_pin", "token_kind", "issuer", "audience", "subject", "expiry", "issued_at", "authentication_time",
		"access_token_hash", "identity_provider", "person", "reference_text", "transaction", "nonce", "assurance", "replay", "clock",
	}
	for _, lang := range Languages() {
		words := load(t, lang)
		for _, check := range checks {
			for _, part := range []string{"name", "explained"} {
				if key := "check." + check + "." + part; !words.Has(key) {
					t.Errorf("%s: %s is missing", lang, key)
				}
			}
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

// TestFyneWordsAreComplete compares with the list that Fyne ships: a word that is missing here is English in a Danish window
// and logged at each look.
func TestFyneWordsAreComplete(t *testing.T) {
	directory, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "fyne.io/fyne/v2").Output()
	if err != nil {
		t.Fatalf("where is Fyne: %v", err)
	}
	base, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(directory)), "lang", "translations", "base.en.json"))
	if err != nil {
		t.Fatal(err)
	}
	var wanted, have map[string]any
	if err := json.Unmarshal(base, &wanted); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(FyneWords(Danish), &have); err != nil {
		t.Fatal(err)
	}
	for key := range wanted {
		if have[key] == nil || have[key] == "" {
			t.Errorf("Fyne's word %q has no Danish", key)
		}
	}
	if FyneWords(English) != nil {
		t.Error("Fyne brings its own English")
	}
}

// messages are the messages of a language by key.
func messages(t *testing.T, lang Language) map[string]*i18n.Message {
	t.Helper()
	file, err := readMessages(lang)
	if err != nil {
		t.Fatal(err)
	}
	byKey := make(map[string]*i18n.Message, len(file.Messages))
	for _, message := range file.Messages {
		byKey[message.ID] = message
	}
	return byKey
}

// forms are the plural forms a message has; every message has the last one.
func forms(message *i18n.Message) []string {
	if message.One != "" {
		return []string{message.One, message.Other}
	}
	return []string{message.Other}
}

// fields lists what the forms of a message fill in, in alphabetical order and each once.
func fields(message *i18n.Message) []string {
	action := regexp.MustCompile(`{{.*?}}`)
	found := action.FindAllString(strings.Join(forms(message), " "), -1)
	slices.Sort(found)
	return slices.Compact(found)
}
