package mitid

import (
	"slices"
	"testing"

	"ringback/ciba"
)

// The golden files recorded-* are answers of the pre-production broker to browser logins in August
// and September 2026, as a public project recorded them. That project replaced what is written as
// {{…}}; anything about a client was removed too.

// TestEveryRecordedClaimHasAPlainName: every claim that the broker was seen to send has a plain
// name and can be read, and personal ones are marked.
func TestEveryRecordedClaimHasAPlainName(t *testing.T) {
	for _, file := range []string{
		"recorded-id-token.json", "recorded-access-token.json", "recorded-userinfo-token.json",
		"recorded-transaction-token.json", "recorded-transaction-token-cpr.json", "recorded-userinfo.json",
	} {
		for _, d := range Describe(mustClaims(t, golden(t, file))) {
			if d.Word == "" || d.Source == ciba.Word(WordSourceUnknown) {
				t.Errorf("%s: %s has no plain name", file, d.Name)
			}
			// In an ID token a time is a number; the broker's other tokens write it as a string.
			if d.Reading == ciba.Word(ciba.WordMalformed) && d.Name != "auth_time" {
				t.Errorf("%s: %s can't be read: %s", file, d.Name, d.Raw)
			}
			if personal := slices.Contains([]string{
				"sub", "sid", "neb_sid", "identity_type", "idp_identity_id", "transaction_client_ip", "nemid.pid", "nemid.pid_status", "ssn.details.status", "dk.cpr",
				"mitid.uuid", "mitid.identity_name", "mitid.date_of_birth", "mitid.age", "mitid.has_cpr", "mitid.reference_text", "mitid.geo_ip_distance_km",
				"mitid.transaction_text", "mitid.transaction_text_sha256", "transaction_text", "transaction_text_sha256", "mitid.cpr_consent_header", "mitid.cpr_consent_text",
			}, d.Name); d.Personal != personal {
				t.Errorf("%s: %s is personal: %t", file, d.Name, d.Personal)
			}
		}
	}
}

func TestReadingsOfRecordedClaims(t *testing.T) {
	userinfo := Describe(mustClaims(t, golden(t, "recorded-userinfo.json")))
	reading := func(name string) ciba.Fact {
		i := slices.IndexFunc(userinfo, func(d Description) bool { return d.Name == name })
		return userinfo[i].Reading
	}
	if got := reading("session_expiry").Time.Unix(); got != 1788142999 {
		t.Errorf("the session ends at %d", got)
	}
	if reading("session_is_active") != ciba.Word(WordYes) || reading("loa") != ciba.Word(WordLoASubstantial) {
		t.Errorf("%v, %v", reading("session_is_active"), reading("loa"))
	}
	id := Describe(mustClaims(t, golden(t, "recorded-id-token.json")))
	if i := slices.IndexFunc(id, func(d Description) bool { return d.Name == "acr" }); id[i].Reading != ciba.Word(WordLoASubstantial) {
		t.Errorf("acr is read as %v", id[i].Reading)
	}
	for _, text := range []string{`"soon"`, `""`, `true`, `" 1"`, `"1e99"`} {
		if d := Describe(mustClaims(t, `{"session_expiry":`+text+`}`))[0]; d.Reading != ciba.Word(ciba.WordMalformed) {
			t.Errorf("%s is read as %v", text, d.Reading)
		}
	}
}

// TestRecordedLoginIsNoApproval: the token of a browser login isn't a CIBA token, even if signature
// and client fit: it identifies no one.
func TestRecordedLoginIsNoApproval(t *testing.T) {
	checks := Checks(Request{UUID: "32014f0c-6986-485e-af66-453ccece65ff", Text: "StubID reference text"}, Options{})(mustClaims(t, golden(t, "recorded-id-token.json")))
	if person := find(t, checks, ciba.CheckPerson); person.Result != ciba.Fail || person.Actual != ciba.Word(ciba.WordAbsent) {
		t.Errorf("%+v", person)
	}
}
