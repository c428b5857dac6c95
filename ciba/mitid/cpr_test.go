package mitid

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"ringback/ciba"
)

// today is the day on which the tests read CPR numbers.
var today = time.Date(2026, 11, 29, 23, 0, 0, 0, time.UTC)

func mustCPR(t *testing.T, typed string) CPR {
	t.Helper()
	number, err := ParseCPR(typed, true, today)
	if err != nil {
		t.Fatal(err)
	}
	return number
}

// TestParseCPR: rule 103.
func TestParseCPR(t *testing.T) {
	const number = "0804360468"
	for _, test := range []struct {
		name, typed, want, problem string
		tests                      bool
	}{
		{name: "ten digits", typed: number, want: number},
		{name: "hyphen", typed: "080436-0468", want: number},
		{name: "blank", typed: "080436 0468", want: number},
		{name: "no-break space", typed: "080436\u00a00468", want: number},
		{name: "blanks around", typed: " \t080436-0468\r\n", want: number},
		{name: "fails modulus 11", typed: "0804360469", want: "0804360469"},
		{name: "leap day", typed: "2902004000", want: "2902004000"},
		{name: "test person", typed: "680436-0468", want: "6804360468", tests: true},
		{name: "last test day", typed: "9112360468", want: "9112360468", tests: true},
		{name: "today", typed: "2911264000", want: "2911264000"},
		{name: "nothing", problem: ciba.ProblemEmpty},
		{name: "blanks only", typed: " \t", problem: ciba.ProblemEmpty},
		{name: "nine digits", typed: "080436468", problem: ciba.ProblemMalformed},
		{name: "eleven digits", typed: "08043604688", problem: ciba.ProblemMalformed},
		{name: "hyphen elsewhere", typed: "08043-60468", problem: ciba.ProblemMalformed},
		{name: "two hyphens", typed: "080436--468", problem: ciba.ProblemMalformed},
		{name: "two blanks", typed: "080436  0468", problem: ciba.ProblemMalformed},
		{name: "dash", typed: "080436–0468", problem: ciba.ProblemMalformed},
		{name: "line break inside", typed: "080436\n0468", problem: ciba.ProblemMalformed},
		{name: "letter", typed: "080436046O", problem: ciba.ProblemMalformed},
		{name: "full-width digits", typed: "０８０４３６０４６８", problem: ciba.ProblemMalformed},
		{name: "sign", typed: "-804360468", problem: ciba.ProblemMalformed},
		{name: "a UUID", typed: documentedUUID, problem: ciba.ProblemMalformed},
		{name: "not text", typed: "080436\xff0468", problem: ciba.ProblemMalformed},
		{name: "no such day", typed: "3102360468", problem: ciba.ProblemNoDate},
		{name: "day 0", typed: "0002360468", problem: ciba.ProblemNoDate},
		{name: "month 0", typed: "0100360468", problem: ciba.ProblemNoDate},
		{name: "month 13", typed: "0113360468", problem: ciba.ProblemNoDate},
		{name: "no leap year", typed: "2902000468", problem: ciba.ProblemNoDate}, // 1900
		{name: "test person elsewhere", typed: "680436-0468", problem: ciba.ProblemNoDate},
		{name: "day 60", typed: "6004360468", problem: ciba.ProblemNoDate, tests: true},
		{name: "day 92", typed: "9212360468", problem: ciba.ProblemNoDate, tests: true},
		{name: "tomorrow", typed: "3011264000", problem: ciba.ProblemFuture},
		{name: "a test person of tomorrow", typed: "9011264000", problem: ciba.ProblemFuture, tests: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := ParseCPR(test.typed, test.tests, today)
			wantProblem(t, err, FieldPerson, test.problem)
			if got.Digits() != test.want {
				t.Errorf("got %q, want %q", got.Digits(), test.want)
			}
		})
	}
}

// TestCenturyOfACPR goes through both ends of every row of the table of centuries.
func TestCenturyOfACPR(t *testing.T) {
	for sevenths, years := range map[string]map[string]int{
		"0123": {"00": 1900, "99": 1999},
		"49":   {"00": 2000, "36": 2036, "37": 1937, "99": 1999},
		"5678": {"00": 2000, "57": 2057, "58": 1858, "99": 1899},
	} {
		for _, seventh := range sevenths {
			for year, want := range years {
				number, err := ParseCPR("0104"+year+string(seventh)+"000", false, time.Date(2060, 1, 1, 0, 0, 0, 0, time.UTC))
				if err != nil || !number.Born().Equal(time.Date(want, 4, 1, 0, 0, 0, 0, time.UTC)) {
					t.Errorf("seventh digit %c, year %s: got %v, %v, want %d", seventh, year, number.Born(), err, want)
				}
			}
		}
	}
	if born := mustCPR(t, "680436-0468").Born(); !born.Equal(time.Date(1936, 4, 8, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("a test person is born %v", born)
	}
}

func TestACPRPrintsMasked(t *testing.T) {
	number := mustCPR(t, "0804360468")
	if number.Whole() != "080436-0468" || number.Masked() != "080436-••••" || number != mustCPR(t, "080436-0468") {
		t.Errorf("got %q and %q", number.Whole(), number.Masked())
	}
	var none CPR
	if !none.IsZero() || none.Digits()+none.Whole()+none.Masked()+none.String() != "" || !none.Born().IsZero() {
		t.Error("no number has something to show")
	}
	written, err := json.Marshal(map[string]any{"cpr": number, "request": Request{CPR: number}})
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("started", "cpr", number)
	hidden := struct{ cpr CPR }{number}
	shown := string(written) + log.String() + fmt.Sprintf("%v %+v %#v %s %q %x %d %+v %#v", number, number, number, number, number, number, number, hidden, hidden)
	shown = regexp.MustCompile("0x[0-9a-f]+").ReplaceAllString(shown, "a place") // whose figures may be the number's
	_, err = ParseCPR("080436-0468x", true, today)
	for _, part := range []string{"0468", "30343638"} {
		if strings.Contains(shown+err.Error(), part) {
			t.Errorf("%s is in %s, %v", part, shown, err)
		}
	}
}

// FuzzParseCPR looks for a number that doesn't come back from what it prints, and for an error that
// quotes what was typed.
func FuzzParseCPR(f *testing.F) {
	for _, typed := range []string{"0804360468", " 680436-0468", "2902004000", "080436\u00a00468", "3112995000", "-", "０８０４３６０４６８", "\xff"} {
		f.Add(typed, true)
	}
	f.Fuzz(func(t *testing.T, typed string, testDays bool) {
		number, err := ParseCPR(typed, testDays, today)
		if err != nil {
			var fault ciba.FieldError
			if !errors.As(err, &fault) || !number.IsZero() {
				t.Fatalf("got %v and %v", number, err)
			}
			return
		}
		born := number.Born()
		if born.After(today) || born.Year() < 1858 || born.Format("0106") != number.Digits()[2:6] {
			t.Fatalf("born %v", born)
		}
		for _, again := range []string{number.Whole(), number.Digits()} {
			if read, err := ParseCPR(again, testDays, today); err != nil || read != number {
				t.Fatalf("%q reads as %v, %v", again, read.Digits(), err)
			}
		}
	})
}
