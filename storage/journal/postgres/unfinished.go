package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"ringback/ciba"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres/connect"
)

// Unfinished implements [journal.Journal]. While the database can't be reached, what is kept beside
// the desk is all there is to go by.
func (j *Journal) Unfinished(ctx context.Context) ([]journal.Unfinished, error) {
	j.endUnsent(ctx)
	left, err := j.beside.Unfinished(ctx)
	if err != nil || len(left) == 0 {
		return nil, err
	}
	known, err := j.known(ctx, left)
	if err != nil {
		return nil, err
	}
	var found []journal.Unfinished
	for _, u := range left {
		settled, is, err := j.settled(ctx, u, known)
		switch {
		case err != nil:
			return nil, err
		case is:
			found = append(found, settled)
		}
	}
	return found, nil
}

// Claim implements [journal.Journal].
func (j *Journal) Claim(ctx context.Context, id string) (journal.Unfinished, error) {
	u, err := j.beside.Claim(ctx, id)
	if err != nil {
		return journal.Unfinished{}, err
	}
	known, err := j.known(ctx, []journal.Unfinished{u})
	if err == nil {
		var is bool
		if u, is, err = j.settled(ctx, u, known); err == nil && !is {
			return journal.Unfinished{}, journal.ErrNoRecord
		}
	}
	if err != nil {
		return journal.Unfinished{}, errors.Join(err, j.beside.Release(context.WithoutCancel(ctx), id))
	}
	return u, nil
}

// Release implements [journal.Journal].
func (j *Journal) Release(ctx context.Context, id string) error { return j.beside.Release(ctx, id) }

// known returns the outcomes of those verifications that the database has; nil if it can't be
// reached.
func (j *Journal) known(ctx context.Context, of []journal.Unfinished) (map[string]ciba.Outcome, error) {
	ids := make([]string, len(of))
	for i, u := range of {
		ids[i] = u.ID
	}
	known := make(map[string]ciba.Outcome)
	err := j.read(ctx, `select id, outcome from ringback.open_1($1::text[])`, func(rows pgx.Rows) error {
		var id string
		var outcome ciba.Outcome
		err := rows.Scan(&id, &outcome)
		known[id] = outcome
		return err
	}, ids)
	if unconnected := new(connect.Error); errors.As(err, &unconnected) {
		return nil, nil
	}
	return known, err
}

// settled puts right what the desk doesn't know: the program may have ended between the database
// and the file beside it. It reports whether something is still unfinished.
func (j *Journal) settled(ctx context.Context, u journal.Unfinished, known map[string]ciba.Outcome) (journal.Unfinished, bool, error) {
	if known == nil {
		return u, true, nil
	}
	outcome, has := known[u.ID]
	switch {
	case !has: // it was never begun, or was erased since
		return u, false, j.beside.Forget(ctx, u.ID)
	case outcome == "" || u.Outcome != "":
		return u, true, nil
	}
	u.Outcome = outcome
	if err := j.beside.End(ctx, u.ID, u.Ending); err != nil || u.Left != journal.LeftReceived {
		return u, false, err
	}
	return u, true, nil
}
