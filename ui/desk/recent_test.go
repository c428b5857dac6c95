package desk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/journal"
)

func TestNoOldCodeIsOffered(t *testing.T) {
	words := []string{"Kode", "Code"}
	for text, want := range map[string]string{
		"Kode 4821, Nordby Kommune":              "Kode <>, Nordby Kommune",
		"Nordby: kode 4821":                      "Nordby: kode <>",
		"Kode 4821, møde 2026, gentag kode 4821": "Kode <>, møde 2026, gentag kode <>",
		"Kode 4821, sag 14821":                   "Kode <>, sag 14821",
		"Kode 48211":                             "Kode 48211", // not a code of ours
		"Ingen kode":                             "Ingen kode",
		"Sag 2026-118842, Nordby":                "", // ambiguous
		"PIN 4821":                               "",
		"4821 Nordby":                            "",
	} {
		got := ""
		if pieces, ok := withoutCode(text, words); ok {
			got = pieces.with("<>")
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if pieces, ok := withoutCode("4821 Nordby", []string{""}); !ok || pieces.with("<>") != "<> Nordby" {
		t.Errorf("where texts begin with the code: %q, %t", pieces, ok)
	}
}

func FuzzNoOldCodeIsOffered(f *testing.F) {
	f.Add("Kode 4821, Nordby Kommune", "Kode")
	f.Add("4821", "")
	f.Add("kode 4821 4821 14821", "kode")
	f.Fuzz(func(t *testing.T, text, word string) {
		pieces, ok := withoutCode(text, []string{word})
		if !ok {
			return
		}
		if len(pieces) == 1 && pieces[0] != text {
			t.Errorf("%q became %q", text, pieces)
		}
		for _, at := range digits.FindAllStringIndex(text, -1) {
			if len(pieces) == 1 && at[1]-at[0] == codeDigits {
				t.Errorf("%q is offered as it was", text)
			}
		}
	})
}

// written adds requests to the journal of demo, the newest last.
func written(t *testing.T, b *bench, environment string, requests ...[2]string) {
	t.Helper()
	for i, r := range requests {
		id, at := environment+" "+r[0], time.Now().Add(time.Duration(i)*time.Second)
		record := journal.Record{ID: id, Started: at, Environment: environment, Kind: string(config.KindDemo), Text: r[0], Case: r[1]}
		if err := b.journal.Begin(t.Context(), record, 0); err != nil {
			t.Fatal(err)
		}
		if err := b.journal.End(t.Context(), id, journal.Ending{At: at, Outcome: ciba.Refused}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRecentTextsAndCasesAreOffered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: inOwnEnvironment})
		written(t, b, "nordby", [2]string{"Kode 1111, from elsewhere", "elsewhere"})
		var many [][2]string
		for i := range 12 {
			many = append(many, [2]string{fmt.Sprintf("Code %04d, matter %c", i, 'a'+i), fmt.Sprint("case ", i)})
		}
		written(t, b, config.IDDemo, many...)
		written(t, b, config.IDDemo, [2]string{"Code 9999, matter k", "case 10"}, [2]string{"Code 9998, matter k", "case 10"}, [2]string{"Year 2026", ""})
		if r := b.View().Recent; len(r.Texts)+len(r.Cases) > 0 {
			t.Errorf("offered before it was read: %+v", r)
		}
		b.SelectEnvironment(config.IDDemo)
		v := b.until("ready", func(v View) bool { return v.Status.Sentence.Key != "state.idle.preparing" && len(v.Recent.Texts) > 0 })
		code := v.Form.Code
		var texts []string
		for _, letter := range "kljihg" {
			texts = append(texts, fmt.Sprintf("Code %s, matter %c", code, letter))
		}
		if !slices.Equal(v.Recent.Texts, texts) || !slices.Equal(v.Recent.Cases, []string{"case 10", "case 11", "case 9", "case 8", "case 7", "case 6"}) {
			t.Errorf("offered: %+v", v.Recent)
		}
		if !strings.HasPrefix(v.Form.Text.Value, "Code "+code+", Nordby") || v.Form.Case.Value != "" {
			t.Errorf("taken by itself: %+v", v.Form)
		}
		b.SetText(texts[2])
		b.SetCase("case 9")
		if v = b.pass(0); v.Form.Code != code || slices.Contains(v.Recent.Texts, texts[2]) || slices.Contains(v.Recent.Cases, "case 9") {
			t.Errorf("what is in the form is offered: %+v", v.Recent)
		}
		b.begin(mette, Waiting)
		if r := b.View().Recent; len(r.Texts)+len(r.Cases) > 0 {
			t.Errorf("offered over a locked form: %+v", r)
		}
		b.Refuse()
		b.untilState(Ended)
		b.pass(2 * time.Second)
		b.Done()
		v = b.until("read again", func(v View) bool { return v.State == Idle && v.Form.Code != code && len(v.Recent.Texts) > 0 })
		if v.Recent.Texts[0] != fmt.Sprintf("Code %s, matter j", v.Form.Code) || v.Recent.Cases[0] != "case 9" {
			t.Errorf("after Done: %+v", v.Recent)
		}

		if v = b.pass(6 * time.Minute); len(v.Recent.Texts)+len(v.Recent.Cases) > 0 {
			t.Errorf("offered to nobody: %+v", v.Recent)
		}
		b.Touch()
		b.until("there again", func(v View) bool { return len(v.Recent.Texts) > 0 })

		b.OpenJournal()
		b.until("open", settled)
		b.FilterJournal(JournalFilter{Until: time.Now().Add(time.Hour)})
		b.until("filtered", settled)
		b.AskErase()
		b.until("asked", func(v View) bool { return v.Journal.Erasing != nil })
		b.EraseJournal()
		b.until("erased", settled)
		if v = b.pass(time.Second); len(v.Recent.Texts)+len(v.Recent.Cases) > 0 {
			t.Errorf("offered after it was erased: %+v", v.Recent)
		}
	})
}
