package postgres

import (
	"bytes"
	"context"
	"crypto/sha256"
	"time"

	"github.com/jackc/pgx/v5"

	"ringback/storage/journal"
)

// verifiedAtOnce is the number of links that Verify reads at a time.
const verifiedAtOnce = 5000

// verifier walks the chain.
type verifier struct {
	keys   *keyring
	wanted journal.Head
	audit  journal.Audit
	last   journal.Head
	lastAt int64
	begun  int64 // records that have their content
	marks  int64
	stubs  stubs
	// unlisted is the first place where the list differs from a chain that may be whole. What is
	// wrong with the chain itself comes before it, wherever it is.
	unlisted *journal.ChainFault
	read     int
}

// Verify implements [journal.Journal]. Only an auditor may. It begins behind what Retain removed,
// and is right for what was there when it began.
func (j *Journal) Verify(ctx context.Context, noted string) (journal.Audit, error) {
	wanted, err := journal.ParseHead(noted)
	if err != nil {
		return journal.Audit{}, err
	}
	v := &verifier{keys: j.keys.Load(), wanted: wanted}
	var position int64
	var digest []byte
	if err := j.readRow(ctx, `select "position", digest, at from ringback.checkpoint_1()`, []any{&position, &digest, &v.lastAt}); err != nil {
		return journal.Audit{}, err
	}
	if len(digest) != sha256.Size || position < 0 {
		return journal.Audit{}, ErrChain
	}
	v.last = journal.Head{Position: uint64(position), Digest: [sha256.Size]byte(digest)}
	begins := v.last
	end, err := j.headNow(ctx)
	if err != nil {
		return journal.Audit{}, err
	}
	for {
		v.read = 0
		err := j.read(ctx, `select `+linkColumns+` from ringback.links_1($1::bigint, $2::integer)`, v.row, int64(v.last.Position), int64(verifiedAtOnce))
		if err != nil {
			return journal.Audit{}, err
		}
		if v.audit.Fault != nil || v.read < verifiedAtOnce {
			break
		}
	}
	return v.audit, j.compared(ctx, v, begins, end)
}

// row checks one link.
func (v *verifier) row(rows pgx.Rows) error {
	var l link
	err := rows.Scan(l.into()...)
	if v.read++; err != nil || v.audit.Fault != nil {
		return err
	}
	if problem := v.judge(&l); problem != "" {
		v.audit.Fault = &journal.ChainFault{Problem: problem, Position: v.last.Position + 1, At: moment(l.at)}
		return nil
	}
	v.audit.Entries++
	v.last, v.lastAt = journal.Head{Position: uint64(l.position), Digest: [sha256.Size]byte(l.digest)}, l.at
	if v.wanted.Position == v.last.Position && !v.wanted.Is(v.last) {
		v.audit.Fault = &journal.ChainFault{Problem: journal.ChainOtherEnd, Position: v.last.Position, At: moment(l.at)}
	}
	return nil
}

// judge returns what is wrong with a link; "": nothing.
func (v *verifier) judge(l *link) journal.ChainProblem {
	switch {
	case l.position != int64(v.last.Position)+1:
		return journal.ChainMissing
	case len(l.digest) != sha256.Size:
		return journal.ChainChanged
	case l.at < v.lastAt:
		return journal.ChainTime
	case l.erased:
		v.audit.Erased++
		v.stubs.add(l.position)
		return ""
	case l.chained(v.last.Digest[:]) != [sha256.Size]byte(l.digest):
		return journal.ChainChanged
	}
	switch kind := journal.LinkKind(l.kind); kind {
	case journal.LinkErased, journal.LinkRetained, journal.LinkHeadMissing, journal.LinkImported:
		for _, s := range spansIn(value(l.about), kind) {
			v.stubs.vouch(s)
		}
		return ""
	case journal.LinkReplayFound:
		if !l.listed {
			v.differs(journal.ChainRecord, l)
		}
		return ""
	default:
		return v.content(l, kind)
	}
}

// content checks that a link's content is its own, and that the clear columns and the list agree.
func (v *verifier) content(l *link, kind journal.LinkKind) journal.ChainProblem {
	opened, err := v.keys.openLink(kind, value(l.id), l.sealed)
	v.marks += int64(len(l.marks) / sha256.Size)
	begins := kind == journal.LinkBegun || kind == journal.LinkHandedIn
	if begins {
		v.audit.Records++
		v.begun++
	}
	switch {
	case err != nil:
		v.illegible(l)
	case begins && !v.begins(l, opened):
		return journal.ChainRecord
	case kind == journal.LinkHandedIn && string(opened.Record.Outcome) != value(l.outcome):
		return journal.ChainRecord
	case kind == journal.LinkEnded && string(opened.Ending.Outcome) != value(l.outcome):
		return journal.ChainRecord
	}
	switch {
	case !l.listed, err == nil && kind == journal.LinkHandedIn && !l.listedAs(opened):
		v.differs(journal.ChainRecord, l)
	case !l.marked:
		v.differs(journal.ChainMark, l)
	}
	return ""
}

// differs notes that the list isn't what a link says.
func (v *verifier) differs(problem journal.ChainProblem, l *link) {
	if v.unlisted == nil {
		v.unlisted = &journal.ChainFault{Problem: problem, Position: uint64(l.position), At: moment(l.at)}
	}
}

// illegible notes a link that the keys don't open.
func (v *verifier) illegible(l *link) {
	if v.audit.Illegible.Entries++; v.audit.Illegible.Entries == 1 {
		v.audit.Illegible.Position, v.audit.Illegible.Login = uint64(l.position), value(l.login)
	}
}

// listedAs reports whether the list has the desk's own times of what it handed in.
func (l *link) listedAs(opened journal.SharedLink) bool {
	r := opened.Record
	started := l.at - min(max(opened.Age.Microseconds(), 0), (3660*24*time.Hour).Microseconds())
	received := l.at - (opened.Age - r.Received.Sub(r.Started)).Microseconds()
	return value(l.listedStarted) == started &&
		r.Received.IsZero() == (l.listedReceived == nil) && (r.Received.IsZero() || *l.listedReceived == received) &&
		(l.listedReported == nil || *l.listedReported == (!r.Reported.At.IsZero() && r.Lifted.At.IsZero()))
}

// begins reports whether the clear columns of a record's begin say what is sealed.
func (v *verifier) begins(l *link, opened journal.SharedLink) bool {
	r := opened.Record
	persons, err := personHashes(r.Person)
	if err != nil || r.ID != value(l.id) || r.Environment != value(l.environment) || l.record != l.position {
		return false
	}
	if len(persons) > 0 != (l.person != nil) || len(persons) > 0 && !bytes.Equal(persons[0], l.person) {
		return false
	}
	return v.is(r.Case, l.caseID, caseKey) && v.is(r.Operator, l.operator, operatorKey) && v.is(opened.Host, l.desk, deskKey)
}

// is reports whether a hash is a text's, under any key.
func (v *verifier) is(text string, hash []byte, key func(hasher) []byte) bool {
	if text == "" || hash == nil {
		return text == "" && hash == nil
	}
	for _, one := range v.keys.under(text, key) {
		if bytes.Equal(one, hash) {
			return true
		}
	}
	return false
}

// compared completes the audit: the end that there was when it began, what was noted, links that
// lost their content without a word, and the numbers of records and marks, unless something was
// written meanwhile.
func (j *Journal) compared(ctx context.Context, v *verifier, begins, end journal.Head) error {
	v.audit.Head = v.last.String()
	if v.audit.Fault != nil {
		return nil
	}
	now, err := j.headNow(ctx)
	if err != nil {
		return err
	}
	var records, marks int64
	if err := j.longRow(ctx, `select records, marks from ringback.counts_1()`, []any{&records, &marks}); err != nil {
		return err
	}
	next, quiet := v.last.Position+1, now.Position == v.last.Position
	fault := func(problem journal.ChainProblem, position uint64) {
		v.audit.Fault = &journal.ChainFault{Problem: problem, Position: position}
	}
	switch {
	case v.last.Position < end.Position, v.wanted.Position > v.last.Position:
		fault(journal.ChainCutOff, next)
	case now.Position < v.last.Position, quiet && now.Digest != v.last.Digest:
		fault(journal.ChainChanged, v.last.Position)
	case v.wanted.Position == begins.Position && begins.Position > 0 && !v.wanted.Is(begins):
		fault(journal.ChainOtherEnd, begins.Position)
	case v.stubs.unexplained() > 0:
		fault(journal.ChainChanged, uint64(v.stubs.unexplained()))
	case v.unlisted != nil:
		v.audit.Fault = v.unlisted
	case quiet && records != v.begun:
		fault(journal.ChainRecord, next)
	case quiet && marks != v.marks:
		fault(journal.ChainMark, next)
	}
	return nil
}
