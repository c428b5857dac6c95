package mitid

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"ringback/ciba"
)

func TestParseUUID(t *testing.T) {
	const id = documentedUUID
	digits := strings.ReplaceAll(id, "-", "")
	for _, test := range []struct {
		name, typed, problem string
	}{
		{name: "canonical", typed: id},
		{name: "capitals", typed: strings.ToUpper(id)},
		{name: "braces", typed: "{" + id + "}"},
		{name: "urn", typed: "urn:uuid:" + id},
		{name: "urn in capitals", typed: "URN:UUID:" + strings.ToUpper(id)},
		{name: "blanks around", typed: " \t" + id + "\r\n"},
		{name: "blanks in braces", typed: "{ " + id + " }"},
		{name: "blank and line break inside", typed: "8a9856e0-f12d-\n4217-b320- c8a076be9320"},
		{name: "no-break space and byte order mark", typed: "\ufeff" + id + "\u00a0\u200b"},
		{name: "nothing", problem: ciba.ProblemEmpty},
		{name: "blanks only", typed: " \u00a0\n", problem: ciba.ProblemEmpty},
		{name: "thirty-two digits", typed: digits},
		{name: "thirty-two digits in capitals and braces", typed: "{" + strings.ToUpper(digits) + "}"},
		{name: "four numbers of eight digits", typed: "20304050 20304051\n20304052 20304053", problem: ciba.ProblemMalformed},
		{name: "thirty-one digits", typed: digits[1:], problem: ciba.ProblemMalformed},
		{name: "hyphens elsewhere", typed: "8a9856e0f-12d-4217-b320-c8a076be9320", problem: ciba.ProblemMalformed},
		{name: "a digit short", typed: id[:35], problem: ciba.ProblemMalformed},
		{name: "a digit long", typed: id + "0", problem: ciba.ProblemMalformed},
		{name: "no hexadecimal digit", typed: "g" + id[1:], problem: ciba.ProblemMalformed},
		{name: "one brace", typed: "{" + id, problem: ciba.ProblemMalformed},
		{name: "wrong way braces", typed: "}" + id + "{", problem: ciba.ProblemMalformed},
		{name: "two pairs of braces", typed: "{{" + id + "}}", problem: ciba.ProblemMalformed},
		{name: "quotes of the length of braces", typed: `"` + id + `"`, problem: ciba.ProblemMalformed},
		{name: "two of them", typed: id + " " + id, problem: ciba.ProblemMalformed},
		{name: "dashes for hyphens", typed: strings.ReplaceAll(id, "-", "–"), problem: ciba.ProblemMalformed},
		{name: "full-width digit", typed: "８" + id[1:], problem: ciba.ProblemMalformed},
		{name: "direction override", typed: "\u202e" + id, problem: ciba.ProblemMalformed},
		{name: "a CPR number", typed: "0804360468", problem: ciba.ProblemMalformed},
		{name: "nil", typed: "00000000-0000-0000-0000-000000000000", problem: ciba.ProblemNil},
		{name: "max", typed: "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", problem: ciba.ProblemNil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := ParseUUID(test.typed)
			wantProblem(t, err, FieldPerson, test.problem)
			want := id
			if test.problem != "" {
				want = ""
			}
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func FuzzParseUUID(f *testing.F) {
	f.Add(documentedUUID)
	f.Add("{8A9856E0-F12D-4217-B320-C8A076BE9320}")
	f.Add("urn:uuid:" + documentedUUID)
	f.Add("d0000000-0000-0000-0000-000000000000") // begins like the digits of "urn:uuid:"
	f.Add("00000000-0000-0000-0000-000000000000")
	f.Add("\xff\u202e{}")
	f.Fuzz(func(t *testing.T, typed string) {
		got, err := ParseUUID(typed)
		if err != nil {
			if len(ciba.FieldErrors(err)) != 1 || got != "" {
				t.Fatalf("got %q, %v", got, err)
			}
			return
		}
		if again, err := ParseUUID(got); err != nil || again != got {
			t.Fatalf("%q becomes %q, %v", got, again, err)
		}
		if id := uuid.MustParse(got); id.String() != got || id == uuid.Nil {
			t.Fatalf("%q is not canonical", got)
		}
		// Cleaning only removes: the digits are those that were typed, except for the "d" of
		// "urn:uuid:".
		typedDigits := strings.ToLower(strings.Map(keepDigits, typed))
		before, found := strings.CutSuffix(typedDigits, strings.ReplaceAll(got, "-", ""))
		if !found || before != "" && before != "d" {
			t.Fatalf("%q became %q", typed, got)
		}
	})
}

func keepDigits(r rune) rune {
	if strings.ContainsRune("0123456789abcdefABCDEF", r) {
		return r
	}
	return -1
}
