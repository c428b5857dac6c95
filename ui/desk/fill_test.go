package desk

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/simulator"
	"ringback/storage/config"
)

func filling() Request {
	return Request{
		Environment: "nordby", Person: unknown, Text: "Kode 1111, Ærø", IP: "192.0.2.77", Action: "SIGN",
		Case: "2026-17", AppOS: "IOS", ReturnURL: "https://app.example/",
	}
}

// TestFillingInACPRNumber: only a number, and only where people can be asked for by it.
func TestFillingInACPRNumber(t *testing.T) {
	for _, c := range []struct {
		name    string
		options func(*Options)
		request Request
		notice  string
	}{
		{name: "a number", options: takingCPR, request: Request{CPR: testCPR}},
		{name: "a UUID", options: takingCPR, request: Request{CPR: mette}, notice: "fill.not_cpr"},
		{name: "no date", options: takingCPR, request: Request{CPR: "310236-0468"}, notice: "fill.not_cpr"},
		{name: "as a person", options: takingCPR, request: Request{Person: testCPR}, notice: "fill.cpr_as_person"},
		{name: "both", options: takingCPR, request: Request{CPR: testCPR, Person: mette}, notice: "fill.two_persons"},
		{name: "off", options: inOwnEnvironment, request: Request{CPR: testCPR}, notice: "fill.not_for_profile"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{options: c.options})
				b.Fill(c.request)
				v := b.pass(0)
				if c.notice != "" {
					if !hasNotice(v, c.notice) || v.Form.Person.Value != "" {
						t.Errorf("%+v, filled in is %q", v.Notices, v.Form.Person.Value)
					}
					return
				}
				if v.Form.Person.Value != testCPR || !v.CanStart {
					t.Errorf("%+v, %+v", v.Form.Person, v.Notices)
				}
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: takingCPR})
		b.SetPerson(mette)
		b.Offer(Offer{Request: Request{CPR: testCPR}, Kind: FromProgram})
		if v := b.pass(0); v.Offered == nil || v.Offered.Person != "680436-••••" {
			t.Errorf("offered is %+v", v.Offered)
		}
	})
}

func shownIn(f Form) Request {
	return Request{
		Person: f.Person.Value, Text: f.Text.Value, IP: f.IP.Value, Action: f.Action.Value,
		Case: f.Case.Value, AppOS: f.AppOS.Value, ReturnURL: f.ReturnURL.Value,
	}
}

func hasNotice(v View, key string) bool {
	for _, n := range v.Notices {
		if n.Text.Key == key {
			return true
		}
	}
	return false
}

// TestFill sets all fields at once, and the environment. Nothing starts.
func TestFill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		b.SetCaller(WeCalled)
		b.Fill(filling())
		v := b.pass(time.Minute)
		want := filling()
		want.Environment = ""
		if got := shownIn(v.Form); got != want || v.Environment.ID != "nordby" || v.State != Idle || v.Form.Caller != TheyCalled {
			t.Errorf("in %s, %s: %+v", v.Environment.ID, v.State, got)
		}
		if !v.Form.Filled {
			t.Error("it isn't said that it is filled")
		}
		for _, view := range b.published() {
			if got := shownIn(view.Form); got.Person == unknown && got != want {
				t.Errorf("a half filled form was shown: %+v", got)
			}
		}
		if b.count("POST", "/") > 0 || len(b.savedSettings()) > 0 {
			t.Errorf("it started, or saved %v", b.savedSettings())
		}
	})
}

// TestFillClearsTheLastPerson: fields that aren't given don't keep the last person's data.
func TestFillClearsTheLastPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		b.SetPerson(mette)
		b.SetText("About Mette")
		b.SetCase("Mette's case")
		b.Fill(Request{Person: unknown})
		v := b.pass(time.Second)
		if f := v.Form; f.Person.Value != unknown || f.Case.Value != "" || strings.Contains(f.Text.Value, "Mette") || f.Code == "" || v.Environment.ID != config.IDDemo {
			t.Errorf("%+v in %s", shownIn(f), v.Environment.ID)
		}
	})
}

// TestFillPutsTheCaseIntoTheTemplate if the text itself isn't given.
func TestFillPutsTheCaseIntoTheTemplate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: func(o *Options) {
			o.Templates["en"] = func() string { return "Code {code}, case {case}" }
		}})
		b.Fill(Request{Person: unknown, Case: "2026-17"})
		v := b.pass(time.Second)
		if f := v.Form; f.Text.Value != "Code "+f.Code+", case 2026-17" || f.Code == "" {
			t.Errorf("%+v", shownIn(f))
		}
	})
}

// TestFillDoesNothingOnALockedDesk, from Start until Done.
func TestFillDoesNothingOnALockedDesk(t *testing.T) {
	for state, reach := range lockedIn() {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
			reach(b)
			before := besideOutcome(b.View())
			b.Fill(filling())
			synctest.Wait()
			if v := b.View(); v.State != state || !reflect.DeepEqual(besideOutcome(v), before) {
				t.Errorf("%s: the desk is %s, with %+v", state, v.State, shownIn(v.Form))
			}
			v := b.untilState(Ended)
			if !reflect.DeepEqual(besideOutcome(v), before) || v.Outcome.Person != mette {
				t.Errorf("%s: the outcome is next to %+v", state, shownIn(v.Form))
			}
		})
	}
}

// TestWhatMustNotReachTheForm changes nothing, whatever offers it.
func TestWhatMustNotReachTheForm(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*Request)
		want   string
	}{
		"an unknown environment": {func(r *Request) { r.Environment = "elsewhere" }, "fill.environment_unknown"},
		"a long text":            {func(r *Request) { r.Text = strings.Repeat("x", 131) }, "fill.too_long"},
		"a long address":         {func(r *Request) { r.ReturnURL = strings.Repeat("x", 3000) }, "fill.too_long"},
		"a turned IP":            {func(r *Request) { r.IP = "192.0.2.1\u202e" }, "fill.characters"},
		"two lines":              {func(r *Request) { r.Case = "a\nb" }, "fill.characters"},
		"an unknown action":      {func(r *Request) { r.Action = "PAY" }, "fill.not_a_choice"},
		"the number in the text": {func(r *Request) { r.Person, r.CPR, r.Text = "", "0804360468", "Sag 080436-0468" }, "fill.cpr_inside"},
		"the number in the case": {func(r *Request) { r.Person, r.CPR, r.Case = "", "080436-0468", "0804360468" }, "fill.cpr_inside"},
		"an unknown system":      {func(r *Request) { r.AppOS = "BeOS" }, "fill.not_a_choice"},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench(t, plan{})
			b.SetPerson(mette)
			before := besideOutcome(b.pass(time.Second))
			r := filling()
			test.change(&r)
			follower := &follower{}
			b.Offer(Offer{Request: r, Kind: FromLink, Follow: follower.follow})
			v := b.pass(time.Second)
			if !reflect.DeepEqual(besideOutcome(v), before) || v.Offered != nil || !hasNotice(v, test.want) {
				t.Errorf("%s: %+v in %s, %v", name, shownIn(v.Form), v.Environment.ID, v.Notices)
			}
			if told := follower.told(); len(told) != 1 || told[0].Problem.Key != test.want || told[0].View.Outcome != nil {
				t.Errorf("%s: followed by %+v", name, told)
			}
		})
	}
}

// TestARequestForAnEnvironmentThatThePolicyDoesNotAllow changes nothing, and says why.
func TestARequestForAnEnvironmentThatThePolicyDoesNotAllow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: func(o *Options) {
			o.Policy.Environments = []string{config.IDDemo}
			o.Environments = slices.DeleteFunc(o.Environments, func(e config.Environment) bool { return e.ID != config.IDDemo })
		}})
		b.pass(time.Second)
		r := filling()
		r.Environment = config.IDProduction
		b.Offer(Offer{Request: r, Kind: FromLink})
		if v := b.pass(time.Second); v.Offered != nil || v.Form.Filled || !hasNotice(v, "policy.environment_not_allowed") {
			t.Errorf("%+v, %v", shownIn(v.Form), v.Notices)
		}
	})
}

// TestFillReportsProblemsInTheForm: a program that shows no form reads the problems of fields
// there.
func TestFillReportsProblemsInTheForm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		if v := b.pass(time.Second); v.Form.Filled {
			t.Error("nobody has filled it in")
		}
		r := Request{Person: mette, Text: strings.Repeat("x", 131)}
		b.Fill(r)
		v := b.pass(time.Second)
		if !v.Form.Filled || v.CanStart || v.Form.Text.Problem.IsZero() || v.Form.Text.Value != r.Text || len(v.Notices) > 0 {
			t.Errorf("filled %t, can start %t, %+v, %v", v.Form.Filled, v.CanStart, v.Form.Text, v.Notices)
		}
		r.Text = ""
		b.Fill(r)
		b.Start()
		if v := b.untilState(Ended); !v.Form.Filled {
			t.Error("it is still the same request")
		}
		b.pass(2 * doneDelay)
		b.Done()
		if v := b.pass(time.Second); v.Form.Filled {
			t.Error("the next request is a new one")
		}
	})
}
