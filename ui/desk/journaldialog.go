package desk

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"ringback/storage/config"
	"ringback/storage/journal"
)

// recordsAtOnce is how many records are read at a time.
const recordsAtOnce = 100

// journalDialog is the open journal: that of the environment in use.
type journalDialog struct {
	page   *JournalPage
	turn   int            // late answers for an earlier filter are dropped
	whom   journal.Person // to be hashed for the filter; nobody usually
	person journal.PersonHash
	erase  journal.Filter // what EraseJournal erases
	loaded int            // number of records read
	next   uint64         // where the next ones begin; 0 after the last, and before the first

	reading bool // a read is under way; afterwards, one of these is handled:
	stale   bool // a verification has begun or ended
	more    bool // more records are wanted
}

// OpenJournal shows the journal of the environment in use; demo's is in memory.
func (d *Desk) OpenJournal() {
	d.act(func(s *state) {
		if s.journalDialog.page == nil {
			s.showJournal(JournalFilter{})
			s.readRecords()
		}
	})
}

// CloseJournal closes the journal.
func (d *Desk) CloseJournal() { d.act((*state).hideJournal) }

// FilterJournal shows the records of the open journal that match the filter. A person that can't be
// one picks no records.
func (d *Desk) FilterJournal(filter JournalFilter) {
	d.act(func(s *state) {
		if s.journalDialog.page == nil {
			return
		}
		person := strings.TrimSpace(filter.Person)
		filter.Case, filter.Person, filter.OfPerson = strings.TrimSpace(filter.Case), "", person != ""
		filter.Operator, filter.Desk = strings.TrimSpace(filter.Operator), strings.TrimSpace(filter.Desk)
		if person == "" && s.journalDialog.page.Filter == filter {
			return
		}
		whom, ok := s.whom(person)
		if !ok {
			s.hideJournal()
			s.journalDialog.page = &JournalPage{Filter: filter, Memory: s.inMemory(), Rights: s.viewRights(), PersonProblem: Say("journal.problem.person")}
			return
		}
		s.showJournal(filter)
		s.journalDialog.whom = whom
		s.readRecords()
	})
}

// whom returns the person that a typed or pasted text names, for the journal; "" is nobody. A name
// that no environment can have asked for is a typing error, which "none found" would hide.
func (s *state) whom(typed string) (person journal.Person, ok bool) {
	now := s.opt.Now()
	asks := func(e config.Environment) bool {
		_, ok := profileOf(e.Profile).person(typed, now)
		return ok
	}
	found := findMitID(typed, lookup{cpr: true, testDays: true, now: now})
	switch {
	case typed == "":
		return journal.Person{}, true
	case asks(s.environment()):
		return personKey(typed, now), true
	case found.Person != "":
		return personKey(found.Person, now), true
	case found.IsZero() && slices.ContainsFunc(s.environments, asks):
		return personKey(typed, now), true
	}
	return journal.Person{}, false
}

// MoreJournal reads the next records of the open journal.
func (d *Desk) MoreJournal() {
	d.act(func(s *state) {
		switch p := s.journalDialog.page; {
		case p == nil || p.Loading || !p.Unread:
		case s.journalDialog.reading:
			s.journalDialog.more = true
		default:
			s.readRecords()
		}
	})
}

// VerifyJournal checks the chain of records. noted is a head from a case file, or "".
func (d *Desk) VerifyJournal(noted string) {
	d.act(func(s *state) {
		if page := s.journalDialog.page; page == nil || page.Rights.NoVerify {
			return
		}
		s.workOnRecords(func(ctx context.Context, j journal.Journal) func(*JournalPage) {
			audit, err := j.Verify(ctx, noted)
			return func(p *JournalPage) {
				p.Audit = nil
				if err != nil {
					p.Said, p.SaidBad = recordsProblem(err), true
					return
				}
				p.Audit, p.ControlCode = viewAudit(audit, noted), audit.Head
			}
		})
	})
}

// ExportJournal writes the records that match the filter, unencrypted, as "json" or "csv", and
// closes the writer. Where the policy allows no export, it only closes it.
func (d *Desk) ExportJournal(format string, to io.WriteCloser) {
	d.act(func(s *state) {
		page := s.journalDialog.page
		if page == nil || s.opt.Policy.NoExport || page.Rights.NoExport || !page.PersonProblem.IsZero() { // it picks nobody, not everybody
			s.closeUnused(to)
			return
		}
		filter, whom := s.recordFilter(), s.journalDialog.whom
		begun := s.workOnRecords(func(ctx context.Context, j journal.Journal) func(*JournalPage) {
			var n int
			err := hashInto(ctx, j, whom, &filter)
			if err == nil {
				n, err = journal.Export(ctx, j, to, journal.ExportFormat(format), filter)
			}
			err = errors.Join(err, to.Close())
			return func(p *JournalPage) {
				p.Said, p.SaidBad = Say("journal.exported", "Count", n), false
				if err != nil {
					p.Said, p.SaidBad = Say("journal.not_exported"), true
				}
			}
		})
		if !begun {
			s.closeUnused(to)
		}
	})
}

// AskErase counts the records that the filter picks, which EraseJournal would erase, and asks in
// View.Journal.Erasing. Without a filter it asks nothing.
func (d *Desk) AskErase() {
	d.act(func(s *state) {
		switch p := s.journalDialog.page; {
		case p == nil || p.Loading || p.Rights.NoErase || !p.PersonProblem.IsZero():
			return
		case p.Filter == (JournalFilter{}):
			s.sayOnPage(Say(eraseAllKey), true)
			return
		}
		filter := s.recordFilter()
		if filter.Until.IsZero() {
			filter.Until = s.opt.Now() // a verification that begins later was never asked about
		}
		s.workOnRecords(func(ctx context.Context, j journal.Journal) func(*JournalPage) {
			n, err := j.Count(ctx, filter)
			return func(p *JournalPage) {
				if err != nil {
					p.Said, p.SaidBad = recordsProblem(err), true
					return
				}
				s.journalDialog.erase = filter
				p.Erasing = &JournalErasing{Count: n}
			}
		})
	})
}

// eraseAllKey is the text that erasing needs a filter. Elsewhere it would say what isn't so.
const eraseAllKey = "journal.problem.erase_all"

// KeepJournal withdraws the question of AskErase; nothing is erased.
func (d *Desk) KeepJournal() {
	d.act(func(s *state) {
		if s.journalDialog.page == nil {
			return
		}
		s.turnPage(func(p *JournalPage) {
			p.Erasing = nil
			if p.Said.Key == eraseAllKey {
				p.Said, p.SaidBad = Text{}, false
			}
		})
	})
}

// EraseJournal permanently erases what AskErase asked about.
func (d *Desk) EraseJournal() {
	d.act(func(s *state) {
		if s.journalDialog.page == nil || s.journalDialog.page.Erasing == nil || s.journalDialog.page.Busy {
			return
		}
		filter := s.journalDialog.erase
		s.workOnRecords(func(ctx context.Context, j journal.Journal) func(*JournalPage) {
			erased, err := j.Erase(ctx, filter)
			return func(p *JournalPage) {
				s.journalDialog.erase = journal.Filter{}
				p.Erasing, p.Audit = nil, nil
				switch {
				case err != nil:
					p.Said, p.SaidBad = recordsProblem(err), true
				case erased.Open > 0:
					p.Said, p.SaidBad = Say("journal.erased_but_open", "Count", erased.Records, "Open", erased.Open), false
				default:
					p.Said, p.SaidBad = Say("journal.erased", "Count", erased.Records), false
				}
				if !erased.Until.IsZero() {
					p.Said = Say("journal.erased_but_kept", "Said", p.Said, "Kept", Say("journal.erased_kept", "Until", Until(erased.Until)))
				}
				// Erased records must not stay in the list.
				p.Records, p.Total, p.More, p.Unread = nil, 0, false, false
				s.journalDialog.loaded, s.journalDialog.next = 0, 0
				s.journalDialog.turn++ // nor return with a read under way
				s.journalDialog.reading, s.journalDialog.stale, s.journalDialog.more = false, false, false
				s.desk.post((*state).readRecords)
				s.forgetRecent(false)
				s.readRecent()
			}
		})
	})
}

// showJournal opens or reopens the journal at its newest records.
func (s *state) showJournal(filter JournalFilter) {
	s.hideJournal()
	s.journalDialog.page = &JournalPage{Filter: filter, Loading: true, Memory: s.inMemory(), Rights: s.viewRights()}
}

// inMemory reports whether the journal of the environment in use is in memory.
func (s *state) inMemory() bool {
	e := s.environment()
	return e.ID == config.IDDemo || s.journalReady(e) && s.journal.lasting == nil
}

func (s *state) hideJournal() { s.journalDialog = journalDialog{turn: s.journalDialog.turn + 1} }

// turnPage replaces the journal page with a changed copy.
func (s *state) turnPage(change func(*JournalPage)) {
	next := *s.journalDialog.page
	change(&next)
	s.journalDialog.page = &next
}

func (s *state) sayOnPage(text Text, bad bool) {
	s.turnPage(func(p *JournalPage) { p.Said, p.SaidBad = text, bad })
}

// readable reports whether it is known which journal to read, and for whom, while it is open.
func (s *state) readable() bool {
	p := s.journalDialog.page
	return p != nil && p.PersonProblem.IsZero() && s.journalReady(s.environment())
}

// readRecords reads the next records, their total, and the control code.
func (s *state) readRecords() {
	if !s.readable() {
		return
	}
	s.turnPage(func(p *JournalPage) { p.Loading, p.Problem = true, Text{} })
	s.readFrom(s.journalDialog.next, recordsAtOnce)
}

// refreshRecords reads the shown records again after a verification has begun or ended. If that
// fails, the page stays as it is.
func (s *state) refreshRecords() {
	switch {
	case !s.readable():
	case s.journalDialog.reading:
		s.journalDialog.stale = true
	default:
		s.readFrom(0, max(s.journalDialog.loaded, recordsAtOnce))
	}
}

// readFrom reads up to limit records in the background: those after what was read before, or, for
// 0, the first ones.
func (s *state) readFrom(next uint64, limit int) {
	from, turn, whom := s.journalFor(s.environment()), s.journalDialog.turn, s.journalDialog.whom
	filter := s.recordFilter()
	filter.Before, filter.Limit = next, limit
	s.journalDialog.reading = true
	s.job(func(ctx context.Context) func(*state) {
		var read journal.Page
		err := hashInto(ctx, from, whom, &filter)
		if err == nil {
			read, err = from.Page(ctx, filter)
		}
		return func(s *state) {
			if s.journalDialog.page == nil || turn != s.journalDialog.turn {
				return
			}
			if filter.Person != "" {
				s.journalDialog.person, s.journalDialog.whom = filter.Person, journal.Person{}
			}
			s.gotRecords(read, next == 0, err)
			s.readOn()
		}
	})
}

// hashInto puts the hash of a person, if there is one, into a filter.
func hashInto(ctx context.Context, j journal.Journal, whom journal.Person, filter *journal.Filter) (err error) {
	if whom == (journal.Person{}) {
		return nil
	}
	if learner, is := j.(journal.Learner); is {
		if err := learner.Learn(ctx); err != nil {
			return err
		}
	}
	filter.Person, err = j.HashPerson(ctx, whom)
	return err
}

// gotRecords shows what was read, from the first record on or after those that are shown.
func (s *state) gotRecords(read journal.Page, first bool, err error) {
	s.turnPage(func(p *JournalPage) {
		asked := p.Loading
		p.Loading = false
		if err != nil {
			if asked {
				p.Problem = recordsProblem(err)
			}
			return
		}
		if first {
			p.Records, s.journalDialog.loaded = nil, 0
		}
		p.Total, p.More, p.Unread, p.ControlCode = read.Total, read.More, read.Next != 0, read.Head
		s.journalDialog.next = read.Next
		s.journalDialog.loaded += len(read.Records)
		p.Records = slices.Clip(p.Records) // published views have it
		for _, r := range read.Records {
			p.Records = append(p.Records, s.viewRecord(r))
		}
	})
}

// readOn does what was requested while the journal was being read.
func (s *state) readOn() {
	stale, more := s.journalDialog.stale, s.journalDialog.more
	s.journalDialog.reading, s.journalDialog.stale, s.journalDialog.more = false, false, false
	switch {
	case stale:
		s.journalDialog.more = more
		s.refreshRecords()
	case more && s.journalDialog.page.Unread:
		s.readRecords()
	}
}

// workOnRecords runs work on the open journal in the background, one at a time, and reports whether
// it started. The function that work returns changes the page, if it is still open.
func (s *state) workOnRecords(work func(ctx context.Context, j journal.Journal) func(*JournalPage)) bool {
	e := s.environment()
	if s.journalDialog.page == nil || s.journalDialog.page.Busy || !s.journalReady(e) {
		return false
	}
	s.turnPage(func(p *JournalPage) { p.Busy, p.Said = true, Text{} })
	journal, turn := s.journalFor(e), s.journalDialog.turn
	s.job(func(ctx context.Context) func(*state) {
		change := work(ctx, journal)
		return func(s *state) {
			if s.journalDialog.page != nil && turn == s.journalDialog.turn {
				s.turnPage(func(p *JournalPage) {
					p.Busy = false
					change(p)
				})
			}
		}
	})
	return true
}

// recordsProblem says why the journal can't be read.
func recordsProblem(err error) Text {
	if errors.Is(err, journal.ErrHead) {
		return Say("journal.problem.head")
	}
	return troubleOf(err).told()
}
