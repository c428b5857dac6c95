package mitid

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"ringback/ciba"
)

// byCPR is the documented request, for the person of the broker's first example.
func byCPR(t testing.TB) Request {
	t.Helper()
	number, err := ParseCPR("0804360468", true, today)
	if err != nil {
		t.Fatal(err)
	}
	r := documentedRequest()
	r.UUID, r.CPR = "", number
	return r
}

// personOf returns the person check of a request's claims.
func personOf(t testing.TB, r Request, claims ciba.Claims) ciba.Check {
	t.Helper()
	for _, check := range Checks(r, Options{})(claims) {
		if check.ID == ciba.CheckPerson {
			return check
		}
	}
	t.Fatal("there is no person check")
	return ciba.Check{}
}

// TestPersonByCPR goes through what the claims alone say of a CPR number, in the order in which it
// is decided. (rules 105 and 106)
func TestPersonByCPR(t *testing.T) {
	const id = `"mitid.uuid":"` + otherUUID + `"`
	for _, test := range []struct {
		name, claims string
		result       ciba.CheckResult
		word         string
	}{
		{name: "only the UUID", claims: id, result: ciba.Skip, word: ciba.WordNotAsked},
		{name: "no UUID", claims: `"mitid.date_of_birth":"1936-04-08"`, result: ciba.Fail, word: ciba.WordAbsent},
		{name: "no UUID and another number", claims: `"dk.cpr":"0804360469"`, result: ciba.Fail, word: ciba.WordAbsent},
		{name: "UUID of another type", claims: `"mitid.uuid":1,"dk.cpr":"0804360468"`, result: ciba.Fail, word: ciba.WordMalformed},
		{name: "not a UUID", claims: `"mitid.uuid":"mette","dk.cpr":"0804360468"`, result: ciba.Fail, word: ciba.WordMalformed},
		{name: "nobody's UUID", claims: `"mitid.uuid":"00000000-0000-0000-0000-000000000000"`, result: ciba.Fail, word: ciba.WordMalformed},
		{name: "the date of birth", claims: id + `,"mitid.date_of_birth":"1936-04-08"`, result: ciba.Skip, word: ciba.WordNotAsked},
		{name: "another date of birth", claims: id + `,"mitid.date_of_birth":"1936-04-09"`, result: ciba.Fail, word: ciba.WordSomeoneElse},
		{name: "another century", claims: id + `,"mitid.date_of_birth":"2036-04-08"`, result: ciba.Fail, word: ciba.WordSomeoneElse},
		{name: "a date that is none", claims: id + `,"mitid.date_of_birth":"08-04-1936"`, result: ciba.Fail, word: ciba.WordMalformed},
		{name: "an empty date", claims: id + `,"mitid.date_of_birth":""`, result: ciba.Fail, word: ciba.WordMalformed},
		{name: "no number in MitID", claims: id + `,"mitid.has_cpr":"false"`, result: ciba.Skip, word: ciba.WordNoCPR},
		{name: "no number in MitID, which is stated all the same", claims: id + `,"mitid.has_cpr":"false","dk.cpr":"0804360468"`, result: ciba.Skip, word: ciba.WordNoCPR},
		{name: "no number and another date of birth", claims: id + `,"mitid.has_cpr":"false","mitid.date_of_birth":"1936-04-09"`, result: ciba.Fail, word: ciba.WordSomeoneElse},
		{name: "a number in MitID", claims: id + `,"mitid.has_cpr":"true"`, result: ciba.Skip, word: ciba.WordNotAsked},
		{name: "has_cpr of another type", claims: id + `,"mitid.has_cpr":false`, result: ciba.Skip, word: ciba.WordNotAsked},
		{name: "the number stated", claims: id + `,"dk.cpr":"0804360468"`, result: ciba.Pass, word: ciba.WordSame},
		{name: "the number stated with a hyphen", claims: id + `,"dk.cpr":"080436-0468"`, result: ciba.Pass, word: ciba.WordSame},
		{name: "another number stated", claims: id + `,"dk.cpr":"0804360469"`, result: ciba.Fail, word: ciba.WordSomeoneElse},
		{name: "a number as a number", claims: id + `,"dk.cpr":804360468`, result: ciba.Fail, word: ciba.WordMalformed},
		{name: "a number that is none", claims: id + `,"dk.cpr":"080436"`, result: ciba.Fail, word: ciba.WordMalformed},
		{name: "the number stated, another date of birth", claims: id + `,"dk.cpr":"0804360468","mitid.date_of_birth":"1936-04-09"`, result: ciba.Fail, word: ciba.WordSomeoneElse},
	} {
		t.Run(test.name, func(t *testing.T) {
			early := personOf(t, byCPR(t), mustClaims(t, "{"+test.claims+"}"))
			kept := byCPR(t).Canonical()
			kept.CPR = CPR{} // as after a crash
			for _, r := range []Request{byCPR(t), kept} {
				asked := false
				late := Match{Number: func(context.Context) (CPR, error) { return byCPR(t).CPR, nil }}.Person(r)(t.Context(), ciba.Late{
					Claims: mustClaims(t, "{"+test.claims+"}"),
					Ask: func(context.Context, ciba.Question) (ciba.Reply, error) {
						asked = true
						return ciba.Reply{}, errors.New("no")
					},
				})
				want := ciba.Check{ID: ciba.CheckPerson, Result: test.result, Required: true, Expected: ciba.Fact{Text: "080436-••••"}, Actual: ciba.Word(test.word)}
				if asked {
					late.Actual = ciba.Word(ciba.WordNotAsked)
				}
				if late != want || asked != (test.word == ciba.WordNotAsked) {
					t.Errorf("got %+v, asked: %t", late, asked)
				}
				if want.Result == ciba.Pass {
					want.Result, want.Actual = ciba.Skip, ciba.Word(ciba.WordNotAsked)
				}
				if early != want {
					t.Errorf("got %+v before everything else is decided", early)
				}
			}
		})
	}
	kept := byCPR(t).Canonical()
	kept.CPR = CPR{}
	for claims, word := range map[string]string{id: ciba.WordNotAsked, id + `,"dk.cpr":"0804360469"`: ciba.WordNotAsked, `"mitid.has_cpr":"true"`: ciba.WordAbsent} {
		if check := personOf(t, kept, mustClaims(t, "{"+claims+"}")); check.Result == ciba.Pass || check.Actual != ciba.Word(word) || check.Expected != (ciba.Fact{}) {
			t.Errorf("without the number, %s: %+v", claims, check)
		}
	}
}

// TestAnswersToAMatch goes through every answer that there can be. (rule 108)
func TestAnswersToAMatch(t *testing.T) {
	for _, test := range []struct {
		name, body string
		status     int
		err        error
		result     ciba.CheckResult
		word       string
	}{
		{name: "a match", status: 200, body: `{"cprNumberMatch":true}`, result: ciba.Pass, word: ciba.WordMatched},
		{name: "a match as text", status: 200, body: `{"cprNumberMatch":"true"}`, result: ciba.Pass, word: ciba.WordMatchedAsText},
		{name: "further members", status: 200, body: `{"a":[1],"cprNumberMatch":true}`, result: ciba.Pass, word: ciba.WordMatched},
		{name: "another number", status: 200, body: `{"cprNumberMatch":false}`, result: ciba.Fail, word: ciba.WordSomeoneElse},
		{name: "another number as text", status: 200, body: `{"cprNumberMatch":"false"}`, result: ciba.Fail, word: ciba.WordSomeoneElse},
		{name: "true in capitals", status: 200, body: `{"cprNumberMatch":"True"}`, word: ciba.WordMatchUnreadable},
		{name: "one", status: 200, body: `{"cprNumberMatch":1}`, word: ciba.WordMatchUnreadable},
		{name: "null", status: 200, body: `{"cprNumberMatch":null}`, word: ciba.WordMatchUnreadable},
		{name: "in an array", status: 200, body: `{"cprNumberMatch":[true]}`, word: ciba.WordMatchUnreadable},
		{name: "another member", status: 200, body: `{"CprNumberMatch":true}`, word: ciba.WordMatchUnreadable},
		{name: "twice", status: 200, body: `{"cprNumberMatch":true,"cprNumberMatch":true}`, word: ciba.WordMatchUnreadable},
		{name: "not an object", status: 200, body: `[{"cprNumberMatch":true}]`, word: ciba.WordMatchUnreadable},
		{name: "something behind it", status: 200, body: `{"cprNumberMatch":true}{}`, word: ciba.WordMatchUnreadable},
		{name: "a web page", status: 200, body: `<html>true</html>`, word: ciba.WordMatchUnreadable},
		{name: "nothing", status: 200, word: ciba.WordMatchUnreadable},
		{name: "a match and an error", status: 200, body: `{"cprNumberMatch":true,"errorMessage":""}`, word: ciba.WordMatchUnreadable},
		{name: "a match of another status", status: 201, body: `{"cprNumberMatch":true}`, word: ciba.WordMatchUnreadable},
		{name: "a redirect", status: 302, body: `{"cprNumberMatch":true}`, word: ciba.WordMatchUnreadable},
		{name: "a match in a refusal", status: 400, body: `{"cprNumberMatch":true}`, word: ciba.WordMatchRefused},
		{name: "the recorded refusal", status: 400, body: golden(t, "recorded-match-refusal.json"), word: ciba.WordMatchRefused},
		{name: "the recorded 401", status: 401, word: ciba.WordMatchUnauthorized},
		{name: "not allowed", status: 403, word: ciba.WordMatchNotAllowed},
		{name: "not there", status: 404, body: `<html>`, word: ciba.WordMatchMissing},
		{name: "tries exceeded", status: 400, body: `{"errorMessage":"Cpr Match exceeded. Only 3 tries is allowed within a session."}`, word: ciba.WordMatchExceeded},
		{name: "tries exceeded, with 200", status: 200, body: `{"cprNumberMatch":true,"errorMessage":"Cpr Match exceeded."}`, word: ciba.WordMatchExceeded},
		{name: "too late", status: 403, body: `{"errorMessage":"Only within 15 minutes of the authentication."}`, word: ciba.WordMatchLate},
		{name: "too many calls", status: 429, word: ciba.WordMatchUnreachable},
		{name: "down", status: 503, body: `{"cprNumberMatch":true}`, word: ciba.WordMatchUnreachable},
		{name: "no answer", err: &ciba.CallError{Reason: ciba.ReasonTimeout, Sent: true}, word: ciba.WordMatchUnreachable},
		{name: "not HTTP", err: &ciba.CallError{Reason: ciba.ReasonUnreadable, Sent: true}, word: ciba.WordMatchUnreadable},
		{name: "no address", err: &ciba.ConfigError{Reason: ciba.ReasonAddress}, word: ciba.WordMatchUnreachable},
		{name: "past the 15 minutes", err: ciba.ErrTooLate, word: ciba.WordMatchLate},
	} {
		t.Run(test.name, func(t *testing.T) {
			asked := ""
			check := Match{}.Person(byCPR(t))(t.Context(), ciba.Late{
				Claims: mustClaims(t, `{"mitid.uuid":"`+otherUUID+`"}`),
				Ask: func(_ context.Context, q ciba.Question) (ciba.Reply, error) {
					asked = q.Body.Reveal()
					object, ok := decodeClaims(test.body)
					if !ok {
						object = nil
					}
					return ciba.Reply{Status: test.status, Object: object}, test.err
				},
			})
			if test.result == "" {
				test.result = ciba.Skip
			}
			if check.Result != test.result || check.Actual != ciba.Word(test.word) || !check.Required || check.Expected != (ciba.Fact{Text: "080436-••••"}) {
				t.Errorf("got %+v", check)
			}
			if asked != `{"cpr":"0804360468"}` {
				t.Errorf("asked %s", asked)
			}
		})
	}
}

// TestNothingIsAskedWithoutItsRecord: what can't be recorded first, or has no number, isn't asked.
// (rule 109)
func TestNothingIsAskedWithoutItsRecord(t *testing.T) {
	over, stop := context.WithDeadline(t.Context(), time.Now().Add(-time.Minute))
	defer stop()
	kept := byCPR(t).Canonical()
	kept.CPR = CPR{}
	none := func(context.Context) (CPR, error) { return CPR{}, nil }
	fails := func(context.Context) error { return errors.New("the disk is full") }
	for name, test := range map[string]struct {
		match   Match
		request Request
		ctx     context.Context
		word    string
	}{
		"it can't be recorded":        {match: Match{Asking: fails}, request: byCPR(t), ctx: t.Context(), word: ciba.WordMatchUnrecorded},
		"nobody can give the number":  {request: kept, ctx: t.Context(), word: ciba.WordNoNumber},
		"the number isn't given":      {match: Match{Number: func(context.Context) (CPR, error) { return byCPR(t).CPR, errors.New("no") }}, request: kept, ctx: t.Context(), word: ciba.WordNoNumber},
		"no number is given":          {match: Match{Number: none}, request: kept, ctx: t.Context(), word: ciba.WordNoNumber},
		"the number comes too late":   {match: Match{Number: none}, request: kept, ctx: over, word: ciba.WordMatchLate},
		"it is too late to be asked":  {match: Match{Asking: fails}, request: byCPR(t), ctx: over, word: ciba.WordMatchLate},
		"the number isn't the kept's": {match: Match{Number: none, Asking: fails}, request: kept, ctx: t.Context(), word: ciba.WordNoNumber},
	} {
		t.Run(name, func(t *testing.T) {
			check := test.match.Person(test.request)(test.ctx, ciba.Late{
				Claims: mustClaims(t, `{"mitid.uuid":"`+otherUUID+`"}`),
				Ask: func(context.Context, ciba.Question) (ciba.Reply, error) {
					t.Error("it was asked")
					return ciba.Reply{}, nil
				},
			})
			if check.Result != ciba.Skip || !check.Required || check.Actual != ciba.Word(test.word) {
				t.Errorf("got %+v", check)
			}
		})
	}
	if (Match{}).Person(documentedRequest()) != nil {
		t.Error("the person of a request by UUID is decided late")
	}
}

// TestNoCheckHasTheNumber: of a request by CPR, no check shows the number or whoever approved.
// (rule 112)
func TestNoCheckHasTheNumber(t *testing.T) {
	claims := mustClaims(t, `{"idp":"mitid","mitid.uuid":"`+otherUUID+`","mitid.identity_name":"Mette Holm Sørensen","mitid.date_of_birth":"1936-04-09","dk.cpr":"0804361234","mitid.reference_text":"Mette Holm Sørensen"}`)
	shown := fmt.Sprintf("%+v", Checks(byCPR(t), Options{})(claims))
	for _, part := range []string{"0468", "1234", otherUUID, "Mette", "1936-04-09"} {
		if strings.Contains(shown, part) {
			t.Errorf("%s is in %s", part, shown)
		}
	}
}

func TestMaskCPR(t *testing.T) {
	for claims, want := range map[string]string{
		`{"dk.cpr":"0804360468","sub":"0804360468"}`: `"080436-••••"`,
		`{"dk.cpr":"080436-0468"}`:                   `"080436-••••"`,
		`{"dk.cpr":804360468}`:                       `"••••"`,
		`{"dk.cpr":"08043604681"}`:                   `"••••"`,
		`{"sub":"x"}`:                                ``,
	} {
		stated := mustClaims(t, claims)
		before := string(stated.Raw("dk.cpr"))
		if got := string(MaskCPR(stated).Raw("dk.cpr")); got != want || string(stated.Raw("dk.cpr")) != before {
			t.Errorf("%s: got %s", claims, got)
		}
	}
}

func TestPersonUUID(t *testing.T) {
	for claims, want := range map[string]string{
		`{"mitid.uuid":"` + strings.ToUpper(otherUUID) + `"}`: otherUUID,
		`{"mitid.uuid":"mette"}`:                              "",
		`{"mitid.uuid":1}`:                                    "",
		`{}`:                                                  "",
	} {
		if got := PersonUUID(mustClaims(t, claims)); got != want {
			t.Errorf("%s: got %q", claims, got)
		}
	}
}

// FuzzMatch looks for an answer that passes without saying so.
func FuzzMatch(f *testing.F) {
	for _, body := range []string{`{"cprNumberMatch":true}`, `{"cprNumberMatch":"true"}`, `{"cprNumberMatch":false}`, `{"cprNumberMatch":true,"errorMessage":null}`, `{"errorMessage":"Missing Cpr parameter"}`, `{}`, `<html>`} {
		f.Add(200, body)
	}
	f.Add(400, `{"cprNumberMatch":true}`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		object, ok := decodeClaims(body)
		if !ok {
			object = nil
		}
		check := matched(required(ciba.CheckPerson, ciba.Fact{}), ciba.Reply{Status: status, Object: object})
		said := string(object.Raw("cprNumberMatch"))
		yes := status == 200 && !object.Has("errorMessage") && strings.HasSuffix(strings.Trim(said, `"`), "e") && said != "false" && said != `"false"`
		switch {
		case check.Result == ciba.Pass && !yes, check.Result == ciba.Fail && (status != 200 || !ok), !check.Required:
			t.Fatalf("%d %s: %+v", status, body, check)
		}
	})
}
