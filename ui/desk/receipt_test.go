package desk

import (
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"unicode/utf8"

	"ringback/ciba/simulator"
	"ringback/storage/journal"
)

func TestCaseInFileName(t *testing.T) {
	for caseNumber, want := range map[string]string{
		"":                      "",
		"2026-118842":           "2026-118842",
		"Sag 2026/118842 (Ærø)": "Sag-2026-118842-Ærø",
		`..\..\etc/passwd`:      "etc-passwd",
		"080436-0468":           "",
		"0804360468":            "",
		"sag 080436 0468":       "sag",
		"sag080436-0468b":       "sag-b",
		"08.04.36-0468":         "",
		"680436-0468":           "", // of a test person
		"080499-9468":           "",
		"2026-0804360468-7":     "",
		"999999-1234":           "999999-1234", // no such day
		"12345678901":           "12345678901", // too long for one
		strings.Repeat("å", 60): strings.Repeat("å", 40),
		strings.Repeat("x", 30) + "0804360468123": strings.Repeat("x", 30), // cut, it would look like one
		"\u202ecod.exe\x00":                       "cod-exe",
		"٠٨٠٤٣٦٠٤٦٨":                              "",
	} {
		if got := CaseInFileName(caseNumber); got != want {
			t.Errorf("of %q the name has %q, want %q", caseNumber, got, want)
		}
	}
}

func FuzzCaseInFileName(f *testing.F) {
	f.Add("Sag 2026-118842")
	f.Add("080436-0468")
	f.Add("a08-04-36..0468b")
	whole := regexp.MustCompile(`^[\p{L}0-9]*(-[\p{L}0-9]+)*$`)
	number := regexp.MustCompile(`(^|[^0-9])(0[1-9]|[12][0-9])0[1-9][0-9]{2}-?[0-9]{4}($|[^0-9])`)
	f.Fuzz(func(t *testing.T, caseNumber string) {
		name := CaseInFileName(caseNumber)
		if utf8.RuneCountInString(name) > mostOfCase || !whole.MatchString(name) || number.MatchString(name) {
			t.Errorf("of %q the name has %q", caseNumber, name)
		}
	})
}

// TestAnOutcomeHasWhatAReceiptNeeds: who operated, who called, the record, its journal's control
// code once it was asked for, the key and the token.
func TestAnOutcomeHasWhatAReceiptNeeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &lasting{journal.NewMemory()}
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}, options: func(o *Options) {
			inLastingJournal(j)(o)
			o.Operator = "anna"
		}})
		o := b.begin(mette, Ended).Outcome
		if o.Operator != "anna" || o.Caller != TheyCalled || o.Record == "" || o.ByCPR || len(o.TokenDigest) != 64 || o.Thumbprint == "" || o.ControlCode != "" {
			t.Errorf("%+v", o)
		}
		b.AskControlCode()
		synctest.Wait()
		head, err := j.Head(t.Context())
		if got := b.View().Outcome.ControlCode; err != nil || got != head || got == "" {
			t.Errorf("the control code is %q, the journal's end %q (%v)", got, head, err)
		}
	})
}

// TestDemoHasNoControlCode: its journal is gone with the program.
func TestDemoHasNoControlCode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		b.begin(mette, Ended)
		b.AskControlCode()
		if v := b.pass(0); v.Outcome.ControlCode != "" {
			t.Errorf("%q", v.Outcome.ControlCode)
		}
	})
}
