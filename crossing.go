package main

import (
	"strings"
	"time"

	"ringback/ui/console"
	"ringback/ui/desk"
	"ringback/ui/handover"
)

// messageOf returns a request as it is handed over.
func messageOf(ask handover.Ask, r desk.Request) handover.Message {
	return handover.Message{
		Ask: ask, Environment: r.Environment, Person: r.Person, CPR: r.CPR, HintToken: r.HintToken, Text: r.Text, IP: r.IP,
		Action: r.Action, Case: r.Case, AppOS: r.AppOS, ReturnURL: r.ReturnURL,
	}
}

// requestOf returns the request of a message. The desk checks it as it does every offer.
func requestOf(m handover.Message) desk.Request {
	return desk.Request{
		Environment: m.Environment, Person: m.Person, CPR: m.CPR, HintToken: m.HintToken, Text: m.Text, IP: m.IP,
		Action: m.Action, Case: m.Case, AppOS: m.AppOS, ReturnURL: m.ReturnURL,
	}
}

// taker is the desk as it takes what is handed over.
type taker interface {
	View() desk.View
	Offer(desk.Offer)
	HangUp(caseNumber, environment string)
	Notify(problem desk.Text)
}

// take passes on to the desk what a start asks for. answer is nil unless that start waits for the
// outcome.
func take(d taker, m handover.Message, answer func(handover.Answer)) {
	switch m.Ask {
	case handover.AskHangUp:
		d.HangUp(m.Case, m.Environment)
	case handover.AskBadLink:
		d.Notify(desk.Say("handover.bad_link"))
	case handover.AskFront:
		if m.Environment != "" && m.Environment != d.View().Environment.ID {
			d.Offer(desk.Offer{Request: requestOf(m), Kind: desk.FromProgram})
		}
	case handover.AskLink:
		d.Offer(desk.Offer{Request: requestOf(m), Kind: desk.FromLink})
	case handover.AskRequest:
		offer := desk.Offer{Request: requestOf(m), Kind: desk.FromProgram}
		if answer != nil {
			offer.Follow = func(f desk.Followed) { answer(answerOf(f)) }
		}
		d.Offer(offer)
	}
}

// answerOf returns what became of a request, as its sender writes it.
func answerOf(f desk.Followed) handover.Answer {
	line, status := console.Final(f, time.Now())
	return handover.Answer{Line: strings.TrimSuffix(string(line), "\n"), Status: status}
}
