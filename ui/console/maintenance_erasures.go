package console

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"time"

	"github.com/go-json-experiment/json"

	"ringback/storage/journal/postgres"
	"ringback/ui/desk"
)

// erasureLine is a line of the list of erasures: where a record began in the chain, and the digest
// of that entry. It says nothing of the record. Members may be added.
type erasureLine struct {
	Position uint64 `json:"position"`
	Digest   string `json:"digest"` // in hexadecimal digits
	Erased   string `json:"erased"` // RFC 3339, in UTC
}

// maxErasure is the longest line of such a list that is read, in bytes.
const maxErasure = 4096

// JournalErasures lists what was erased, or erases again what such a list has.
func JournalErasures(ctx context.Context, o MaintenanceOptions, call MaintenanceCall) int {
	return o.with(call, func(m *maintainer) int {
		switch {
		case call.Apply != nil && call.Out != nil:
			return m.refuse(desk.Say("console.shared.wrong.apply_out"))
		case call.Apply != nil:
			return m.eraseAgain(ctx, *call.Apply)
		case call.Out != nil:
			return m.listInto(ctx, *call.Out)
		}
		return m.opened(ctx, func(shared Maintenance) int {
			n, err := m.list(ctx, shared, m.Out)
			switch {
			case m.out.Failed():
				return ExitGood // the caller reports it
			case err != nil:
				return m.failed(err)
			}
			m.note(desk.Say("console.shared.erasures.listed", "Count", n))
			return ExitGood
		})
	})
}

// listInto writes the list into a new file, or none at all.
func (m *maintainer) listInto(ctx context.Context, path string) int {
	return m.opened(ctx, func(shared Maintenance) int {
		file, err := m.Create(path)
		if err != nil {
			return m.refuse(writeProblem(err, path))
		}
		out := NewOutput(file)
		n, err := m.list(ctx, shared, out)
		if end := errors.Join(file.Sync(), file.Close()); out.err == nil {
			out.err = end
		}
		if out.err == nil && err == nil {
			m.note(desk.Say("console.shared.erasures.listed_file", "Count", n, "File", path))
			return ExitGood
		}
		_ = os.Remove(path) // half a list looks like a whole one
		if out.err != nil {
			return m.refuse(writeProblem(out.err, path))
		}
		return m.failed(err)
	})
}

// list writes the list.
func (m *maintainer) list(ctx context.Context, shared Maintenance, w io.Writer) (n int, err error) {
	buffered := bufio.NewWriter(w)
	err = shared.Erasures(ctx, func(one postgres.Erasure) error {
		n++
		return writeJSON(buffered, erasureLine{one.Position, hex.EncodeToString(one.Digest[:]), one.At.UTC().Format(time.RFC3339Nano)})
	})
	return n, errors.Join(err, buffered.Flush())
}

// eraseAgain erases what a list has, after all of it was read.
func (m *maintainer) eraseAgain(ctx context.Context, path string) int {
	all, line, err := readErasures(path)
	switch {
	case err != nil && line > 0:
		return m.refuse(desk.Say("console.shared.wrong.erasure", "File", path, "Line", line))
	case err != nil:
		return m.refuse(desk.Say("console.shared.wrong.unreadable", "File", path))
	}
	return m.opened(ctx, func(shared Maintenance) int {
		done, err := shared.EraseAgain(ctx, all)
		if done.Records > 0 || err == nil {
			m.say(desk.Say("console.shared.erasures.again", "Count", done.Records, "Listed", len(all)))
		}
		if err != nil {
			return m.failed(err)
		}
		if done.Missing > 0 {
			m.say(desk.Say("console.shared.erasures.missing", "Count", done.Missing))
		}
		if done.Open > 0 {
			m.say(desk.Say("console.journal.erase.open", "Count", done.Open))
			return ExitFault
		}
		return ExitGood
	})
}

// readErasures reads a list. With an error, line is the one that can't be read, or 0.
func readErasures(path string) (all []postgres.Erasure, line int, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = file.Close() }()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, maxErasure)
	for line = 1; lines.Scan(); line++ {
		text := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte("\uFEFF")))
		if len(text) == 0 {
			continue
		}
		one, err := parseErasure(text)
		if err != nil {
			return nil, line, err
		}
		all = append(all, one)
	}
	if err := lines.Err(); err != nil {
		return nil, line, err
	}
	return all, 0, nil
}

// errErasure means that a line isn't of a list of erasures.
var errErasure = errors.New("the line isn't of a list of erasures")

func parseErasure(text []byte) (one postgres.Erasure, err error) {
	var l erasureLine
	if err := json.Unmarshal(text, &l); err != nil {
		return one, errErasure
	}
	digest, err := hex.DecodeString(l.Digest)
	if err != nil || len(digest) != len(one.Digest) || l.Position == 0 || l.Position > 1<<62 {
		return one, errErasure
	}
	at, err := time.Parse(time.RFC3339, l.Erased)
	if err != nil {
		return one, errErasure
	}
	return postgres.Erasure{Position: l.Position, Digest: [32]byte(digest), At: at}, nil
}
