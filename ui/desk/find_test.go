package desk

import (
	"strings"
	"testing"
	"testing/synctest"
	"unicode/utf8"

	"ringback/storage/config"
)

const aCPR = "080436-0468"

func TestPastePerson(t *testing.T) {
	blanks := strings.Repeat("x ", 495) // leaves room for ten digits before the cut
	for _, test := range []struct {
		name    string
		cprOff  bool
		before  string // in the field
		paste   string
		want    string
		problem string
		people  string // named by the problem
		notes   []string
	}{
		{name: "a UUID", paste: mette, want: mette},
		{name: "a sentence", paste: "MitID: {" + strings.ToUpper(mette) + "}.", want: mette},
		{name: "Word's dashes", paste: strings.ReplaceAll(mette, "-", "–"), want: mette},
		{name: "over another person", before: unknown, paste: "bruger " + mette, want: mette, notes: []string{"form.pasted.replaced"}},
		{name: "over the same", before: mette, paste: mette, want: mette},
		{name: "a CPR number", paste: "Cpr-nr. 0804360468, Nordby", want: aCPR},
		{name: "a UUID wins", paste: aCPR + " " + mette, want: mette},
		{name: "two UUIDs", before: mette, paste: mette + " " + unknown, want: mette, problem: "form.person.problem.several", people: mette[:4] + "…" + mette[32:] + ", " + unknown[:4] + "…" + unknown[32:]},
		{name: "two CPR numbers", paste: aCPR + ", 120596-4001", problem: "form.person.problem.several", people: "080436-••••, 120596-••••"},
		{name: "three", paste: aCPR + ", 120596-4001, 130596-4001", problem: "form.person.problem.several", people: "080436-••••, 120596-••••, …"},
		{name: "a CPR number where none is used", cprOff: true, paste: "cpr " + aCPR, problem: "form.person.problem.cpr_off"},
		{name: "two where none is used", cprOff: true, paste: aCPR + ", 120596-4001", problem: "form.person.problem.cpr_off"},
		{name: "nobody", before: unknown, paste: "Mette", want: "Mette", problem: "form.person.problem.malformed_cpr", notes: []string{"form.pasted.replaced"}},
		{name: "a tab", paste: "\t" + mette + "\tMette", want: mette, notes: []string{"form.pasted.cleaned"}},
		{name: "lines as Word breaks them", paste: "Navn: Mette\vCPR: " + aCPR + "\vTlf. 12345678", want: aCPR},
		{name: "half a UUID before the cut", paste: blanks + "0804360468a04217ab320ac8a076be93", want: blanks, problem: "form.person.problem.malformed_cpr", notes: []string{"form.pasted.cut"}},
		{name: "half a number before the cut", paste: blanks + "080436046812345", want: blanks, problem: "form.person.problem.malformed_cpr", notes: []string{"form.pasted.cut"}},
		{name: "too much", paste: mette + strings.Repeat(" ord", 100_000), want: mette, notes: []string{"form.pasted.cut"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{options: func(o *Options) {
					if test.cprOff {
						o.Environments[0].CPR = config.CPROff
					}
				}})
				b.SetPerson(test.before)
				b.PastePerson(NewPasted(test.paste))
				synctest.Wait()
				v := b.View()
				got := v.Form.Person
				if got.Value != test.want || got.Value != aCPR && (got.Problem.Key != test.problem || v.CanStart != (test.problem == "")) {
					t.Errorf("the field holds %q, problem %v, can start %t", got.Value, got.Problem, v.CanStart)
				}
				if people := got.Problem.Args["People"]; test.people != "" && people != test.people {
					t.Errorf("named: %v, want %q", people, test.people)
				}
				var notes []string
				for _, note := range got.Notes {
					notes = append(notes, note.Key)
				}
				if strings.Join(notes, " ") != strings.Join(test.notes, " ") {
					t.Errorf("noted: %v, want %v", notes, test.notes)
				}
				if strings.Contains(test.problem, "several") || test.cprOff {
					b.SetPerson(mette)
					synctest.Wait()
					if v := b.View(); !v.CanStart || !v.Form.Person.Problem.IsZero() {
						t.Errorf("typing doesn't help: %v", v.Form.Person)
					}
				}
			})
		})
	}
}

// TestLeavePerson leaves the person's field after typing.
func TestLeavePerson(t *testing.T) {
	for _, test := range []struct {
		name, typed, want, problem string
		filled                     bool // by a case system
	}{
		{name: "a UUID", typed: mette, want: mette},
		{name: "in capitals and braces", typed: "{" + strings.ToUpper(mette) + "}", want: mette},
		{name: "in a sentence", typed: "Bruger " + mette + ", Nordby", want: mette},
		{name: "a CPR number", typed: "080436 0468", want: aCPR},
		{name: "two", typed: mette + " " + unknown, want: mette + " " + unknown, problem: "form.person.problem.several"},
		{name: "half of one", typed: mette[:18], want: mette[:18], problem: "form.person.problem.short"},
		{name: "not typed", typed: "Bruger " + mette, want: "Bruger " + mette, problem: "form.person.problem.malformed_cpr", filled: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{})
				if test.filled {
					b.Fill(Request{Person: test.typed})
				} else {
					b.SetPerson(test.typed)
				}
				b.LeavePerson()
				synctest.Wait()
				if got := b.View().Form.Person; got.Value != test.want || got.Value != aCPR && got.Problem.Key != test.problem {
					t.Errorf("the field holds %q, problem %v", got.Value, got.Problem)
				}
			})
		})
	}
}

// TestStartSearchesWhatIsTyped presses Ctrl+Enter while the cursor is still in the field.
func TestStartSearchesWhatIsTyped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		b.SetPerson("Bruger " + mette)
		b.Start()
		synctest.Wait()
		if v := b.View(); v.State == Idle || v.Form.Person.Value != mette {
			t.Errorf("%s, the field holds %q", v.State, v.Form.Person.Value)
		}
	})
}

func TestANoteOnAPasteStaysUntilTheFieldChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		b.SetText("Kode 12")
		b.NotePasted("text", NewPasted("Kode\t12"))
		synctest.Wait()
		if notes := b.View().Form.Text.Notes; len(notes) != 1 || notes[0].Key != "form.pasted.cleaned" {
			t.Errorf("noted: %v", notes)
		}
		b.SetText("Kode 123")
		synctest.Wait()
		if notes := b.View().Form.Text.Notes; len(notes) > 0 {
			t.Errorf("still noted: %v", notes)
		}
	})
}

func TestNewPasted(t *testing.T) {
	for text, want := range map[string]Pasted{
		"":                            {},
		"Kode 4821":                   {Text: "Kode 4821"},
		"Kode 4821\r\n":               {Text: "Kode 4821"},
		"Kode 4821,\r\nÆrø\nx":        {Text: "Kode 4821, Ærø x"},
		"Kode\t4821":                  {Text: "Kode 4821", Cleaned: true},
		"\tKode 4821\t":               {Text: "Kode 4821", Cleaned: true},
		"Ko\u200bde \u202e4821\ufeff": {Text: "Kode 4821", Cleaned: true},
		"Kode \xff12":                 {Text: "Kode 12"},
		"☎\ufe0f 😉":                   {Text: "☎\ufe0f 😉"},
		strings.Repeat("æ", 1000):     {Text: strings.Repeat("æ", 1000)},
		strings.Repeat("æ", 1001):     {Text: strings.Repeat("æ", 1000), Cut: true},
		"Mette\vHolm\fÆrø\u0085x":     {Text: "Mette Holm Ærø x"},
		strings.Repeat("ord ", 300):   {Text: strings.Repeat("ord ", 250), Cut: true},
		strings.Repeat("ord  ", 300):  {Text: strings.Repeat("ord  ", 200), Cut: true},
		strings.Repeat("sagen ", 300): {Text: strings.Repeat("sagen ", 166), Cut: true},
	} {
		if got := NewPasted(text); got != want {
			t.Errorf("%.40q: %+v, want %+v", text, got, want)
		}
	}
}

// FuzzNewPasted pastes the same twice: the second time there is nothing to change.
func FuzzNewPasted(f *testing.F) {
	for _, text := range []string{"Kode\t4821\r\n", "\xff\u202e\u2028", strings.Repeat("😉", 1100)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := NewPasted(text)
		if again := NewPasted(p.Text); again != (Pasted{Text: p.Text}) {
			t.Errorf("%q becomes %q, and that %+v", text, p.Text, again)
		}
		if n := utf8.RuneCountInString(p.Text); n > maxPasted {
			t.Errorf("%d characters", n)
		}
	})
}
