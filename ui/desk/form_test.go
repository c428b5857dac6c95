package desk

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/simulator"
	"ringback/storage/config"
)

// TestFieldProblemsWhileTyping: each field says what is wrong with it, and keeps what was typed.
func TestFieldProblemsWhileTyping(t *testing.T) {
	uuid := func(f Form) Field { return f.Person }
	text := func(f Form) Field { return f.Text }
	ip := func(f Form) Field { return f.IP }
	tests := []struct {
		name    string
		set     func(*Desk, string)
		field   func(Form) Field
		typed   string
		problem string // "" if it is fine
	}{
		{name: "UUID", set: (*Desk).SetPerson, field: uuid, typed: mette},
		{name: "UUID in braces and capitals", set: (*Desk).SetPerson, field: uuid, typed: "\t{" + strings.ToUpper(mette) + "}\n"},
		{name: "half a UUID", set: (*Desk).SetPerson, field: uuid, typed: mette[:18], problem: "form.person.problem.short"},
		{name: "two UUIDs", set: (*Desk).SetPerson, field: uuid, typed: mette + " " + mette, problem: "form.person.problem.long"},
		{name: "a UUID without hyphens", set: (*Desk).SetPerson, field: uuid, typed: strings.ReplaceAll(mette, "-", "")},
		{
			name: "a UUID with a hyphen elsewhere", set: (*Desk).SetPerson, field: uuid,
			typed: mette[:7] + "-" + mette[7:8] + mette[9:], problem: "form.person.problem.hyphens",
		},
		{
			name: "a letter that no UUID has", set: (*Desk).SetPerson, field: uuid,
			typed: "g" + mette[1:], problem: "form.person.problem.malformed_cpr",
		},
		{
			name: "a number that is no UUID", set: (*Desk).SetPerson, field: uuid,
			typed: "010190-1234x", problem: "form.person.problem.malformed_cpr",
		},
		{
			name: "nobody's UUID", set: (*Desk).SetPerson, field: uuid,
			typed: "00000000-0000-0000-0000-000000000000", problem: "form.person.problem.nil",
		},
		{name: "a UUID taken out again", set: (*Desk).SetPerson, field: uuid, problem: "form.person.problem.empty_cpr"},
		{name: "text", set: (*Desk).SetText, field: text, typed: "Kode 12, Ærø"},
		{name: "an emoji", set: (*Desk).SetText, field: text, typed: "Kode 12 😉 ☎️"},
		{name: "130 units", set: (*Desk).SetText, field: text, typed: strings.Repeat("x", 130)},
		{name: "130 units between blanks", set: (*Desk).SetText, field: text, typed: "  " + strings.Repeat("x", 130) + "  "},
		{
			name: "131 units", set: (*Desk).SetText, field: text,
			typed: strings.Repeat("x", 131), problem: "form.text.problem.too_long",
		},
		{
			name: "66 emoji", set: (*Desk).SetText, field: text,
			typed: strings.Repeat("😉", 66), problem: "form.text.problem.too_long",
		},
		{name: "no text", set: (*Desk).SetText, field: text, problem: "form.text.problem.empty"},
		{name: "blanks", set: (*Desk).SetText, field: text, typed: "   ", problem: "form.text.problem.empty"},
		{name: "a line break", set: (*Desk).SetText, field: text, typed: "Kode\n12", problem: "form.text.problem.line_break"},
		{
			name: "a control character", set: (*Desk).SetText, field: text,
			typed: "Kode\x07 12", problem: "form.text.problem.invisible",
		},
		{
			name: "a turned direction", set: (*Desk).SetText, field: text,
			typed: "Kode \u202e12", problem: "form.text.problem.invisible",
		},
		{name: "no width", set: (*Desk).SetText, field: text, typed: "Ko\u200bde 12", problem: "form.text.problem.invisible"},
		{
			name: "a byte order mark", set: (*Desk).SetText, field: text,
			typed: "Kode\ufeff 12", problem: "form.text.problem.invisible",
		},
		{name: "not text", set: (*Desk).SetText, field: text, typed: "Kode \xff", problem: "form.text.problem.malformed"},
		{name: "IPv4", set: (*Desk).SetIP, field: ip, typed: "192.0.2.4"},
		{name: "IPv6", set: (*Desk).SetIP, field: ip, typed: "2001:db8::1"},
		{name: "half an IP", set: (*Desk).SetIP, field: ip, typed: "192.0.2", problem: "form.ip.problem.malformed"},
		{name: "no IP", set: (*Desk).SetIP, field: ip, problem: "form.ip.problem.empty"},
		{name: "nobody's IP", set: (*Desk).SetIP, field: ip, typed: "0.0.0.0", problem: "form.ip.problem.nobody"},
		{name: "a zone", set: (*Desk).SetIP, field: ip, typed: "fe80::1%eth0", problem: "form.ip.problem.zone"},
		{
			name: "action", set: (*Desk).SetAction, field: func(f Form) Field { return f.Action },
			typed: "HURRY", problem: "form.action.problem.unknown",
		},
		{name: "reference id", set: (*Desk).SetCase, field: func(f Form) Field { return f.Case }, typed: "4711"},
		{
			name: "a long reference id", set: (*Desk).SetCase, field: func(f Form) Field { return f.Case },
			typed: strings.Repeat("4", 256), problem: "form.case.problem.too_long",
		},
		{
			name: "return URL", set: (*Desk).SetReturnURL,
			field: func(f Form) Field { return f.ReturnURL }, typed: "https://app.example/back",
		},
		{
			name: "http", set: (*Desk).SetReturnURL, field: func(f Form) Field { return f.ReturnURL },
			typed: "http://app.example/back", problem: "form.return_url.problem.not_https",
		},
		{
			name: "a long return URL", set: (*Desk).SetReturnURL, field: func(f Form) Field { return f.ReturnURL },
			typed: "https://app.example/" + strings.Repeat("x", 500), problem: "form.return_url.problem.too_long",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{})
				b.SetPerson(mette)
				test.set(b.Desk, test.typed)
				synctest.Wait()
				v := b.View()
				f := test.field(v.Form)
				if f.Value != test.typed || f.Problem.Key != test.problem || v.CanStart != (test.problem == "") || f.Valid != (test.problem == "") {
					t.Errorf("value kept: %t, problem %q, valid %t, can start %t; want problem %q", f.Value == test.typed, f.Problem.Key, f.Valid, v.CanStart, test.problem)
				}
				if (v.Form.Request == nil) != (test.problem != "") {
					t.Errorf("the exact request is shown: %t", v.Form.Request != nil)
				}
			})
		})
	}
}

// TestAnUntouchedFormShowsNoProblems.
func TestAnUntouchedFormShowsNoProblems(t *testing.T) {
	for _, id := range []string{config.IDDemo, config.IDPP, "nordby"} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, plan{options: func(o *Options) { o.Environment = id }})
			f := b.View().Form
			for name, field := range map[string]Field{"uuid": f.Person, "text": f.Text, "ip": f.IP, "action": f.Action, "reference id": f.Case, "app os": f.AppOS, "return URL": f.ReturnURL} {
				if !field.Problem.IsZero() {
					t.Errorf("%s: %s says %s at first", id, name, field.Problem.Key)
				}
			}
			if f.Caller != TheyCalled || f.Person.Valid || !f.Text.Valid || f.TextLimit != 130 || f.TextUnits != len([]rune(f.Preview)) {
				t.Errorf("%s: %+v", id, f)
			}
			if want := id == config.IDPP; f.IPIsExample != want {
				t.Errorf("%s: the IP is an example: %t", id, f.IPIsExample)
			}
		})
	}
}

func TestCodeIsSaidOnlyIfItIsOnThePhone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Refuse}})
		v := b.begin(mette, Waiting)
		if s := v.Status; s.SayNow.Key != "say.waiting.code" || s.SayCode == "" || s.SayCode != v.Form.Code || s.SayNow.Args["Code"] != s.SayCode || !strings.Contains(v.Phone.Text, s.SayCode) {
			t.Errorf("say %v, code %q, on the phone %q", s.SayNow, s.SayCode, v.Phone.Text)
		}
		b.untilState(Ended)
		b.pass(doneDelay)
		b.Done()
		b.StartOver() // else the guard asks first
		b.SetText("Ring til os på 12 34 56 78")
		if synctest.Wait(); b.View().Form.Code != "" {
			t.Error("the code is shown though it isn't in the text")
		}
		v = b.begin(mette, Waiting)
		if s := v.Status; s.SayNow.Key != "say.waiting.no_code" || s.SayCode != "" || s.SayNow.Args["Text"] != v.Form.Preview {
			t.Errorf("say %v, code %q", s.SayNow, s.SayCode)
		}
	})
}

func TestTemplate(t *testing.T) {
	tests := map[string]struct {
		own, organisation string
		language          string
		want              string // after the code is taken out
	}{
		"of the language":                  {organisation: "Nordby Kommune", language: "en", want: "Code #, Nordby Kommune"},
		"of the language, Danish":          {organisation: "Nordby Kommune", language: "da", want: "Kode #, Nordby Kommune"},
		"of the language, no organisation": {language: "da", want: "Kode #"},
		"one's own": {
			own: "{organisation} spørger: {code}", organisation: "Nordby", language: "en", want: "Nordby spørger: #",
		},
		"one's own, no organisation": {own: "Vi spørger: {code}", language: "en", want: "Vi spørger: #"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{options: func(o *Options) {
					inOwnEnvironment(o)
					own := &o.Environments[len(o.Environments)-1]
					own.TextTemplate, own.Organisation = test.own, test.organisation
					o.Language = test.language
				}})
				f := b.View().Form
				if got := strings.ReplaceAll(f.Preview, f.Code, "#"); len(f.Code) != 4 || got != test.want {
					t.Errorf("%q with the code %q, want %q", f.Preview, f.Code, test.want)
				}
			})
		})
	}
}

func TestLanguageRefillsAnUntouchedTextOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		if text := b.View().Form.Preview; !strings.HasPrefix(text, "Code ") || !strings.HasSuffix(text, ", Nordby Kommune") {
			t.Errorf("in English the demo asks %q", text)
		}
		b.SetPerson(mette)
		b.SetLanguage("da")
		synctest.Wait()
		v := b.View()
		if !strings.HasPrefix(v.Form.Preview, "Kode ") || v.Settings.Language != "da" || v.Form.Person.Value != mette {
			t.Errorf("in Danish the demo asks %q of %q", v.Form.Preview, v.Form.Person.Value)
		}
		b.SetText("Kode 1, mine egne ord")
		b.SetLanguage("en")
		b.SetLanguage("zu") // an unsupported language
		if synctest.Wait(); b.View().Form.Preview != "Kode 1, mine egne ord" || b.View().Settings.Language != "en" {
			t.Errorf("%q, %q", b.View().Form.Preview, b.View().Settings.Language)
		}
		b.NewCode()
		if synctest.Wait(); !strings.HasPrefix(b.View().Form.Preview, "Code ") {
			t.Errorf("a new code gives %q", b.View().Form.Preview)
		}
	})
}

func TestAppswitch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		seen := map[string]bool{}
		for _, style := range []string{"current", "documented"} {
			for _, platform := range b.View().Appswitch.Platforms {
				b.SelectStyle(style)
				b.SelectPlatform(platform)
				synctest.Wait()
				a := b.View().Appswitch
				if a.Style != style || a.Platform != platform || !strings.HasPrefix(a.URL, "https://") || !a.Problem.IsZero() {
					t.Errorf("%+v", a)
				}
				seen[a.URL] = true
			}
		}
		if len(seen) < 3 {
			t.Errorf("addresses: %v", seen)
		}
		b.SelectPlatform("windows")
		b.SelectStyle("baroque")
		b.SelectPlatform("ios")
		b.SelectStyle("current")
		b.SetReturnURL("https://app.example/a b")
		if synctest.Wait(); b.View().Appswitch.Problem.Key != "appswitch.problem" || b.View().Appswitch.URL != "" {
			t.Errorf("%+v", b.View().Appswitch)
		}
		b.SetReturnURL("https://app.example/back")
		if synctest.Wait(); !strings.Contains(b.View().Appswitch.URL, "https%3A%2F%2Fapp.example%2Fback") {
			t.Errorf("%+v", b.View().Appswitch)
		}
	})
}

type noRandom struct{}

func (noRandom) Read([]byte) (int, error) { return 0, errors.New("no random numbers") }

func TestWithoutRandomNumbersNothingIsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: func(o *Options) { inOwnEnvironment(o); o.Random = noRandom{} }})
		if v := b.View(); len(v.Notices) != 1 || v.Notices[0].Text.Key != "problem.random" || !v.Notices[0].Bad || v.Form.Code != "" {
			t.Errorf("notices %+v", v.Notices)
		}
		b.DismissNotice(b.View().Notices[0].ID)
		b.SetPerson(mette)
		b.SetText("No code here")
		b.Start() // the nonce can't be generated
		if v := b.pass(time.Second); v.State != Idle || len(v.Notices) != 1 || len(b.requests) > 0 {
			t.Errorf("%s, %+v, %v", v.State, v.Notices, b.requests)
		}
	})
}

// TestWithoutATemplateTheTextIsTheCode, also in a language without a template.
func TestWithoutATemplateTheTextIsTheCode(t *testing.T) {
	for name, prepare := range map[string]func(*Options){
		"no templates": func(o *Options) { o.Templates = nil },
		"no such one":  func(o *Options) { o.Templates["en"] = func() string { return "" } },
	} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, plan{options: prepare})
			if f := b.View().Form; len(f.Code) != 4 || f.Text.Value != f.Code {
				t.Errorf("%s: the text is %q, the code %q", name, f.Text.Value, f.Code)
			}
		})
	}
}

// TestAnIdleDeskClearsEverythingTyped about a person, even without a UUID.
func TestAnIdleDeskClearsEverythingTyped(t *testing.T) {
	for name, typed := range map[string]func(*bench){
		"a case":  func(b *bench) { b.SetCase("2026-17 om Mette Holt") },
		"a text":  func(b *bench) { b.SetText("Kode 1234, Mette Holt") },
		"neither": func(*bench) {},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, plan{})
			code := b.View().Form.Code
			typed(b)
			b.pass(4 * time.Minute)
			if v := b.View(); name != "neither" && !strings.Contains(dump(v), "Mette Holt") {
				t.Errorf("%s went while somebody may be there", name)
			}
			b.pass(2 * time.Minute)
			v := b.View()
			if strings.Contains(dump(v), "Mette Holt") || !v.Form.Text.Valid {
				t.Errorf("%s stays: %+v", name, v.Form)
			}
			if told := len(v.Notices) > 0 && v.Notices[0].Text.Key == "idle.cleared.form"; told != (name != "neither") {
				t.Errorf("%s: the desk says %+v", name, v.Notices)
			}
			if fresh := v.Form.Code != code; fresh != (name != "neither") {
				t.Errorf("%s: a new code was made: %t", name, fresh)
			}
		})
	}
}

// TestAnIdleDeskSaysWhatItCleared: which outcome, with its badge and its time, until the next
// request; nothing about the person.
func TestAnIdleDeskSaysWhatItCleared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		languages, err := bothLanguages()
		if err != nil {
			t.Fatal(err)
		}
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		for range 2 { // the second line takes the place of the first
			ended := b.begin(mette, Ended).Outcome.At
			if len(b.View().Notices) > 0 {
				t.Errorf("next to an outcome: %+v", b.View().Notices)
			}
			b.pass(time.Hour)
			v := b.View()
			if v.Outcome != nil || len(v.Notices) != 1 || v.Notices[0].Bad {
				t.Fatalf("outcome %v, notices %+v", v.Outcome, v.Notices)
			}
			for _, words := range languages {
				said := v.Notices[0].Text.In(words)
				word := words.Text("environment.kind.demo", nil) + " · " + words.Text("outcome.verified.word", nil)
				if !strings.Contains(said, word) || !strings.Contains(said, words.Clock(ended)) || strings.Contains(said, mette) || strings.Contains(said, "Mette") {
					t.Errorf("it says %q", said)
				}
			}
		}
	})
}

func TestShortPerson(t *testing.T) {
	for typed, want := range map[string]string{
		mette: "…9320", " {" + strings.ToUpper(mette) + "}": "…9320", "0804360468": "080436-••••", "Sag 17: 080436-0468.": "080436-••••",
		"alice@example.org": "….org", "ab": "…ab", "": "", " ": "",
	} {
		if got := ShortPerson(typed); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}
