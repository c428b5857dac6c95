package ui

import (
	"time"

	"ringback/ui/desk"
)

// everythingFixed is a policy that fixes every setting and takes away what it can.
func everythingFixed() desk.Fixed {
	return desk.Fixed{
		Language: true, IdleMinutes: true, RetentionDays: true, Template: true, CPR: true,
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
	}
}
