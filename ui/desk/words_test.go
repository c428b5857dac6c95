package desk

import (
	"crypto/x509"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"ringback/assets"
	"ringback/ciba"
	"ringback/ciba/generic"
	"ringback/ciba/mitid"
	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/files"
	"ringback/storage/secrets"
)

var bothLanguages = sync.OnceValues(func() ([]*assets.Words, error) {
	var all []*assets.Words
	for _, language := range assets.Languages() {
		words, err := assets.Load(language)
		if err != nil {
			return nil, err
		}
		all = append(all, words)
	}
	return all, nil
})

// sayable checks that texts exist in every language, without missing values.
func sayable(t *testing.T, texts ...Text) {
	t.Helper()
	languages, err := bothLanguages()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		for _, words := range languages {
			switch said := text.In(words); {
			case !words.Has(text.Key):
				t.Errorf("%s: there is no text %s", words.Language(), text.Key)
			case strings.Contains(withoutArgs(said, text), "[") || strings.TrimSpace(said) == "":
				t.Errorf("%s: %s with %v is written %q", words.Language(), text.Key, text.Args, said)
			}
		}
	}
}

// withoutArgs removes the values from a text, since foreign text may hold anything.
func withoutArgs(said string, text Text) string {
	for _, value := range text.Args {
		switch value := value.(type) {
		case string:
			said = strings.ReplaceAll(said, value, "")
		case Text:
			said = withoutArgs(said, value)
		}
	}
	return said
}

// sayableViews checks each kind of text in views once. Every bench calls it at its end, so that
// every text that a test produces is looked up.
func sayableViews(t *testing.T, views []View) {
	seen := make(map[string]bool)
	for i, view := range views {
		if i+1 < len(views) && views[i+1].State == view.State {
			// the last view of the state has them as well
			view.Network, view.Outcome, view.Claims = nil, nil, nil
		}
		for _, text := range textsIn(view) {
			if !seen[text.Key] {
				seen[text.Key] = true
				sayable(t, text)
			}
		}
		if symbol := view.Status.Symbol; !slices.Contains(assets.Symbols(), symbol) {
			t.Errorf("there is no symbol %q", symbol)
		}
	}
}

// constantsOf returns the string constants of a package whose names have a prefix, so that a new
// one can't be forgotten.
func constantsOf(t *testing.T, folder, prefix string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in %s: %v", folder, err)
	}
	var values []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, declaration := range file.Decls {
			group, ok := declaration.(*ast.GenDecl)
			if !ok || group.Tok != token.CONST {
				continue
			}
			for _, spec := range group.Specs {
				constant := spec.(*ast.ValueSpec)
				for i, value := range constant.Values {
					literal, ok := value.(*ast.BasicLit)
					if ok && literal.Kind == token.STRING && strings.HasPrefix(constant.Names[i].Name, prefix) {
						text, _ := strconv.Unquote(literal.Value)
						values = append(values, text)
					}
				}
			}
		}
	}
	if len(values) == 0 {
		t.Fatalf("no constants %s… in %s", prefix, folder)
	}
	return values
}

func TestEveryReasonCanBeSaid(t *testing.T) {
	for _, reason := range constantsOf(t, "../../ciba", "Reason") {
		for _, outcome := range []ciba.Outcome{ciba.Failed, ciba.Unknown} {
			r := &run{request: mitidRequest{}, environment: ownEnvironment(), at: time.Now(), result: &ciba.Result{Outcome: outcome, Reason: ciba.Reason(reason), Retry: time.Minute}}
			r.outcome = outcomeOf(r)
			if _, ends := unknownKeys()[ciba.Reason(reason)]; ends || outcome == ciba.Failed {
				sayable(t, outcomeSentence(r))
			}
			r.result.Retry, r.stopping = 0, true
			sayable(t, outcomeSentence(r))
		}
		if reason != "" {
			sayable(t, Say("network.reason."+reason), lostText(ciba.Reason(reason)))
		}
	}
	for _, err := range []error{nil, errors.New("?"), x509.HostnameError{}, x509.UnknownAuthorityError{}, x509.CertificateInvalidError{Reason: x509.Expired}} {
		sayable(t, failedSentence(&run{request: mitidRequest{}, environment: ownEnvironment(), result: &ciba.Result{Reason: ciba.ReasonCertificate, Err: err}}))
	}
}

func TestEveryProblemOfAKeyCanBeSaid(t *testing.T) {
	for _, problem := range constantsOf(t, "../../ciba", "Key") {
		err := fmt.Errorf("asked: %w", &ciba.KeyError{Problem: ciba.KeyProblem(problem), Bits: 1024})
		if text := keyProblem(err); text.Key != "key.problem."+problem {
			t.Errorf("%s is told as %v", problem, text)
		}
		sayable(t, keyProblem(err), reasonSentence(ciba.ReasonCredential, "broker.example", err))
	}
}

// TestEveryReasonHasItsOwnSentence: every reason that package ciba knows reaches the user. No two
// share a sentence, and none is missing.
func TestEveryReasonHasItsOwnSentence(t *testing.T) {
	of := func(reason ciba.Reason) error {
		switch reason {
		case ciba.ReasonPrivateKey:
			return &ciba.ConfigError{Reason: reason, Detail: "x"}
		case ciba.ReasonTokenType:
			return &ciba.TokenTypeError{Type: "mac"}
		}
		return &ciba.ConfigError{Reason: reason, Detail: "x", Member: "token_endpoint", Given: "elsewhere.example", Status: 503}
	}
	// Those that end in neither way, or with the sentence of the provider's error.
	elsewhere := map[ciba.Reason]bool{ciba.ReasonNone: true, ciba.ReasonOAuth: true, ciba.ReasonUnchecked: true}
	// A key and a secret are distinguished where they can be fixed: before anything is sent.
	same := map[string]bool{"outcome.unknown.sentence.credential": true}
	for _, outcome := range []ciba.Outcome{ciba.Failed, ciba.Unknown} {
		told := map[string]string{}
		for _, reason := range constantsOf(t, "../../ciba", "Reason") {
			_, fails := failedKeys()[ciba.Reason(reason)]
			_, ends := unknownKeys()[ciba.Reason(reason)]
			if !fails && !ends && !elsewhere[ciba.Reason(reason)] {
				t.Errorf("nobody says %s", reason)
			}
			if outcome == ciba.Failed && !fails || outcome == ciba.Unknown && !ends {
				continue
			}
			r := &run{request: mitidRequest{}, environment: ownEnvironment(), at: time.Now(), result: &ciba.Result{Outcome: outcome, Reason: ciba.Reason(reason), Err: of(ciba.Reason(reason)), SentAt: time.Now(), Lost: ciba.ReasonUnreachable}}
			r.outcome = outcomeOf(r)
			sentence := outcomeSentence(r)
			sayable(t, sentence)
			if before, known := told[sentence.Key]; known && !same[sentence.Key] {
				t.Errorf("%s and %s are both told as %s", before, reason, sentence.Key)
			}
			told[sentence.Key] = reason
			if r.outcome.Reason != reason {
				t.Errorf("the console is told %q for %s", r.outcome.Reason, reason)
			}
		}
	}
}

// TestConfigurationProblemsAreNamed: which member, which host, which status.
func TestConfigurationProblemsAreNamed(t *testing.T) {
	languages, err := bothLanguages()
	if err != nil {
		t.Fatal(err)
	}
	for reason, parts := range map[ciba.Reason][]string{
		ciba.ReasonDiscoveryStatus: {"503"}, ciba.ReasonDiscoveryMember: {"token_endpoint"}, ciba.ReasonNoPoll: {"elsewhere.example", "poll"},
		ciba.ReasonOtherHost: {"token_endpoint", "elsewhere.example"}, ciba.ReasonOtherIssuer: {"elsewhere.example"},
		ciba.ReasonAddress: {"token_endpoint"}, ciba.ReasonNotHTTPS: {"token_endpoint"}, ciba.ReasonLoopback: {"token_endpoint"},
	} {
		sentence := reasonSentence(reason, "broker.example", &ciba.ConfigError{Reason: reason, Member: "token_endpoint", Given: "elsewhere.example", Status: 503})
		for _, words := range languages {
			for _, part := range parts {
				if said := sentence.In(words); !strings.Contains(said, part) {
					t.Errorf("%s: %q doesn't name %s", words.Language(), said, part)
				}
			}
		}
	}
}

// TestLostAnswersAreDistinguished: none in time, an unusable one, and no connection.
func TestLostAnswersAreDistinguished(t *testing.T) {
	for lost, want := range map[ciba.Reason][2]string{
		ciba.ReasonTimeout:     {"deadline_no_answer", "unchecked_no_answer"},
		ciba.ReasonNone:        {"deadline_unusable", "unchecked"},
		ciba.ReasonUnreadable:  {"deadline_unusable", "unchecked"},
		ciba.ReasonUnreachable: {"deadline", "unchecked"},
		ciba.ReasonNotFound:    {"deadline", "unchecked"},
	} {
		for i, reason := range []ciba.Reason{ciba.ReasonPollLost, ciba.ReasonKeys} {
			r := &run{request: mitidRequest{}, environment: ownEnvironment(), result: &ciba.Result{Outcome: ciba.Unknown, Reason: reason, Lost: lost}}
			r.outcome = outcomeOf(r)
			sentence := outcomeSentence(r)
			if sayable(t, sentence); sentence.Key != "outcome.unknown.sentence."+want[i] {
				t.Errorf("%s after %q is told as %s", reason, lost, sentence.Key)
			}
		}
	}
}

func TestEveryErrorOfTheBrokerCanBeSaid(t *testing.T) {
	for _, code := range slices.Concat([]string{"mitid_flex_app.mitid_error_4711", "something_new"}, standardErrors, brokerErrors()) {
		for _, profile := range profiles() {
			sayable(t, profile.say(profile.oauth(&ciba.OAuthError{Code: code})))
		}
	}
}

// TestTheBrokersOwnErrorCodes: the broker's own code determines the sentence, of a failure and of a
// refusal. Another provider's is ignored.
func TestTheBrokersOwnErrorCodes(t *testing.T) {
	for name, test := range map[string]struct {
		outcome   ciba.Outcome
		code, own string
		generic   bool
		want      string
	}{
		"a timeout":         {outcome: ciba.Failed, code: "access_denied", own: "mitid_timeout", want: failedPlace + "mitid_timeout"},
		"an abort":          {outcome: ciba.Refused, code: "access_denied", own: "mitid_user_aborted", want: "outcome.refused.broken_off"},
		"an abort in error": {outcome: ciba.Refused, code: "user_aborted", want: "outcome.refused.broken_off"},
		"a refusal":         {outcome: ciba.Refused, code: "access_denied", want: "outcome.refused.sentence"},
		"a number": {
			outcome: ciba.Failed, code: "access_denied",
			own: "mitid_flex_app.mitid_error_4711", want: failedPlace + "mitid_error",
		},
		"of a start": {
			outcome: ciba.Failed, code: "invalid_request", own: "mitid_uuid_hint_malformed",
			want: failedPlace + "mitid_uuid_hint_malformed",
		},
		"another one's abort":   {outcome: ciba.Failed, code: "user_aborted", generic: true, want: failedPlace + "broker_error"},
		"another one's refusal": {outcome: ciba.Refused, code: "access_denied", generic: true, want: "outcome.refused.sentence"},
		"of another one, and a timeout": {
			outcome: ciba.Failed, code: "access_denied", own: "mitid_timeout",
			generic: true, want: failedPlace + "access_denied",
		},
	} {
		e := ownEnvironment()
		if test.generic {
			e.Profile = config.ProfileGeneric
		}
		r := &run{request: mitidRequest{}, environment: e, result: &ciba.Result{Outcome: test.outcome, Reason: ciba.ReasonOAuth, OAuth: &ciba.OAuthError{Code: test.code, Own: test.own}}}
		r.outcome = outcomeOf(r)
		sentence := outcomeSentence(r)
		if sayable(t, sentence); sentence.Key != test.want {
			t.Errorf("%s: %s, want %s", name, sentence.Key, test.want)
		}
	}
}

func TestEveryOutcomeCanBeSaid(t *testing.T) {
	for _, outcome := range []ciba.Outcome{ciba.Verified, ciba.NotVerified, ciba.Refused, ciba.Expired, ciba.Cancelled, ciba.Unknown, ciba.Failed} {
		for _, cancel := range []ciba.CancelAnswer{ciba.CancelNotAsked, ciba.CancelDone, ciba.CancelNothing, ciba.CancelUncertain} {
			for _, dropped := range []bool{false, true} {
				r := &run{request: mitidRequest{}, environment: ownEnvironment(), dropped: dropped, result: &ciba.Result{Outcome: outcome, Cancel: cancel, Verdict: &ciba.Verdict{}}}
				r.outcome = outcomeOf(r)
				status := endedStatus(r, Status{})
				sayable(t, status.Word, status.Sentence, status.SayNow, Say("course.ended", "Word", status.Word))
				if !r.outcome.Advice.IsZero() {
					sayable(t, r.outcome.Advice)
				}
				if !slices.Contains(assets.Symbols(), status.Symbol) {
					t.Errorf("%s has no symbol: %q", outcome, status.Symbol)
				}
			}
		}
	}
}

// TestEveryFailedCheckCanBeSaid: each check has a sentence for failing alone.
func TestEveryFailedCheckCanBeSaid(t *testing.T) {
	named := ciba.CheckOrder()
	for _, check := range slices.Concat(mitid.Checks(mitid.Request{}, mitid.Options{})(nil), generic.Checks(generic.Request{}, "")(nil)) {
		named = append(named, check.ID)
	}
	for _, id := range named {
		sayable(t, Say("check."+string(id)+".name"), Say("check."+string(id)+".explained"))
	}
	sayable(t, Say("check.person.explained_cpr"))
	for _, id := range ciba.CheckOrder() {
		verdict := &ciba.Verdict{}
		for _, other := range ciba.CheckOrder() {
			check := ciba.Check{ID: other, Result: ciba.Pass, Required: true}
			if other == id {
				check.Result = ciba.Fail
			}
			verdict.Checks = append(verdict.Checks, check)
		}
		sentence := notVerifiedSentence(verdict)
		sayable(t, sentence)
		for _, words := range []string{"Share nothing", "Giv ingen oplysninger"} {
			languages, _ := bothLanguages()
			if said := sentence.In(languages[0]) + sentence.In(languages[1]); !strings.Contains(said, words) {
				t.Errorf("when %s fails it doesn't say %q: %s", id, words, said)
			}
		}
	}
}

func TestEveryWordOfAFactCanBeSaid(t *testing.T) {
	for _, word := range constantsOf(t, "../../ciba", "Word") {
		sayable(t, viewFact(ciba.Word(word), "check.value.").Word)
	}
	sayable(t, viewCheck(ciba.Check{Expected: ciba.Moment(time.Now())}).Expected.Word)
	for _, word := range mitid.ReadingWords() {
		sayable(t, viewFact(ciba.Word(word), "claim.value.").Word)
	}
	for _, word := range mitid.ClaimWords() {
		sayable(t, Say(word), Say("claim.means."+strings.TrimPrefix(word, "claim.")))
	}
	sayable(t, Say("claim.means.unnamed"))
	for _, word := range mitid.SourceWords() {
		sayable(t, viewFact(ciba.Word(word), "claim.source.").Word)
	}
	for _, kind := range mitid.Types() {
		sayable(t, Say("claim.type."+kind))
	}
	for _, key := range []ciba.KeyFacts{{Type: "RSA"}, {Type: "RSA", Pins: true}, {Type: "RSA", Pins: true, Pinned: true}} {
		sayable(t, viewSignature(ciba.Token{}, key).Key.Pin)
	}
}

func TestEverythingAboutAPastedTextCanBeSaid(t *testing.T) {
	taken, faults, parts := ciba.PastedWords()
	for place, words := range map[string][]string{"decoded.taken.": taken, "decoded.problem.": faults, "decoded.part.": parts} {
		for _, word := range words {
			sayable(t, Say(place+word))
		}
	}
	for _, check := range decodedChecks(ciba.Token{}, ciba.Config{}, time.Now()) {
		sayable(t, Say("decoded.check."+check.ID))
	}
	for _, result := range []ciba.CheckResult{ciba.Pass, ciba.Fail, ciba.Skip} {
		sayable(t, Say("decoded.result."+string(result)))
	}
	for _, why := range []string{"foreign", "not_ready", "unreadable", "keys"} {
		sayable(t, Say("decoded.why."+why))
	}
}

func TestEveryNoteOfTheCourseCanBeSaid(t *testing.T) {
	for _, note := range constantsOf(t, "../../ciba", "Note") {
		sayable(t, Say("course."+note))
	}
	for _, deadline := range []time.Duration{time.Second, time.Minute, 5 * time.Minute, 90 * time.Second} {
		at := time.Now()
		for _, key := range []string{"course.request_sent", "sequence.accepted"} {
			sayable(t, lifetime(key, ciba.Event{At: at, Deadline: at.Add(deadline)}))
		}
	}
	for _, offset := range []time.Duration{time.Hour, 0, -time.Hour} {
		sayable(t, clockText(offset), clockShown(offset), clockOff(failedPlace, offset))
	}
}

// TestAClockThatIsOff: the sentence says by how much, in which direction, and what to do. If the
// person was already asked, it says that the request was withdrawn, or may still be open.
func TestAClockThatIsOff(t *testing.T) {
	languages, _ := bothLanguages()
	sent := time.Now()
	for name, test := range map[string]struct {
		result ciba.Result
		want   [2][]string
	}{
		"behind": {ciba.Result{Outcome: ciba.Failed, Reason: ciba.ReasonClock, Offset: 7*time.Minute + 12*time.Second, OffsetKnown: true},
			[2][]string{{"7 min 12 s behind", "Correct it", "Nobody was asked"}, {"7 min. 12 s bagud", "Stil uret", "Ingen er blevet spurgt"}}},
		"ahead": {ciba.Result{Outcome: ciba.Failed, Reason: ciba.ReasonClock, Offset: -7 * 24 * time.Hour, OffsetKnown: true},
			[2][]string{{"7 days ahead", "Correct it", "Nobody was asked"}, {"7 dage foran", "Stil uret", "Ingen er blevet spurgt"}}},
		"cancelled": {ciba.Result{Outcome: ciba.Failed, Reason: ciba.ReasonClock, SentAt: sent, Cancel: ciba.CancelDone},
			[2][]string{{"was cancelled", "Start again"}, {"er annulleret", "Start igen"}}},
		"not cancelled": {ciba.Result{Outcome: ciba.Unknown, Reason: ciba.ReasonClock, SentAt: sent, Cancel: ciba.CancelUncertain},
			[2][]string{{"was not confirmed", "may still be on the phone"}, {"er ikke bekræftet", "kan stadig være på telefonen"}}},
	} {
		r := &run{request: mitidRequest{}, environment: ownEnvironment(), at: sent, result: &test.result, outcome: &Outcome{Outcome: string(test.result.Outcome)}}
		for i, words := range languages {
			said := outcomeSentence(r).In(words)
			for _, want := range test.want[i] {
				if !strings.Contains(said, want) {
					t.Errorf("%s: %q isn't in %q", name, want, said)
				}
			}
		}
	}
}

// TestEveryProblemOfAFieldCanBeSaid tries nasty inputs on every field.
func TestEveryProblemOfAFieldCanBeSaid(t *testing.T) {
	nasty := []string{
		"", " ", "x", "a\nb", "a\tb", "a\x07b", "a\u202eb", "a\u200bb", "a\ufeffb", "\xff", "a\U000e0fffb", "\u0378", strings.Repeat("x", 5000),
		"00000000-0000-0000-0000-000000000000", "0.0.0.0", "224.0.0.1", "fe80::1%1", "http://a.example/", "https://u:p@a.example/", "https://a.example/#x",
		"https://a.example/" + strings.Repeat("x", 600), "https://a.example/ø", "https://",
	}
	found := make(map[string]bool)
	for _, text := range nasty {
		for _, r := range []mitid.Request{
			{UUID: text, Text: text, IP: text, Action: text, Case: text, AppOS: text, AppSwitchReturnURL: text},
			{AppOS: "IOS", AppSwitchReturnURL: text},
			{AppOS: text, AppSwitchReturnURL: "https://a.example/"},
		} {
			for _, err := range append(ciba.FieldErrors(r.Validate()), ciba.FieldErrors(mitid.CheckReturnURL(text))...) {
				if key := "form." + err.Field + ".problem." + err.Problem; !found[key] {
					found[key] = true
					sayable(t, Say(key, "Limit", err.Limit, "Length", 1))
				}
			}
		}
	}
	for _, field := range []string{mitid.FieldPerson, mitid.FieldText, mitid.FieldIP, mitid.FieldAction, mitid.FieldCase, mitid.FieldAppOS, mitid.FieldReturnURL} {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(found)), func(key string) bool { return strings.HasPrefix(key, "form."+field+".problem.") }) {
			t.Errorf("nothing nasty was found for %s", field)
		}
	}
}

func TestEveryTroubleCanBeSaid(t *testing.T) {
	for _, err := range []error{
		secrets.ErrBoundElsewhere, secrets.ErrUnreadable, secrets.ErrKeyringMissing, secrets.ErrKeyringLocked, secrets.ErrKeyringSlow,
		secrets.ErrTooLong, secrets.ErrEmpty, secrets.ErrCharacters, secrets.ErrMemoryChosen, secrets.ErrBinding, secrets.ErrClosed, errors.New("?"),
	} {
		sayable(t, keyringProblem(err))
	}
	for _, problem := range constantsOf(t, "../../storage/files", "Problem") {
		sayable(t, settingsProblem(&files.Error{File: "settings.toml", Problem: files.Problem(problem)}))
	}
	for _, platform := range mitid.Platforms() {
		for _, style := range []mitid.Style{mitid.StyleCurrent, mitid.StyleDocumented} {
			address, err := mitid.AppswitchURL(style, platform, false, "", "", "")
			if warning := mitid.AppswitchWarning(address); err != nil || warning != "" {
				sayable(t, Say("appswitch.warning."+warning))
			}
		}
	}
	for _, typed := range []string{"8", strings.Repeat("8", 32), strings.Repeat("8", 33), "x"} {
		sayable(t, malformedUUID(typed))
	}
	sayable(t, Say("appswitch.problem"), Say("problem.random"), Say("problem.request_incomplete"), Say("problem.internal", "Detail", "x"),
		Say("problem.simulator", "Detail", "x"), Say("problem.simulator_absent"), Say("problem.settings.unreadable", "File", "settings.toml"),
		Say("state.checking.keys_missing"))
}

// TestWhatPickersOfferCanBeSaid: user interfaces derive these keys from the choices in a view.
func TestWhatPickersOfferCanBeSaid(t *testing.T) {
	for _, scenario := range simulator.Catalogue() {
		name := "scenario." + string(scenario.Name)
		sayable(t, Say(name+".name"), Say(name+".sentence"), Say("scenario.group."+scenario.Group))
	}
	for _, problem := range []simulator.AddressProblem{
		simulator.AddressMalformed, simulator.AddressPublic, simulator.AddressInUse, simulator.AddressForbidden, simulator.AddressUnusable,
	} {
		sayable(t, Say("simulator.address."+string(problem), "Address", "127.0.0.1:80", "Default", simulator.DefaultAddress, "Instead", simulator.DefaultAddress, "Detail", errors.New("x")))
	}
	for _, word := range []string{
		"busy", "damaged", "newer", "key_lost", "no_keyring", "keyring_locked", "keyring_slow", "disk_full", "unwritable", "unusable",
	} {
		own := trouble{word: word}
		sayable(t, own.instead(), own.told(), own.toldOf("journal.db"))
	}
	for _, e := range config.BuiltIn() {
		sayable(t, Say("environment."+e.ID+".name"), Say("environment.kind."+string(badge(e))))
	}
	for _, action := range mitid.Actions() {
		sayable(t, Say("form.action."+action))
	}
	for _, platform := range mitid.Platforms() {
		sayable(t, Say("appswitch.platforms."+string(platform)))
	}
	for _, style := range []mitid.Style{mitid.StyleCurrent, mitid.StyleDocumented} {
		sayable(t, Say("appswitch.styles."+string(style)))
	}
	for _, encoding := range []mitid.HintEncoding{mitid.HintJSON, mitid.HintBase64} {
		sayable(t, Say("form.hint_encoding."+string(encoding)))
	}
}

// TestNobodyElseIsCalledTheMitIDService: what names MitID's service has other words in the profile
// generic, unless only MitID says it.
func TestNobodyElseIsCalledTheMitIDService(t *testing.T) {
	words, err := assets.Load(assets.Danish)
	if err != nil {
		t.Fatal(err)
	}
	onlyMitID := append(brokerErrors(), "invalid_idp_params", "invalid_idp_configuration_or_parameter", "no_ctx_idp_params")
	ofACPR := regexp.MustCompile(`^(check\.value\.(match|not_asked$)|form\.person\.problem\.cpr_|state\.checking\.matching$|cpr\.|outcome\.failed\.sentence\.unknown_user_id_cpr$)`)
	for _, key := range assets.Keys(assets.Danish) {
		code := strings.TrimPrefix(key, "outcome.failed.sentence.")
		if strings.HasPrefix(key, "form.ip.") || strings.HasPrefix(key, "appswitch.") || strings.HasPrefix(key, "production.") || key == "environment.pp.sentence" || ofACPR.MatchString(key) || slices.Contains(onlyMitID, code) {
			continue
		}
		text := words.Text(key, map[string]any{"Count": 2, "Code": "", "Until": "", "Offset": "", "Host": "", "Given": "", "Member": ""})
		if strings.Contains(text, "MitID-tjeneste") && !slices.Contains(genericKeys, key) {
			t.Errorf("%s: %q", key, text)
		}
	}
}

// TestGenericWords: each text that the profile generic words differently exists, doesn't mention
// MitID, and replaces an existing text.
func TestGenericWords(t *testing.T) {
	languages, err := bothLanguages()
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range languages {
		for _, key := range genericKeys {
			if !words.Has(key) || !words.Has("generic."+key) {
				t.Errorf("%s: %s or its other is missing", words.Language(), key)
			}
		}
		for _, key := range assets.Keys(words.Language()) {
			if own, is := strings.CutPrefix(key, "generic."); is && !slices.Contains(genericKeys, own) {
				t.Errorf("%s: nobody says %s", words.Language(), key)
			}
		}
	}
	for _, problem := range []string{ciba.ProblemEmpty, ciba.ProblemTooLong, ciba.ProblemLineBreak, ciba.ProblemInvisible, ciba.ProblemUnassigned, ciba.ProblemMalformed} {
		for _, field := range []string{generic.FieldPerson, generic.FieldText, generic.FieldHintToken} {
			if field != generic.FieldHintToken || problem == ciba.ProblemEmpty || problem == ciba.ProblemTooLong || problem == ciba.ProblemMalformed {
				sayable(t, Say("form."+field+".problem."+problem, "Limit", 1, "Length", 1))
			}
		}
	}
	sayable(t, Say("form.person.claim", "Claim", "sub"), Say("form.person.no_claim"), Say("form.person.exactly"), Say("form.hint_token.note", "Hint", "id_token_hint"),
		Say("console.hint_token_missing"), Say("fill.two_persons"))
}
