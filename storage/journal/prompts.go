package journal

import (
	"cmp"
	"slices"
	"time"

	"ringback/ciba"
)

// standing is what the guard knows of a person under one of their hashes. It outlasts the records.
type standing struct {
	guard   guard // of the verification that may be open; without an id there is none
	prompts []prompt
	fences  []fence
	// erased: no record is left under this hash, so what belongs to it goes when it is over.
	erased bool
	demo   bool // the person is one of demo's; only in memory
}

// prompt is a request that the provider acknowledged or may have got. Its id and outcome go with
// its record.
type prompt struct {
	id           string
	sent         time.Time
	acknowledged bool
	ended        time.Time // zero while nobody knows how it ended
	outcome      ciba.Outcome
}

// fence is a report that a person didn't start a request. Its id and who reported it go with its
// record.
type fence struct {
	id           string
	since, until time.Time
	operator     string
}

// How much is kept under one hash. Older ones are dropped: a guard that asks doesn't need them, and
// a policy's limit is at most 60.
const (
	maxPrompts = 64
	maxFences  = 16
)

// counts reports whether a request was sent within the last hour.
func (p prompt) counts(now time.Time) bool { return within(now, p.sent, p.sent.Add(CountedFor)) }

// over returns the time at which a prompt ended; for one that nobody ended, when it ended by itself
// at the latest.
func (p prompt) over() time.Time {
	if p.ended.IsZero() {
		return p.sent.Add(ciba.MaxLifetime)
	}
	return p.ended
}

// lately reports whether a request ended less than ten minutes ago, unverified. One that nobody
// ended counts while its guard isn't closed any more.
func (p prompt) lately(now time.Time) bool {
	if p.outcome == ciba.Verified {
		return false
	}
	if p.ended.IsZero() {
		return p.counts(now) && now.Before(p.over().Add(AskedLately))
	}
	return within(now, p.ended, p.ended.Add(AskedLately))
}

// until returns when a prompt matters no longer.
func (p prompt) until() time.Time {
	until := p.sent.Add(CountedFor)
	if later := p.over().Add(AskedLately); p.outcome != ciba.Verified && later.After(until) {
		until = later
	}
	return until
}

func (p prompt) matters(now time.Time) bool { return p.counts(now) || p.lately(now) }
func (f fence) holds(now time.Time) bool    { return within(now, f.since, f.until) }

// tidied drops what is over.
func (s *standing) tidied(now time.Time) {
	if s.guard.refused && s.guard.holds(now) { // an earlier version's way to say it
		s.prompts = append(s.prompts, prompt{sent: s.guard.since, acknowledged: true, ended: s.guard.since, outcome: ciba.Refused})
	}
	if s.guard.refused || !s.guard.holds(now) {
		s.guard = guard{}
	}
	s.prompts = slices.DeleteFunc(s.prompts, func(p prompt) bool { return !p.matters(now) })
	s.fences = slices.DeleteFunc(s.fences, func(f fence) bool { return !f.holds(now) })
}

// empty reports whether nothing is left to know.
func (s *standing) empty() bool { return s.guard.id == "" && len(s.prompts)+len(s.fences) == 0 }

// until returns when the last of the counts and fences is over; zero if there is none.
func (s *standing) until() (last time.Time) {
	for _, p := range s.prompts {
		if until := p.until(); until.After(last) {
			last = until
		}
	}
	for _, f := range s.fences {
		if f.until.After(last) {
			last = f.until
		}
	}
	return last
}

// prompt returns the prompt of a verification; nil if there is none.
func (s *standing) prompt(id string) *prompt {
	if at := slices.IndexFunc(s.prompts, func(p prompt) bool { return p.id == id && id != "" }); at >= 0 {
		return &s.prompts[at]
	}
	return nil
}

// begun notes that a verification begins. It closes the guard unless another one's is closed, or
// the kind has none.
func (s *standing) begun(record Record, now time.Time, closed bool) {
	if record.guarded() && !closed {
		s.guard = openGuard(record.ID, now)
	}
	s.demo = record.Kind == kindDemo
	s.prompts = append(s.prompts, prompt{id: record.ID, sent: now})
	s.prompts = s.prompts[max(0, len(s.prompts)-maxPrompts):]
}

// unbegun takes begun back: the request isn't sent.
func (s *standing) unbegun(id string) {
	if s.guard.id == id {
		s.guard = guard{}
	}
	s.uncount(id)
}

func (s *standing) uncount(id string) {
	s.prompts = slices.DeleteFunc(s.prompts, func(p prompt) bool { return p.id == id })
}

// acknowledged notes that the provider has the request.
func (s *standing) acknowledged(id string, r ciba.Resumption) {
	if s.guard.id == id {
		s.guard = s.guard.acknowledged(r)
	}
	if p := s.prompt(id); p != nil {
		p.acknowledged, p.sent = true, r.SentAt
	}
}

// ended notes how a verification ended. A request that the provider can't have got doesn't count.
func (s *standing) ended(id string, ending Ending, now time.Time) {
	if s.guard.id == id && !s.guard.stays(ending) {
		s.guard = guard{}
	}
	p := s.prompt(id)
	switch {
	case p == nil:
	case !p.acknowledged && ending.Unsent():
		s.uncount(id)
	default:
		// One that a crash left can be filed much later.
		if last := p.sent.Add(ciba.MaxLifetime + KeptAfterReceipt); now.After(last) {
			now = last
		}
		p.ended, p.outcome = now, ending.Outcome
	}
}

// reported fences the person.
func (s *standing) reported(id string, report Report) {
	s.lifted(id)
	s.fences = append(s.fences, fence{id: id, since: report.At, until: report.At.Add(FenceLasts), operator: report.Operator})
	s.fences = s.fences[max(0, len(s.fences)-maxFences):]
}

// told is reported or lifted.
func (s *standing) told(id string, report Report, fences bool) {
	if fences {
		s.reported(id, report)
	} else {
		s.lifted(id)
	}
}

// lifted ends the fence because of a verification.
func (s *standing) lifted(id string) {
	s.fences = slices.DeleteFunc(s.fences, func(f fence) bool { return f.id == id })
}

// forget drops what would tell more of an erased verification than when things are over.
func (s *standing) forget(id string) {
	if s.guard.id == id {
		s.guard = guard{}
	}
	if p := s.prompt(id); p != nil {
		verified := p.outcome == ciba.Verified
		if p.id, p.outcome = "", ""; verified {
			p.outcome = ciba.Verified // which asks for less
		}
	}
	for i := range s.fences {
		if f := &s.fences[i]; f.id == id {
			f.id, f.operator = "", ""
		}
	}
}

// person is what the guard knows of one person, under all of their hashes.
type person []*standing

// check returns an error if a verification must not begin now.
func (p person) check(record Record, now time.Time, maxPrompts int) error {
	for _, s := range p {
		s.tidied(now)
	}
	for _, s := range p {
		if record.guarded() && s.guard.id != "" {
			return &GuardError{Kind: ErrOpenVerification, ID: s.guard.id, Until: s.guard.until}
		}
	}
	counting := p.counting(now)
	if record.guarded() && maxPrompts > 0 && len(counting) >= maxPrompts {
		return &GuardError{Kind: ErrTooMany, Until: counting[maxPrompts-1].sent.Add(CountedFor), Requests: len(counting)}
	}
	asked := GuardError{}
	p.askedLately(&asked, now)
	thirdInHour(&asked, counting)
	p.fenced(&asked)
	if asked.Questions&^record.Confirmed == 0 {
		return nil
	}
	return &asked
}

// open reports whether a verification may be open.
func (p person) open() bool {
	return slices.ContainsFunc(p, func(s *standing) bool { return s.guard.id != "" })
}

// counting returns the requests that count, the newest first.
func (p person) counting(now time.Time) (all []prompt) {
	for _, s := range p {
		for _, one := range s.prompts {
			if one.counts(now) {
				all = append(all, one)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b prompt) int { return b.sent.Compare(a.sent) })
	return all
}

// askedLately adds the question about a request that ended a few minutes ago.
func (p person) askedLately(asked *GuardError, now time.Time) {
	var last *prompt
	for _, s := range p {
		for i := range s.prompts {
			if one := &s.prompts[i]; one.lately(now) && (last == nil || last.over().Before(one.over())) {
				last = one
			}
		}
	}
	if last != nil {
		asked.ask(QuestionAskedLately, ErrAskedLately, last.over().Add(AskedLately))
		asked.Outcome, asked.At = last.outcome, cmp.Or(last.ended, last.sent)
	}
}

// thirdInHour adds the question about the third request.
func thirdInHour(asked *GuardError, counting []prompt) {
	counting = slices.DeleteFunc(slices.Clone(counting), func(p prompt) bool { return p.outcome == ciba.Verified })
	if len(counting) >= 2 {
		asked.ask(QuestionThirdInHour, ErrThirdInHour, counting[1].sent.Add(CountedFor))
		asked.Requests = len(counting)
	}
}

// fenced adds the question about a report.
func (p person) fenced(asked *GuardError) {
	for _, s := range p {
		for _, f := range s.fences {
			if asked.Questions&QuestionFenced == 0 || asked.Until.Before(f.until) {
				asked.ask(QuestionFenced, ErrFenced, f.until)
				if asked.Reported = (Report{}); f.id != "" {
					asked.Reported = Report{At: f.since, Operator: f.operator}
				}
			}
		}
	}
}

// ask adds a question that is graver than those before.
func (e *GuardError) ask(question Questions, kind error, until time.Time) {
	e.Questions, e.Kind, e.Until = e.Questions|question, kind, until
}
