package desk

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"

	"ringback/ciba"
	"ringback/ciba/generic"
	"ringback/ciba/mitid"
	"ringback/storage/journal"
)

// Journal is a journal opened for administration: to audit it, export it and erase from it. Its
// methods block on the disk. A problem says what happened and what to do; it is zero on success.
type Journal struct {
	journal journal.Journal
	path    string // "": it is a shared one
}

// OpenJournal opens the journal at path. Unlike the desk it doesn't create one: a missing file is a
// problem.
func OpenJournal(ctx context.Context, path string, open func(context.Context) (journal.Journal, error)) (opened *Journal, problem Text) {
	l := &Journal{path: path}
	if l.missing() {
		return nil, Say("console.journal.problem.none", "File", path)
	}
	journal, err := open(ctx)
	if err != nil {
		return nil, l.problem(err)
	}
	l.journal = journal
	return l, Text{}
}

// OpenSharedJournal opens the journal that this desk shares with others.
func OpenSharedJournal(ctx context.Context, open func(context.Context) (journal.Journal, error)) (opened *Journal, problem Text) {
	journal, err := open(ctx)
	if err != nil {
		return nil, SharedProblem(err)
	}
	return &Journal{journal: journal}, Text{}
}

func (l *Journal) missing() bool {
	_, err := os.Lstat(l.path)
	return errors.Is(err, fs.ErrNotExist)
}

// MoveJournalAside moves the journal at path out of the way and returns its new path; the next
// program that opens the journal begins a new one. The journal must be unreadable or have a fault.
// A whole one stays, since a new one wouldn't know which persons have an open request.
func MoveJournalAside(ctx context.Context, path string, open func(context.Context) (journal.Journal, error), now time.Time) (moved string, problem Text) {
	l := &Journal{path: path}
	if l.missing() {
		return "", Say("console.journal.problem.none", "File", path)
	}
	j, err := open(ctx)
	if err == nil {
		var audit journal.Audit
		audit, err = j.Verify(ctx, "")
		_ = j.Close()
		if err == nil && audit.Fault == nil {
			return "", Say("console.journal.aside.whole")
		}
	}
	if err != nil && !errors.Is(err, journal.ErrDamaged) && !errors.Is(err, journal.ErrNewer) && !errors.Is(err, journal.ErrKeyLost) {
		return "", l.problem(err)
	}
	moved, err = journal.MoveAside(ctx, path, now)
	return moved, l.problem(err)
}

// Close closes the journal.
func (l *Journal) Close() { _ = l.journal.Close() }

// Selection picks verifications; a zero field picks all.
type Selection struct {
	From, Until time.Time // time of the start; From is included, Until is not
	Environment string    // id
	Person      string    // MitID UUID, as typed
	Named       bool      // Person is the name of a person in a generic environment
	ByCPR       bool      // Person is a CPR number
	Outcomes    []string  // some of [Outcomes]
	// The account and the desk, by their own word: only in a shared journal.
	Operator, Desk string
}

// Outcomes returns the outcomes that a selection or a filter can pick, OutcomeOpen last.
func Outcomes() []string {
	return []string{
		string(ciba.Verified), string(ciba.NotVerified), string(ciba.Refused), string(ciba.Expired),
		string(ciba.Cancelled), string(ciba.Unknown), string(ciba.Failed), OutcomeOpen,
	}
}

// inJournal converts an outcome of a filter to the journal's, in which an open verification has
// none.
func inJournal(outcome string) ciba.Outcome {
	if outcome == OutcomeOpen {
		return ""
	}
	return ciba.Outcome(outcome)
}

// filter converts a selection to the journal's filter.
func (l *Journal) filter(ctx context.Context, s Selection) (journal.Filter, Text) {
	f := journal.Filter{From: s.From, Until: s.Until, Environment: s.Environment, Operator: s.Operator, Host: s.Desk}
	if _, shared := l.journal.(journal.Shared); !shared && (s.Operator != "" || s.Desk != "") { // it would pick everybody's
		return f, Say("console.journal.wrong.shared_only")
	}
	for _, outcome := range s.Outcomes {
		f.Outcomes = append(f.Outcomes, inJournal(outcome))
	}
	if s.Person == "" {
		return f, Text{}
	}
	person, problem := s.person()
	if !problem.IsZero() {
		return f, problem
	}
	hash, err := l.journal.HashPerson(ctx, person)
	if err != nil {
		return f, l.problem(err)
	}
	f.Person = hash
	return f, Text{}
}

// person returns the selected person as the journal hashes them.
func (s Selection) person() (journal.Person, Text) {
	if s.ByCPR {
		number, err := mitid.ParseCPR(s.Person, true, time.Now())
		if err != nil {
			return journal.Person{}, Say("console.journal.wrong.cpr")
		}
		return journal.WithCPR(number.Digits()), Text{}
	}
	uuid, err := mitid.ParseUUID(s.Person)
	switch {
	case err == nil:
		return journal.Named(uuid), Text{}
	case !s.Named:
		return journal.Person{}, Say("console.journal.wrong.uuid")
	}
	return journal.Named(generic.CanonicalPerson(s.Person)), Text{}
}

// Head returns the head of the chain, to be noted elsewhere.
func (l *Journal) Head(ctx context.Context) (string, Text) {
	head, err := l.journal.Head(ctx)
	return head, l.problem(err)
}

// Audit is the result of checking a journal.
type Audit struct {
	Entries int // in the chain
	Records int // verifications
	Erased  int // entries whose content was erased
	Head    string
	Fault   Text      // the first fault; zero if the chain is whole
	Near    time.Time // time of the fault, or of the last good entry before it; zero if unknown
	// Illegible says which entries of a whole chain can't be read; zero if there are none.
	Illegible Text
}

// Verify checks the chain. noted, if not "", is a head noted elsewhere that must be part of it.
func (l *Journal) Verify(ctx context.Context, noted string) (Audit, Text) {
	found, err := l.journal.Verify(ctx, noted)
	if err != nil {
		return Audit{}, l.problem(err)
	}
	a := Audit{Entries: found.Entries, Records: found.Records, Erased: found.Erased, Head: found.Head}
	if fault := found.Fault; fault != nil {
		a.Fault, a.Near = Say("console.journal.fault."+string(fault.Problem), "Position", fault.Position), fault.At
	}
	if found.Fault == nil && found.Illegible.Entries > 0 {
		a.Illegible = illegible("console.journal.illegible", found.Illegible)
	}
	return a, Text{}
}

// Count returns how many verifications a selection picks.
func (l *Journal) Count(ctx context.Context, s Selection) (int, Text) {
	f, problem := l.filter(ctx, s)
	if !problem.IsZero() {
		return 0, problem
	}
	n, err := l.journal.Count(ctx, f)
	return n, l.problem(err)
}

// Export writes a selection unencrypted, as "json" or "csv", and returns how many verifications it
// wrote. An error of w is returned as it is.
func (l *Journal) Export(ctx context.Context, w io.Writer, format string, s Selection) (n int, problem Text, err error) {
	f, problem := l.filter(ctx, s)
	if !problem.IsZero() {
		return 0, problem, nil
	}
	if problem := l.MayExport(); !problem.IsZero() {
		return 0, problem, nil
	}
	out := &sink{Writer: w}
	n, err = journal.Export(ctx, l.journal, out, journal.ExportFormat(format), f)
	if out.err != nil {
		return n, Text{}, out.err
	}
	return n, l.problem(err), nil
}

// MayExport says why this login may not export; zero if it may. In a shared journal those may who
// see everything.
func (l *Journal) MayExport() Text {
	shared, is := l.journal.(journal.Shared)
	if !is || shared.Rights().Supervisor || shared.Rights().Auditor {
		return Text{}
	}
	return trouble{word: "not_permitted", shared: true}.told()
}

// sink remembers an error of the writer, to tell it from one of the journal.
type sink struct {
	io.Writer
	err error
}

func (s *sink) Write(p []byte) (int, error) {
	n, err := s.Writer.Write(p)
	if err != nil {
		s.err = err
	}
	return n, err
}

// Erased is what was erased.
type Erased struct {
	Count int // verifications
	Open  int // … that remain, because they may be open
	// Until is when the last of what the guard goes by is over and the persons' hashes go as well;
	// zero if nothing stays.
	Until time.Time
}

// Erase permanently erases what a selection picks.
func (l *Journal) Erase(ctx context.Context, s Selection) (erased Erased, problem Text) {
	f, problem := l.filter(ctx, s)
	if !problem.IsZero() {
		return Erased{}, problem
	}
	done, err := l.journal.Erase(ctx, f)
	return Erased{Count: done.Records, Open: done.Open, Until: done.Until}, l.problem(err)
}

// problem says why an operation failed.
func (l *Journal) problem(err error) Text {
	switch {
	case err == nil:
		return Text{}
	case errors.Is(err, journal.ErrHead):
		return Say("console.journal.wrong.head")
	case errors.Is(err, journal.ErrEraseAll):
		return Say("console.journal.wrong.nothing_named")
	case errors.Is(err, context.Canceled):
		return Say("console.journal.problem.interrupted")
	}
	if l.path == "" {
		return SharedProblem(err)
	}
	return troubleOf(err).toldOf(l.path)
}
