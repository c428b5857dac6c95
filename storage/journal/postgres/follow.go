package postgres

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"ringback/storage/journal"
	"ringback/storage/journal/postgres/connect"
)

// ErrNotInChain means that the chain lacks a head that somebody saw.
var ErrNotInChain = journal.NewFault("not_in_chain", "the journal's chain doesn't have that control code: a backup was restored, or somebody changed it; look into it before you go on, and begin again without one")

// Followed is a link of the chain as it lies open in the database.
type Followed struct {
	Head        journal.Head // to go on after it
	At          time.Time    // the server's
	Kind        journal.LinkKind
	Record      uint64 // where its record begins; 0 if it is about none
	ID          string // of the record
	Login       string
	Environment string
	Outcome     string
	About       string // positions, if it says what was erased or removed, or which head is missing
	Erased      bool   // of its content only that is left

	Illegible  bool // the keys don't open what is sealed: it may have been written without any
	Opened     bool // the following are from what is sealed
	Case, Text string
}

// FollowOptions say what [Maintenance.Follow] follows. Each and More are required.
type FollowOptions struct {
	Since  string // a head as it is printed; "": from where the chain begins
	Opener *Opener
	// Each gets the links in order. Some come again if a connection is lost meanwhile.
	Each func(Followed) error
	// Caught is called whenever everything that there is was handed out.
	Caught func() error
	// More says when there may be more.
	More <-chan struct{}
	// Skipped is called if links after the last one were removed because of their age. What follows
	// begins after that head.
	Skipped func(to journal.Head)
	// Lost is called when the database stops answering, and with nil when it does so again.
	Lost func(error)
}

// Opener opens what is sealed.
type Opener struct{ keys *keyring }

// Opener returns what opens values that were sealed under any of the keys.
func (k Keys) Opener() *Opener { return &Opener{&keyring{sealers: k.sealers()}} }

// follower is a call of Follow.
type follower struct {
	*Maintenance
	FollowOptions
	last journal.Head // that was handed out
}

// linksAtOnce is how many links Follow reads at a time.
const linksAtOnce = 1000

// Follow hands out the links of the chain after a head, and then each that is appended, until ctx
// ends, which is no error. Only an auditor may. [ErrNotInChain]: that head, or one that was handed
// out, isn't of the chain. [journal.ErrHead]: Since is no head.
func (m *Maintenance) Follow(ctx context.Context, o FollowOptions) error {
	f := &follower{Maintenance: m, FollowOptions: o}
	err := f.find(ctx)
	for lost := false; err == nil || lost; {
		if err == nil {
			err = f.catchUp(ctx)
		}
		was := lost
		switch lost = goneForNow(err); {
		case err != nil && !lost:
			return f.ended(ctx, err)
		case lost != was && f.Lost != nil:
			f.Lost(err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-o.More:
			err = nil
		}
	}
	return f.ended(ctx, err)
}

// ended returns why it ends: that somebody ended it is no error.
func (f *follower) ended(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		return err
	}
	return nil
}

// goneForNow reports whether the database may answer again by itself.
func goneForNow(err error) bool {
	return errors.Is(err, connect.ErrUnreachable) || errors.Is(err, connect.ErrFull) || errors.Is(err, connect.ErrReadOnly) || errors.Is(err, connect.ErrPooler)
}

// find finds the head to begin after.
func (f *follower) find(ctx context.Context) error {
	wanted, err := journal.ParseHead(f.Since)
	if err != nil {
		return err
	}
	begins, err := f.checkpoint(ctx)
	switch {
	case err != nil:
		return err
	case wanted.Position < begins.Position:
		if f.last = begins; wanted.Position > 0 && f.Skipped != nil {
			f.Skipped(begins)
		}
		return nil
	case wanted.Position == begins.Position:
		if f.last = begins; begins.Position > 0 && !wanted.Is(begins) {
			return ErrNotInChain
		}
		return nil
	}
	links, err := f.links(ctx, int64(wanted.Position)-1, 1)
	if err != nil {
		return err
	}
	if len(links) == 0 || !links[0].head().Is(wanted) {
		return ErrNotInChain
	}
	f.last = links[0].head()
	return nil
}

// catchUp hands out everything that there is now.
func (f *follower) catchUp(ctx context.Context) error {
	for {
		some, err := f.next(ctx)
		if err != nil {
			return err
		}
		for _, l := range some {
			one, err := f.followed(ctx, l)
			if err == nil {
				err = f.Each(one)
			}
			if err != nil {
				return err
			}
			f.last = one.Head
		}
		if len(some) < linksAtOnce {
			if f.Caught == nil {
				return nil
			}
			return f.Caught()
		}
	}
}

// next returns the links after the last one, which must still be there unless it was removed
// because of its age.
func (f *follower) next(ctx context.Context) ([]link, error) {
	for {
		begins, err := f.checkpoint(ctx)
		if err != nil {
			return nil, err
		}
		if err := f.passed(begins); err != nil {
			return nil, err
		}
		some, fits, err := f.after(ctx, begins)
		if fits || err != nil {
			return some, err
		}
		// It is gone: because of its age, which the checkpoint says by now, or for another reason.
		now, err := f.checkpoint(ctx)
		switch {
		case err != nil:
			return nil, err
		case now == begins:
			return nil, ErrNotInChain
		}
	}
}

// passed goes on at a checkpoint that is further than the last link.
func (f *follower) passed(begins journal.Head) error {
	switch {
	case begins.Position > f.last.Position:
		if f.last = begins; f.Skipped != nil {
			f.Skipped(begins)
		}
	case begins.Position == f.last.Position && begins != f.last:
		return ErrNotInChain
	}
	return nil
}

// after returns the links after the last one, if that is still there; else it doesn't fit.
func (f *follower) after(ctx context.Context, begins journal.Head) (some []link, fits bool, err error) {
	last := f.last
	if begins.Position == last.Position { // it was removed, and the checkpoint stands for it
		some, err = f.links(ctx, int64(last.Position), linksAtOnce)
		if err != nil || len(some) == 0 {
			return nil, true, err
		}
		if uint64(some[0].position) != last.Position+1 {
			return nil, false, nil
		}
		return some, true, inOrder(last, some)
	}
	some, err = f.links(ctx, int64(last.Position)-1, linksAtOnce+1)
	switch {
	case err != nil:
		return nil, false, err
	case len(some) == 0 || uint64(some[0].position) != last.Position:
		return nil, false, nil
	case some[0].head() != last:
		return nil, false, ErrNotInChain
	}
	return some[1:], true, inOrder(last, some[1:])
}

// inOrder returns an error unless links follow one another.
func inOrder(before journal.Head, links []link) error {
	for i := range links {
		l := &links[i]
		h := l.head()
		if h.Position != before.Position+1 || !l.erased && l.chained(before.Digest[:]) != h.Digest {
			return ErrChain
		}
		before = h
	}
	return nil
}

func (l *link) head() journal.Head {
	return journal.Head{Position: uint64(l.position), Digest: [sha256.Size]byte(l.digest)}
}

// followed returns what is handed out of a link.
func (f *follower) followed(ctx context.Context, l link) (Followed, error) {
	one := Followed{
		Head: l.head(), At: moment(l.at), Kind: journal.LinkKind(l.kind), Record: uint64(l.record), ID: value(l.id), Login: value(l.login),
		Environment: value(l.environment), Outcome: value(l.outcome), About: value(l.about), Erased: l.erased,
	}
	if f.Opener == nil || l.erased || len(l.sealed) == 0 {
		return one, nil
	}
	content, err := f.Opener.keys.openLink(one.Kind, one.ID, l.sealed)
	if err != nil {
		one.Illegible = true
		return one, f.outdated(ctx, err)
	}
	one.Opened, one.Case, one.Text = true, content.Record.Case, content.Record.Text
	return one, nil
}

// outdated returns the error if what can't be opened is sealed with a newer key than those that are
// here, which the journal uses. Any other number anybody may have written.
func (f *follower) outdated(ctx context.Context, err error) error {
	missing := new(MissingKeyError)
	if !errors.As(err, &missing) {
		return nil
	}
	for held := range f.Opener.keys.sealers {
		if held > missing.Seal {
			return nil
		}
	}
	var current uint32
	if err := f.row(ctx, callPatience, `select seal_key from ringback.hello_1()`, []any{&current}); err != nil || missing.Seal > current {
		return err
	}
	return missing
}

// checkpoint returns the last link that was removed because of its age.
func (m *Maintenance) checkpoint(ctx context.Context) (journal.Head, error) {
	var position, at int64
	var digest []byte
	if err := m.row(ctx, callPatience, `select "position", digest, at from ringback.checkpoint_1()`, []any{&position, &digest, &at}); err != nil {
		return journal.Head{}, err
	}
	if position < 0 || len(digest) != sha256.Size {
		return journal.Head{}, ErrChain
	}
	return journal.Head{Position: uint64(position), Digest: [sha256.Size]byte(digest)}, nil
}

// links returns links after a position.
func (m *Maintenance) links(ctx context.Context, after int64, most int) (all []link, err error) {
	err = m.rows(ctx, callPatience, `select `+linkColumns+` from ringback.links_1($1::bigint, $2::integer)`, func(rows pgx.Rows) error {
		var l link
		if err := rows.Scan(l.into()...); err != nil {
			return err
		}
		if len(l.digest) != sha256.Size || l.position <= after {
			return ErrChain
		}
		all = append(all, l)
		return nil
	}, after, int64(most))
	return all, err
}
