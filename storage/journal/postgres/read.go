package postgres

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"ringback/ciba"
	"ringback/storage/journal"
)

// List implements [journal.Journal].
func (j *Journal) List(ctx context.Context, filter journal.Filter) ([]journal.Record, error) {
	page, err := j.page(ctx, filter, 0)
	return page.Records, err
}

// Count implements [journal.Journal].
func (j *Journal) Count(ctx context.Context, filter journal.Filter) (int, error) {
	filter.Limit = -1
	page, err := j.page(ctx, filter, countAll)
	return page.Total, err
}

// Page implements [journal.Journal].
func (j *Journal) Page(ctx context.Context, filter journal.Filter) (journal.Page, error) {
	page, err := j.page(ctx, filter, journal.MostCounted)
	if page.More = page.Total > journal.MostCounted; page.More {
		page.Total = journal.MostCounted
	}
	return page, err
}

// countAll is more records than any journal has.
const countAll = 1 << 40

// filterArguments are a filter's time, environment, person, case and outcomes, as functions take
// them; null picks all.
func (j *Journal) filterArguments(f journal.Filter) ([]any, error) {
	var persons any
	if f.Person != "" {
		hashes, err := personHashes(f.Person)
		if err != nil {
			return nil, err
		}
		persons = hashes
	}
	var outcomes, cases any
	if len(f.Outcomes) > 0 {
		texts := make([]string, len(f.Outcomes))
		for i, one := range f.Outcomes {
			texts[i] = string(one)
		}
		outcomes = texts
	}
	if f.Case != "" {
		cases = j.keys.Load().under(f.Case, caseKey)
	}
	return []any{timeOrNull(f.From), timeOrNull(f.Until), textOrNull(f.Environment), persons, cases, outcomes}, nil
}

// whoseArguments are a filter's account, desk and login, as functions take them.
func (j *Journal) whoseArguments(f journal.Filter) []any {
	keys := j.keys.Load()
	return []any{hashesOrNull(keys.under(f.Operator, operatorKey)), hashesOrNull(keys.under(f.Host, deskKey)), textOrNull(f.Login)}
}

func timeOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

func hashesOrNull(hashes [][]byte) any {
	if len(hashes) == 0 {
		return nil
	}
	return hashes
}

func textOrNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// pageColumns are the columns of a page, in the order in which they are scanned.
const pageColumns = `total, following, head, head_digest, begun, id, login, environment, outcome, lost, kind, at, sealed`

// page reads the records of a filter's page; with a limit below 0 none. If something names a newer
// key than the current one that this desk knows of, the journal may have another by now, and this
// desk may hold it.
func (j *Journal) page(ctx context.Context, f journal.Filter, count int64) (journal.Page, error) {
	page, newer, err := j.pageOnce(ctx, f, count)
	if err != nil || newer == 0 || j.Learn(ctx) != nil {
		return page, err
	}
	if _, holds := j.keys.Load().sealers[newer]; holds {
		page, _, err = j.pageOnce(ctx, f, count)
	}
	return page, err
}

// pageOnce also returns the number of a newer seal key that something names; 0: nothing does.
func (j *Journal) pageOnce(ctx context.Context, f journal.Filter, count int64) (page journal.Page, newer uint32, err error) {
	arguments, err := j.filterArguments(f)
	if err != nil {
		return page, 0, err
	}
	var before, most any
	if f.Before != 0 {
		before = int64(f.Before)
	}
	switch {
	case f.Limit > 0:
		most = int64(f.Limit)
	case f.Limit < 0:
		most = int64(0)
	}
	statement := `select ` + pageColumns + ` from ringback.own_page_1($1::timestamptz, $2::timestamptz, $3::text, $4::bytea[], $5::bytea[], $6::text[], $7::bigint, $8::integer, $9::bigint)`
	arguments = append(arguments, before, most, count)
	if j.rights.Supervisor || j.rights.Auditor {
		statement = `select ` + pageColumns + ` from ringback.all_page_1($1::timestamptz, $2::timestamptz, $3::text, $4::bytea[], $5::bytea[], $6::text[],
			$10::bytea[], $11::bytea[], $12::text, $7::bigint, $8::integer, $9::bigint)`
		arguments = append(arguments, j.whoseArguments(f)...)
	} else if f.Operator != "" || f.Host != "" || f.Login != "" {
		return page, 0, ErrNotPermitted
	}
	reading := pageReader{keys: j.keys.Load(), page: &page}
	err = j.read(ctx, statement, reading.row, arguments...)
	if err != nil {
		return journal.Page{}, 0, err
	}
	return page, reading.newer, nil
}

// pageReader puts records together from their links.
type pageReader struct {
	keys  *keyring
	page  *journal.Page
	begun int64  // of the last record
	newer uint32 // the number of a newer seal key that something names
}

// row reads one row: a link, or the total and the head alone.
func (r *pageReader) row(rows pgx.Rows) error {
	var total, following, head int64
	var digest, sealed []byte
	var begun, at *int64
	var id, login, environment, outcome *string
	var lost *bool
	var kind *int16
	if err := rows.Scan(&total, &following, &head, &digest, &begun, &id, &login, &environment, &outcome, &lost, &kind, &at, &sealed); err != nil {
		return err
	}
	if len(digest) != sha256.Size || head < 0 || following < 0 {
		return ErrChain
	}
	r.page.Total, r.page.Next = int(total), uint64(following)
	r.page.Head = journal.Head{Position: uint64(head), Digest: [sha256.Size]byte(digest)}.String()
	if begun == nil {
		return nil
	}
	if *begun != r.begun {
		r.begun = *begun
		r.page.Records = append(r.page.Records, journal.Record{ID: value(id), Login: value(login)})
	}
	record := &r.page.Records[len(r.page.Records)-1]
	if journal.LinkKind(value(kind)) == journal.LinkReplayFound {
		record.ReplayFound = true
		return nil
	}
	l, err := r.keys.openLink(journal.LinkKind(value(kind)), value(id), sealed)
	var missing *MissingKeyError
	if errors.As(err, &missing) && missing.Seal > r.keys.seal {
		r.newer = missing.Seal
	}
	if err != nil {
		unread(record, journal.LinkKind(value(kind)), moment(value(at)), value(environment), ciba.Outcome(value(outcome)))
	} else if err := follow(record, l, moment(value(at))); err != nil {
		return err
	}
	if value(lost) {
		record.Outcome, record.Reason = ciba.Unknown, journal.ReasonLost
	}
	return nil
}

// unread adds what lies open of a link that the keys don't open: whoever may write can write such
// without the keys, and nobody's list may end there.
func unread(record *journal.Record, kind journal.LinkKind, at time.Time, environment string, outcome ciba.Outcome) {
	record.Illegible = true
	switch kind {
	case journal.LinkBegun:
		record.Environment, record.Started = environment, at
	case journal.LinkHandedIn:
		record.Environment, record.Started, record.HandedIn, record.Outcome, record.At = environment, at, at, outcome, at
	case journal.LinkReceived:
		if record.Received.IsZero() {
			record.Received = at
		}
	case journal.LinkEnded:
		record.Outcome, record.At = outcome, at
	case journal.LinkReported:
		record.Reported, record.Lifted = journal.Report{At: at}, journal.Report{}
	case journal.LinkLifted:
		record.Lifted = journal.Report{At: at}
	}
}

// follow adds what a link says to its record. Times are the server's: a link's time less its age.
func follow(record *journal.Record, l journal.SharedLink, at time.Time) error {
	when := func(desks time.Time) time.Time {
		if desks.IsZero() {
			return time.Time{}
		}
		return at.Add(-l.Age).Truncate(time.Microsecond)
	}
	switch l.Kind {
	case journal.LinkBegun:
		login := record.Login
		if l.Record.ID != record.ID {
			return ErrChain
		}
		*record = l.Record
		record.Started, record.Login, record.Host = when(record.Started), login, l.Host
	case journal.LinkHandedIn: // its own times are as the desk wrote them
		login := record.Login
		if l.Record.ID != record.ID {
			return ErrChain
		}
		*record = l.Record
		record.Login, record.Host, record.HandedIn = login, l.Host, at
	case journal.LinkReceived:
		if record.Received.IsZero() {
			record.Received = when(l.Received)
		}
	case journal.LinkEnded:
		record.Ending = l.Ending
		record.At = when(record.At)
	case journal.LinkReported:
		record.Reported, record.Lifted = journal.Report{At: at.Add(-l.Age).Truncate(time.Microsecond), Operator: l.Report.Operator}, journal.Report{}
	case journal.LinkLifted:
		record.Lifted = journal.Report{At: at.Add(-l.Age).Truncate(time.Microsecond), Operator: l.Report.Operator}
	}
	return nil
}

// Head implements [journal.Journal].
func (j *Journal) Head(ctx context.Context) (string, error) {
	h, err := j.headNow(ctx)
	if err != nil {
		return "", err
	}
	return h.String(), nil
}

func (j *Journal) headNow(ctx context.Context) (journal.Head, error) {
	var position int64
	var digest []byte
	if err := j.readRow(ctx, `select "position", digest from ringback.head_1()`, []any{&position, &digest}); err != nil {
		return journal.Head{}, err
	}
	if position < 0 || len(digest) != sha256.Size {
		return journal.Head{}, ErrChain
	}
	return journal.Head{Position: uint64(position), Digest: [sha256.Size]byte(digest)}, nil
}

// OpenUntil implements [journal.Looker].
func (j *Journal) OpenUntil(ctx context.Context, person journal.PersonHash) (time.Time, error) {
	persons, err := personHashes(person)
	if err != nil || len(persons) == 0 {
		return time.Time{}, err
	}
	var left *int64
	if err := j.readRow(ctx, `select ringback.look_1($1::bytea[])`, []any{&left}, persons); err != nil || left == nil {
		return time.Time{}, err
	}
	return j.now().Truncate(time.Microsecond).Add(span(left)), nil
}
