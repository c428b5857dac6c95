package desk

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/secrets"
)

// The number of a made-up person whose day has 60 added to it, and of one in the documentation.
const (
	testCPR = "680436-0468"
	realCPR = "080436-0468"
)

// takingCPR lets people be asked for by CPR number in the environment nordby, and begins there.
func takingCPR(o *Options) {
	inOwnEnvironment(o)
	own := &o.Environments[len(o.Environments)-1]
	own.CPR, own.CPRMatchEndpoint = config.CPRMatch, brokerAt+"/op/api/v1/mitid/matchCpr"
	o.Secrets.(*fakeSecrets).keep(BindingOf(*own), simulator.PublishedClientSecret, secrets.SourceKeyring)
}

func TestCPRNumberInThePersonsField(t *testing.T) {
	off := func(o *Options) { inOwnEnvironment(o) }
	production := func(agreed bool) func(*Options) {
		return func(o *Options) {
			takingCPR(o)
			own := &o.Environments[len(o.Environments)-1]
			own.Kind = config.KindProduction
			if agreed {
				o.Settings.CPRAgreed = map[string]string{own.ID: own.Client()}
			}
		}
	}
	for _, c := range []struct {
		name    string
		options func(*Options)
		typed   string
		problem string
	}{
		{name: "a number", options: takingCPR, typed: realCPR},
		{name: "without its hyphen", options: takingCPR, typed: " 0804360468\n"},
		{name: "with a blank", options: takingCPR, typed: "080436 0468"},
		{name: "of a test person", options: takingCPR, typed: testCPR},
		{name: "a UUID", options: takingCPR, typed: mette},
		{name: "half a number", options: takingCPR, typed: "080436-0", problem: "form.person.problem.short_cpr"},
		{name: "half a UUID", options: takingCPR, typed: mette[:18], problem: "form.person.problem.short"},
		{name: "something else", options: takingCPR, typed: "Hanne, sag 2026", problem: "form.person.problem.malformed_cpr"},
		{name: "no such date", options: takingCPR, typed: "310236-0468", problem: "form.person.problem.no_date"},
		{name: "a date to come", options: takingCPR, typed: "311235-4468", problem: "form.person.problem.future"},
		{name: "nothing", options: takingCPR, problem: "form.person.problem.empty_cpr"},
		{name: "off", options: off, typed: realCPR, problem: "form.person.problem.cpr_off"},
		{name: "off, no number", options: off, typed: "310236-0468", problem: "form.person.problem.short"},
		{name: "a real person's", options: production(true), typed: realCPR},
		{name: "a test person's in production", options: production(true), typed: testCPR, problem: "form.person.problem.no_date"},
		{name: "not agreed", options: production(false), typed: realCPR, problem: "form.person.problem.cpr_ask"},
		{name: "the key was removed", options: func(o *Options) {
			production(true)(o)
			o.Environments[len(o.Environments)-1].CPR = config.CPROff
		}, typed: realCPR, problem: "form.person.problem.cpr_off"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{options: c.options})
				b.SetPerson(mette)
				b.SetPerson(c.typed)
				v := b.pass(0)
				f := v.Form.Person
				if f.Value != c.typed || f.Problem.Key != c.problem || f.Valid != (c.problem == "") || v.CanStart != (c.problem == "") {
					t.Errorf("value kept: %t, problem %q, valid %t, can start %t", f.Value == c.typed, f.Problem.Key, f.Valid, v.CanStart)
				}
				byCPR := c.problem == "" && c.typed != mette
				if v.Form.CPR.IsZero() == byCPR || v.Form.Born.IsZero() == byCPR {
					t.Errorf("as a number %v, born %v", v.Form.CPR, v.Form.Born)
				}
				if byCPR && (v.Form.Born.Year() != 1936 || v.Form.Born.Month() != time.April || v.Form.Born.Day() != 8) {
					t.Errorf("born %v", v.Form.Born)
				}
			})
		})
	}
}

// TestTheBrokersProductionNeedsAYes, also if the environment says that it is a test.
func TestTheBrokersProductionNeedsAYes(t *testing.T) {
	for _, kind := range []config.Kind{config.KindTest, config.KindProduction} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, plan{idle: true, options: func(o *Options) {
				takingCPR(o)
				own := &o.Environments[len(o.Environments)-1]
				own.Kind, own.Issuer, own.CPRMatchEndpoint = kind, "https://netseidbroker.dk/op", ""
			}})
			b.SetPerson(realCPR)
			if v := b.pass(time.Second); v.Settings.CPR != "off" || v.Form.Person.Problem.Key != "form.person.problem.cpr_ask" {
				t.Errorf("%s: %q, %v", kind, v.Settings.CPR, v.Form.Person.Problem)
			}
			b.SetCPR(true)
			if v := b.pass(time.Second); v.Settings.CPR != "on" || !v.Form.Person.Valid {
				t.Errorf("%s, agreed: %q, %v", kind, v.Settings.CPR, v.Form.Person.Problem)
			}
		})
	}
}

// TestTheExactRequestMasksTheNumber in both encodings of the hint, and in the hint decoded.
func TestTheExactRequestMasksTheNumber(t *testing.T) {
	for _, encoding := range []string{config.HintJSON, config.HintBase64} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, plan{options: takingCPR})
			b.SetEncoding(encoding)
			b.SetPerson(testCPR)
			f := b.pass(0).Form
			if f.Request == nil || !strings.Contains(f.Hint, `"cpr": "680436-••••"`) {
				t.Fatalf("the hint is %s", f.Hint)
			}
			seen := fmt.Sprint(f.Request, f.Hint)
			for _, p := range f.Request {
				if plain, err := base64.StdEncoding.DecodeString(p.Value); err == nil {
					seen += string(plain)
				}
			}
			if !strings.Contains(seen, "680436-••••") || strings.Contains(seen, "6804360468") {
				t.Errorf("%s: shown is %s", encoding, seen)
			}
		})
	}
}

// TestNoFieldHasThePersonsNumber: text and case are shown on the phone or sent on, and kept.
func TestNoFieldHasThePersonsNumber(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: takingCPR})
		b.SetPerson(testCPR)
		for _, text := range []string{"Kode 12, 680436-0468", "cpr 6804360468", "680436 0468", "68 04 36 – 0468!"} {
			b.SetText(text)
			b.SetCase(text)
			v := b.pass(0)
			if v.CanStart || v.Form.Text.Problem.Key != "form.text.problem.cpr_inside" || v.Form.Case.Problem.Key != "form.case.problem.cpr_inside" {
				t.Errorf("%q: %v, %v", text, v.Form.Text.Problem, v.Form.Case.Problem)
			}
		}
		b.SetText("Kode 12, 680436-0469")
		b.SetCase("2026-680436")
		if v := b.pass(0); !v.CanStart {
			t.Errorf("%+v, %+v", v.Form.Text, v.Form.Case)
		}
	})
}

// TestTurningOnCPRNumbers: where it is about real people the operator turns it on, for this client
// alone.
func TestTurningOnCPRNumbers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: func(o *Options) {
			takingCPR(o)
			o.Environments[len(o.Environments)-1].Kind = config.KindProduction
		}})
		b.SetPerson(realCPR)
		if v := b.pass(0); v.Settings.CPR != "off" || v.Form.Has(FieldCPR) || v.CanStart {
			t.Errorf("at first: %+v", v.Settings)
		}
		b.SetCPR(true)
		if v := b.pass(time.Second); v.Settings.CPR != "on" || !v.Form.Has(FieldCPR) || !v.CanStart {
			t.Errorf("turned on: %+v, %v", v.Settings, v.Form.Person)
		}
		if saved := b.saved[len(b.saved)-1]; saved.CPRAgreed["nordby"] != brokerAt+"/op "+b.options.Environments[3].ClientID {
			t.Errorf("saved is %v", saved.CPRAgreed)
		}
		b.SetCPR(false)
		if v := b.pass(time.Second); v.Settings.CPR != "off" || v.CanStart || len(b.saved[len(b.saved)-1].CPRAgreed) > 0 {
			t.Errorf("turned off: %+v", v.Settings)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: takingCPR})
		b.SetCPR(false)
		if v := b.pass(time.Second); v.Settings.CPR != "" || !v.Form.Has(FieldCPR) {
			t.Errorf("a test environment: %+v", v.Settings)
		}
	})
}
