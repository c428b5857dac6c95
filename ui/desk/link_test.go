package desk

import (
	"net/url"
	"strings"
	"testing"
	"unicode"

	"ringback/ciba/mitid"
)

func TestParseLink(t *testing.T) {
	for link, want := range map[string]Request{ // offers
		"ringback://verify?environment=pp&uuid=" + mette + "&reference=Kode%204821,%20%C3%86r%C3%B8&case=2026-17": {
			Environment: "pp", Person: mette, Text: "Kode 4821, Ærø", Case: "2026-17",
		},
		"RINGBACK://VERIFY/?uuid=" + mette:   {Person: mette},
		"ringback://verify?reference=Kode+1": {Text: "Kode 1"},
		// the form says what is wrong
		"ringback://verify?uuid=not-a-uuid&case=":   {Person: "not-a-uuid"},
		"ringback://verify":                         {},
		"ringback://verify?reference=%F0%9F%98%89!": {Text: "😉!"},
	} {
		got, problem := ParseLink(link)
		if (got != Link{Request: want}) || !problem.IsZero() || !IsLink(link) {
			t.Errorf("%s: %+v, %v, want %+v", link, got, problem, want)
		}
	}
}

func TestParseHangUpLink(t *testing.T) {
	for link, want := range map[string]Request{
		"ringback://hangup?case=2026-17":                     {Case: "2026-17"},
		"RINGBACK://HangUp/?environment=pp&case=%C3%A6+17":   {Case: "æ 17", Environment: "pp"},
		"ringback://hangup?case=a%20%20b":                    {Case: "a  b"},
		"ringback://hangup?case=" + strings.Repeat("x", 255): {Case: strings.Repeat("x", 255)},
	} {
		got, problem := ParseLink(link)
		if (got != Link{HangUp: true, Request: want}) || !problem.IsZero() {
			t.Errorf("%s: %+v, %v, want %+v", link, got, problem, want)
		}
	}
}

func TestParseLinkRefuses(t *testing.T) {
	long := strings.Repeat("x", 131)
	for link, want := range map[string]string{
		"ringback://verify?uuid=" + mette + "&uuid=" + unknown:   "fill.link_doubled",
		"ringback://verify?uuid=" + mette + "&%75uid=" + unknown: "fill.link_doubled",
		"ringback://verify?uuid=" + mette + "&start=1":           "fill.link_unknown",
		"ringback://verify?uuid=" + mette + "&UUID=" + unknown:   "fill.link_malformed",
		"ringback://verify?ip=192.0.2.1":                         "fill.link_unknown",
		"ringback://verify?%E2%80%AEx=1":                         "fill.link_malformed",
		"ringback://verify?=1":                                   "fill.link_malformed",
		"ringback://verify?reference=Kode 1 %26 2 & Mette Holm":  "fill.link_malformed",
		"ringback://verify?reference=Kode+1+&+Mette":             "fill.link_malformed",
		"ringback://verify?reference=" + long:                    "fill.too_long",
		"ringback://verify?uuid=" + strings.Repeat("x", 65):      "fill.too_long",
		"ringback://verify?environment=" + long:                  "fill.too_long",
		"ringback://verify?case=" + strings.Repeat("x", 256):     "fill.too_long",
		"ringback://verify?reference=a%00b":                      "fill.characters",
		"ringback://verify?reference=a%0Ab":                      "fill.characters",
		// reverses the text that follows
		"ringback://verify?reference=a%E2%80%AEb": "fill.characters",
		// zero width
		"ringback://verify?reference=a%E2%80%8Bb":                    "fill.characters",
		"ringback://verify?reference=%FF":                            "fill.characters",
		"ringback://verify?case=a%C2%85b":                            "fill.characters",
		"ringback://verify?environment=pp%00":                        "fill.characters",
		"ringback://verify?uuid=%E2%80%AE" + mette:                   "fill.characters",
		"ringback://verify?reference=" + strings.Repeat("%20", 2000): "fill.link_too_long",
		"ringback://hangup":                                          "hangup.no_case",
		"ringback://hangup?case=":                                    "hangup.no_case",
		"ringback://hangup?environment=pp":                           "hangup.no_case",
		"ringback://hangup?case=1&uuid=" + mette:                     "fill.link_unknown",
		"ringback://hangup?case=1&reference=x":                       "fill.link_unknown",
		"ringback://hangup?case=1&case=2":                            "fill.link_doubled",
		"ringback://hangup?case=a%E2%80%8Bb":                         "fill.characters",
		"ringback://hangup/1?case=1":                                 "fill.link_malformed",
		"ringback://start?uuid=" + mette:                             "fill.link_malformed",
		"ringback:verify?uuid=" + mette:                              "fill.link_malformed",
		"ringback:":                                                  "fill.link_malformed",
		"ringback://verify/now?uuid=" + mette:                        "fill.link_malformed",
		"ringback://verify:80?uuid=" + mette:                         "fill.link_malformed",
		"ringback://u@verify?uuid=" + mette:                          "fill.link_malformed",
		"ringback://verify?uuid=" + mette + "#x":                     "fill.link_malformed",
		"ringback://verify?uuid=" + mette + "#":                      "fill.link_malformed",
		"ringback://verify?uuid=%zz":                                 "fill.link_malformed",
		"ringback://verify?uuid=a;case=b":                            "fill.link_malformed",
		"ringback://verify?uuid=a\x00":                               "fill.link_malformed",
		"ringback://verify?uuid=080436-0468":                         "fill.link_cpr",
		"ringback://verify?case=Sag+0804360468":                      "fill.link_cpr",
		"ringback://verify?reference=080436%E2%80%930468":            "fill.link_cpr",
		"ringback://verify?environment=080436%200468":                "fill.link_cpr",
		"ringback://verify?0804360468=1":                             "fill.link_cpr",
		"ringback://verify?case=080436%E2%80%8B0468":                 "fill.link_cpr",
		"ringback://verify?case=cpr680436-0468":                      "fill.link_cpr",
		"ringback://verify?cpr=080436-0468":                          "fill.link_cpr",
	} {
		got, problem := ParseLink(link)
		if got.Request != (Request{}) || got.HangUp != strings.HasPrefix(link, "ringback://hangup") || problem.Key != want {
			t.Errorf("%.80q: %+v, %v, want %s", link, got, problem, want)
		}
		sayable(t, problem)
	}
	for _, other := range []string{"", "ringback", "verify", "-ringback:", "ring:back", "ringbackx://verify"} {
		if IsLink(other) {
			t.Errorf("%q is a link", other)
		}
	}
}

func FuzzParseLink(f *testing.F) {
	for _, seed := range []string{
		"ringback://verify?environment=pp&uuid=" + mette + "&reference=Kode%204821&case=2026-17", "ringback://verify?uuid=a&uuid=b",
		"ringback://verify?x=1", "ringback:", "ringback://verify?reference=%E2%80%AE", "RINGBACK://verify/?case=%F0%9F%98%89", "ringback://verify?a;b#c",
		"ringback://hangup?case=2026-17&environment=pp",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, link string) {
		parsed, problem := ParseLink(link)
		if !problem.IsZero() {
			if parsed.Request != (Request{}) {
				t.Errorf("refused, and yet %+v", parsed)
			}
			return
		}
		r := parsed.Request
		if parsed.HangUp && (r.Case == "" || r.Person+r.Text != "") {
			t.Errorf("hung up for %+v", r)
		}
		if mitid.LooksLikeCPR(r.Environment) || mitid.LooksLikeCPR(r.Person) || mitid.LooksLikeCPR(r.Text) || mitid.LooksLikeCPR(r.Case) {
			t.Errorf("a CPR number was taken: %q", link)
		}
		if !IsLink(link) || len(link) > maxLink || r.IP+r.Action+r.AppOS+r.ReturnURL != "" {
			t.Errorf("taken: %q", link)
		}
		// What is accepted is what another parser reads, and is visible.
		u, err := url.Parse(link)
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range map[string]string{"environment": r.Environment, "uuid": r.Person, "reference": r.Text, "case": r.Case} {
			if u.Query().Get(name) != value {
				t.Errorf("%s: %q, another reader reads %q", name, value, u.Query().Get(name))
			}
			for _, char := range value {
				if unicode.IsControl(char) || unicode.Is(unicode.Cf, char) {
					t.Errorf("%s holds %U", name, char)
				}
			}
		}
	})
}
