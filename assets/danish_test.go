package assets

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDanishOfCaseworkers holds the rules of the Danish texts that a program can check.
func TestDanishOfCaseworkers(t *testing.T) {
	rules := []struct {
		name   string
		never  *regexp.Regexp
		except []string // beginnings of keys
	}{
		{
			name:  "caseworkers know the MitID-tjeneste; a broker is something for developers",
			never: regexp.MustCompile(`(?i)broker`),
			except: []string{
				"appswitch.developer.", "claim.", "course.", "decoded.", "editor.", "network.", "scenario.",
				"secret.", "sequence.", "simulator.", "problem.simulator",
			},
		},
		{name: "a record is a post", never: regexp.MustCompile(`(?i)indførs`)},
		{name: "durations are written as in Danish", never: regexp.MustCompile(`\b\d+(h|m|s)\b|±`)},
		{name: "a UUID is inserted: nobody asks for one", never: regexp.MustCompile(`(?i)uuid[^.]*\b(bad|bedt|beder) om`)},
		{name: "several UUIDs are UUID’er", never: regexp.MustCompile(`(?i)uuid-numr`)},
		{name: "say what to do about a character that nobody sees", never: regexp.MustCompile(`i stedet for at (sætte ind|indsætte)`)},
	}
	for key, message := range messages(t, Danish) {
		for _, rule := range rules {
			if beginsWithAny(key, rule.except) {
				continue
			}
			for _, text := range forms(message) {
				if rule.never.MatchString(text) {
					t.Errorf("%s: %q: %s", key, text, rule.name)
				}
			}
		}
	}
}

// TestDanishButtonsAreShort: at most two words each. Those that are longer have a reason.
func TestDanishButtonsAreShort(t *testing.T) {
	longer := map[string]string{
		"button.close_more":    "says how many notices follow",
		"quit.leave":           "two things happen, and both must be known",
		"editor.button.use":    "two things happen, and both must be known",
		"window.quit_cancel":   "two things happen, and both must be known",
		"outcome.report":       "what the person says, and not what the program does",
		"guard.asked_to":       "what the person says, and not what the program does",
		"unfinished.file":      "says under which outcome",
		"unfinished.cancel_at": "names the host",
	}
	// the buttons that have no table of their own
	others := []string{
		"quit.stay", "quit.now", "window.save", "window.back", "guard.anyway", "guard.dont", "journal.blocked.aside", "journal.blocked.memory",
		"unfinished.resume", "unfinished.cancel", "unfinished.show", "unfinished.end_here", "template.use", "case_note.copy",
		"receipt.save", "setup.agree", "setup.key_file", "outcome.check_again", "presentation.leave_button", "presentation.back", "presentation.mask",
		"cpr.turn_on", "cpr.turn_off", "cpr.dont", "number.give", "number.cancel", "offer.take", "offer.dismiss", "outcome.report",
		"outcome.take_back", "guard.asked_to", "phone.start_over",
	}
	danish := messages(t, Danish)
	for _, key := range others {
		if danish[key] == nil {
			t.Errorf("there is no %s", key)
		}
	}
	for key, message := range danish {
		isButton := strings.HasPrefix(key, "button.") || strings.Contains(key, ".button.")
		for _, other := range others {
			isButton = isButton || key == other
		}
		if long := len(strings.Fields(message.Other)) > 2; isButton && long && longer[key] == "" {
			t.Errorf("%s has more than two words: %q", key, message.Other)
		}
	}
	for key := range longer {
		if danish[key] == nil || len(strings.Fields(danish[key].Other)) <= 2 {
			t.Errorf("%s needs no exception", key)
		}
	}
}

// TestPhonesNameScenariosAsTheWindowDoes: the first ones, which everybody meets.
func TestPhonesNameScenariosAsTheWindowDoes(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "ciba", "simulator", "page", "words.json"))
	if err != nil {
		t.Fatal(err)
	}
	var words map[Language]struct{ Scenarios map[string][2]string }
	if err := json.Unmarshal(page, &words); err != nil {
		t.Fatal(err)
	}
	for _, lang := range Languages() {
		for _, scenario := range []string{"decide", "approve", "refuse", "ignore", "other-person", "other-text"} {
			here := [2]string{
				load(t, lang).Text("scenario."+scenario+".name", nil),
				load(t, lang).Text("scenario."+scenario+".sentence", nil),
			}
			if there := words[lang].Scenarios[scenario]; here != there {
				t.Errorf("%s: %s is %q in the window, and %q on the page of the phones", lang, scenario, here, there)
			}
		}
	}
}

func beginsWithAny(key string, beginnings []string) bool {
	for _, beginning := range beginnings {
		if strings.HasPrefix(key, beginning) {
			return true
		}
	}
	return false
}
