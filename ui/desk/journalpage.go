package desk

import (
	"strings"
	"time"

	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// JournalPage is what the open journal shows: the newest matching records, as far as they were
// loaded, and the result of the last audit.
type JournalPage struct {
	Filter  JournalFilter   // without the person
	Records []JournalRecord // most recently begun first
	Total   int             // number of matching records
	More    bool            // there are more than that
	Unread  bool            // MoreJournal adds more
	Loading bool
	Busy    bool // it is being audited, exported or erased from
	Problem Text // why it can't be read
	// PersonProblem says why what was typed picks nobody; then no records are shown.
	PersonProblem Text
	Memory        bool // it is in memory and ends with the program
	Rights        JournalRights
	ControlCode   string // to be noted in the case file
	Audit         *JournalAudit
	Erasing       *JournalErasing // what EraseJournal would erase; nil unless asked
	Said          Text            // how the last export or erasure went
	SaidBad       bool
}

// JournalRights are what can be done in a journal: all of it in one that is this desk's own, and in
// a shared one what the login's roles allow.
type JournalRights struct {
	Shared    bool   // many desks share it
	Login     string // … and this is the login there
	Everybody bool   // the records of all desks are listed, with who asked; they can be filtered by that

	NoVerify, NoExport, NoErase bool
	NoLift                      bool // of a fence
}

// viewRights returns what can be done in the journal of the environment in use.
func (s *state) viewRights() JournalRights {
	lasting, shared := s.journal.lasting.(journal.Shared)
	if !shared || s.environment().ID == config.IDDemo {
		return JournalRights{}
	}
	rights := lasting.Rights()
	all := rights.Supervisor || rights.Auditor
	return JournalRights{
		Shared: true, Login: ciba.Clean(rights.Login, 100), Everybody: all,
		NoVerify: !rights.Auditor, NoExport: !all, NoErase: !rights.Supervisor, NoLift: !rights.Desk && !rights.Supervisor,
	}
}

// JournalFilter picks records; a zero field picks all.
type JournalFilter struct {
	From, Until time.Time // time of the start; From is included, Until is not
	Outcome     string    // an outcome, or OutcomeOpen
	Environment string    // id
	Case        string    // exact match
	// The account and the desk, by their own word: only where JournalRights.Everybody is.
	Operator, Desk string
	// Person is a MitID UUID, a CPR number or a provider's own name, as typed. Only its hash is
	// kept, while the journal is open; a page has OfPerson instead.
	Person   string
	OfPerson bool
}

// OutcomeOpen picks verifications that have not ended.
const OutcomeOpen = "open"

// JournalRecord is one verification in the journal. It doesn't hold the person.
type JournalRecord struct {
	ID                       string
	Started, Received, Ended time.Time // Received is zero without tokens, Ended while open
	Environment              Environment
	Outcome                  string // "" while it is open
	Tone                     Tone
	Symbol                   string // name of the symbol before the outcome, as in assets
	Case, Text               string
	Operator                 string
	Login, Desk              string    // only in a shared journal: as the server wrote it, and the desk's own word
	HandedIn                 time.Time // … when its desk handed it in, which had recorded it alone; usually zero
	DeskOnly                 bool      // … this desk recorded it alone, and hands it in later
	ReplayFound              bool      // … the answer had come for another verification as well, which was found later
	Illegible                bool      // … this desk's keys don't open it, or some of it: it has what lies open
	Why                      Text      // why it ended, if only a journal knows that; usually zero
	Transaction              string
	SupportReference         string    // see Outcome
	Confirmed                []Text    // what the operator was asked before, and confirmed
	Reported                 time.Time // that the person didn't start it; zero if nobody reported it
	ReportedBy               string
	Lifted                   time.Time // when this was taken back, or the fence was lifted
	LiftedBy                 string
	Fenced                   bool    // because of it the person is fenced: LiftFence ends that
	Checks                   []Check // ids and results only
}

// JournalAudit is the result of checking the chain of records.
type JournalAudit struct {
	Good    bool
	Finding Text
}

// JournalErasing is the question before records are erased: those that the filter picks.
type JournalErasing struct {
	Count int // records that would be erased
}

// viewRecord converts a record.
func (s *state) viewRecord(r journal.Record) JournalRecord {
	r.Outcome = s.shownOf(r)
	view := JournalRecord{
		ID: r.ID, Started: r.Started, Received: r.Received, Ended: r.At, Outcome: ciba.Clean(string(r.Outcome), 100),
		Environment: Environment{ID: r.Environment},
		Case:        ciba.Clean(r.Case, 200), Text: ciba.Clean(r.Text, 200), Operator: ciba.Clean(r.Operator, 100),
		Transaction: ciba.Clean(r.Transaction, 100), SupportReference: ciba.Clean(r.SupportReference, 100),
		Reported: r.Reported.At, ReportedBy: ciba.Clean(r.Reported.Operator, 100), Lifted: r.Lifted.At, LiftedBy: ciba.Clean(r.Lifted.Operator, 100),
		Fenced: r.Fenced(s.opt.Now()),
	}
	if r.Kind != "" {
		view.Environment.Badge = badgeOf(config.Kind(r.Kind))
	}
	view.HandedIn, view.DeskOnly, view.ReplayFound, view.Illegible = r.HandedIn, r.DeskOnly, r.ReplayFound, r.Illegible
	view.Login, view.Desk = ciba.Clean(r.Login, 100), ciba.Clean(r.Host, 100)
	switch r.Reason {
	case journal.ReasonLost:
		view.Why = Say("journal.why.desk_lost")
	case journal.ReasonNotSent:
		view.Why = Say("journal.why.not_sent")
	}
	for _, question := range r.Confirmed.Names() {
		view.Confirmed = append(view.Confirmed, Say("journal.confirmed."+question))
	}
	view.Tone, view.Symbol = ToneWaiting, "clock"
	if r.Outcome != "" {
		view.Tone, view.Symbol = outcomeLook(string(r.Outcome))
	}
	if r.ReplayFound || r.Illegible {
		view.Tone, view.Symbol = ToneRefused, "alert"
	}
	if at := s.environmentAt(r.Environment); at >= 0 {
		known := s.viewEnvironment(s.environments[at])
		view.Environment.Name, view.Environment.BuiltIn, view.Environment.Profile = known.Name, known.BuiltIn, known.Profile
		if r.Kind == "" { // it is sealed, and can't be read
			view.Environment.Badge = known.Badge
		}
	}
	for _, check := range r.Checks {
		view.Checks = append(view.Checks, Check{ID: string(check.ID), Result: string(check.Result)})
	}
	return view
}

// recordFilter returns the journal's own filter for what the page shows.
func (s *state) recordFilter() journal.Filter {
	f := s.journalDialog.page.Filter
	filter := journal.Filter{From: f.From, Until: f.Until, Environment: f.Environment, Case: f.Case, Person: s.journalDialog.person, Operator: f.Operator, Host: f.Desk}
	if f.Outcome != "" {
		filter.Outcomes = []ciba.Outcome{inJournal(f.Outcome)}
	}
	return filter
}

// viewAudit converts the result of an audit. Without a head noted elsewhere, it is unknown whether
// records are missing at the end, or whether this is an old copy.
func viewAudit(a journal.Audit, noted string) *JournalAudit {
	if a.Fault == nil && a.Illegible.Entries > 0 {
		return &JournalAudit{Finding: illegible("journal.illegible_entries", a.Illegible)}
	}
	if a.Fault == nil {
		key := "journal.sound.noted"
		if strings.TrimSpace(noted) == "" {
			key = "journal.sound.by_itself"
		}
		return &JournalAudit{Good: true, Finding: Say(key, "Count", a.Records, "Erased", a.Erased)}
	}
	return &JournalAudit{Finding: Say("journal.fault."+string(a.Fault.Problem), "Position", a.Fault.Position)}
}

// illegible says which entries can't be read.
func illegible(key string, of journal.Illegible) Text {
	return Say(key, "Count", of.Entries, "Position", of.Position, "Login", ciba.Clean(of.Login, 100))
}
