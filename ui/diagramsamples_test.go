package ui

import (
	"time"

	"ringback/ui/desk"
)

// drawer builds the steps of a sample as the desk does.
type drawer struct {
	now   time.Time
	steps []desk.Step
	polls int
	calls int
}

// begun is a request that the broker has accepted.
func begun(demo bool) *drawer {
	d := &drawer{now: at(10, 42, 7)}
	d.message(desk.PartyOperator, desk.PartyRingback, "starting", desk.Say("sequence.starting"))
	d.call("addresses", desk.Say("sequence.addresses"), 12*time.Millisecond)
	d.message(desk.PartyRingback, desk.PartyBroker, "requesting", desk.Say("sequence.requesting"))
	d.calls++
	d.steps[len(d.steps)-1].Exchange = d.calls
	d.message(desk.PartyBroker, desk.PartyRingback, "accepted", desk.Say("sequence.accepted", "Count", 5))
	d.steps[len(d.steps)-1].Exchange = d.calls
	if demo {
		d.message(desk.PartyBroker, desk.PartyPhone, "prompt", desk.Say("sequence.prompt"))
	}
	return d.wait("interval", 5)
}

func (d *drawer) add(step desk.Step) *drawer {
	step.Seq, step.At = len(d.steps)+1, d.now
	if step.Tone == "" {
		step.Tone = desk.ToneNeutral
	}
	d.steps = append(d.steps, step)
	return d
}

func (d *drawer) message(from, to desk.Party, what string, text desk.Text) *drawer {
	return d.add(desk.Step{Kind: desk.StepMessage, From: from, To: to, What: what, Text: text})
}

func (d *drawer) call(what string, text desk.Text, took time.Duration) *drawer {
	d.calls++
	return d.add(desk.Step{Kind: desk.StepCall, From: desk.PartyRingback, To: desk.PartyBroker, What: what, Text: text, Duration: took, Exchange: d.calls})
}

// poll adds one poll.
func (d *drawer) poll(what string, tone desk.Tone) *drawer {
	d.polls++
	d.call(what, desk.Say("sequence.poll."+what, "Number", d.polls), 9*time.Millisecond)
	last := &d.steps[len(d.steps)-1]
	last.Tone = tone
	if what == "no_answer" {
		last.Kind = desk.StepLost
	}
	return d
}

func (d *drawer) wait(why string, count int) *drawer {
	tone := desk.ToneNeutral
	if why != "interval" {
		tone = desk.ToneWaiting
	}
	d.add(desk.Step{Kind: desk.StepWait, From: desk.PartyRingback, To: desk.PartyRingback, What: why, Text: desk.Say("sequence.wait."+why, "Count", count), Tone: tone, Duration: time.Duration(count) * time.Second})
	d.now = d.now.Add(time.Duration(count) * time.Second)
	return d
}

// pending adds n pending polls.
func (d *drawer) pending(n int) *drawer {
	for range n {
		d.poll("pending", desk.ToneNeutral).wait("interval", 5)
	}
	return d
}

func (d *drawer) on(v desk.View) desk.View {
	v.Sequence = d.steps
	return v
}

func waitingDiagram() desk.View {
	d := begun(true).pending(13).poll("slow_down", desk.ToneWaiting).wait("slow_down", 10)
	return d.poll("pending", desk.ToneNeutral).wait("slow_down", 10).on(slowedView())
}

func offlineDiagram() desk.View {
	d := begun(true).pending(2).poll("no_answer", desk.ToneRefused).wait("back_off", 6)
	return d.poll("unusable", desk.ToneRefused).wait("retry_after", 20).poll("no_answer", desk.ToneRefused).wait("back_off", 22).on(offlineView())
}

// judged adds the tokens and the outcome.
func (d *drawer) judged(demo bool, badge, outcome string, tone desk.Tone) *drawer {
	d.poll("answered", desk.ToneNeutral).call("keys", desk.Say("sequence.keys"), 14*time.Millisecond)
	d.add(desk.Step{Kind: desk.StepNote, From: desk.PartyRingback, To: desk.PartyRingback, What: "checked", Text: desk.Say("course.checked", "Count", 19)})
	if !demo {
		d.message(desk.PartyPhone, desk.PartyBroker, "approved", desk.Say("sequence.approved_at", "At", desk.At(at(10, 42, 51))))
	}
	return d.ended(badge, outcome, tone)
}

func (d *drawer) ended(badge, outcome string, tone desk.Tone) *drawer {
	word := desk.Say("badge.outcome", "Badge", desk.Say("environment.kind."+badge), "Word", desk.Say("outcome."+outcome+".word"))
	return d.add(desk.Step{Kind: desk.StepMessage, From: desk.PartyRingback, To: desk.PartyOperator, What: outcome, Text: word, Tone: tone})
}

func verifiedDiagram() desk.View {
	d := begun(true).pending(8)
	d.message(desk.PartyPhone, desk.PartyBroker, "approved", desk.Say("sequence.approved"))
	return d.judged(true, "demo", "verified", desk.ToneVerified).on(verifiedView())
}

func testedDiagram() desk.View {
	v := verifiedView()
	v.Environment, v.Status.Badge, v.Phone = v.Environments[3], desk.BadgeTest, nil
	return begun(false).pending(8).judged(false, "test", "verified", desk.ToneVerified).on(v)
}

func cancelledDiagram() desk.View {
	d := begun(true).pending(2)
	d.message(desk.PartyOperator, desk.PartyRingback, "cancelling", desk.Say("sequence.cancelling"))
	d.call("cancelled", desk.Say("sequence.cancelled"), 11*time.Millisecond)
	d.message(desk.PartyBroker, desk.PartyPhone, "withdrawn", desk.Say("sequence.withdrawn"))
	d.ended("demo", "cancelled", desk.ToneNeutral)
	return d.on(endedView("cancelled", desk.ToneNeutral, "ban", desk.Say("outcome.cancelled.sentence.confirmed"), desk.Text{}))
}
