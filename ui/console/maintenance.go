package console

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"strconv"

	"ringback/assets"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
	"ringback/ui/desk"
)

// Maintenance looks after a shared journal; *[postgres.Maintenance] does.
type Maintenance interface {
	Retain(ctx context.Context, days int, progress func(records int)) (postgres.Retained, error)
	Erasures(ctx context.Context, each func(postgres.Erasure) error) error
	EraseAgain(ctx context.Context, all []postgres.Erasure) (postgres.ErasedAgain, error)
	Follow(ctx context.Context, o postgres.FollowOptions) error
	Close(ctx context.Context)
}

// MaintenanceOptions are the options of one call of `ringback journal` about a shared journal.
type MaintenanceOptions struct {
	// Open connects to the database.
	Open func(context.Context) (Maintenance, error)
	// Migrate brings the schema up to date. The prefix must be the one of its roles; nil: any is.
	Migrate func(ctx context.Context, prefix *string) (postgres.Migrated, error)
	// UseKeys makes a pair of keys of the keyring the current one.
	UseKeys func(ctx context.Context, use postgres.Pair) (before, now postgres.Pair, err error)
	// Opener opens what is sealed, with the keys of the keyring.
	Opener func(context.Context) (*postgres.Opener, error)
	// Import verifies a desk's own file and records what is in it. Of a file with a fault nothing
	// is recorded.
	Import func(ctx context.Context, path string) (postgres.Imported, *journal.ChainFault, error)
	// More says when the journal may have grown, until ctx ends.
	More func(ctx context.Context) <-chan struct{}
	// Create makes a file that only the user can read; if there is one, the error is fs.ErrExist.
	Create func(path string) (*os.File, error)
	Words  *assets.Words
	Out    io.Writer
	Err    io.Writer // errors and notes
}

// MaintenanceCall holds the flags of the call; nil for a flag that isn't given.
type MaintenanceCall struct {
	PrintRoles          bool
	Prefix              *string
	Seal, Hash          *string // numbers of keys
	Days                *string
	Apply, Out          *string // files
	Since               *string // a control code
	Plain               bool    // open what is sealed
	File                string  // to import
	MostDays, MostKeyNo int     // the bounds of Days, and of numbers of keys
}

// maintainer is one call in progress.
type maintainer struct {
	MaintenanceOptions
	out  *Output // MaintenanceOptions.Out
	call MaintenanceCall
}

// with runs one action. If standard output fails, that is reported last; see [Output].
func (o MaintenanceOptions) with(call MaintenanceCall, do func(*maintainer) int) int {
	out := NewOutput(o.Out)
	o.Out = out
	m := &maintainer{MaintenanceOptions: o, out: out, call: call}
	return out.Status(do(m), o.Words, o.Err)
}

func (m *maintainer) say(text desk.Text)  { writeLine(m.Out, text.In(m.Words.Whole())) }
func (m *maintainer) note(text desk.Text) { writeLine(m.Err, text.In(m.Words.Whole())) }

// refuse says why nothing was done.
func (m *maintainer) refuse(problem desk.Text) int {
	m.note(problem)
	return ExitUsage
}

// failed says why it could not be done; a context that was ended says so.
func (m *maintainer) failed(err error) int {
	if errors.Is(err, context.Canceled) {
		return m.refuse(desk.Say("console.journal.problem.interrupted"))
	}
	return m.refuse(desk.SharedProblem(err))
}

// opened connects, runs one action, and closes.
func (m *maintainer) opened(ctx context.Context, do func(Maintenance) int) int {
	shared, err := m.Open(ctx)
	if err != nil {
		return m.failed(err)
	}
	defer shared.Close(ctx)
	return do(shared)
}

// number reads a flag that is a number from 1 to most. Without the flag it is 0.
func number(given *string, most int) (n int, ok bool) {
	if given == nil {
		return 0, true
	}
	n, err := strconv.Atoi(*given)
	return n, err == nil && n >= 1 && n <= most && strconv.Itoa(n) == *given
}

// MigrateJournal brings the schema of a shared journal up to date, or prints what an administrator
// runs before that.
func MigrateJournal(ctx context.Context, o MaintenanceOptions, call MaintenanceCall) int {
	return o.with(call, func(m *maintainer) int {
		prefix := ""
		if call.Prefix != nil {
			prefix = *call.Prefix
		}
		roles, err := postgres.RolesWith(prefix)
		if err != nil {
			return m.refuse(desk.Say("console.shared.wrong.prefix"))
		}
		if call.PrintRoles {
			_ = roles.Print(m.Out) // it remembers an error
			return ExitGood
		}
		done, err := m.Migrate(ctx, call.Prefix)
		switch {
		case err != nil:
			return m.failed(err)
		case done.Applied == 0:
			m.say(desk.Say("console.shared.migrate.up_to_date", "Version", int(done.Version)))
		default:
			m.say(desk.Say("console.shared.migrate.done", "Count", done.Applied, "Version", int(done.Version)))
		}
		return ExitGood
	})
}

// UseJournalKeys makes a pair of keys the one that desks seal and hash with.
func UseJournalKeys(ctx context.Context, o MaintenanceOptions, call MaintenanceCall) int {
	return o.with(call, func(m *maintainer) int {
		seal, sealOK := number(call.Seal, call.MostKeyNo)
		hash, hashOK := number(call.Hash, call.MostKeyNo)
		if !sealOK || !hashOK {
			return m.refuse(desk.Say("console.shared.wrong.key", "Most", call.MostKeyNo))
		}
		before, now, err := m.UseKeys(ctx, postgres.Pair{Seal: uint32(seal), Hash: uint32(hash)}) // #nosec G115 -- number has bounded them
		if err != nil {
			return m.failed(err)
		}
		args := []any{"Seal", int(now.Seal), "Hash", int(now.Hash), "OldSeal", int(before.Seal), "OldHash", int(before.Hash)}
		switch {
		case before == now:
			m.say(desk.Say("console.shared.use_keys.same", args...))
		case before.Seal == 0:
			m.say(desk.Say("console.shared.use_keys.first", args...))
		default:
			m.say(desk.Say("console.shared.use_keys.changed", args...))
		}
		return ExitGood
	})
}

// RetainJournal removes what is older than some days.
func RetainJournal(ctx context.Context, o MaintenanceOptions, call MaintenanceCall) int {
	return o.with(call, func(m *maintainer) int {
		days, ok := number(call.Days, call.MostDays)
		if !ok || days == 0 {
			return m.refuse(desk.Say("console.shared.wrong.days", "Most", call.MostDays))
		}
		return m.opened(ctx, func(shared Maintenance) int {
			done, err := shared.Retain(ctx, days, nil)
			if done.Records > 0 || err == nil {
				m.say(desk.Say("console.shared.retain.done", "Count", done.Records, "Days", days))
			}
			if err != nil {
				return m.failed(err)
			}
			return ExitGood
		})
	})
}

// ImportJournal records in the shared journal what a desk's own file has. The status is [ExitFault]
// if the file has a fault, or if something in it is still open, so that it has to be imported
// again.
func ImportJournal(ctx context.Context, o MaintenanceOptions, call MaintenanceCall) int {
	return o.with(call, func(m *maintainer) int {
		if call.File == "" {
			return m.refuse(desk.Say("console.shared.wrong.no_file"))
		}
		done, fault, err := m.Import(ctx, call.File)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return m.refuse(desk.Say("console.shared.wrong.missing_file", "File", call.File))
		case fault != nil:
			m.note(desk.Say("console.journal.fault."+string(fault.Problem), "Position", fault.Position))
			m.note(desk.Say("console.shared.import.fault"))
			return ExitFault
		case err != nil && done.Records > 0:
			m.say(desk.Say("console.shared.import.partly", "Count", done.Records))
			return m.failed(err)
		case err != nil:
			return m.failed(err)
		case !done.Already.IsZero():
			m.say(desk.Say("console.shared.import.already", "At", desk.Stamp(done.Already), "Head", done.Head))
			return ExitGood
		}
		m.say(desk.Say("console.shared.import.done", "Count", done.Records, "Head", done.Head))
		if done.Older > 0 {
			m.say(desk.Say("console.shared.import.older", "Count", done.Older))
		}
		if done.Open > 0 {
			m.say(desk.Say("console.shared.import.open", "Count", done.Open))
			return ExitFault
		}
		return ExitGood
	})
}
