package console

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"

	"ringback/assets"
	"ringback/ciba/simulator"
	"ringback/ui/desk"
)

// TestCausesAreSaid: the console says all that the window says, in both languages, and a program
// gets the cause and its code.
func TestCausesAreSaid(t *testing.T) {
	const code = "signature:two_keys"
	for word, cause := range map[string]string{
		"person": "other", "reference_text": "other", "not_genuine": "not_genuine", "uncheckable": "uncheckable", "assurance": "assurance",
	} {
		for _, language := range assets.Languages() {
			words, err := assets.Load(language)
			if err != nil {
				t.Fatal(err)
			}
			view := desk.View{Outcome: &desk.Outcome{Outcome: "not_verified", Cause: cause, CauseCode: code}}
			sentence, say, advice := desk.Say("outcome.not_verified.sentence."+word), desk.Say("say.outcome.not_verified"), desk.Text{}
			switch cause {
			case "uncheckable":
				say, advice = desk.Say("say.not_verified.uncheckable"), desk.Say("outcome.not_verified.advice.uncheckable", "Code", code)
			case "not_genuine":
				advice = desk.Say("outcome.not_verified.advice.not_genuine", "Code", code)
			case "assurance":
				say = desk.Say("say.not_verified.assurance")
			}
			view.Outcome.Advice, view.Status = advice, desk.Status{Word: desk.Say("outcome.not_verified.word"), Sentence: sentence, SayNow: say, Badge: desk.BadgeProduction}

			var out bytes.Buffer
			newReporter(Options{Words: words, Out: &out, Err: &out}).end(view)
			for _, text := range []desk.Text{sentence, say, advice} {
				if said := text.In(words); !text.IsZero() && (!words.Has(text.Key) || !strings.Contains(out.String(), said)) {
					t.Errorf("%s, %s: %q isn't written in\n%s", word, language, said, out.String())
				}
			}
			out.Reset()
			newReporter(Options{Words: words, Out: &out, Err: &out, JSON: true}).end(view)
			var line struct {
				Cause string `json:"cause"`
				Code  string `json:"cause_code"`
			}
			if err := json.Unmarshal(out.Bytes(), &line); err != nil || line.Cause != cause || line.Code != code {
				t.Errorf("%s: %s", word, out.String())
			}
		}
	}
}

// TestOnlyWhatIsNotVerifiedHasACause: no other outcome has one, so a program can look for a cause
// without knowing every outcome.
func TestOnlyWhatIsNotVerifiedHasACause(t *testing.T) {
	for scenario, want := range map[simulator.Scenario]string{
		simulator.DuplicateKid: `"cause":"uncheckable","cause_code":"signature:two_keys"`, simulator.BrokenSignature: `"cause":"not_genuine","cause_code":"signature:invalid"`,
		simulator.Approve: "", simulator.Refuse: "", simulator.MitIDError: "",
	} {
		synctest.Test(t, func(t *testing.T) {
			r := call{language: assets.English, json: true, scenario: scenario, request: Request{UUID: mette}}.verify(t)
			if !strings.Contains(r.out, want) || strings.Contains(r.out, `"cause`) != (want != "") {
				t.Errorf("%s: %s", scenario, r.out)
			}
		})
	}
}
