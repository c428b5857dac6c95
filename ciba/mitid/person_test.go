package mitid

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"ringback/ciba"
)

func TestReadPersonOfTheDocumentedToken(t *testing.T) {
	got := ReadPerson(mustClaims(t, golden(t, "sample-claims.json")))
	want := Person{
		Name: "Ileya Jensen", DateOfBirth: time.Date(1936, 4, 8, 0, 0, 0, 0, time.UTC),
		Age: new(88), HasCPR: new(true), PSD2: new(false),
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestReadPerson(t *testing.T) {
	for _, test := range []struct {
		name, claims string
		want         Person
	}{
		{"nothing stated", `{"idp":"mitid"}`, Person{}},
		{"protected name", `{"mitid.identity_name":"NAVNE & ADRESSEBESKYTTET"}`, Person{NameProtected: true}},
		{"name with an escape sequence", `{"mitid.identity_name":"A\u001b\u202eB\nC"}`, Person{Name: "AB C"}},
		{"name of nothing visible", `{"mitid.identity_name":"\u200b"}`, Person{Faulty: []string{claimName}}},
		{"everything of the wrong type",
			`{"mitid.identity_name":1,"mitid.date_of_birth":19360408,"mitid.age":88,"mitid.has_cpr":true,"mitid.psd2":null}`,
			Person{Faulty: []string{claimName, claimDateOfBirth, claimAge, claimHasCPR, claimPSD2}}},
		{"everything of the wrong form",
			`{"mitid.identity_name":"","mitid.date_of_birth":"08-04-1936","mitid.age":"+88","mitid.has_cpr":"True","mitid.psd2":"0"}`,
			Person{Faulty: []string{claimName, claimDateOfBirth, claimAge, claimHasCPR, claimPSD2}}},
		{"a day that never was", `{"mitid.date_of_birth":"1937-02-29"}`, Person{Faulty: []string{claimDateOfBirth}}},
		{"a date with a time", `{"mitid.date_of_birth":"1936-04-08T00:00:00Z"}`, Person{Faulty: []string{claimDateOfBirth}}},
		{"the year one", `{"mitid.date_of_birth":"0001-01-01"}`, Person{Faulty: []string{claimDateOfBirth}}},
		{"age nought", `{"mitid.age":"0"}`, Person{Age: new(0)}},
		{"age with leading zero", `{"mitid.age":"088"}`, Person{Faulty: []string{claimAge}}},
		{"age in other digits", `{"mitid.age":"８８"}`, Person{Faulty: []string{claimAge}}},
		{"age beyond people", `{"mitid.age":"151"}`, Person{Faulty: []string{claimAge}}},
		{"age beyond numbers", `{"mitid.age":"99999999999999999999"}`, Person{Faulty: []string{claimAge}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := ReadPerson(mustClaims(t, test.claims)); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestDescribeTheDocumentedToken(t *testing.T) {
	at := func(seconds int64) ciba.Fact { return ciba.Moment(time.Unix(seconds, 0).UTC()) }
	rfc := func(section string) ciba.Fact { return ciba.Literal("RFC " + section) }
	oidc := func(section string) ciba.Fact { return ciba.Literal("OpenID Connect Core 1.0 " + section) }
	flex, broker := ciba.Word(WordSourceFlex), ciba.Word(WordSourceBroker)
	const transaction = "9581bab6-9f8a-4526-9ddc-dfd3981263b9"
	want := []Description{
		{"iss", "claim.iss", ciba.Literal("https://pp.netseidbroker.dk/op"), `"https://pp.netseidbroker.dk/op"`, "string", rfc("7519 §4.1.1"), false},
		{"nbf", "claim.nbf", at(1715087453), "1715087453", "number", rfc("7519 §4.1.5"), false},
		{"iat", "claim.iat", at(1715087453), "1715087453", "number", rfc("7519 §4.1.6"), false},
		{"exp", "claim.exp", at(1715087753), "1715087753", "number", rfc("7519 §4.1.4"), false},
		{"aud", "claim.aud", ciba.Literal("62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9"), `"62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9"`, "string", rfc("7519 §4.1.3"), false},
		{"at_hash", "claim.at_hash", ciba.Literal("ioMN8ZVwkuk9s7q6MlsSFA"), `"ioMN8ZVwkuk9s7q6MlsSFA"`, "string", oidc("§3.1.3.6"), false},
		{"sub", "claim.sub", ciba.Literal("7c9484f5-44bf-4e29-a683-84548951d3b8"), `"7c9484f5-44bf-4e29-a683-84548951d3b8"`, "string", rfc("7519 §4.1.2"), true},
		{"auth_time", "claim.auth_time", at(1715087453), "1715087453", "number", oidc("§2"), false},
		{"idp", "claim.idp", ciba.Literal("mitid"), `"mitid"`, "string", broker, false},
		{"mitid.uuid", "claim.uuid", ciba.Literal(otherUUID), `"` + otherUUID + `"`, "string", flex, true},
		{"mitid.age", "claim.age", ciba.Literal("88"), `"88"`, "string", flex, true},
		{"mitid.date_of_birth", "claim.date_of_birth", ciba.Literal("1936-04-08"), `"1936-04-08"`, "string", flex, true},
		{"mitid.has_cpr", "claim.has_cpr", ciba.Word(WordYes), `"true"`, "string", flex, true},
		{"mitid.identity_name", "claim.identity_name", ciba.Literal("Ileya Jensen"), `"Ileya Jensen"`, "string", flex, true},
		{"mitid.psd2", "claim.psd2", ciba.Word(WordNo), `"false"`, "string", flex, false},
		{"mitid.reference_text", "claim.reference_text", ciba.Literal("ostemawd :=)"), `"ostemawd :=)"`, "string", flex, true},
		{"mitid.transaction_id", "claim.transaction_id", ciba.Literal(transaction), `"` + transaction + `"`, "string", flex, false},
		{"idp_transaction_id", "claim.idp_transaction_id", ciba.Literal(transaction), `"` + transaction + `"`, "string", broker, false},
		{"idtoken_type", "claim.idtoken_type", ciba.Literal("ciba"), `"ciba"`, "string", broker, false},
	}
	if got := Describe(mustClaims(t, golden(t, "sample-claims.json"))); !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	for _, d := range Describe(mustClaims(t, golden(t, "sample-header.json"))) {
		if d.Word == "" || d.Personal || d.Reading.Text == "" {
			t.Errorf("header: %+v", d)
		}
	}
}

func TestDescribe(t *testing.T) {
	for _, test := range []struct {
		name, claim string
		reading     ciba.Fact
		personal    bool
	}{
		{"audiences", `"aud":["a","b"]`, ciba.Literal("a, b"), false},
		{"audience of numbers", `"aud":[1]`, ciba.Word(ciba.WordMalformed), false},
		{"no audience", `"aud":[]`, ciba.Word(ciba.WordMalformed), false},
		{"methods", `"amr":["code_app"]`, ciba.Literal("code_app"), false},
		{"time as text", `"exp":"300"`, ciba.Word(ciba.WordMalformed), false},
		{"time beyond calendars", `"exp":1e18`, ciba.Word(ciba.WordMalformed), false},
		{"protected name", `"mitid.identity_name":"NAVNE & ADRESSEBESKYTTET"`, ciba.Word(WordNameProtected), true},
		{"boolean for a string", `"mitid.psd2":false`, ciba.Word(ciba.WordMalformed), false},
		{"number for a string", `"mitid.age":88`, ciba.Word(ciba.WordMalformed), true},
		{"level", `"loa":"` + loaPrefix + `High"`, ciba.Word(WordLoAHigh), false},
		{"level of its own", `"loa":"4"`, ciba.Literal("4"), false},
		{"unknown text", `"given_name":"Mette"`, ciba.Literal("Mette"), true},
		{"unknown object", `"address":{"city":"Nordby"}`, ciba.Literal(`{"city":"Nordby"}`), true},
		{"CPR", `"dk.cpr":"0804360468"`, ciba.Literal("0804360468"), true},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := Describe(mustClaims(t, "{"+test.claim+"}"))
			if len(got) != 1 || got[0].Reading != test.reading || got[0].Personal != test.personal {
				t.Errorf("got %+v, want %+v, personal %t", got, test.reading, test.personal)
			}
		})
	}
}

func TestTypesAndSources(t *testing.T) {
	for value, want := range map[string]string{`"a"`: "string", "1e400": "number", "-0": "number", "true": "boolean", "false": "boolean", "null": "null", "[{}]": "array", "{}": "object"} {
		got := Describe(mustClaims(t, `{"somebody's":`+value+"}"))[0]
		if got.Type != want || !slices.Contains(Types(), got.Type) || got.Source != ciba.Word(WordSourceUnknown) {
			t.Errorf("%s is a %q of %+v", value, got.Type, got.Source)
		}
	}
	for _, known := range knownClaims() {
		if known.source == (ciba.Fact{}) || known.source.Word != "" && !slices.Contains(SourceWords(), known.source.Word) {
			t.Errorf("the source of %s is %+v", known.name, known.source)
		}
	}
}

func TestDescribeCleansForeignText(t *testing.T) {
	got := Describe(ciba.Claims{{Name: "a\x1b\u202eb", Value: []byte("\"\u202ex\"")}})
	if got[0].Name != "ab" || got[0].Raw != `"x"` || got[0].Reading.Text != "x" {
		t.Errorf("got %+v", got)
	}
}

func TestDescribeNamesTheAlgorithmOfAnEncryptedToken(t *testing.T) {
	got := Describe(mustClaims(t, `{"alg":"RSA-OAEP","enc":"A256GCM"}`))
	if got[0].Word != "claim.key_encryption" || got[0].Source.Text != "RFC 7516 §4.1.1" {
		t.Errorf("with enc, alg is described as %q of %q: a JWE isn't signed", got[0].Word, got[0].Source.Text)
	}
	if got := Describe(mustClaims(t, `{"alg":"RS256"}`)); got[0].Word != "claim.alg" {
		t.Errorf("without enc, alg is described as %q", got[0].Word)
	}
}

func TestClaimWordsAreDistinct(t *testing.T) {
	words := ClaimWords()
	slices.Sort(words)
	if n := len(words); len(slices.Compact(words)) != n || n == 0 {
		t.Errorf("two claims share a word: %q", words)
	}
}
