package console

import (
	"bufio"
	"context"
	"io"
	"os"
	"strings"

	"ringback/assets"
	"ringback/ui/desk"
)

// The exit statuses of `ringback journal`. If the journal can't be opened or read, it is
// [ExitUsage].
const (
	ExitGood  = 0
	ExitFault = 1 // the chain has a fault, or something could not be erased
	// ExitIllegible is for a chain that is whole, in which something can't be read. 2 is ExitUsage.
	ExitIllegible = 3
)

// JournalOptions are the options of one call of `ringback journal`.
type JournalOptions struct {
	// Open opens the journal, or returns why it can't.
	Open func(context.Context) (*desk.Journal, desk.Text)
	// Aside moves a damaged journal aside and returns its new path.
	Aside func(context.Context) (moved string, problem desk.Text)
	// Create makes a file that only the user can read; if there is one, the error is fs.ErrExist.
	Create   func(path string) (*os.File, error)
	Words    *assets.Words
	In       io.Reader // for a UUID, and for the answer to a question
	Terminal bool      // In is a terminal
	Out      io.Writer
	Err      io.Writer // errors and questions
}

// JournalCall holds the flags of the call; nil for a flag that isn't given.
type JournalCall struct {
	Format string  // of an export
	Yes    bool    // erase without asking
	Head   *string // noted elsewhere
	Out    *string // the file of an export; nil is standard output

	UUID, CPR, Person, From, Until, Environment, Outcome *string
	Operator, Desk                                       *string // in a shared journal
}

// keeper is one call in progress.
type keeper struct {
	JournalOptions
	out     *Output // JournalOptions.Out
	call    JournalCall
	in      *bufio.Reader
	journal *desk.Journal
}

// VerifyJournal checks the chain and writes the result.
func VerifyJournal(ctx context.Context, o JournalOptions, call JournalCall) int {
	return o.with(ctx, call, (*keeper).verify)
}

// JournalHead writes where the chain ends, and nothing else.
func JournalHead(ctx context.Context, o JournalOptions, call JournalCall) int {
	return o.with(ctx, call, (*keeper).head)
}

// ExportJournal writes records in plain text.
func ExportJournal(ctx context.Context, o JournalOptions, call JournalCall) int {
	if call.Format != "json" && call.Format != "csv" {
		return o.refuse(desk.Say("console.journal.wrong.format"))
	}
	return o.with(ctx, call, (*keeper).export)
}

// EraseJournal erases records, after asking.
func EraseJournal(ctx context.Context, o JournalOptions, call JournalCall) int {
	if call.UUID == nil && call.CPR == nil && call.Person == nil && call.From == nil && call.Until == nil {
		return o.refuse(desk.Say("console.journal.wrong.nothing_named"))
	}
	return o.with(ctx, call, (*keeper).erase)
}

// JournalAside moves a journal that can't be read aside.
func JournalAside(ctx context.Context, o JournalOptions, _ JournalCall) int {
	moved, problem := o.Aside(ctx)
	if !problem.IsZero() {
		return o.refuse(problem)
	}
	out := NewOutput(o.Out)
	o.Out = out
	o.say(desk.Say("console.journal.aside.done", "File", moved))
	return out.Status(ExitGood, o.Words, o.Err)
}

// with opens the journal for one operation. It checks the call first, so that a wrong call doesn't
// make the keyring ask for a password. If standard output fails, it reports that last; see
// [Output].
func (o JournalOptions) with(ctx context.Context, call JournalCall, do func(*keeper, context.Context, desk.Selection) int) int {
	out := NewOutput(o.Out)
	o.Out = out
	k := &keeper{JournalOptions: o, out: out, call: call, in: bufio.NewReader(io.LimitReader(o.In, maxRequest))}
	selection, problem := k.selection()
	if !problem.IsZero() {
		return k.refuse(problem)
	}
	if k.journal, problem = o.Open(ctx); !problem.IsZero() {
		return k.refuse(problem)
	}
	defer k.journal.Close()
	return out.Status(do(k, ctx, selection), o.Words, o.Err)
}

func (o JournalOptions) refuse(problem desk.Text) int {
	o.warn(problem)
	return ExitUsage
}

func (o JournalOptions) warn(text desk.Text) { writeLine(o.Err, text.In(o.Words.Whole())) }
func (o JournalOptions) say(text desk.Text)  { writeLine(o.Out, text.In(o.Words.Whole())) }

func (k *keeper) verify(ctx context.Context, _ desk.Selection) int {
	noted := ""
	if k.call.Head != nil {
		noted = *k.call.Head
	}
	audit, problem := k.journal.Verify(ctx, noted)
	if !problem.IsZero() {
		return k.refuse(problem)
	}
	k.say(desk.Say("console.journal.counted", "Records", audit.Records, "Entries", audit.Entries, "Erased", audit.Erased))
	if !audit.Fault.IsZero() {
		k.say(audit.Fault)
		if !audit.Near.IsZero() {
			k.say(desk.Say("console.journal.near", "Until", desk.Until(audit.Near)))
		}
		k.say(desk.Say("console.journal.keep_copy"))
		return ExitFault
	}
	if audit.Illegible.IsZero() {
		k.say(desk.Say("console.journal.whole"))
	} else {
		k.say(desk.Say("console.journal.whole_chain"))
	}
	if noted != "" {
		k.say(desk.Say("console.journal.noted"))
	}
	k.say(desk.Say("console.journal.head", "Head", audit.Head))
	if !audit.Illegible.IsZero() {
		k.say(audit.Illegible)
		return ExitIllegible
	}
	return ExitGood
}

func (k *keeper) head(ctx context.Context, _ desk.Selection) int {
	head, problem := k.journal.Head(ctx)
	if !problem.IsZero() {
		return k.refuse(problem)
	}
	writeLine(k.Out, head)
	return ExitGood
}

func (k *keeper) erase(ctx context.Context, selection desk.Selection) int {
	count, problem := k.journal.Count(ctx, selection)
	if !problem.IsZero() {
		return k.refuse(problem)
	}
	if count == 0 {
		k.say(desk.Say("console.journal.erase.none"))
		return ExitGood
	}
	if !k.call.Yes {
		if problem := k.ask(count); !problem.IsZero() {
			return k.refuse(problem)
		}
	}
	erased, problem := k.journal.Erase(ctx, selection)
	if !problem.IsZero() {
		return k.refuse(problem)
	}
	k.say(desk.Say("console.journal.erase.done", "Count", erased.Count))
	if !erased.Until.IsZero() {
		k.say(desk.Say("journal.erased_kept", "Until", desk.Until(erased.Until)))
	}
	if erased.Open > 0 {
		k.say(desk.Say("console.journal.erase.open", "Count", erased.Open))
		return ExitFault
	}
	return ExitGood
}

// ask asks whether to erase, and returns why nothing may be erased: the input isn't a terminal, or
// the answer wasn't the expected word.
func (k *keeper) ask(count int) desk.Text {
	if !k.Terminal {
		return desk.Say("console.journal.erase.no_terminal")
	}
	k.warn(desk.Say("console.journal.erase.ask", "Count", count))
	answer, _ := k.in.ReadString('\n') // the end of the input isn't a yes
	if !strings.EqualFold(strings.TrimSpace(answer), k.Words.Text("console.journal.erase.yes", nil)) {
		return desk.Say("console.journal.erase.declined")
	}
	return desk.Text{}
}
