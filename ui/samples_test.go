package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"ringback/ciba/simulator"
	"ringback/ui/desk"
)

// sample is a view to draw, with what to open first.
type sample struct {
	name string
	view desk.View
	tab  string // the tab to open; "" leaves it to the window
	open string // "settings", "further" or "exact" to open before drawing
	way  string // of showing the course; "" for the list
	// share is the status's of its height and that of the tabs, as the user chose it; 0 for none
	share float32
}

const (
	samplePerson = "8a9856e0-f12d-4217-b320-c8a076be9320"
	sampleText   = "Kode 4821, Nordby Kommune"
	sampleName   = "Mette Holm Sørensen"
	sampleID     = "0A2179A15B686CB94E5D1F0C8B3A7E6D2C4F1B0A9E8D7C6B5A4F3E2D1C0B9A8F-1"
)

func at(hour, minute, second int) time.Time {
	return time.Date(2026, time.March, 9, hour, minute, second, 0, time.Local)
}

func environments() []desk.Environment {
	return []desk.Environment{
		{ID: "demo", Badge: desk.BadgeDemo, Host: "127.0.0.1", BuiltIn: true},
		{ID: "pp", Badge: desk.BadgeTest, Host: "pp.netseidbroker.dk", BuiltIn: true},
		{ID: "production", Badge: desk.BadgeProduction, Host: "netseidbroker.dk", BuiltIn: true},
		{
			ID: "nordby", Name: "Nordby Kommune, test", Badge: desk.BadgeTest,
			Host: "pp.netseidbroker.dk", Overridden: []string{"mirror.nordby.example"},
		},
	}
}

func emptyView() desk.View {
	all := environments()
	return desk.View{
		State: desk.Idle, Now: at(10, 42, 0),
		Environment: all[0], Environments: all,
		Form: desk.Form{
			Caller:    desk.TheyCalled,
			Fields:    []string{desk.FieldUUID, desk.FieldIP, desk.FieldAction, desk.FieldAppOS, desk.FieldReturnURL},
			Lacks:     []string{desk.FieldPerson},
			Text:      desk.Field{Value: sampleText, Valid: true},
			TextUnits: 25, TextLimit: 130, Code: "4821", Preview: sampleText,
			IP: desk.Field{Value: "192.0.2.7", Valid: true}, IPFolded: true,
			Actions:   []string{"", "LOG_ON", "APPROVE", "CONFIRM", "ACCEPT", "SIGN"},
			Encoding:  "json",
			Encodings: []string{"json", "base64"},
		},
		Status: desk.Status{
			Word: desk.Say("state.idle.word"), Sentence: desk.Say("state.idle.sentence"),
			Tone: desk.ToneNeutral, Symbol: "phone", Badge: desk.BadgeDemo,
		},
		Appswitch: desk.Appswitch{
			Platform: "ios", Platforms: []string{"ios", "android", "android_old"}, Style: "current",
			URL: "https://appswitch.mitid.dk",
		},
		Phone: &desk.Phone{
			Organisation: "Nordby Kommune",
			Scenario:     "decide",
			Scenarios:    catalogue(),
			People: []desk.Person{
				{UUID: samplePerson, Name: sampleName},
				{UUID: "0d3a7c52-91be-4a0c-8f4e-6b1f0c2d9e11", Name: "Bent Aagaard"},
			},
		},
		Secret:   desk.SecretState{},
		Missing:  desk.Missing{Text: desk.Say("form.missing.empty", "Field", desk.Say("form.person.label")), Field: desk.FieldPerson},
		Settings: desk.Settings{IdleMinutes: 5, RetentionDays: 30, Standard: "Kode {code}, {organisation}"},
	}
}

// catalogue returns the scenarios of the demo.
func catalogue() []desk.Scenario {
	var all []desk.Scenario
	for _, info := range simulator.Catalogue() {
		all = append(all, desk.Scenario{Name: string(info.Name), Group: info.Group})
	}
	return all
}

func filledView() desk.View {
	v := emptyView()
	v.Form.Person = desk.Field{Value: samplePerson, Valid: true}
	v.Form.Request = []desk.Pair{
		{Name: "grant_type", Value: "urn:openid:params:grant-type:ciba"},
		{Name: "scope", Value: "openid mitid"},
		{Name: "client_id", Value: "62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9"},
		{Name: "client_secret", Value: "••••••••"},
		{
			Name:  "login_hint_token",
			Value: `{"idp":"mitid","uuid":"` + samplePerson + `","referenceTextBody":"` + sampleText + `","ip":"192.0.2.7"}`,
		},
	}
	v.Form.Hint = "{\n  \"idp\": \"mitid\",\n  \"uuid\": \"" + samplePerson + "\",\n  \"referenceTextBody\": \"" + sampleText + "\",\n  \"ip\": \"192.0.2.7\"\n}"
	v.CanStart, v.Missing, v.Form.Lacks = true, desk.Missing{}, nil
	return v
}

func problemView() desk.View {
	v := emptyView()
	v.Form.Caller = desk.WeCalled
	v.Form.Person = desk.Field{Value: "8a9856e0-f12d-4217", Problem: desk.Say("form.person.problem.short", "Count", 16)}
	long := strings.Repeat("Kode 4821, Nordby Kommune ", 6)
	v.Form.Text = desk.Field{Value: long, Problem: desk.Say("form.text.problem.too_long", "Length", len(long), "Limit", 130)}
	v.Form.TextUnits = len(long)
	v.Form.Code = ""
	v.Form.IPFolded = false
	v.Form.IPIsExample = true
	v.Form.IP = desk.Field{Value: "1.1.1.1", Valid: true}
	v.Environment = v.Environments[1]
	v.Phone = nil
	v.Notices = []desk.Notice{
		{ID: 2, Text: desk.Say("problem.settings.unreadable", "File", "/home/anna/.config/ringback/settings.toml"), Bad: true},
		{ID: 1, Text: desk.Say("secret.forgotten")},
	}
	return v
}

// pastedView is after several people were pasted, and a long text with a tab.
func pastedView() desk.View {
	v := emptyView()
	v.Form.Person = desk.Field{
		Value: samplePerson, Problem: desk.Say("form.person.problem.several", "People", "8a98…9320, 0d3a…9e11, …"),
		Notes: desk.Pasted{Cut: true, Cleaned: true}.Notes(),
	}
	v.Form.Text.Notes = desk.Pasted{Cleaned: true}.Notes()
	v.Missing.Text = desk.Say("form.missing.wrong", "Field", desk.Say("form.person.label"))
	return v
}

func startingView() desk.View {
	v := filledView()
	v.State = desk.Starting
	v.Locked, v.CanStart, v.CanCancel = true, false, true
	v.Status = desk.Status{
		Word: desk.Say("state.starting.word"), Sentence: desk.Say("state.starting.sentence"),
		Tone: desk.ToneWaiting, Symbol: "hourglass", Badge: desk.BadgeDemo, SayNow: desk.Say("say.starting.text"),
	}
	v.Course = moments()[:1]
	return v
}

func moments() []desk.Moment {
	return []desk.Moment{
		{Seq: 1, At: at(10, 42, 7), What: "sent", Text: desk.Say("course.request_sent", "Count", 5)},
		{Seq: 2, At: at(10, 42, 12), What: "pending", Text: desk.Say("course.pending")},
		{Seq: 3, At: at(10, 42, 17), What: "pending", Text: desk.Say("course.pending")},
		{Seq: 4, At: at(10, 42, 22), What: "lost", Text: desk.Say("course.offline")},
		{Seq: 5, At: at(10, 42, 29), What: "pending", Text: desk.Say("course.back_online")},
	}
}

func waitingView() desk.View {
	v := startingView()
	v.State = desk.Waiting
	v.Status = desk.Status{
		Word: desk.Say("state.waiting.word"), Sentence: desk.Say("state.waiting.sentence"),
		Tone: desk.ToneWaiting, Symbol: "clock", Badge: desk.BadgeDemo,
		Remaining: 252 * time.Second, Whole: 300 * time.Second, Polls: 9, NextPoll: 3 * time.Second, Interval: 5 * time.Second,
		SayNow: desk.Say("say.waiting.code", "Code", "4821"), SayCode: "4821",
	}
	v.Course = moments()
	v.Phone.Shown, v.Phone.State, v.Phone.Text, v.Phone.Action = true, "shown", sampleText, ""
	v.Network = exchanges()
	return v
}

func slowedView() desk.View {
	v := waitingView()
	v.Status.Sentence = desk.Say("state.waiting.slowed")
	v.Status.Why = desk.Say("waiting.why.slowed")
	v.Status.Interval, v.Status.NextPoll, v.Status.Slowed, v.Status.Polls = 10*time.Second, 0, true, 21
	v.Status.SayMore = desk.Say("say.waiting.unseen")
	v.Status.Remaining = 171 * time.Second
	return v
}

func offlineView() desk.View {
	v := waitingView()
	v.Status.Sentence = desk.Say("state.waiting.offline")
	v.Status.Offline = true
	v.Status.Why = desk.Say("waiting.why.back_off")
	return v
}

func stoppingView() desk.View {
	v := waitingView()
	v.Status = desk.Status{
		Word: desk.Say("state.stopping.word"), Sentence: desk.Say("state.stopping.sentence"), Tone: desk.ToneWaiting, Symbol: "hand",
		Badge: desk.BadgeDemo, Stopping: true, SayNow: desk.Say("say.stopping.text"),
	}
	v.CanCancel = false
	return v
}

func checkingView() desk.View {
	v := waitingView()
	v.State = desk.Checking
	v.CanCancel = false
	v.Status = desk.Status{
		Word: desk.Say("state.checking.word"), Sentence: desk.Say("state.checking.sentence"), Tone: desk.ToneWaiting, Symbol: "hourglass",
		Badge: desk.BadgeDemo, SayNow: desk.Say("say.checking.text"),
	}
	return v
}

// endedView returns the view after an outcome without tokens.
func endedView(outcome string, tone desk.Tone, symbol string, sentence, advice desk.Text) desk.View {
	v := waitingView()
	v.State = desk.Ended
	v.CanCancel, v.CanDone = false, true
	v.Status = desk.Status{
		Word: desk.Say("outcome." + outcome + ".word"), Sentence: sentence, Tone: tone, Symbol: symbol, Badge: desk.BadgeDemo,
		SayNow: desk.Say("say.outcome." + outcome), Age: 12 * time.Second,
	}
	v.Outcome = &desk.Outcome{
		Outcome: outcome, At: at(10, 42, 51), Advice: advice,
		Person: samplePerson, Text: sampleText, Sent: at(10, 42, 7), Recorded: true,
		CanReport: outcome == "refused" || outcome == "not_verified" || outcome == "cancelled",
		Note: desk.Say("note.outcome", "Outcome", desk.Say("outcome."+outcome+".word"), "Text", sampleText,
			"Environment", "Nordby", "At", desk.Stamp(at(10, 42, 51))),
	}
	v.Phone.Shown, v.Phone.State, v.Phone.Text = false, "expired", ""
	v.Course = append(slices.Clone(v.Course), desk.Moment{Seq: 6, At: at(10, 42, 51), What: "ended",
		Text: desk.Say("course.ended", "Word", desk.Say("outcome."+outcome+".word"))})
	return v
}

func checks() []desk.Check {
	pass := func(id string, technical bool, expected, actual desk.Value) desk.Check {
		return desk.Check{ID: id, Result: "pass", Required: true, Technical: technical, Expected: expected, Actual: actual}
	}
	word := func(key string, args ...any) desk.Value { return desk.Value{Word: desk.Say(key, args...)} }
	text := func(s string) desk.Value { return desk.Value{Text: s} }
	same := word("check.value.same")
	return []desk.Check{
		pass("person", false, text(samplePerson), same),
		pass("reference_text", false, text(sampleText), same),
		pass("authentication_time", false, word("check.value.after", "Time", at(10, 42, 7)), desk.Value{Time: at(10, 42, 51)}),
		pass("signature", false, text("RS256"), word("check.value.valid")),
		pass("algorithm", true, text("RS256"), text("RS256")),
		pass("key_pin", true, word("check.value.pinned"), text("048058BB59F4D3007045896FD488CE81F4EB4923")),
		pass("token_kind", true, text("ciba"), text("ciba")),
		pass("issuer", true, text("https://pp.netseidbroker.dk/op"), same),
		pass("audience", true, text("62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9"), same),
		pass("subject", true, word("check.value.present"), word("check.value.present")),
		pass("expiry", true, word("check.value.after", "Time", at(10, 42, 51)), desk.Value{Time: at(10, 47, 51)}),
		pass("issued_at", true, word("check.value.after", "Time", at(10, 42, 7)), desk.Value{Time: at(10, 42, 51)}),
		pass("access_token_hash", true, text("ioMN8ZVwkuk9s7q6MlsSFA"), same),
		pass("identity_provider", true, text("mitid"), text("mitid")),
		pass("transaction", true, text("9581bab6-9f8a-4526-9ddc-dfd3981263b9"), same),
		{ID: "nonce", Result: "skip", Technical: true, Expected: word("check.value.not_required"), Actual: word("check.value.not_stated")},
		{
			ID: "assurance", Result: "skip", Technical: true,
			Expected: word("check.value.not_required"), Actual: word("check.value.not_stated"),
		},
		{ID: "request_binding", Result: "skip", Technical: true, Expected: same, Actual: word("check.value.not_stated")},
		pass("replay", true, word("check.value.new"), word("check.value.new")),
		pass("clock", true, word("check.value.times_agree"), word("check.value.clock_ahead", "Offset", desk.Span(2*time.Second))),
	}
}

// failing returns all checks, one of them failed.
func failing(id string, actual desk.Value) []desk.Check {
	all := checks()
	for i := range all {
		if all[i].ID == id {
			all[i].Result, all[i].Actual = "fail", actual
		}
	}
	return all
}

// described returns a claim as the desk builds it: the value of a string is also its meaning.
func described(name, word, raw, kind, source string, meaning desk.Value) desk.Claim {
	c := desk.Claim{Name: name, Raw: raw, Meaning: meaning, Type: desk.Say("claim.type." + kind), Source: desk.Value{Text: source}, Explain: desk.Say("claim.means." + word)}
	if word != "unnamed" {
		c.Plain = desk.Say("claim." + word)
	}
	if source == "flex" || source == "broker" || source == "unknown" {
		c.Source = desk.Value{Word: desk.Say("claim.source." + source)}
	}
	if meaning.Word.IsZero() && meaning.Time.IsZero() {
		c.Meaning.Text = strings.Trim(raw, `"`)
	}
	return c
}

// documentedClaims returns the claims of the documentation's token, issued at a given time.
func documentedClaims(issued time.Time, person, name string) []desk.Claim {
	when := func(after time.Duration) (string, desk.Value) {
		return strconv.FormatInt(issued.Add(after).Unix(), 10), desk.Value{Time: issued.Add(after)}
	}
	issuedRaw, issuedAt := when(0)
	endsRaw, endsAt := when(5 * time.Minute)
	none := desk.Value{}
	all := []desk.Claim{
		described("iss", "iss", `"https://pp.netseidbroker.dk/op"`, "string", "RFC 7519 §4.1.1", none),
		described("nbf", "nbf", issuedRaw, "number", "RFC 7519 §4.1.5", issuedAt),
		described("iat", "iat", issuedRaw, "number", "RFC 7519 §4.1.6", issuedAt),
		described("exp", "exp", endsRaw, "number", "RFC 7519 §4.1.4", endsAt),
		described("aud", "aud", `"62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9"`, "string", "RFC 7519 §4.1.3", none),
		described("at_hash", "at_hash", `"ioMN8ZVwkuk9s7q6MlsSFA"`, "string", "OpenID Connect Core 1.0 §3.1.3.6", none),
		described("sub", "sub", `"7c9484f5-44bf-4e29-a683-84548951d3b8"`, "string", "RFC 7519 §4.1.2", none),
		described("auth_time", "auth_time", issuedRaw, "number", "OpenID Connect Core 1.0 §2", issuedAt),
		described("idp", "idp", `"mitid"`, "string", "broker", none),
		described("mitid.uuid", "uuid", `"`+person+`"`, "string", "flex", none),
		described("mitid.age", "age", `"88"`, "string", "flex", none),
		described("mitid.date_of_birth", "date_of_birth", `"1936-04-08"`, "string", "flex", none),
		described("mitid.has_cpr", "has_cpr", `"true"`, "string", "flex", desk.Value{Word: desk.Say("claim.value.yes")}),
		described("mitid.identity_name", "identity_name", `"`+name+`"`, "string", "flex", none),
		described("mitid.psd2", "psd2", `"false"`, "string", "flex", desk.Value{Word: desk.Say("claim.value.no")}),
		described("mitid.reference_text", "reference_text", `"`+sampleText+`"`, "string", "flex", none),
		described("mitid.transaction_id", "transaction_id", `"9581bab6-9f8a-4526-9ddc-dfd3981263b9"`, "string", "flex", none),
		described("idp_transaction_id", "idp_transaction_id", `"9581bab6-9f8a-4526-9ddc-dfd3981263b9"`, "string", "broker", none),
		described("idtoken_type", "idtoken_type", `"ciba"`, "string", "broker", none),
		described("some_new_claim_that_nobody_has_described_so_far", "unnamed", `["`+strings.Repeat("long ", 60)+`"]`, "array", "unknown", none),
	}
	for i := range all {
		all[i].Personal = i == 6 || i >= 9 && i <= 13 || i == 15 || i == 19
	}
	return all
}

func documentedHeader() []desk.Claim {
	return []desk.Claim{
		described("alg", "alg", `"RS256"`, "string", "RFC 7515 §4.1.1", desk.Value{}),
		described("kid", "kid", `"048058BB59F4D3007045896FD488CE81F4EB4923"`, "string", "RFC 7515 §4.1.4", desk.Value{}),
		described("typ", "typ", `"JWT"`, "string", "RFC 7519 §5.1", desk.Value{}),
	}
}

func sampleKey() *desk.Key {
	return &desk.Key{
		Type: "RSA", Bits: 2048, ID: "048058BB59F4D3007045896FD488CE81F4EB4923", Thumbprint: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
		SHA1: "048058BB59F4D3007045896FD488CE81F4EB4923", SHA256: strings.Repeat("4A7D1ED414474E40", 4), Pin: desk.Say("claims.pin.pinned"),
		Source: "https://pp.netseidbroker.dk/op/.well-known/openid-configuration/jwks", Fetched: at(10, 42, 50),
	}
}

func sampleClaims(verified bool) *desk.Claims {
	payload := documentedClaims(at(10, 42, 51), samplePerson, sampleName)
	if !verified {
		for i := range payload {
			if payload[i].Personal {
				payload[i].Withheld, payload[i].Raw, payload[i].Meaning = true, "", desk.Value{}
			}
		}
	}
	return &desk.Claims{
		Verified: verified, Withheld: !verified,
		Header: documentedHeader(), Payload: payload,
		Signature:   desk.Signature{Algorithm: "RS256", Bytes: 256, Key: sampleKey()},
		HeaderJSON:  "{\n  \"alg\": \"RS256\"\n}",
		PayloadJSON: "{\n  \"iss\": \"https://pp.netseidbroker.dk/op\"\n}",
	}
}

// decodedSample returns the documentation's token as decoded when it is pasted two years later.
func decodedSample() *desk.Decoded {
	issued := time.Date(2024, time.May, 7, 15, 10, 53, 0, time.Local)
	word := func(key string) desk.Value { return desk.Value{Word: desk.Say(key)} }
	return &desk.Decoded{
		Taken:  []desk.Text{desk.Say("decoded.taken.bearer"), desk.Say("decoded.taken.blanks")},
		Header: desk.Part{Claims: documentedHeader()}, Payload: desk.Part{Claims: documentedClaims(issued, "eee4b272-6a33-40da-ab0b-5ce2abd42e78", "Ileya Jensen")},
		Signature:  desk.Signature{Algorithm: "RS256", Bytes: 256},
		HeaderJSON: "{}", PayloadJSON: "{}", CanCheck: true,
		Checks: []desk.Check{
			{ID: "form", Result: "pass"},
			{ID: "algorithm", Result: "pass", Expected: desk.Value{Text: "RS256"}, Actual: desk.Value{Text: "RS256"}},
			{ID: "token_kind", Result: "pass", Actual: word("check.value.same")},
			{ID: "issuer", Result: "pass", Actual: word("check.value.same")},
			{
				ID: "audience", Result: "fail", Expected: desk.Value{Text: "0f8e2d1c-4f4f-4d4e-8d2b-0f5d6e7f8091"},
				Actual: desk.Value{Text: "62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9"},
			},
			{ID: "expiry", Result: "fail", Actual: desk.Value{Time: issued.Add(5 * time.Minute)}},
			{ID: "signature", Result: "skip"},
		},
	}
}

// decodedViews returns the decoder in each of its states.
func decodedViews() (empty, full, checked, odd, none, over desk.View) {
	base := filledView()
	base.Environment, base.Phone = base.Environments[1], nil
	empty, full, checked, odd, none, over = base, base, base, base, base, verifiedView()
	empty.Decoded = &desk.Decoded{Empty: true}
	full.Decoded = decodedSample()
	done := decodedSample()
	done.Checks[6] = desk.Check{ID: "signature", Result: "pass"}
	done.Signature.Key = sampleKey()
	done.Checks[4], done.Taken, done.Example = desk.Check{ID: "audience", Result: "pass"}, nil, &base.Environments[1]
	checked.Decoded, checked.Now = done, at(10, 43, 3)
	strange := decodedSample()
	strange.Payload = desk.Part{Problem: desk.Say("decoded.part.twice"), Lines: []string{`{"sub":"one","sub":"another"}`}}
	strange.PayloadJSON, strange.CanCheck, strange.Why = "", false, desk.Say("decoded.why.unreadable")
	strange.Checks = []desk.Check{{ID: "form", Result: "fail"}, strange.Checks[1], {ID: "issuer", Result: "skip"}, {ID: "signature", Result: "skip"}}
	odd.Decoded = strange
	none.Decoded = &desk.Decoded{Problem: desk.Say("decoded.problem.opaque")}
	over.Decoded = decodedSample()
	return empty, full, checked, odd, none, over
}

func verifiedView() desk.View {
	v := endedView("verified", desk.ToneVerified, "check",
		desk.Say("outcome.verified.sentence", "Name", sampleName, "At", desk.At(at(10, 42, 51))), desk.Say("outcome.verified.meaning"))
	v.Outcome.Name, v.Outcome.Case = sampleName, "2026-118842"
	v.Outcome.DateOfBirth = time.Date(1979, time.March, 14, 0, 0, 0, 0, time.UTC)
	v.Outcome.Transaction = "9581bab6-9f8a-4526-9ddc-dfd3981263b9"
	v.Outcome.Approved = at(10, 42, 51)
	v.Outcome.Caller, v.Outcome.Operator = desk.TheyCalled, "anna"
	v.Outcome.Record, v.Outcome.ControlCode = "5b1d0c9e-0d6c-4a53-9f1e-2f6f8c1e7d10", "17-3fa9-c2d4-0b1e-77aa-5c10"
	v.Outcome.Thumbprint, v.Outcome.TokenDigest = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", strings.Repeat("4a7d1ed414474e40", 4)
	v.Outcome.Checks = checks()
	v.Outcome.Passed = 13
	v.Claims, v.Now = sampleClaims(true), at(10, 43, 3)
	v.Phone.State = "approved"
	return v
}

func notVerifiedView(id string, actual desk.Value) desk.View {
	v := causeView(map[string]string{"person": "person", "reference_text": "reference_text", "assurance": "assurance", "person_claim": "uncheckable"}[id], id+":invalid")
	v.Outcome.Checks = failing(id, actual)
	v.Outcome.Passed, v.Outcome.Failed = 13, 1
	// only another person's are withheld
	v.Claims, v.Now = sampleClaims(id != "person"), at(10, 43, 3)
	v.Claims.Verified = false
	v.Phone.State = "approved"
	return v
}

// causeView says why nobody is verified: a word of the sentences, "" for what isn't genuine, and
// the code for IT.
func causeView(word, code string) desk.View {
	word = cmp.Or(word, "not_genuine")
	advice, say := desk.Text{}, desk.Say("say.outcome.not_verified")
	switch word {
	case "uncheckable":
		advice, say = desk.Say("outcome.not_verified.advice.uncheckable", "Code", code), desk.Say("say.not_verified.uncheckable")
	case "not_genuine":
		advice = desk.Say("outcome.not_verified.advice.not_genuine", "Code", code)
	case "assurance":
		say = desk.Say("say.not_verified.assurance")
	}
	v := endedView("not_verified", desk.ToneRefused, "shield-cross", desk.Say("outcome.not_verified.sentence."+word), advice)
	v.Status.Warning = desk.Say("outcome.not_verified.warning")
	v.Status.SayNow = say
	return v
}

// uncheckableView is what came when the broker's set held two keys of one name; and tooLowView when
// the level was too low.
func uncheckableView() desk.View {
	v := notVerifiedView("signature", desk.Value{Word: desk.Say("check.value.two_keys")})
	cause := causeView("uncheckable", "signature:two_keys")
	v.Status.Sentence, v.Status.SayNow, v.Outcome.Advice = cause.Status.Sentence, cause.Status.SayNow, cause.Outcome.Advice
	return v
}

func tooLowView() desk.View {
	v := notVerifiedView("assurance", desk.Value{Text: "https://data.gov.dk/concept/core/nsis/Low"})
	for i := range v.Outcome.Checks {
		if v.Outcome.Checks[i].ID == "assurance" {
			v.Outcome.Checks[i].Expected = desk.Value{Text: "Substantial"}
		}
	}
	return v
}

func exchanges() []desk.Exchange {
	const host = "http://127.0.0.1:41234/op"
	headers := []desk.Pair{{Name: "Accept", Value: "application/json"}, {Name: "Content-Type", Value: "application/x-www-form-urlencoded"}}
	hint := `{"idp":"mitid","uuid":"` + samplePerson + `","referenceTextBody":"` + sampleText + `","ip":"192.0.2.7"}`
	client := []string{"grant_type = urn:openid:params:grant-type:ciba", "scope = openid mitid", "client_id = 62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9", "client_secret = •••"}
	secret := desk.Masked{Value: 0, Place: "request_form", Index: 3, Name: "client_secret"}
	id := desk.Masked{Value: 1, Place: "request_form", Index: 4, Name: "auth_req_id"}
	poll := desk.Body{Headers: headers, Lines: append(slices.Clone(client), "auth_req_id = •••")}
	all := []desk.Exchange{
		{
			Seq: 1, At: at(10, 42, 6), Endpoint: "discovery", Method: "GET", URL: host + "/.well-known/openid-configuration",
			Status: 200, Duration: 12 * time.Millisecond, Size: 2134, Request: desk.Body{Headers: headers[:1]},
			Response: desk.Body{Headers: headers[:1],
				Lines: []string{"{", `  "issuer": "http://127.0.0.1:41234/op",`, `  "token_endpoint": "http://127.0.0.1:41234/op/connect/token"`, "}"}},
			Curl: desk.Command{Text: "curl '" + host + "/.well-known/openid-configuration'"},
		},
		{
			Seq: 2, At: at(10, 42, 7), Endpoint: "backchannel_authentication_endpoint", Method: "POST",
			URL: host + "/connect/ciba", Status: 200, Duration: 41 * time.Millisecond, Size: 113,
			Request: desk.Body{Headers: headers,
				Lines: append(slices.Clone(client), "login_hint_token = "+hint[:49], hint[49:117], hint[117:])},
			Response: desk.Body{Headers: headers[:1],
				Lines: []string{"{", `  "auth_req_id": "•••",`, `  "expires_in": 300,`, `  "interval": 5`, "}"}},
			Masked: []desk.Masked{secret, {Value: 1, Place: "response_body", Index: 1, Name: "auth_req_id"}},
			Hint: desk.Hint{Name: "login_hint_token", Encoding: "json", Lines: []string{
				"{", `  "idp": "mitid",`, `  "uuid": "` + samplePerson + `",`, `  "referenceTextBody": "` + sampleText + `",`, `  "ip": "192.0.2.7"`, "}"}},
			Curl: desk.Command{Text: "curl --request 'POST' '" + host + "/connect/ciba'", Variables: []string{"RINGBACK_CLIENT_SECRET"}},
		},
		{
			Seq: 3, At: at(10, 42, 12), Endpoint: "token_endpoint", Method: "POST",
			URL: host + "/connect/token", Status: 400, Duration: 9 * time.Millisecond, Size: 33, Request: poll,
			Response: desk.Body{Lines: []string{"{", `  "error": "authorization_pending"`, "}"}},
			Masked:   []desk.Masked{secret, id},
			Curl: desk.Command{Text: "curl --request 'POST' '" + host + "/connect/token'",
				Variables: []string{"AUTH_REQ_ID", "RINGBACK_CLIENT_SECRET"}},
		},
		{Seq: 4, At: at(10, 42, 22), Endpoint: "token_endpoint", Method: "POST", URL: host + "/connect/token", Duration: 5 * time.Second,
			Error: desk.Say("outcome.failed.sentence.network"), Request: poll, Masked: []desk.Masked{secret, id}},
	}
	for i := range all {
		all[i].Request.Text, all[i].Response.Text = strings.Join(all[i].Request.Lines, "\n"), strings.Join(all[i].Response.Lines, "\n")
	}
	return all
}

// revealedView returns a view with the auth_req_id of the start revealed.
func revealedView() desk.View {
	v := waitingView()
	v.Revealed = desk.NewRevealed(2, 1, sampleID)
	return v
}

// keptBackView is that of an environment whose secret isn't public; the end of the token endpoint's
// answer is asked for too early.
func keptBackView() desk.View {
	v := waitingView()
	v.Environment, v.Status.Badge, v.Phone = v.Environments[2], desk.BadgeProduction, nil
	v.Network[1].Masked[0].Never = desk.Say("network.reveal.secret")
	v.Revealed = &desk.Revealed{Seq: 2, Value: 1, Problem: desk.Say("network.reveal.unchecked")}
	return v
}

// samples returns the views that are tried in every language, theme and size.
func samples() []sample {
	someone := desk.Value{Word: desk.Say("check.value.someone_else")}
	another := desk.Value{Text: "Kode 4821, overfør 95.000 kr."}
	invalid := desk.Value{Word: desk.Say("check.value.invalid")}

	production := filledView()
	production.Environment = production.Environments[2]
	production.Phone = nil
	production.Setup = &desk.Setup{Environment: "production", NeedClientID: true, NeedSecret: true, NeedIP: true}

	noKeyring := production
	noKeyring.Setup = &desk.Setup{Environment: "production", NeedClientID: true, NeedSecret: true, NeedIP: true, ClientID: "0f8e",
		Problem: desk.Say("problem.keyring_locked"), ClientIDProblem: desk.Say("production.problem.client_id"),
		SecretProblem: desk.Say("secret.problem.characters"), IPProblem: desk.Say("form.ip.problem.private"),
		OrganisationProblem: desk.Say("production.problem.organisation")}
	production.Setup.KeyringWorks = true
	earlier := production
	earlier.Setup = &desk.Setup{Environment: "production", NeedClientID: true, NeedSecret: true, NeedIP: true, SecretSaved: true, KeyringWorks: true,
		ClientID: "0f8e2c1a-7a55-4bd0-9a62-0b6b1f4f9a11", IP: "192.0.2.10"}

	settings := emptyView()
	settings.Environment = settings.Environments[1]
	settings.Phone = nil
	settings.Secret = desk.SecretState{Needed: true, Source: "keyring"}

	unrecorded := verifiedView()
	unrecorded.Outcome.Recorded = false
	unrecorded.Outcome.Name, unrecorded.Outcome.NameProtected = "", true
	unrecorded.Status.Sentence = desk.Say("outcome.verified.sentence_protected", "At", desk.At(at(10, 42, 51)))

	real := verifiedView()
	real.Environment, real.Status.Badge, real.Phone = real.Environments[2], desk.BadgeProduction, nil

	tested := verifiedView()
	tested.Environment, tested.Status.Badge, tested.Phone = tested.Environments[3], desk.BadgeTest, nil

	unsaid := waitingView()
	unsaid.Environment, unsaid.Status.Badge, unsaid.Phone = unsaid.Environments[3], desk.BadgeTest, nil
	unsaid.Form = writtenForm(unsaid.Form, 6)
	unsaid.Status.SayCode = ""
	unsaid.Status.SayNow = desk.Say("say.waiting.no_code", "Text", unsaid.Form.Text.Value)

	oldAndroid := waitingView()
	oldAndroid.Appswitch.Platform, oldAndroid.Appswitch.Style = "android_old", "documented"
	oldAndroid.Appswitch.URL = "https://appswitchmitid.page.link/?apn=dk.mitid.app.android&afl=https://appswitch.mitid.dk&link=https://appswitch.mitid.dk"
	oldAndroid.Appswitch.Warning = desk.Say("appswitch.warning.dynamic_links_shut_down")

	cancelled := endedView("cancelled", desk.ToneNeutral, "ban", desk.Say("outcome.cancelled.sentence.not_confirmed"), desk.Text{})
	failed := endedView("failed", desk.ToneRefused, "cross", desk.Say("outcome.failed.sentence.invalid_client"), desk.Text{})
	failed.Outcome.Error = "invalid_client"

	long := verifiedView()
	long.Form = writtenForm(long.Form, 5)
	long.Outcome.Text = long.Form.Text.Value

	elsewhere := filledView()
	elsewhere.Environment, elsewhere.Phone = elsewhere.Environments[3], nil
	elsewhere.Environment.Overridden = []string{"mirror.nordby.example", "keys.nordby.example", "sign-in.nordby.example"}

	crowded := unsaid // with everything at once that takes up room
	crowded.Notices = problemView().Notices
	crowded.Unfinished = unfinishedSamples()

	left := filledView()
	left.Environment, left.Phone = left.Environments[1], nil
	left.Unfinished = unfinishedSamples()
	offering, resting, linked, busy := filledView(), filledView(), filledView(), verifiedView()
	offering.Offered, busy.Offered = offeredSample(desk.FromLink, true), offeredSample(desk.FromProgram, false)
	resting.Form.FilledBy, resting.Form.Resting, resting.CanStart = desk.FromLink, true, false
	resting.Status.Sentence, linked.Status.Sentence = desk.Say("state.idle.filled"), desk.Say("state.idle.filled")
	resting.Missing.Text = desk.Say("form.missing.resting")
	linked.Form.FilledBy = desk.FromProgram
	again := filledView()
	again.Recent = desk.Recent{
		Texts: []string{"Kode 4821, Nordby Kommune, Borgerservice", "Kode 4821, adresseændring", "Kode 4821, Nordby Kommune, spørgsmål om boligstøtte og de bilag, som vi talte om i sidste uge, aftalt i telefonen med sagsbehandleren"},
		Cases: []string{"2026-118842", "2026-118790", "2026-118655"},
	}

	received := left
	received.Unfinished = unfinishedSamples()[1:2]
	moved := left
	moved.Unfinished = elsewhereSamples()[:2]

	open, refused, fenced, most := filledView(), filledView(), filledView(), filledView()
	open.Guard = guardSample("open", desk.Say("guard.open", "Until", desk.Until(at(10, 46, 7))))
	lately := desk.Say("guard.asked_lately", "Word", desk.Say("outcome.refused.word"), "At", desk.At(at(10, 41, 7)))
	refused.Guard = guardSample("asked_lately", lately)
	fenced.Guard = guardSample("fenced", desk.Say("guard.fenced", "Operator", "anna", "At", desk.At(at(9, 2, 51))), desk.Say("guard.third_in_an_hour", "Count", 2), lately)
	most.Guard = guardSample("too_many", desk.Say("guard.too_many", "Count", 5, "Until", desk.Until(at(11, 20, 0))))

	reported := endedView("refused", desk.ToneRefused, "hand", desk.Say("outcome.refused.sentence"), desk.Say("outcome.refused.note"))
	reported.Outcome.Reported = at(10, 43, 0)

	reports := settings
	reports.Journal = journalPage()
	first := &reports.Journal.Records[0]
	first.Outcome, first.Reported, first.ReportedBy, first.Fenced = "refused", first.Ended, "anna", true
	first.Tone, first.Symbol = desk.ToneRefused, "hand"
	first.Confirmed = []desk.Text{desk.Say("journal.confirmed.asked_lately"), desk.Say("journal.confirmed.third_in_an_hour")}

	full, none := settings, settings
	full.Journal = journalPage()
	none.Journal = &desk.JournalPage{Memory: true}
	none.JournalInMemory = desk.Say("journal.kept_in_memory", "Trouble", desk.Say("journal.trouble.no_keyring"))
	checked, erasing := settings, settings
	checked.Journal = journalPage()
	checked.Journal.Audit = &desk.JournalAudit{Finding: desk.Say("journal.fault.missing", "Position", 17)}
	erasing.Journal = journalPage()
	erasing.Journal.Erasing = &desk.JournalErasing{Count: 3}
	erasing.Journal.Filter = desk.JournalFilter{From: at(0, 0, 0), Case: "2026-118842", OfPerson: true}

	editing := settings
	for _, one := range editorSamples(settings) {
		if one.name == "environments-form" {
			editing = one.view
		}
	}

	attack, key := filledView(), filledView()
	attack.Phone.Scenario = "offered-key"
	key.Phone.Scenario = "transaction-key" // the longest sentence
	empty, decoded, decodedChecked, decodedOdd, decodedNone, decodedOver := decodedViews()

	badTemplate := settings
	badTemplate.Settings.TemplateProblem = desk.Say("template.problem.no_code")

	return slices.Concat(editorSamples(settings), genericSamples(), cprSamples(), fixedSamples(), []sample{
		{name: "unfinished", view: left},
		{name: "offered", view: offering},
		{name: "offered-over-outcome", view: busy},
		{name: "filled-by-link-resting", view: resting},
		{name: "filled-by-program", view: linked},
		{name: "unfinished-received", view: received},
		{name: "unfinished-elsewhere", view: moved},
		{name: "recent", view: again},
		{name: "recent-texts", view: again, open: "recent-texts"},
		{name: "recent-cases", view: again, open: "recent-cases"},
		{name: "guard-open", view: open},
		{name: "guard-refused", view: refused},
		{name: "guard-fenced", view: fenced},
		{name: "guard-too-many", view: most},
		{name: "quit-leave", view: leavable(), open: "quit"},
		{name: "quit", view: waitingView(), open: "quit"},
		{name: "paste", view: emptyView(), open: "paste"},
		{name: "pasted-several", view: pastedView()},
		{name: "keys", view: waitingView(), open: "keys"},
		{name: "about", view: emptyView(), open: "about"},
		{name: "crashed", view: emptyView(), open: "crashed"},
		{name: "crash-report", view: filledView(), open: "crash-report"},
		{name: "diagnosis", view: diagnosed(diagnosisSample())},
		{name: "diagnosis-running", view: diagnosed(&desk.Diagnosis{Running: true, Lines: diagnosisSample().Lines[:4]})},
		{name: "we-called", view: weCalled()},
		{name: "long-text", view: long},
		{name: "receipt", view: verifiedView(), open: "receipt"},
		{
			name: "receipt-refused",
			view: endedView("refused", desk.ToneRefused, "hand", desk.Say("outcome.refused.sentence"), desk.Say("outcome.refused.note")),
			open: "receipt",
		},
		{name: "journal", view: full},
		{name: "journal-shared-desk", view: sharing(settings, desk.JournalRights{Shared: true, Login: "desk17", NoVerify: true, NoExport: true, NoErase: true})},
		{name: "journal-shared-supervisor", view: sharing(settings, supervising())},
		{name: "journal-shared-days", view: sharing(settings, supervising()), open: "journal-days"},
		{name: "journal-shared-record", view: sharing(settings, supervising()), open: journalRecord},
		{name: "journal-shared-replay", view: replayed(sharing(settings, supervising())), open: journalRecord},
		{name: "journal-shared-replays", view: replayed(sharing(settings, supervising()))},
		{name: "journal-shared-alone", view: alone(sharing(settings, desk.JournalRights{Shared: true, Login: "desk17", NoVerify: true, NoExport: true, NoErase: true})), open: journalRecord},
		{name: "journal-shared-illegible", view: illegible(sharing(settings, supervising()))},
		{name: "journal-shared-illegible-record", view: illegible(sharing(settings, supervising())), open: journalRecord},
		{name: "alone", view: aloneView()},
		{name: "alone-told", view: toldView()},
		{name: "journal-shared-erase", view: sharing(erasing, supervising()), open: journalErase},
		{name: "journal-days", view: full, open: "journal-days"},
		{name: "journal-memory", view: none},
		{name: "journal-record", view: full, open: journalRecord},
		{name: "journal-fenced", view: reports, open: journalRecord},
		{name: "journal-verify", view: checked, open: journalVerify},
		{name: "journal-export", view: full, open: journalExport},
		{name: "journal-erase", view: erasing, open: journalErase},
		{name: "scenario-long", view: key},
		{name: "scenario-long-tab", view: key, tab: tabPhone},
		{name: "scenarios-first", view: emptyView(), open: "scenarios"},
		{name: "scenarios", view: attack, open: "scenarios"},
		{name: "decoder-empty", view: empty},
		{name: "decoder", view: decoded, open: "token"},
		{name: "decoder-picked", view: decoded, open: "token-picked"},
		{name: "decoder-checked", view: decodedChecked, open: "token-end"},
		{name: "decoder-odd", view: decodedOdd, open: "token"},
		{name: "decoder-none", view: decodedNone, open: "token"},
		{name: "decoder-over-outcome", view: decodedOver, open: "token"},
		{name: "decoder-refused", view: decoded, open: "token-refused"},
		{name: "settings-template", view: badTemplate, open: "settings"},
		{name: "idle", view: emptyView()},
		{name: "filled", view: filledView()},
		{name: "filled-further", view: filledView(), open: "further"},
		{name: "filled-exact", view: filledView(), open: "exact"},
		{name: "problems", view: problemView()},
		{name: "starting", view: startingView()},
		{name: "waiting-split", view: waitingView(), tab: tabNetwork, share: 0.6},
		{name: "waiting", view: waitingView()},
		{name: "waiting-long-text", view: unsaid},
		{name: "waiting-crowded", view: crowded},
		{name: "other-hosts", view: elsewhere},
		{name: "slowed", view: slowedView()},
		{name: "offline", view: offlineView()},
		{name: "stopping", view: stoppingView()},
		{name: "checking", view: checkingView()},
		{name: "verified-split", view: verifiedView(), share: 0.7},
		{name: "verified", view: verifiedView()},
		{name: "verified-production", view: real},
		{name: "verified-test", view: tested},
		{name: "verified-unrecorded", view: unrecorded},
		{name: "other-person", view: notVerifiedView("person", someone)},
		{name: "other-text", view: notVerifiedView("reference_text", another)},
		{name: "forged", view: notVerifiedView("signature", invalid)},
		{name: "uncheckable", view: uncheckableView()},
		{name: "too-low", view: tooLowView()},
		{
			name: "refused",
			view: endedView("refused", desk.ToneRefused, "hand", desk.Say("outcome.refused.sentence"), desk.Say("outcome.refused.note")),
		},
		{name: "refused-reported", view: reported},
		{
			name: "expired",
			view: endedView("expired", desk.ToneNeutral, "hourglass", desk.Say("outcome.expired.sentence"),
				desk.Say("outcome.expired.note")),
		},
		{name: "cancelled", view: cancelled},
		{
			name: "unknown",
			view: endedView("unknown", desk.ToneUnknown, "question",
				desk.Say("outcome.unknown.sentence.not_the_broker"), desk.Say("outcome.unknown.note")),
		},
		{name: "not_looked_up", view: notLookedUpView()},
		{name: "journal_blocked", view: journalBlockedView()},
		{name: "journal_shared_blocked", view: sharedBlockedView()},
		{name: "journal_shared_blocked_alone", view: aloneBlockedView()},
		{name: "failed", view: failed},
		{name: "appswitch", view: waitingView(), tab: "appswitch"},
		{name: "appswitch-old", view: oldAndroid, tab: "appswitch"},
		{name: "claims-verified", view: verifiedView(), tab: "claims"},
		{name: "claims-unverified", view: notVerifiedView("person", someone), tab: "claims"},
		{name: "diagram-waiting", view: waitingDiagram(), tab: "course", way: courseDiagram},
		{name: "diagram-offline", view: offlineDiagram(), tab: "course", way: courseDiagram},
		{name: "diagram-verified", view: verifiedDiagram(), tab: "course", way: courseDiagram},
		{name: "diagram-verified-test", view: testedDiagram(), tab: "course", way: courseDiagram},
		{name: "diagram-cancelled", view: cancelledDiagram(), tab: "course", way: courseDiagram},
		{name: "claims-picked", view: verifiedView(), tab: "claims", open: "claim"},
		{name: "claims-signature", view: verifiedView(), tab: "claims", open: "claim-end"},
		{name: "network", view: waitingView(), tab: "network"},
		{name: "network-exchange", view: waitingView(), tab: "network", open: "exchange"},
		{name: "network-hint", view: waitingView(), tab: "network", open: "hint"},
		{name: "network-revealed", view: revealedView(), tab: "network", open: "exchange"},
		{name: "network-kept-back", view: keptBackView(), tab: "network", open: "exchange"},
		{name: "phone-tab", view: waitingView(), tab: "phone"},
		{name: "setup", view: production},
		{name: "setup-problems", view: noKeyring},
		{name: "setup-again", view: earlier},
		{name: "long-environment", view: longEnvironment(emptyView())},
		{
			name: "setup-hosts",
			view: setupView(desk.Setup{NeedSecret: true, KeyringWorks: true, Withheld: true, Recipients: recipientSamples(),
				Problem: desk.Say("problem.secret_bound_elsewhere", "Before", "pp.netseidbroker.dk", "Now", "mirror.nordby.example"),
				Changed: changeSamples()}),
		},
		{
			name: "setup-published",
			view: setupView(desk.Setup{NeedSecret: true, KeyringWorks: true, Withheld: true, Published: true, Recipients: recipientSamples(),
				Problem: desk.Say("problem.hosts_not_agreed", "Before", "pp.netseidbroker.dk", "Now", "mirror.nordby.example"),
				Changed: changeSamples()}),
		},
		{
			name: "setup-key",
			view: setupView(desk.Setup{NeedSecret: true, NeedKey: true, KeyringWorks: true, Recipients: recipientSamples()}),
			open: "setup-key",
		},
		{
			name: "setup-key-file",
			view: setupView(desk.Setup{NeedSecret: true, NeedKey: true, KeyringWorks: true, KeyFile: "nordby-kommune.pem", Key: desk.Say("key.found.rsa", "Bits", 3072)}),
		},
		{
			name: "setup-key-problem",
			view: setupView(desk.Setup{NeedSecret: true, NeedKey: true, KeyringWorks: true, SecretProblem: desk.Say("key.problem.encrypted")}),
		},
		{name: "settings", view: settings, open: "settings"},
		{name: "settings-minutes", view: settings, open: "settings-minutes"},
		{name: "settings-silent", view: settings, open: "settings-silent"},
		{name: "menu", view: diagnosed(nil), open: "menu"},
		{name: "menu-waiting", view: waitingView(), open: "menu"},
		{name: "menu-environments", view: filledView(), open: "menu-environments"},
		{name: "menu-languages", view: filledView(), open: "menu-languages"},
		{name: "menu-people", view: emptyView(), open: "menu-people"},
		{name: "menu-field", view: filledView(), open: "menu-field"},
		{name: "menu-field-locked", view: waitingView(), open: "menu-field"},
		{name: "journal-outcomes", view: full, open: "journal-outcomes"},
		{name: "environments-kinds", view: editing, open: "environments-kinds"},
	})
}

// offeredSample returns an offer that waits.
func offeredSample(kind desk.OfferKind, canTake bool) *desk.Offered {
	return &desk.Offered{ID: 1, Kind: kind, Environment: environments()[1], Case: "2026-118842", Person: "…9e11", CanTake: canTake}
}

// guardSample returns a guard.
func guardSample(reason string, said ...desk.Text) *desk.Guard {
	return &desk.Guard{Reason: reason, Said: said, CanConfirm: reason != "open" && reason != "too_many"}
}

func unfinishedSamples() []desk.Unfinished {
	all := environments()
	one := func(id, left string, e desk.Environment) desk.Unfinished {
		return desk.Unfinished{ID: id, Environment: e, Text: sampleText, Started: at(10, 40, 12), Until: at(10, 45, 12), Left: left}
	}
	return []desk.Unfinished{one("1", "waiting", all[2]), one("2", "received", all[1]), one("3", "unknown", all[3])}
}

// elsewhereSamples returns unfinished requests whose environment has changed, is gone, or isn't
// known.
func elsewhereSamples() []desk.Unfinished {
	moved, gone, unknown, answered := unfinishedSamples()[0], unfinishedSamples()[0], unfinishedSamples()[0], unfinishedSamples()[1]
	const host = "broker.nordby.example"
	moved.Elsewhere = &desk.Elsewhere{Changed: []string{"issuer", "client_id", "pinned_keys"}, SentTo: host, CancelAt: host}
	gone.Elsewhere = &desk.Elsewhere{Gone: true, SentTo: host, CancelAt: "cancel.nordby.example"}
	unknown.Elsewhere = &desk.Elsewhere{}
	answered.Elsewhere = &desk.Elsewhere{Changed: []string{"id_token_algs"}, SentTo: host}
	return []desk.Unfinished{moved, gone, unknown, answered}
}

// leavable returns a waiting view of a request that could be resumed later.
func leavable() desk.View {
	v := waitingView()
	v.Environment, v.Status.Badge, v.Phone, v.CanLeave = v.Environments[2], desk.BadgeProduction, nil, true
	return v
}

// writtenForm returns a form with a custom text without a code: one sentence repeated.
func writtenForm(f desk.Form, times int) desk.Form {
	text := strings.TrimRight(strings.Repeat("Vi ændrer din aftale. ", times), " .")
	f.Text, f.TextUnits, f.Preview, f.Code = desk.Field{Value: text, Valid: true}, utf8.RuneCountInString(text), text, ""
	return f
}

func weCalled() desk.View {
	v := filledView()
	v.Form.Caller, v.CanStart = desk.WeCalled, false
	return v
}

// outcomeLook is how an outcome looks.
type outcomeLook struct {
	tone   desk.Tone
	symbol string
}

// recordLooks returns the look of each outcome.
func recordLooks() map[string]outcomeLook {
	return map[string]outcomeLook{
		"": {desk.ToneWaiting, "clock"}, "verified": {desk.ToneVerified, "check"}, "not_verified": {desk.ToneRefused, "shield-cross"},
		"refused": {desk.ToneRefused, "hand"}, "expired": {desk.ToneNeutral, "hourglass"}, "cancelled": {desk.ToneNeutral, "ban"},
		"unknown": {desk.ToneUnknown, "question"}, "failed": {desk.ToneRefused, "alert"},
	}
}

func journalPage() *desk.JournalPage {
	page := &desk.JournalPage{Total: 64, Unread: true, ControlCode: "214-3fa9-c2d4-0b1e-77aa-5c10"}
	all, ends := environments(), []string{"verified", "refused", "not_verified", "", "expired", "cancelled", "unknown", "failed"}
	for i := range 40 {
		started := at(16, 59, 30).Add(-time.Duration(i) * 47 * time.Minute)
		record := desk.JournalRecord{
			ID: strconv.Itoa(i), Started: started, Outcome: ends[i%len(ends)], Environment: all[1+i%3], Text: sampleText, Operator: "anna",
		}
		look := recordLooks()[record.Outcome]
		record.Tone, record.Symbol = look.tone, look.symbol
		if record.Outcome != "" {
			record.Ended = started.Add(44 * time.Second)
		}
		if record.Outcome == "verified" || record.Outcome == "not_verified" {
			record.Received, record.Transaction, record.Checks = started.Add(44*time.Second), "9581bab6-9f8a-4526-9ddc-dfd3981263b9", checks()
		}
		if i%4 == 0 {
			record.Case = "2026-118842"
		}
		page.Records = append(page.Records, record)
	}
	return page
}

// supervising are a supervisor's rights in a shared journal.
func supervising() desk.JournalRights {
	return desk.JournalRights{Shared: true, Login: "carla", Everybody: true, NoVerify: true}
}

// sharing returns a view of the journal that many desks share.
func sharing(v desk.View, rights desk.JournalRights) desk.View {
	page := journalPage()
	if v.Journal != nil {
		page = v.Journal
	}
	shared := *page
	shared.Rights = rights
	shared.Records = slices.Clone(page.Records)
	for i := range shared.Records {
		r := &shared.Records[i]
		r.Login, r.Desk = "desk17", "PC-0417"
		if rights.Everybody {
			r.Operator, r.Login, r.Desk = []string{"anna", "bo", "mette.holm"}[i%3], []string{"desk17", "desk04", "desk112"}[i%3], []string{"PC-0417", "PC-0204", "PC-0112"}[i%3]
		}
	}
	if rights.Everybody {
		shared.Total, shared.More, shared.ControlCode = 10_000, true, "1203311-3fa9-c2d4-0b1e-77aa-5c10"
		first := &shared.Records[0]
		first.Outcome, first.Tone, first.Symbol, first.Why = "unknown", desk.ToneUnknown, "question", desk.Say("journal.why.desk_lost")
		first.Received, first.Checks, first.Transaction = time.Time{}, nil, ""
	}
	v.Journal = &shared
	v.Settings.RetentionShared = true
	return v
}

// replayed returns a view whose first record turned out later to be a replay.
func replayed(v desk.View) desk.View {
	first := &v.Journal.Records[0]
	first.Outcome, first.Tone, first.Symbol, first.Why = "verified", desk.ToneRefused, "alert", desk.Text{}
	first.ReplayFound, first.HandedIn = true, first.Started.Add(3*time.Hour)
	return v
}

// alone returns a view whose records only this desk has.
func alone(v desk.View) desk.View {
	for i := range v.Journal.Records {
		v.Journal.Records[i].DeskOnly = true
	}
	return v
}

// aloneView returns a view with all that is said about recording alone.
func aloneView() desk.View {
	v := filledView()
	for i, text := range []desk.Text{desk.Say("alone.begun"), desk.Say("alone.handed_in", "Count", 12), desk.Say("alone.dropped", "Count", 1), desk.Say("alone.replays", "Count", 1)} {
		v.Notices = append(v.Notices, desk.Notice{ID: i + 1, Text: text, Bad: i != 1})
	}
	return v
}

// illegible returns a view whose first records can't be read: one is open, and one ended.
func illegible(v desk.View) desk.View {
	for i := range v.Journal.Records[:2] {
		of := v.Journal.Records[i]
		v.Journal.Records[i] = desk.JournalRecord{
			ID: of.ID, Started: of.Started, Environment: of.Environment, Login: of.Login, Illegible: true, Tone: desk.ToneRefused, Symbol: "alert",
		}
	}
	last := &v.Journal.Records[1]
	last.Outcome, last.Received, last.Ended = "verified", last.Started.Add(40*time.Second), last.Started.Add(44*time.Second)
	return v
}

// toldView returns a view with what a supervisor is told.
func toldView() desk.View {
	v := filledView()
	for i, text := range []desk.Text{desk.Say("alone.found", "Count", 2), desk.Say("alone.missed", "Count", 100, "Login", "desk17")} {
		v.Notices = append(v.Notices, desk.Notice{ID: i + 1, Text: text, Bad: true, News: true})
	}
	return v
}

// aloneBlockedView returns a view of a desk that is alone, and can't read its file.
func aloneBlockedView() desk.View {
	v := journalBlockedView()
	v.JournalBlocked = &desk.JournalBlocked{Problem: desk.Say("journal.blocked.alone"), Remedy: desk.Say("journal.trouble.damaged"), CanMoveAside: true, CanTry: true}
	return v
}

// sharedBlockedView returns a view whose shared journal can't be reached.
func sharedBlockedView() desk.View {
	v := journalBlockedView()
	told := desk.Say("journal.told", "Trouble", desk.Say("database.trouble.unreachable", "Hosts", "journal.nordby.example", "Code", ""), "Advice", desk.Say("database.advice.unreachable"))
	v.JournalBlocked = &desk.JournalBlocked{Problem: told, Remedy: told, CanTry: true, Tries: true}
	v.Status.Sentence = desk.Say("state.idle.journal_shared")
	return v
}

// setupView asks for the secret or the key of a user's own environment.
func setupView(asked desk.Setup) desk.View {
	v := filledView()
	v.Environment = v.Environments[3]
	v.Phone = nil
	asked.Environment = v.Environment.ID
	v.Setup = &asked
	return v
}

// changeSamples returns two changed endpoints.
func changeSamples() []desk.AddressChange {
	credential := desk.Say("recipient.gets.credential")
	return []desk.AddressChange{
		{
			What:   desk.Say("editor.label.backchannel_authentication_endpoint"),
			Gets:   []desk.Text{credential, desk.Say("recipient.gets.person")},
			Before: "pp.netseidbroker.dk", Now: "mirror.nordby.example",
		},
		{
			What: desk.Say("editor.label.token_endpoint"), Gets: []desk.Text{credential, desk.Say("recipient.gets.request")},
			Before: "https://pp.netseidbroker.dk/op", Now: "https://pp.netseidbroker.dk/op/elsewhere/connect/token",
		},
	}
}

// recipientSamples returns an issuer whose start endpoint and keys are on another host.
func recipientSamples() []desk.Recipient {
	return []desk.Recipient{
		{
			Host: "pp.netseidbroker.dk", Issuer: true,
			Gets: []desk.Text{desk.Say("recipient.gets.credential"), desk.Say("recipient.gets.request")},
		},
		{
			Host:      "mirror.nordby.example",
			Addresses: []string{"https://mirror.nordby.example/op/connect/ciba", "https://mirror.nordby.example/jwks"},
			Decides:   true, Gets: []desk.Text{desk.Say("recipient.gets.credential"), desk.Say("recipient.gets.person")},
		},
	}
}

// notLookedUpView returns an outcome that can be checked again.
func notLookedUpView() desk.View {
	v := endedView("unknown", desk.ToneUnknown, "question", desk.Say("outcome.unknown.sentence.not_looked_up"), desk.Say("outcome.unknown.note"))
	v.CanCheckAgain, v.Outcome.Recorded, v.Unwritten = true, false, 1
	return v
}

// journalBlockedView returns a view whose journal can't be read.
func journalBlockedView() desk.View {
	v := filledView()
	v.CanStart = false
	v.JournalBlocked = &desk.JournalBlocked{Problem: desk.Say("journal.trouble.damaged"), CanMoveAside: true, CanKeep: true}
	v.Status.Sentence = desk.Say("state.idle.journal")
	return v
}

// longEnvironment returns a view in an environment with the longest name, after an idle desk was
// cleared.
func longEnvironment(v desk.View) desk.View {
	v.Environments = slices.Clone(v.Environments)
	v.Environments[3].Name = "Ældre- og Handicapforvaltningen i Nordby-Sønderkøbing Kommune"
	v.Environment, v.Phone, v.Status.Badge = v.Environments[3], nil, desk.BadgeTest
	v.Notices = []desk.Notice{{ID: 1, Text: desk.Say(
		"idle.cleared.outcome", "Of", desk.Until(at(10, 22, 51)), "At", desk.At(at(10, 28, 2)),
		"Word", desk.Say("badge.outcome", "Badge", desk.Say("environment.kind.test"), "Word", desk.Say("outcome.verified.word")),
	)}}
	return v
}
