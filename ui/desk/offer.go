package desk

import "time"

// OfferKind says who offers a request.
type OfferKind string

// The kinds of offers.
const (
	FromLink    OfferKind = "link"
	FromProgram OfferKind = "program" // on its standard input
)

// Offer is a request that a link or another program hands to the operator. Anybody can put a link
// on a page: an offer never starts anything, and never changes what somebody has begun.
type Offer struct {
	Request Request
	Kind    OfferKind
	// Follow is called once with what became of the request: on the desk's goroutine, or by
	// [Desk.Offer] if the desk has ended. It must not block. It may be nil.
	Follow func(Followed)
}

// Offered is an offer that waits for the operator, who takes it over or dismisses it.
type Offered struct {
	ID          int
	Kind        OfferKind
	Environment Environment // that it is for
	Case        string      // ""
	Person      string      // short, as [ShortPerson]; "" if the offer names nobody
	ByCPR       bool        // Person is a CPR number
	// CanTake is false while a verification is on the desk, and in the first second, so that a
	// click meant for something else doesn't take it over.
	CanTake bool
}

const (
	// offerRest is how long a form that was just filled doesn't start, and an offer that has just
	// come isn't taken over.
	offerRest = time.Second
	// offerEvery is the shortest time between two offers that are taken. Others are dropped.
	offerEvery = time.Second
	// floodOver is the pause after which dropped offers are reported again.
	floodOver = time.Minute
)

// offers is the offer that waits, and what guards the desk against a flood of them.
type offers struct {
	held    *held
	last    time.Time // monotonic: when one was last taken
	dropped time.Time // … or dropped
	id      int
}

// held is the offer that waits.
type held struct {
	Offer
	id int
	at time.Time // monotonic
}

// Offer hands a request to the operator. It fills a form that is idle and untouched since Done, if
// it is for the environment in use. Otherwise it waits as [View.Offered]. The newest takes the
// place of one that waits. Of several within a second the first is taken. A request that must not
// reach the form changes nothing and is reported as a notice.
//
// It doesn't count as the operator's presence.
func (d *Desk) Offer(o Offer) {
	d.leave(message{
		do:   func(s *state) { s.offer(o) },
		lost: func() { o.tell(Followed{Dropped: DroppedClosed}) },
	})
}

func (s *state) offer(o Offer) {
	if !s.offers.last.IsZero() && time.Since(s.offers.last) < offerEvery {
		s.dropOffer(o)
		return
	}
	s.offers.last = time.Now()
	at, problem := s.judge(o.Request)
	if !problem.IsZero() {
		s.notify(problem, true)
		o.tell(Followed{Problem: problem})
		return
	}
	if s.run == nil && s.resuming == nil && !s.form.begun && at == s.current {
		s.dropHeld(DroppedReplaced)
		s.take(o, at)
		return
	}
	s.dropHeld(DroppedReplaced)
	s.offers.id++
	s.offers.held = &held{Offer: o, id: s.offers.id, at: time.Now()}
}

// dropOffer drops one offer too many. It says so once, until they have stopped coming.
func (s *state) dropOffer(o Offer) {
	if s.offers.dropped.IsZero() || time.Since(s.offers.dropped) >= floodOver {
		s.notify(Say("offer.too_many"), true)
	}
	s.offers.dropped = time.Now()
	o.tell(Followed{Dropped: DroppedReplaced})
}

// judge returns the index of the environment that a request is for, and why the request must not
// reach the form.
func (s *state) judge(r Request) (at int, problem Text) {
	if problem := r.Problem(); !problem.IsZero() {
		return -1, problem
	}
	return s.findFor(r)
}

// TakeOver fills the form with the offer that waits, in place of what is there, and switches to its
// environment. It does nothing while the offer can't be taken over, or if a newer one has replaced
// it.
func (d *Desk) TakeOver(id int) {
	d.edit(func(s *state) {
		h := s.offers.held
		if h == nil || h.id != id || !s.canTake() {
			return
		}
		s.offers.held = nil
		at, problem := s.judge(h.Request) // its environment may be gone
		if !problem.IsZero() {
			s.notify(problem, true)
			h.tell(Followed{Problem: problem})
			return
		}
		s.take(h.Offer, at)
	})
}

// DismissOffer drops the offer that waits, unless a newer one has replaced it.
func (d *Desk) DismissOffer(id int) {
	d.act(func(s *state) {
		if h := s.offers.held; h != nil && h.id == id {
			s.dropHeld(DroppedDismissed)
		}
	})
}

func (s *state) canTake() bool {
	return s.run == nil && s.resuming == nil && time.Since(s.offers.held.at) >= offerRest
}

// take fills the form with an offer.
func (s *state) take(o Offer, at int) {
	s.dropHanded(DroppedReplaced)
	s.fillIn(o.Request, at)
	s.form.filledBy, s.form.filledAt = o.Kind, time.Now()
	s.hand(o)
}

// dropHeld drops the offer that waits, if there is one.
func (s *state) dropHeld(why Dropped) {
	if h := s.offers.held; h != nil {
		s.offers.held = nil
		h.tell(Followed{Dropped: why})
	}
}

// formRests reports whether the form was filled by an offer a moment ago: a key that was meant for
// what was there before must not start it.
func (s *state) formRests() bool {
	return s.form.filledBy != "" && time.Since(s.form.filledAt) < offerRest
}

// untilRested returns how long it takes until Start or Take over can be pressed again; 0 if nothing
// rests.
func (s *state) untilRested() time.Duration {
	var left time.Duration
	if s.run == nil && s.form.filledBy != "" {
		left = offerRest - time.Since(s.form.filledAt)
	}
	if h := s.offers.held; h != nil {
		left = max(left, offerRest-time.Since(h.at))
	}
	return left
}

func (s *state) viewOffered() *Offered {
	h := s.offers.held
	if h == nil {
		return nil
	}
	at := s.current
	if h.Request.Environment != "" {
		at = s.environmentAt(h.Request.Environment)
	}
	view := &Offered{ID: h.id, Kind: h.Kind, Case: h.Request.Case, Person: ShortPerson(h.Request.person()), ByCPR: h.Request.CPR != "", CanTake: s.canTake()}
	if at < 0 { // it was deleted meanwhile
		view.Environment = Environment{ID: h.Request.Environment, Name: h.Request.Environment, Badge: BadgeTest}
		return view
	}
	view.Environment = s.viewEnvironment(s.whole(s.environments[at]))
	return view
}
