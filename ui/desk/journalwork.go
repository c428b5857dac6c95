package desk

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"

	"ringback/ciba"
	"ringback/ciba/mitid"
	"ringback/storage/journal"
)

// Journal is the journal for whoever has to account for it: proves it, writes it out, erases from
// it. Its methods wait for the disk. A problem says what happened and what to do; it is zero where
// all is well.
type Journal struct {
	journal journal.Journal
	path    string
}

// OpenJournal opens the journal at path. Unlike the desk it begins none: where there is no file,
// that is the problem.
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

func (l *Journal) missing() bool {
	_, err := os.Lstat(l.path)
	return errors.Is(err, fs.ErrNotExist)
}

// MoveJournalAside moves the journal at path, one that can't be read or has a fault, out of the
// way, and returns where it is now: the next one to open it begins a new one. A whole one stays,
// since a new one wouldn't know who has a request open.
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

// Close gives the journal back.
func (l *Journal) Close() { _ = l.journal.Close() }

// Selection picks verifications; a zero field picks all.
type Selection struct {
	From, Until time.Time // of the start; From is included, Until is not
	Environment string    // id
	Person      string    // MitID UUID, as typed
	Named       bool      // Person is whoever a generic environment asked for
	Outcomes    []string  // of [Outcomes]
}

// Outcomes are what a selection or a filter can pick, OutcomeOpen last.
func Outcomes() []string {
	return []string{
		string(ciba.Verified), string(ciba.NotVerified), string(ciba.Refused), string(ciba.Expired),
		string(ciba.Cancelled), string(ciba.Unknown), string(ciba.Failed), OutcomeOpen,
	}
}

// inJournal is an outcome that a filter picks as the journal knows it: one that is open has none.
func inJournal(outcome string) ciba.Outcome {
	if outcome == OutcomeOpen {
		return ""
	}
	return ciba.Outcome(outcome)
}

// filter makes of a selection the journal's own.
func (l *Journal) filter(ctx context.Context, s Selection) (journal.Filter, Text) {
	f := journal.Filter{From: s.From, Until: s.Until, Environment: s.Environment}
	for _, outcome := range s.Outcomes {
		f.Outcomes = append(f.Outcomes, inJournal(outcome))
	}
	if s.Person == "" {
		return f, Text{}
	}
	if _, err := mitid.ParseUUID(s.Person); err != nil && !s.Named {
		return f, Say("console.journal.wrong.uuid")
	}
	hash, err := l.journal.HashPerson(ctx, personKey(s.Person))
	if err != nil {
		return f, l.problem(err)
	}
	f.Person = hash
	return f, Text{}
}

// Head returns where the chain ends, to be noted elsewhere.
func (l *Journal) Head(ctx context.Context) (string, Text) {
	head, err := l.journal.Head(ctx)
	return head, l.problem(err)
}

// Audit is what proving a journal found.
type Audit struct {
	Entries int // of the chain
	Records int // verifications
	Erased  int // entries whose content was erased
	Head    string
	Fault   Text      // the first bad place; zero if the chain is whole
	Near    time.Time // of the place, or of the last good one before it; zero if unknown
}

// Verify walks the chain. A head that was noted elsewhere, if not "", must be part of it.
func (l *Journal) Verify(ctx context.Context, noted string) (Audit, Text) {
	found, err := l.journal.Verify(ctx, noted)
	if err != nil {
		return Audit{}, l.problem(err)
	}
	a := Audit{Entries: found.Entries, Records: found.Records, Erased: found.Erased, Head: found.Head}
	if fault := found.Fault; fault != nil {
		a.Fault, a.Near = Say("console.journal.fault."+string(fault.Problem), "Position", fault.Position), fault.At
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

// Export writes a selection in plain text, as "json" or "csv", and returns how many verifications
// it wrote. What w says is returned as it is.
func (l *Journal) Export(ctx context.Context, w io.Writer, format string, s Selection) (n int, problem Text, err error) {
	f, problem := l.filter(ctx, s)
	if !problem.IsZero() {
		return 0, problem, nil
	}
	out := &sink{Writer: w}
	n, err = journal.Export(ctx, l.journal, out, journal.ExportFormat(format), f)
	if out.err != nil {
		return n, Text{}, out.err
	}
	return n, l.problem(err), nil
}

// sink remembers what went wrong with a writer, to tell it from what went wrong with the journal.
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

// Erase takes what a selection picks out of the journal for good. It returns how many verifications
// went, and how many stay because they may be open.
func (l *Journal) Erase(ctx context.Context, s Selection) (erased, open int, problem Text) {
	f, problem := l.filter(ctx, s)
	if !problem.IsZero() {
		return 0, 0, problem
	}
	done, err := l.journal.Erase(ctx, f)
	return done.Records, done.Open, l.problem(err)
}

// problem says what came of an operation.
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
	return troubleOf(err).toldOf(l.path)
}
