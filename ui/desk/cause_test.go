package desk

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/assets"
	"ringback/ciba"
	"ringback/ciba/simulator"
)

// saidOfACause are the texts for one cause in one language.
type saidOfACause struct{ sentence, advice, say, note string }

// saidByHand returns the texts of every cause, written out. The code is the one of failedFor.
func saidByHand() map[string]map[assets.Language]saidOfACause {
	const (
		sorry   = "“I am sorry, I cannot help you further in this call.”"
		beklage = "»Jeg kan desværre ikke hjælpe dig videre i denne samtale.«"
	)
	return map[string]map[assets.Language]saidOfACause{
		"uncheckable": {
			assets.English: {
				sentence: "The answer can’t be checked, so nobody is verified. Share nothing.",
				advice:   "This says nothing against the caller. Tell IT: signature:two_keys.",
				say:      "“I can’t check the answer right now, so I can’t go on. It isn’t about you.”",
				note:     "The answer could not be checked, which says nothing against the caller (signature:two_keys).",
			},
			assets.Danish: {
				sentence: "Svaret kan ikke kontrolleres, så ingen er bekræftet. Giv ingen oplysninger.",
				advice:   "Det siger intet om den, du taler med. Sig til it-afdelingen: signature:two_keys.",
				say:      "»Jeg kan ikke kontrollere svaret lige nu, så jeg kan ikke gå videre. Det handler ikke om dig.«",
				note:     "Svaret kunne ikke kontrolleres, og det siger intet om personen (signature:two_keys).",
			},
		},
		"not_genuine": {
			assets.English: {
				sentence: "The answer isn’t genuine. Share nothing.", advice: "Tell IT: replay:seen_before.",
				say: sorry, note: "The answer was not genuine (replay:seen_before).",
			},
			assets.Danish: {
				sentence: "Svaret er ikke ægte. Giv ingen oplysninger.", advice: "Sig til it-afdelingen: replay:seen_before.",
				say: beklage, note: "Svaret var ikke ægte (replay:seen_before).",
			},
		},
		"person": {
			assets.English: {
				sentence: "Someone other than the person you asked for approved. Share nothing.",
				say:      sorry, note: "Someone other than the person who was asked approved.",
			},
			assets.Danish: {
				sentence: "En anden end den, du bad om, har godkendt. Giv ingen oplysninger.",
				say:      beklage, note: "En anden end den, der blev spurgt, godkendte.",
			},
		},
		"reference_text": {
			assets.English: {
				sentence: "A text other than yours was approved. Share nothing.",
				say:      sorry, note: "A text other than the one sent was approved.",
			},
			assets.Danish: {
				sentence: "Der er godkendt en anden tekst end den, du sendte. Giv ingen oplysninger.",
				say:      beklage, note: "Der blev godkendt en anden tekst end den, der var sendt.",
			},
		},
		"assurance": {
			assets.English: {
				sentence: "The approval is at a lower level than is required. Share nothing.",
				say:      "“The approval is at a lower level than I need, so I can’t go on. It isn’t about you.”",
				note:     "The approval was at a lower level than is required.",
			},
			assets.Danish: {
				sentence: "Godkendelsen er på et lavere sikringsniveau, end der kræves. Giv ingen oplysninger.",
				say:      "»Godkendelsen er på et lavere niveau, end jeg har brug for, så jeg kan ikke gå videre. Det handler ikke om dig.«",
				note:     "Godkendelsen var på et lavere sikringsniveau, end der kræves.",
			},
		},
	}
}

// failedFor returns a verdict in which one check failed.
func failedFor(id ciba.CheckID, actual ciba.Fact) *ciba.Verdict {
	verdict := &ciba.Verdict{}
	for _, other := range ciba.CheckOrder() {
		check := ciba.Check{ID: other, Result: ciba.Pass, Required: true}
		if other == id {
			check.Result, check.Actual = ciba.Fail, actual
		}
		verdict.Checks = append(verdict.Checks, check)
	}
	return verdict
}

// TestEveryCauseHasItsTexts: on the card, on the phone, below the card and in the note, in both
// languages and in the wording of both profiles.
func TestEveryCauseHasItsTexts(t *testing.T) {
	languages, err := bothLanguages()
	if err != nil {
		t.Fatal(err)
	}
	verdicts := map[string]*ciba.Verdict{
		"uncheckable":    failedFor(ciba.CheckSignature, ciba.Word(ciba.WordTwoKeys)),
		"not_genuine":    failedFor(ciba.CheckReplay, ciba.Word(ciba.WordSeenBefore)),
		"person":         failedFor(ciba.CheckPerson, ciba.Word(ciba.WordSomeoneElse)),
		"reference_text": failedFor(ciba.CheckApprovedText, ciba.Literal("Betal 100 kr.")),
		"assurance":      failedFor(ciba.CheckAssurance, ciba.Literal("Low")),
	}
	causes := make(map[string]bool)
	for word, all := range saidByHand() {
		for _, words := range languages {
			for _, e := range []string{"mitid-flex", "generic"} {
				environment := ownEnvironment()
				environment.Profile = e
				r := &run{request: mitidRequest{}, environment: environment, at: time.Now(), result: &ciba.Result{Outcome: ciba.NotVerified, Verdict: verdicts[word]}}
				r.outcome = outcomeOf(r)
				r.outcome.Note = noteOf(r)
				causes[r.outcome.Cause] = true
				status := endedStatus(r, Status{})
				say := func(text Text) string {
					if text.IsZero() {
						return ""
					}
					return text.In(words)
				}
				got := saidOfACause{say(status.Sentence), say(r.outcome.Advice), say(status.SayNow), say(r.outcome.Note)}
				want := all[words.Language()]
				if got.sentence != want.sentence || got.advice != want.advice || got.say != want.say || !strings.HasSuffix(got.note, want.note) {
					t.Errorf("%s, %s, %s:\n%q\nwant\n%q", word, words.Language(), e, got, want)
				}
				if strings.Contains(got.note, "Betal") || status.Tone == ToneVerified {
					t.Errorf("%s: the note is %q, the tone %s", word, got.note, status.Tone)
				}
			}
		}
	}
	for _, cause := range ciba.Causes() {
		if !causes[string(cause)] {
			t.Errorf("nobody says %s", cause)
		}
	}
}

// TestUncheckableAnswersAccuseNobody: if something can't be checked, no text claims that another
// person approved, that an answer is forged, or that the call must end.
func TestUncheckableAnswersAccuseNobody(t *testing.T) {
	languages, err := bothLanguages()
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ciba.CheckOrder() {
		for _, word := range []string{ciba.WordAbsent, ciba.WordMalformed, ciba.WordUnverified} {
			v := failedFor(id, ciba.Word(word))
			for _, words := range languages {
				for _, text := range []Text{notVerifiedSentence(v), notVerifiedAdvice(v), notVerifiedSay(v), notVerifiedNote(v)} {
					for _, accused := range []string{"omeone", "genuine", "help you", "godkendt", "godkendte", "ægte", "hjælpe"} {
						if said := text.In(words); strings.Contains(said, accused) {
							t.Errorf("%s:%s says %q", id, word, said)
						}
					}
				}
			}
		}
	}
}

// TestCausesOfTheScenarios runs everything that the simulator can do to a token.
func TestCausesOfTheScenarios(t *testing.T) {
	const uncheckable, notGenuine, other = "uncheckable", "not_genuine", "other"
	for scenario, want := range map[simulator.Scenario][2]string{
		simulator.OtherPerson:      {other, "person:someone_else"},
		simulator.OtherText:        {other, "reference_text:different"},
		simulator.ForgedSignature:  {notGenuine, "signature:invalid"},
		simulator.AlgNone:          {uncheckable, "signature:malformed"}, // there is no signature
		simulator.HS256:            {notGenuine, "algorithm:different"},
		simulator.OtherAlgorithm:   {notGenuine, "algorithm:different"},
		simulator.BrokenSignature:  {notGenuine, "signature:invalid"},
		simulator.AccessAsIDToken:  {notGenuine, "token_kind:different"},
		simulator.WrongIssuer:      {notGenuine, "issuer:different"},
		simulator.WrongAudience:    {notGenuine, "audience:different"},
		simulator.FurtherAudience:  {uncheckable, "audience:no_azp"},
		simulator.ExpiredToken:     {notGenuine, "expiry:wrong_time"},
		simulator.StaleToken:       {notGenuine, "issued_at:wrong_time"},
		simulator.FutureToken:      {notGenuine, "issued_at:wrong_time"},
		simulator.WrongAtHash:      {notGenuine, "access_token_hash:different"},
		simulator.MissingAtHash:    {uncheckable, "access_token_hash:absent"},
		simulator.Replayed:         {notGenuine, "replay:seen_before"},
		simulator.UnknownKid:       {uncheckable, "signature:no_key"},
		simulator.DuplicateKid:     {uncheckable, "signature:two_keys"},
		simulator.EncryptionKey:    {uncheckable, "signature:no_key"},
		simulator.OfferedKey:       {notGenuine, "signature:invalid"},
		simulator.WrongIDP:         {uncheckable, "identity_provider:different"},
		simulator.MissingPerson:    {uncheckable, "person:absent"},
		simulator.OtherTransaction: {notGenuine, "transaction:different"},
	} {
		t.Run(string(scenario), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{broker: simulator.Options{Scenario: scenario}})
				if scenario == simulator.Replayed { // it needs an earlier token
					b.verify(mette)
					b.pass(doneDelay)
					b.Done()
					b.pass(1)
				}
				o := b.verify(mette).Outcome
				if got := [2]string{o.Cause, o.CauseCode}; got != want {
					t.Errorf("%s, %s; want %s", o.Outcome, got, want)
				}
			})
		})
	}
}
