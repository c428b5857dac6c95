package mitid

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// searched is the day on which the tests search texts.
var searched = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

func TestFind(t *testing.T) {
	const id, other = documentedUUID, "0d3a7c52-91be-4a0c-8f4e-6b1f0c2d9e11"
	digits := strings.ReplaceAll(id, "-", "")
	one, cpr := []string{id}, []string{"080436-0468"}
	for _, test := range []struct {
		name, text  string
		uuids, cprs []string
	}{
		{name: "nothing"},
		{name: "no person", text: "Mette Holm Sørensen, Nordby 12, 8000 Aarhus"},
		{name: "a UUID", text: id, uuids: one},
		{name: "in capitals", text: strings.ToUpper(id), uuids: one},
		{name: "without hyphens", text: digits, uuids: one},
		{name: "without hyphens in a sentence", text: "Bruger " + digits + ".", uuids: one},
		{name: "hyphens that don't break", text: strings.ReplaceAll(id, "-", "\u2011"), uuids: one},
		{name: "Word's dashes", text: "UUID: " + strings.ReplaceAll(id, "-", "–") + ", tak", uuids: one},
		{name: "blanks around the hyphens", text: "de " + strings.ReplaceAll(id, "-", " - ") + " abe", uuids: one},
		{name: "blanks for hyphens", text: "UUID 8a9856e0 f12d 4217\u00a0b320 c8a076be9320", uuids: one},
		{name: "broken into two lines", text: "8a9856e0-f12d-4217-b320-\r\nc8a076be9320", uuids: one},
		{name: "broken inside a group", text: "8a9856e0-f12d-4217-b320-c8a0\n76be9320", uuids: one},
		{name: "in braces and quotes", text: `MitID = "{` + id + `}"`, uuids: one},
		{name: "in Danish quotes", text: "»" + id + "«", uuids: one},
		{name: "a URN", text: "urn:uuid:" + id, uuids: one},
		{name: "in an address", text: "https://sag.example/person/" + id + "/edit?tab=1", uuids: one},
		{name: "in an escaped address", text: "https://sag.example/?next=%2Fperson%3Fuuid%3D" + id + "%26x", uuids: one},
		{name: "in braces of an escaped address", text: "/?uuid=%7B" + id + "%7D", uuids: one},
		{name: "invisible characters inside", text: "x " + id[:12] + "\u200b" + id[12:20] + "\u00ad" + id[20:] + " x", uuids: one},
		{name: "the same twice", text: id + " og " + digits, uuids: one},
		{name: "two", text: id + "\n" + other, uuids: []string{id, other}},
		{name: "a digit too long", text: "x " + id + "0"},
		{name: "a letter before", text: "x" + digits + " x"},
		{name: "an ø before", text: "ø" + id + " x"},
		{name: "longer hexadecimal", text: "sha " + digits + digits},
		{name: "a digit missing", text: "x " + id[1:]},
		{name: "full-width digits", text: "x ８" + id[1:]},
		{name: "nil", text: "x 00000000-0000-0000-0000-000000000000 x"},
		{name: "four telephone numbers", text: "20304050 20304051 20304052 20304053"},

		{name: "a CPR number", text: "0804360468", cprs: cpr},
		{name: "with a hyphen", text: "080436-0468", cprs: cpr},
		{name: "with a blank", text: "CPR 080436 0468, født 1936", cprs: cpr},
		{name: "with Word's dash", text: "080436–0468", cprs: cpr},
		{name: "with a dash and blanks", text: "080436 - 0468", cprs: cpr},
		{name: "in a sentence", text: "Borgeren (cpr:080436-0468) ringede.", cprs: cpr},
		{name: "a test person", text: "cpr 680436-0468", cprs: []string{"680436-0468"}},
		{name: "the same number twice", text: "080436-0468 = 0804360468", cprs: cpr},
		{name: "two numbers", text: "080436-0468\t120526-4001", cprs: []string{"080436-0468", "120526-4001"}},
		{name: "a number and a UUID", text: "080436-0468 " + id, uuids: one, cprs: cpr},
		{name: "a number inside a UUID", text: "x 0804360468a04217ab320ac8a076be93", uuids: []string{"08043604-68a0-4217-ab32-0ac8a076be93"}},
		{name: "no such date", text: "310236-0468"},
		{name: "a date to come", text: "301126-4000"},
		{name: "eleven digits", text: "08043604681"},
		{name: "a digit after", text: "080436-04681"},
		{name: "next to a letter", text: "A080436-0468 080436-0468b"},
		{name: "two blanks", text: "080436  0468"},
		{name: "in thirds", text: "0804-36-0468"},
		{name: "full-width", text: "０８０４３６０４６８"},
		{name: "not text", text: "\xff080436-0468\xff", cprs: cpr},
	} {
		t.Run(test.name, func(t *testing.T) {
			found := Find(test.text, true, searched)
			var cprs []string
			for _, number := range found.CPRs {
				cprs = append(cprs, number.Whole())
			}
			if !slices.Equal(found.UUIDs, test.uuids) || !slices.Equal(cprs, test.cprs) {
				t.Errorf("found %q and %q, want %q and %q", found.UUIDs, cprs, test.uuids, test.cprs)
			}
		})
	}
	if found := Find("cpr 680436-0468", false, searched); len(found.CPRs) > 0 {
		t.Error("a test person's number counts outside test environments")
	}
}

func TestLooksLikeCPR(t *testing.T) {
	for text, want := range map[string]bool{
		"080436-0468":                      true,
		"0804360468":                       true,
		"Sag 080436 0468":                  true,
		"080436–0468":                      true,
		"cpr080436-0468x":                  true, // easy to read all the same
		"680436-0468":                      true,
		"301126-4000":                      true, // a date in the future
		"08\u200b0436\u00ad0468":           true,
		"":                                 false,
		"2026-1234":                        false,
		"310236-0468":                      false,
		"08043604681":                      false,
		documentedUUID:                     false,
		"0804360468a04217ab320ac8a076be93": false, // a UUID
	} {
		if got := LooksLikeCPR(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

// FuzzFind looks for a person that a text doesn't contain, and for one that isn't found on its own.
func FuzzFind(f *testing.F) {
	for _, text := range []string{
		documentedUUID, "UUID 8a9856e0 – f12d-4217-b320-c8a076be9320, cpr 080436 0468", "%3D8A9856E0F12D4217B320C8A076BE9320",
		"680436-0468\n0804360468", "00000000-0000-0000-0000-000000000000", "\xff080436\u20110468\u202e",
	} {
		f.Add(text, true)
	}
	f.Fuzz(func(t *testing.T, text string, testDays bool) {
		found := Find(text, testDays, searched)
		typed := strings.ToLower(strings.Map(keepHex, text))
		for _, id := range found.UUIDs {
			if again := Find(id, testDays, searched); len(again.UUIDs) != 1 || again.UUIDs[0] != id || len(again.CPRs) > 0 {
				t.Fatalf("%q is found as %v", id, again)
			}
			if !strings.Contains(typed, strings.ReplaceAll(id, "-", "")) {
				t.Fatalf("%q isn't in %q", id, text)
			}
		}
		for _, number := range found.CPRs {
			if again := Find(number.Whole(), testDays, searched); len(again.CPRs) != 1 || again.CPRs[0] != number || len(again.UUIDs) > 0 {
				t.Fatalf("a CPR number is found as %v", again)
			}
			if !strings.Contains(typed, number.Digits()) {
				t.Fatalf("a CPR number isn't in %q", text)
			}
		}
		if len(found.CPRs) > 0 && !LooksLikeCPR(text) {
			t.Fatalf("%q has a CPR number and doesn't look like it", text)
		}
	})
}
