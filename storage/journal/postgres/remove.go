package postgres

import (
	"context"
	"time"

	"ringback/storage/journal"
)

// Erase implements [journal.Journal]. Only a supervisor may.
func (j *Journal) Erase(ctx context.Context, filter journal.Filter) (erased journal.Erased, err error) {
	if ctx.Err() != nil {
		return journal.Erased{}, context.Cause(ctx)
	}
	if !filter.NamesSome() {
		return journal.Erased{}, journal.ErrEraseAll
	}
	arguments, err := j.filterArguments(filter)
	if err != nil {
		return journal.Erased{}, err
	}
	var records, open, remaining int64
	err = j.longRow(ctx, `select erased, open, remaining from ringback.erase_1($1::timestamptz, $2::timestamptz, $3::text, $4::bytea[], $5::bytea[], $6::text[], $7::bytea[], $8::bytea[], $9::text)`,
		[]any{&records, &open, &remaining}, append(arguments, j.whoseArguments(filter)...)...)
	if err != nil {
		return journal.Erased{}, err
	}
	erased = journal.Erased{Records: int(records), Open: int(open)}
	if remaining > 0 {
		erased.Until = j.now().Truncate(time.Microsecond).Add(span(&remaining))
	}
	return erased, nil
}

// Retain implements [journal.Journal]. A desk's own time of keeping has no say in a shared journal:
// it removes nothing. See [Maintenance.Retain].
func (j *Journal) Retain(ctx context.Context, keep time.Duration) (int, error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	return 0, journal.CheckKeep(keep)
}
