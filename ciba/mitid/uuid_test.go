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
		{"canonical", id, ""},
		{"capitals", strings.ToUpper(id), ""},
		{"braces", "{" + id + "}", ""},
		{"urn", "urn:uuid:" + id, ""},
		{"urn in capitals", "URN:UUID:" + strings.ToUpper(id), ""},
		{"blanks around", " \t" + id + "\r\n", ""},
		{"blanks in braces", "{ " + id + " }", ""},
		{"blank and line break inside", "8a9856e0-f12d-\n4217-b320- c8a076be9320", ""},
		{"no-break space and byte order mark", "\ufeff" + id + "\u00a0\u200b", ""},
		{"nothing", "", ciba.ProblemEmpty},
		{"blanks only", " \u00a0\n", ciba.ProblemEmpty},
		{"thirty-two digits", digits, ciba.ProblemMalformed},
		{"thirty-two digits in braces", "{" + digits + "}", ciba.ProblemMalformed},
		{"hyphens elsewhere", "8a9856e0f-12d-4217-b320-c8a076be9320", ciba.ProblemMalformed},
		{"a digit short", id[:35], ciba.ProblemMalformed},
		{"a digit long", id + "0", ciba.ProblemMalformed},
		{"no hexadecimal digit", "g" + id[1:], ciba.ProblemMalformed},
		{"one brace", "{" + id, ciba.ProblemMalformed},
		{"wrong way braces", "}" + id + "{", ciba.ProblemMalformed},
		{"two pairs of braces", "{{" + id + "}}", ciba.ProblemMalformed},
		{"quotes of the length of braces", `"` + id + `"`, ciba.ProblemMalformed},
		{"two of them", id + " " + id, ciba.ProblemMalformed},
		{"dashes for hyphens", strings.ReplaceAll(id, "-", "–"), ciba.ProblemMalformed},
		{"full-width digit", "８" + id[1:], ciba.ProblemMalformed},
		{"direction override", "\u202e" + id, ciba.ProblemMalformed},
		{"a CPR number", "0804360468", ciba.ProblemMalformed},
		{"nil", "00000000-0000-0000-0000-000000000000", ciba.ProblemNil},
		{"max", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", ciba.ProblemNil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := ParseUUID(test.typed)
			wantProblem(t, err, FieldUUID, test.problem)
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
	f.Add("d0000000-0000-0000-0000-000000000000") // begins as the digits of "urn:uuid:" do
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
		// Cleaning only ever takes away: the digits are those that were typed, but for the "d" of "urn:uuid:".
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
