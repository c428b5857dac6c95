package ui

import (
	"slices"
	"time"

	"ringback/ui/desk"
)

// everythingFixed is a policy that fixes every setting and takes away what it can.
func everythingFixed() desk.Fixed {
	return desk.Fixed{
		Language: true, TextSize: true, Sound: true, IdleMinutes: true, RetentionDays: true, Template: true, CPR: true,
		HideTabs: []string{tabClaims, tabAppswitch, tabCourse, tabNetwork}, NoExport: true, NoReceipt: true,
	}
}

// fixedSamples are the screens under an organisation's policy.
func fixedSamples() []sample {
	settings := emptyView()
	settings.Environment, settings.Phone = settings.Environments[2], nil
	settings.Secret = desk.SecretState{Needed: true, Source: "keyring"}
	settings.Settings.CPR, settings.Settings.Template = "off", "Code {code}"
	settings.Fixed = everythingFixed()

	idle, waiting, verified := emptyView(), waitingView(), verifiedView()
	for _, v := range []*desk.View{&idle, &waiting, &verified} {
		v.Environment, v.Status.Badge, v.Phone = v.Environments[3], desk.BadgeTest, nil
		v.Fixed = everythingFixed()
	}
	barred := idle
	barred.Form.Person = desk.Field{Value: sampleCPR, Problem: desk.Say("form.person.problem.cpr_barred")}
	few := verified
	few.Fixed = desk.Fixed{HideTabs: []string{tabClaims, tabNetwork}}
	withheld := verified
	withheld.Outcome, withheld.Fixed = &desk.Outcome{}, desk.Fixed{}
	*withheld.Outcome = *verified.Outcome
	o := withheld.Outcome
	o.Outcome, o.Withheld, o.Recording, o.Recorded = "unknown", true, true, false
	o.Name, o.Transaction, o.DateOfBirth, o.Approved = "", "", time.Time{}, time.Time{}
	o.Advice = desk.Say("outcome.unknown.note")
	withheld.Status.Word, withheld.Status.Sentence = desk.Say("outcome.unknown.word"), desk.Say("outcome.unknown.sentence.not_recorded")
	withheld.Status.Tone, withheld.Status.Symbol, withheld.Status.SayNow = desk.ToneUnknown, "question", desk.Say("say.outcome.not_recorded")
	withheld.Claims = nil
	unrecordable := withheld
	unrecordable.Status.Sentence = desk.Say("outcome.unknown.sentence.unrecordable")
	setup := settings
	setup.Setup = &desk.Setup{
		Environment: "production", NeedClientID: true, NeedSecret: true, NeedIP: true, KeyringWorks: true,
		ClientID: "0f8e2c1a-7a55-4bd0-9a62-0b6b1f4f9a11", ClientIDFixed: true, Organisation: "Nordby Kommune", OrganisationFixed: true, IP: "192.0.2.10", IPFixed: true,
	}
	journal := settings
	journal.Journal = journalPage()
	return []sample{
		{name: "fixed-settings", view: settings, open: "settings"},
		{name: "fixed-idle", view: barred},
		{name: "fixed-waiting", view: waiting},
		{name: "fixed-verified", view: verified},
		{name: "fixed-tabs", view: few},
		{name: "fixed-withheld", view: withheld},
		{name: "fixed-unrecordable", view: unrecordable},
		{name: "fixed-journal", view: journal},
		{name: "fixed-keys", view: idle, open: "keys"},
		{name: "fixed-setup", view: setup},
		fixedEditor("fixed-environments", func(e *desk.Editor) {
			e.ReadOnly, e.Problem, e.NoNew, e.NoImport = true, desk.Say("editor.no_own"), true, true
		}),
		fixedEditor("fixed-form", func(e *desk.Editor) { e.Form.Kept = true }),
		fixedEditor("fixed-form-problem", func(e *desk.Editor) {
			e.Form.ID, e.Form.Changed, e.Form.Problem = "", true, desk.Say("editor.incomplete")
			e.Form.Fields[0].Fixed, e.Form.Fields[0].Problem = false, desk.Say("editor.problem.not_allowed")
		}),
		fixedEditor("fixed-machine", func(e *desk.Editor) { e.Form.ReadOnly, e.Environments[3].Machine = true, true }),
		fixedEditor("fixed-import", func(e *desk.Editor) {
			e.Form = nil
			e.Import = &desk.EditorImport{File: "nordby.toml", Rows: []desk.EditorImportRow{{
				ID: "nordby", Environment: e.Environments[3], Issuer: "https://pp.netseidbroker.dk/op", ClientID: "0f1e2d3c", Barred: true,
			}}}
		}),
	}
}

// fixedEditor is the editor with keys that the policy fixes in the form.
func fixedEditor(name string, change func(e *desk.Editor)) sample {
	for _, one := range editorSamples(emptyView()) {
		if one.name != "environments-form" {
			continue
		}
		one.name = name
		for i, field := range one.view.Editor.Form.Fields {
			one.view.Editor.Form.Fields[i].Fixed = slices.Contains([]string{"id", "ip", "kind", "cpr", "organisation", "pinned_keys"}, field.Key)
		}
		if change(one.view.Editor); one.view.Editor.NoNew {
			one.view.Editor.Form = nil
			one.view.Fixed.NoExport = true
		}
		return one
	}
	panic("the samples have no form")
}
