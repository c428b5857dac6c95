package console

import (
	"bufio"
	"context"
	"errors"
	"strconv"

	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
	"ringback/ui/desk"
)

// followedLine is a line of `ringback journal follow`: an entry of the chain. Members may be added,
// none ever changes its meaning.
type followedLine struct {
	Head        string `json:"head"` // the control code after it, for -since
	Position    uint64 `json:"position"`
	At          string `json:"at"`              // the server's time, RFC 3339 in UTC
	Event       string `json:"event"`           // see eventOf
	Record      uint64 `json:"record,omitzero"` // the position where its verification begins
	ID          string `json:"id,omitzero"`     // of the verification
	Login       string `json:"login,omitzero"`
	Environment string `json:"environment,omitzero"`
	Outcome     string `json:"outcome,omitzero"`
	About       string `json:"about,omitzero"` // positions, of what was erased or removed, or is missing
	Erased      bool   `json:"erased,omitzero"`
	Illegible   bool   `json:"illegible,omitzero"` // with -open: the keys don't open it
	Case        string `json:"case,omitzero"`      // with -open
	Text        string `json:"text,omitzero"`      // with -open
}

// eventOf returns the word for a kind of entry; a newer version's is its number.
func eventOf(kind journal.LinkKind) string {
	words := map[journal.LinkKind]string{
		journal.LinkBegun: "begun", journal.LinkReceived: "received", journal.LinkEnded: "ended", journal.LinkErased: "erased",
		journal.LinkRetained: "retained", journal.LinkReported: "reported", journal.LinkLifted: "lifted", journal.LinkHeadMissing: "head_missing",
		journal.LinkHandedIn: "handed_in", journal.LinkReplayFound: "replay_found",
		journal.LinkImported: "imported",
	}
	if word, known := words[kind]; known {
		return word
	}
	return "kind_" + strconv.Itoa(int(kind))
}

// FollowJournal writes the entries of the chain after a control code, and then each that is added,
// until it is interrupted, which is success. The status is [ExitFault] if the chain doesn't have
// that code.
func FollowJournal(ctx context.Context, o MaintenanceOptions, call MaintenanceCall) int {
	return o.with(call, func(m *maintainer) int {
		options := postgres.FollowOptions{Skipped: func(to journal.Head) { m.note(desk.Say("console.shared.follow.skipped", "Head", to.String())) }}
		if call.Since != nil {
			options.Since = *call.Since
			if head, err := journal.ParseHead(options.Since); err != nil || head.Position == 0 {
				return m.refuse(desk.Say("console.shared.wrong.since"))
			}
		}
		if call.Plain {
			opener, err := m.Opener(ctx)
			if err != nil {
				return m.failed(err)
			}
			options.Opener = opener
			m.note(desk.Say("console.journal.export.plain"))
		}
		return m.opened(ctx, func(shared Maintenance) int { return m.follow(ctx, shared, options) })
	})
}

func (m *maintainer) follow(ctx context.Context, shared Maintenance, o postgres.FollowOptions) int {
	buffered := bufio.NewWriter(m.Out)
	o.Each = func(one postgres.Followed) error { return writeJSON(buffered, lineOf(one)) }
	o.Caught = buffered.Flush
	o.Lost = func(err error) {
		if err == nil {
			m.note(desk.Say("console.shared.follow.found"))
		} else {
			m.note(desk.Say("console.shared.follow.lost", "Problem", desk.SharedProblem(err)))
		}
	}
	watching, stop := context.WithCancel(ctx)
	defer stop()
	o.More = m.More(watching)
	err := shared.Follow(ctx, o)
	_ = buffered.Flush() // out remembers an error
	switch {
	case m.out.Failed(), err == nil:
		return ExitGood
	case errors.Is(err, postgres.ErrNotInChain), errors.Is(err, postgres.ErrChain):
		m.note(desk.SharedProblem(err))
		return ExitFault
	}
	return m.failed(err)
}

func lineOf(one postgres.Followed) followedLine {
	return followedLine{
		Head: one.Head.String(), Position: one.Head.Position, At: stamp(one.At), Event: eventOf(one.Kind), Record: one.Record, ID: one.ID,
		Login: one.Login, Environment: one.Environment, Outcome: one.Outcome, About: one.About, Erased: one.Erased, Illegible: one.Illegible, Case: one.Case, Text: one.Text,
	}
}
