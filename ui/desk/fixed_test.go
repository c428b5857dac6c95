package desk

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// under is a plan with a policy.
func under(p config.Policy, also ...func(*Options)) plan {
	return plan{options: func(o *Options) {
		for _, change := range also {
			change(o)
		}
		o.Policy = p
	}}
}

// TestFixedSettingsWin over the user's own, which stay as they are in what is saved.
func TestFixedSettingsWin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		own := config.Settings{Language: "en", TextSize: 115, Sound: true, IdleMinutes: 7, RetentionDays: 90, Templates: map[string]string{"nordby": "Mine {code}"}}
		policy := config.Policy{
			Language: "da", TextSize: 150, IdleMinutes: 2, RetentionDays: 14,
			Environment: map[string]map[string]any{"nordby": {"reference_template": "Kode {code}, {organisation}"}},
		}.Fixing("sound", config.Source{})
		j := journal.NewMemory()
		olderBy(t, j, 5, 20, 60)
		b := newBench(t, under(policy, inLastingJournal(&lasting{j}), func(o *Options) {
			o.Settings = own
			o.RetentionDays = func() int { return own.RetentionDays }
		}))
		b.SetLanguage("en")
		b.SetTextSize(85)
		b.SetSound(true)
		b.SetIdleMinutes(30)
		b.SetRetention(365)
		b.SetRetention(7)
		b.ConfirmRetention()
		b.SetTemplate("Other {code}")
		b.SetTheme("dark")
		v := b.pass(time.Second)
		s := v.Settings
		if s.Language != "da" || s.TextSize != 150 || s.Sound || s.IdleMinutes != 2 || s.RetentionDays != 14 || s.Shortening != nil || s.Template != "" {
			t.Errorf("they are %+v", s)
		}
		if f := v.Fixed; !f.Language || !f.TextSize || !f.Sound || !f.IdleMinutes || !f.RetentionDays || !f.Template || f.CPR || f.NoExport || f.NoReceipt {
			t.Errorf("fixed: %+v", f)
		}
		if text := v.Form.Text.Value; !strings.HasPrefix(text, "Kode ") {
			t.Errorf("the text is %q", text)
		}
		own.Theme, own.Environment = "dark", v.Environment.ID
		b.mu.Lock()
		last := b.saved[len(b.saved)-1]
		b.mu.Unlock()
		if last.Language != "en" || last.TextSize != 115 || !last.Sound || last.IdleMinutes != 7 || last.RetentionDays != 90 || last.Templates["nordby"] != "Mine {code}" || last.Theme != "dark" {
			t.Errorf("saved: %+v", last)
		}
		if n, err := j.Count(t.Context(), journal.Filter{}); err != nil || n != 1 {
			t.Errorf("%d records stay, %v", n, err)
		}
		b.SetPerson(mette)
		if v := b.pass(2*time.Minute + 5*time.Second); v.Form.Person.Value != "" {
			t.Error("the person stays for longer than the policy's minutes")
		}
	})
}

// TestNoCPRByPolicy: cpr = "off" beats what an environment says, what its operator agreed to, and
// demo; a link of it is refused, and the operator reads who decided it.
func TestNoCPRByPolicy(t *testing.T) {
	everywhere := config.Policy{CPR: config.CPROff}
	inOne := func(id string) config.Policy {
		return config.Policy{Environment: map[string]map[string]any{id: {"cpr": "off"}}}
	}
	matching := func(o *Options) {
		inOwnEnvironment(o)
		o.Environments[len(o.Environments)-1].CPR = config.CPRMatch
		o.Environments[len(o.Environments)-1].CPRMatchEndpoint = brokerAt + "/op/match"
	}
	agreed := func(o *Options) {
		o.Settings.Production = config.Production{ClientID: "ours", IP: "192.0.2.1", Organisation: "Nordby Kommune"}
		o.Environment, o.Settings.CPRAgreed = config.IDProduction, map[string]string{config.IDProduction: "https://netseidbroker.dk/op ours"}
	}
	for name, c := range map[string]struct {
		policy config.Policy
		in     func(*Options)
		barred bool
	}{
		"demo":                        {policy: everywhere, in: func(*Options) {}, barred: true},
		"an environment with a match": {policy: everywhere, in: matching, barred: true},
		"an environment of its own":   {policy: inOne("nordby"), in: matching, barred: true},
		"another environment":         {policy: inOne("pp"), in: matching},
		"production, agreed":          {policy: everywhere, in: agreed, barred: true},
		"production's own key":        {policy: inOne(config.IDProduction), in: agreed, barred: true},
		"production without a policy": {in: agreed},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, under(c.policy, c.in))
				b.SetPerson("080436-0468")
				v := b.pass(0)
				problem := v.Form.Person.Problem.Key
				if v.Form.Has(FieldCPR) == c.barred || (problem == "form.person.problem.cpr_barred") != c.barred || v.Fixed.CPR != c.barred {
					t.Errorf("the field takes one: %t, it says %q, fixed %t", v.Form.Has(FieldCPR), problem, v.Fixed.CPR)
				}
				if !c.barred {
					return
				}
				b.SetCPR(true)
				b.Done()
				b.Offer(Offer{Kind: FromProgram, Request: Request{CPR: "080436-0468"}})
				if v = b.pass(time.Second); v.Form.Has(FieldCPR) || v.Settings.CPR == "on" || v.Offered != nil || len(v.Notices) != 1 || v.Notices[0].Text.Key != "form.person.problem.cpr_barred" {
					t.Errorf("afterwards: CPR %q, %+v, %+v", v.Settings.CPR, v.Offered, v.Notices)
				}
			})
		})
	}
}

// TestAPolicyTakesAway export and receipt: the desk refuses them as well.
func TestAPolicyTakesAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := under(config.Policy{NoExport: true, NoReceipt: true, HideTabs: []string{"network", "result"}}, inLastingJournal(&lasting{journal.NewMemory()}))
		p.broker = simulator.Options{Scenario: simulator.Approve, AnswerAfter: -1}
		b := newBench(t, p)
		b.verify(mette)
		b.AskControlCode()
		b.OpenJournal()
		b.pass(time.Second)
		out := &closedWriter{}
		b.ExportJournal("json", out)
		v := b.pass(time.Second)
		if v.Outcome.ControlCode != "" || out.Len() > 0 || !out.closed.Load() || !v.Journal.Said.IsZero() {
			t.Errorf("control code %q, %d bytes, closed %t, said %v", v.Outcome.ControlCode, out.Len(), out.closed.Load(), v.Journal.Said)
		}
		if f := v.Fixed; !f.NoExport || !f.NoReceipt || !f.Hides("network") || f.Hides("claims") || f.Hides("result") {
			t.Errorf("%+v", f)
		}
	})
}
