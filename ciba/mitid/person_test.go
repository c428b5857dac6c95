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
		{name: "nothing stated", claims: `{"idp":"mitid"}`, want: Person{}},
		{name: "protected name", claims: `{"mitid.identity_name":"NAVNE & ADRESSEBESKYTTET"}`, want: Person{NameProtected: true}},
		{name: "name with an escape sequence", claims: `{"mitid.identity_name":"A\u001b\u202eB\nC"}`, want: Person{Name: "AB C"}},
		{name: "name of nothing visible", claims: `{"mitid.identity_name":"\u200b"}`, want: Person{Faulty: []string{claimName}}},
		{
			name:   "everything of the wrong type",
			claims: `{"mitid.identity_name":1,"mitid.date_of_birth":19360408,"mitid.age":88,"mitid.has_cpr":true,"mitid.psd2":null}`,
			want:   Person{Faulty: []string{claimName, claimDateOfBirth, claimAge, claimHasCPR, claimPSD2}},
		},
		{
			name:   "everything of the wrong form",
			claims: `{"mitid.identity_name":"","mitid.date_of_birth":"08-04-1936","mitid.age":"+88","mitid.has_cpr":"True","mitid.psd2":"0"}`,
			want:   Person{Faulty: []string{claimName, claimDateOfBirth, claimAge, claimHasCPR, claimPSD2}},
		},
		{name: "a day that never was", claims: `{"mitid.date_of_birth":"1937-02-29"}`, want: Person{Faulty: []string{claimDateOfBirth}}},
		{
			name: "a date with a time", claims: `{"mitid.date_of_birth":"1936-04-08T00:00:00Z"}`,
			want: Person{Faulty: []string{claimDateOfBirth}},
		},
		{name: "the year one", claims: `{"mitid.date_of_birth":"0001-01-01"}`, want: Person{Faulty: []string{claimDateOfBirth}}},
		{name: "age nought", claims: `{"mitid.age":"0"}`, want: Person{Age: new(0)}},
		{name: "age with leading zero", claims: `{"mitid.age":"088"}`, want: Person{Faulty: []string{claimAge}}},
		{name: "age in other digits", claims: `{"mitid.age":"８８"}`, want: Person{Faulty: []string{claimAge}}},
		{name: "age beyond people", claims: `{"mitid.age":"151"}`, want: Person{Faulty: []string{claimAge}}},
		{name: "age beyond numbers", claims: `{"mitid.age":"99999999999999999999"}`, want: Person{Faulty: []string{claimAge}}},
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
		{
			Name: "iss", Word: "claim.iss", Reading: ciba.Literal("https://pp.netseidbroker.dk/op"),
			Raw: `"https://pp.netseidbroker.dk/op"`, Type: "string", Source: rfc("7519 §4.1.1"),
		},
		{Name: "nbf", Word: "claim.nbf", Reading: at(1715087453), Raw: "1715087453", Type: "number", Source: rfc("7519 §4.1.5")},
		{Name: "iat", Word: "claim.iat", Reading: at(1715087453), Raw: "1715087453", Type: "number", Source: rfc("7519 §4.1.6")},
		{Name: "exp", Word: "claim.exp", Reading: at(1715087753), Raw: "1715087753", Type: "number", Source: rfc("7519 §4.1.4")},
		{
			Name: "aud", Word: "claim.aud", Reading: ciba.Literal("62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9"),
			Raw: `"62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9"`, Type: "string", Source: rfc("7519 §4.1.3"),
		},
		{
			Name: "at_hash", Word: "claim.at_hash", Reading: ciba.Literal("ioMN8ZVwkuk9s7q6MlsSFA"),
			Raw: `"ioMN8ZVwkuk9s7q6MlsSFA"`, Type: "string", Source: oidc("§3.1.3.6"),
		},
		{
			Name: "sub", Word: "claim.sub", Reading: ciba.Literal("7c9484f5-44bf-4e29-a683-84548951d3b8"),
			Raw: `"7c9484f5-44bf-4e29-a683-84548951d3b8"`, Type: "string", Source: rfc("7519 §4.1.2"), Personal: true,
		},
		{Name: "auth_time", Word: "claim.auth_time", Reading: at(1715087453), Raw: "1715087453", Type: "number", Source: oidc("§2")},
		{Name: "idp", Word: "claim.idp", Reading: ciba.Literal("mitid"), Raw: `"mitid"`, Type: "string", Source: broker},
		{
			Name: "mitid.uuid", Word: "claim.uuid", Reading: ciba.Literal(otherUUID),
			Raw: `"` + otherUUID + `"`, Type: "string", Source: flex, Personal: true,
		},
		{Name: "mitid.age", Word: "claim.age", Reading: ciba.Literal("88"), Raw: `"88"`, Type: "string", Source: flex, Personal: true},
		{
			Name: "mitid.date_of_birth", Word: "claim.date_of_birth", Reading: ciba.Literal("1936-04-08"),
			Raw: `"1936-04-08"`, Type: "string", Source: flex, Personal: true,
		},
		{
			Name: "mitid.has_cpr", Word: "claim.has_cpr", Reading: ciba.Word(WordYes),
			Raw: `"true"`, Type: "string", Source: flex, Personal: true,
		},
		{
			Name: "mitid.identity_name", Word: "claim.identity_name", Reading: ciba.Literal("Ileya Jensen"),
			Raw: `"Ileya Jensen"`, Type: "string", Source: flex, Personal: true,
		},
		{Name: "mitid.psd2", Word: "claim.psd2", Reading: ciba.Word(WordNo), Raw: `"false"`, Type: "string", Source: flex},
		{
			Name: "mitid.reference_text", Word: "claim.reference_text", Reading: ciba.Literal("ostemawd :=)"),
			Raw: `"ostemawd :=)"`, Type: "string", Source: flex, Personal: true,
		},
		{
			Name: "mitid.transaction_id", Word: "claim.transaction_id", Reading: ciba.Literal(transaction),
			Raw: `"` + transaction + `"`, Type: "string", Source: flex,
		},
		{
			Name: "idp_transaction_id", Word: "claim.idp_transaction_id", Reading: ciba.Literal(transaction),
			Raw: `"` + transaction + `"`, Type: "string", Source: broker,
		},
		{Name: "idtoken_type", Word: "claim.idtoken_type", Reading: ciba.Literal("ciba"), Raw: `"ciba"`, Type: "string", Source: broker},
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
		{name: "audiences", claim: `"aud":["a","b"]`, reading: ciba.Literal("a, b")},
		{name: "audience of numbers", claim: `"aud":[1]`, reading: ciba.Word(ciba.WordMalformed)},
		{name: "no audience", claim: `"aud":[]`, reading: ciba.Word(ciba.WordMalformed)},
		{name: "methods", claim: `"amr":["code_app"]`, reading: ciba.Literal("code_app")},
		{name: "time as text", claim: `"exp":"300"`, reading: ciba.Word(ciba.WordMalformed)},
		{name: "time beyond calendars", claim: `"exp":1e18`, reading: ciba.Word(ciba.WordMalformed)},
		{
			name: "protected name", claim: `"mitid.identity_name":"NAVNE & ADRESSEBESKYTTET"`,
			reading: ciba.Word(WordNameProtected), personal: true,
		},
		{name: "boolean for a string", claim: `"mitid.psd2":false`, reading: ciba.Word(ciba.WordMalformed)},
		{name: "number for a string", claim: `"mitid.age":88`, reading: ciba.Word(ciba.WordMalformed), personal: true},
		{name: "level", claim: `"loa":"` + loaPrefix + `High"`, reading: ciba.Word(WordLoAHigh)},
		{name: "unprefixed level", claim: `"loa":"4"`, reading: ciba.Literal("4")},
		{name: "unknown text", claim: `"given_name":"Mette"`, reading: ciba.Literal("Mette"), personal: true},
		{name: "unknown object", claim: `"address":{"city":"Nordby"}`, reading: ciba.Literal(`{"city":"Nordby"}`), personal: true},
		{name: "CPR", claim: `"dk.cpr":"0804360468"`, reading: ciba.Literal("0804360468"), personal: true},
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
