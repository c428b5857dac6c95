package desk

import (
	"strings"
	"time"

	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// JournalPage is what the open journal shows: the newest records that fit, as far as they were
// asked for, and what was found when it was verified.
type JournalPage struct {
	Filter  JournalFilter
	Records []JournalRecord // the last begun first; MoreJournal brings more
	Total   int             // how many fit
	Loading bool
	Busy    bool   // it is being verified, exported or erased from
	Problem Text   // why it can't be read
	Memory  bool   // it ends with the program
	Head    string // where the chain ends, to be noted in the case file
	Audit   *JournalAudit
	Erasing *JournalErasing // what EraseJournal would erase; nil unless asked
	Said    Text            // how the last export or erasure went
	SaidBad bool
}

// JournalFilter picks records; a zero field picks all.
type JournalFilter struct {
	From, Until time.Time // of the start; From is included, Until is not
	Outcome     string    // an outcome, or OutcomeOpen
	Environment string    // id
	Case        string    // exactly this one
}

// OutcomeOpen picks verifications that have not ended.
const OutcomeOpen = "open"

// JournalRecord is one verification in the journal. Whose it was is not in it.
type JournalRecord struct {
	ID                       string
	Started, Received, Ended time.Time // zero: tokens never came; it has not ended
	Environment              Environment
	Outcome                  string // "" while it is open
	Case, Text               string
	Operator                 string
	Transaction              string
	SupportReference         string  // see Outcome
	Confirmed                bool    // begun in spite of a refusal a moment ago
	Checks                   []Check // ids and results only
}

// JournalAudit is what was found when the chain of records was walked.
type JournalAudit struct {
	Good    bool
	Finding Text
}

// JournalErase says what to erase: all records of a person, of a span of time, or of a person in a
// span of time.
type JournalErase struct {
	Person      string // UUID as typed; "" for everybody
	From, Until time.Time
}

// JournalErasing is the question before records are erased. The person stays on the desk.
type JournalErasing struct {
	Count       int // records that go
	OfPerson    bool
	From, Until time.Time
}

// viewRecord shows a record.
func (s *state) viewRecord(r journal.Record) JournalRecord {
	view := JournalRecord{
		ID: r.ID, Started: r.Started, Received: r.Received, Ended: r.At, Outcome: string(r.Outcome),
		Environment: Environment{ID: r.Environment, Badge: badgeOf(config.Kind(r.Kind))},
		Case:        ciba.Clean(r.Case, 200), Text: ciba.Clean(r.Text, 200), Operator: ciba.Clean(r.Operator, 100),
		Transaction: ciba.Clean(r.Transaction, 100), SupportReference: ciba.Clean(r.Support, 100), Confirmed: r.Confirmed,
	}
	if at := s.environmentAt(r.Environment); at >= 0 {
		known := s.viewEnvironment(s.environments[at])
		view.Environment.Name, view.Environment.BuiltIn, view.Environment.Profile = known.Name, known.BuiltIn, known.Profile
	}
	for _, check := range r.Checks {
		view.Checks = append(view.Checks, Check{ID: string(check.ID), Result: string(check.Result)})
	}
	return view
}

// storageFilter is a filter as the journal takes it.
func storageFilter(f JournalFilter) journal.Filter {
	filter := journal.Filter{From: f.From, Until: f.Until, Environment: f.Environment, Case: f.Case}
	if f.Outcome != "" {
		filter.Outcomes = []ciba.Outcome{inJournal(f.Outcome)}
	}
	return filter
}

// viewAudit says what was found in the chain. Without an end that was noted elsewhere nobody knows
// whether something is missing at the end, or whether this is an old copy.
func viewAudit(a journal.Audit, noted string) *JournalAudit {
	if a.Fault == nil {
		key := "journal.sound.noted"
		if strings.TrimSpace(noted) == "" {
			key = "journal.sound.by_itself"
		}
		return &JournalAudit{Good: true, Finding: Say(key, "Count", a.Records, "Erased", a.Erased)}
	}
	return &JournalAudit{Finding: Say("journal.fault."+string(a.Fault.Problem), "Position", a.Fault.Position)}
}
