package ui

import (
	"context"
	"fmt"

	"ringback/ui/desk"
)

// story is one course of a verification.
type story struct {
	name     string // its texts are tour.<name>.…
	scenario string // of the demo's phone
	press    func(answerer)
	lost     bool   // the connection is lost meanwhile
	relayed  bool   // the caller passes the code on to the person, who then approves
	outcome  string // how it ends
}

// stories returns the stories of the tour, in order. The last is the one that no check catches.
func stories() []story {
	return []story{
		{name: "approval", scenario: "decide", press: answerer.Approve, outcome: "verified"},
		{name: "refusal", scenario: "decide", press: answerer.Refuse, outcome: "refused"},
		{name: "other_person", scenario: "other-person", outcome: "not_verified"},
		{name: "outage", scenario: "outage", lost: true, outcome: "verified"},
		{name: "relay", scenario: "decide", press: answerer.Approve, relayed: true, outcome: "verified"},
	}
}

// moments returns the captions of a story, in order. Those between the first and the last are told
// while it waits.
func (s story) moments() []string {
	if s.relayed {
		return []string{"asked", "waiting", "relayed", "ended"}
	}
	return []string{"asked", "waiting", "ended"}
}

// nextLine returns the caption that follows another in the tour; "" if none does.
func nextLine(shown told) string {
	all := stories()
	if shown.number < 1 || shown.number > len(all) {
		return ""
	}
	s := all[shown.number-1]
	for i, moment := range s.moments() {
		switch {
		case s.caption(moment) != shown.text:
		case i+1 < len(s.moments()):
			return s.caption(s.moments()[i+1])
		case shown.number < len(all):
			return all[shown.number].caption("asked")
		default:
			return "tour.over"
		}
	}
	return ""
}

// caption returns the key of what is said at a moment.
func (s story) caption(moment string) string { return "tour." + s.name + "." + moment }

// tell plays one story. whom is the number of the person.
func (t *tour) tell(ctx context.Context, s story, number, whole, whom int) error {
	moments := s.moments()
	last := len(moments) - 1
	tells := func(nth int, goesOn func(desk.View) bool) error {
		moment := moments[nth]
		what := told{title: "tour." + s.name + ".title", text: s.caption(moment), number: number, whole: whole}
		return t.show(ctx, what, fmt.Sprintf("%d-%s-%d-%s", number, s.name, nth+1, frameName(moment)), goesOn)
	}
	if err := t.prepare(ctx, s, whom); err != nil {
		return err
	}
	if err := tells(0, never); err != nil {
		return err
	}
	if err := t.onScreen(ctx, t.desk.Start); err != nil {
		return err
	}
	waiting := func(v desk.View) bool {
		return v.State == desk.Waiting && v.Phone.Shown && (!s.lost || v.Status.Offline) || v.State == desk.Ended
	}
	if _, err := t.until(ctx, "waiting", waiting); err != nil {
		return err
	}
	goesOn := ended
	if s.press != nil {
		goesOn = never
	}
	for nth := 1; nth < last; nth++ {
		if err := tells(nth, goesOn); err != nil {
			return err
		}
	}
	if s.press != nil {
		if err := t.onScreen(ctx, func() { s.press(t.desk) }); err != nil {
			return err
		}
	}
	view, err := t.until(ctx, "ended", ended)
	if err != nil {
		return err
	}
	if view.Outcome.Outcome != s.outcome { // a pause outlasted the request
		if t.save != nil {
			return fmt.Errorf("%w: the outcome of %q was %q", ErrTour, s.name, view.Outcome.Outcome)
		}
		return t.clear(ctx)
	}
	if err := tells(last, never); err != nil {
		return err
	}
	return t.clear(ctx)
}

// frameName returns what the picture of a moment is called.
func frameName(moment string) string {
	switch moment {
	case "asked":
		return "request"
	case "ended":
		return "outcome"
	}
	return moment
}

func never(desk.View) bool     { return false }
func ended(v desk.View) bool   { return v.State == desk.Ended && v.Outcome != nil }
func cleared(v desk.View) bool { return v.State == desk.Idle }

// prepare fills in the request.
func (t *tour) prepare(ctx context.Context, s story, whom int) error {
	people := t.seen().Phone.People
	person := people[whom%len(people)].UUID
	err := t.onScreen(ctx, func() {
		d := t.desk
		d.StartOver() // no story is asked about because of the one before
		d.SetCaller(desk.TheyCalled)
		d.SetScenario(s.scenario)
		d.NewCode()
		d.SetPerson(person)
	})
	if err != nil {
		return err
	}
	_, err = t.until(ctx, "complete", func(v desk.View) bool {
		return v.CanStart && v.Form.Person.Value == person && v.Phone.Scenario == s.scenario
	})
	return err
}

// clear dismisses the outcome.
func (t *tour) clear(ctx context.Context) error {
	if _, err := t.until(ctx, "readable", func(v desk.View) bool { return v.CanDone }); err != nil {
		return err
	}
	if err := t.onScreen(ctx, t.desk.Done); err != nil {
		return err
	}
	_, err := t.until(ctx, "cleared", cleared)
	return err
}

// show captions the window, saves the frame, and waits for people to read it.
func (t *tour) show(ctx context.Context, what told, frame string, goesOn func(desk.View) bool) error {
	text, err := t.say(ctx, what)
	if err != nil {
		return err
	}
	if t.save != nil {
		var failed error
		if err := t.onScreen(ctx, func() { failed = t.save(t.w, frame, readingTime(text)) }); err != nil {
			return err
		}
		return failed
	}
	return t.read(ctx, text, goesOn)
}

// say shows a caption, and returns its text.
func (t *tour) say(ctx context.Context, what told) (text string, err error) {
	err = t.onScreen(ctx, func() {
		if p := t.w.presented; p != nil {
			p.caption.set(what)
			p.draw(&t.w.drawn)
		}
		text = t.w.words.get(what.text)
	})
	return text, err
}
