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

// TestProblemsAsOneTypes: each field says what is wrong with it, and keeps
// what was typed.
func TestProblemsAsOneTypes(t *testing.T) {
	uuid := func(f Form) Field { return f.UUID }
	text := func(f Form) Field { return f.Text }
	ip := func(f Form) Field { return f.IP }
	tests := []struct {
		name    string
		set     func(*Desk, string)
		field   func(Form) Field
		typed   string
		problem string // "" if it is fine
	}{
		{"UUID", (*Desk).SetUUID, uuid, mette, ""},
		{"UUID in braces and capitals", (*Desk).SetUUID, uuid, "\t{" + strings.ToUpper(mette) + "}\n", ""},
		{"half a UUID", (*Desk).SetUUID, uuid, mette[:18], "form.uuid.problem.short"},
		{"two UUIDs", (*Desk).SetUUID, uuid, mette + " " + mette, "form.uuid.problem.long"},
		{"a UUID without hyphens", (*Desk).SetUUID, uuid, strings.ReplaceAll(mette, "-", ""), "form.uuid.problem.hyphens"},
		{"a UUID with a hyphen elsewhere", (*Desk).SetUUID, uuid, mette[:7] + "-" + mette[7:8] + mette[9:], "form.uuid.problem.hyphens"},
		{"a letter that no UUID has", (*Desk).SetUUID, uuid, "g" + mette[1:], "form.uuid.problem.malformed"},
		{"a number that is no UUID", (*Desk).SetUUID, uuid, "010190-1234x", "form.uuid.problem.malformed"},
		{"nobody's UUID", (*Desk).SetUUID, uuid, "00000000-0000-0000-0000-000000000000", "form.uuid.problem.nil"},
		{"a UUID taken out again", (*Desk).SetUUID, uuid, "", "form.uuid.problem.empty"},
		{"text", (*Desk).SetText, text, "Kode 12, Ærø", ""},
		{"an emoji", (*Desk).SetText, text, "Kode 12 😉 ☎️", ""},
		{"130 units", (*Desk).SetText, text, strings.Repeat("x", 130), ""},
		{"130 units between blanks", (*Desk).SetText, text, "  " + strings.Repeat("x", 130) + "  ", ""},
		{"131 units", (*Desk).SetText, text, strings.Repeat("x", 131), "form.reference_text.problem.too_long"},
		{"66 emoji", (*Desk).SetText, text, strings.Repeat("😉", 66), "form.reference_text.problem.too_long"},
		{"no text", (*Desk).SetText, text, "", "form.reference_text.problem.empty"},
		{"blanks", (*Desk).SetText, text, "   ", "form.reference_text.problem.empty"},
		{"a line break", (*Desk).SetText, text, "Kode\n12", "form.reference_text.problem.line_break"},
		{"a control character", (*Desk).SetText, text, "Kode\x07 12", "form.reference_text.problem.invisible"},
		{"a turned direction", (*Desk).SetText, text, "Kode \u202e12", "form.reference_text.problem.invisible"},
		{"no width", (*Desk).SetText, text, "Ko\u200bde 12", "form.reference_text.problem.invisible"},
		{"a byte order mark", (*Desk).SetText, text, "Kode\ufeff 12", "form.reference_text.problem.invisible"},
		{"not text", (*Desk).SetText, text, "Kode \xff", "form.reference_text.problem.malformed"},
		{"IPv4", (*Desk).SetIP, ip, "192.0.2.4", ""},
		{"IPv6", (*Desk).SetIP, ip, "2001:db8::1", ""},
		{"half an IP", (*Desk).SetIP, ip, "192.0.2", "form.ip.problem.malformed"},
		{"no IP", (*Desk).SetIP, ip, "", "form.ip.problem.empty"},
		{"nobody's IP", (*Desk).SetIP, ip, "0.0.0.0", "form.ip.problem.nobody"},
		{"a zone", (*Desk).SetIP, ip, "fe80::1%eth0", "form.ip.problem.zone"},
		{"action", (*Desk).SetAction, func(f Form) Field { return f.Action }, "HURRY", "form.action.problem.unknown"},
		{"reference id", (*Desk).SetReferenceID, func(f Form) Field { return f.ReferenceID }, "4711", ""},
		{"a long reference id", (*Desk).SetReferenceID, func(f Form) Field { return f.ReferenceID }, strings.Repeat("4", 256), "form.reference_id.problem.too_long"},
		{"return URL", (*Desk).SetReturnURL, func(f Form) Field { return f.ReturnURL }, "https://app.example/back", ""},
		{"http", (*Desk).SetReturnURL, func(f Form) Field { return f.ReturnURL }, "http://app.example/back", "form.return_url.problem.not_https"},
		{"a long return URL", (*Desk).SetReturnURL, func(f Form) Field { return f.ReturnURL }, "https://app.example/" + strings.Repeat("x", 500), "form.return_url.problem.too_long"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{})
				b.SetUUID(mette)
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

// TestNothingIsWrongWithAnUntouchedForm: no field blames anybody at first.
func TestNothingIsWrongWithAnUntouchedForm(t *testing.T) {
	for _, id := range []string{config.IDDemo, config.IDPP, "nordby"} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, plan{options: func(o *Options) { o.Environment = id }})
			f := b.View().Form
			for name, field := range map[string]Field{"uuid": f.UUID, "text": f.Text, "ip": f.IP, "action": f.Action, "reference id": f.ReferenceID, "app os": f.AppOS, "return URL": f.ReturnURL} {
				if !field.Problem.IsZero() {
					t.Errorf("%s: %s says %s at first", id, name, field.Problem.Key)
				}
			}
			if f.Caller != TheyCalled || f.UUID.Valid || !f.Text.Valid || f.TextLimit != 130 || f.TextUnits != len([]rune(f.Preview)) {
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
		b.SetText("Ring til os på 12 34 56 78")
		if synctest.Wait(); b.View().Form.Code != "" {
			t.Error("the code is shown though it isn't in the text")
		}
		v = b.begin(mette, Waiting)
		if s := v.Status; s.SayNow.Key != "say.waiting.no_code" || s.SayCode != "" || s.SayNow.Args["Reference"] != v.Form.Preview {
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
		"of the language":                  {"", "Nordby Kommune", "en", "Code #, Nordby Kommune"},
		"of the language, Danish":          {"", "Nordby Kommune", "da", "Kode #, Nordby Kommune"},
		"of the language, no organisation": {"", "", "da", "Kode #"},
		"one's own":                        {"{organisation} spørger: {code}", "Nordby", "en", "Nordby spørger: #"},
		"one's own, no organisation":       {"Vi spørger: {code}", "", "en", "Vi spørger: #"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{options: func(o *Options) {
					inOwnEnvironment(o)
					own := &o.Environments[len(o.Environments)-1]
					own.ReferenceTemplate, own.Organisation = test.own, test.organisation
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
		b.SetUUID(mette)
		b.SetLanguage("da")
		synctest.Wait()
		v := b.View()
		if !strings.HasPrefix(v.Form.Preview, "Kode ") || v.Settings.Language != "da" || v.Form.UUID.Value != mette {
			t.Errorf("in Danish the demo asks %q of %q", v.Form.Preview, v.Form.UUID.Value)
		}
		b.SetText("Kode 1, mine egne ord")
		b.SetLanguage("en")
		b.SetLanguage("sv") // not spoken
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
		b.SetUUID(mette)
		b.SetText("No code here")
		b.Start() // the nonce can't be made
		if v := b.pass(time.Second); v.State != Idle || len(v.Notices) != 1 || len(b.requests) > 0 {
			t.Errorf("%s, %+v, %v", v.State, v.Notices, b.requests)
		}
	})
}

// TestWithoutATemplateTheTextIsTheCode, in a language that nobody has words for, too.
func TestWithoutATemplateTheTextIsTheCode(t *testing.T) {
	for name, prepare := range map[string]func(*Options){
		"no templates": func(o *Options) { o.Template = nil },
		"no such one":  func(o *Options) { o.Template = func(string) string { return "" } },
	} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, plan{options: prepare})
			if f := b.View().Form; len(f.Code) != 4 || f.Text.Value != f.Code {
				t.Errorf("%s: the text is %q, the code %q", name, f.Text.Value, f.Code)
			}
		})
	}
}

// TestAnIdleDeskLetsGoOfEverythingTyped about a person, though no UUID is among it.
func TestAnIdleDeskLetsGoOfEverythingTyped(t *testing.T) {
	for name, typed := range map[string]func(*bench){
		"a case":  func(b *bench) { b.SetReferenceID("2026-17 om Mette Holt") },
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
			if fresh := v.Form.Code != code; fresh != (name != "neither") {
				t.Errorf("%s: the code was made anew: %t", name, fresh)
			}
		})
	}
}
