package config

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"

	"ringback/storage/files"
)

// EnvironmentsFile is the file with the user's own environments, or one that an administrator
// handed out.
type EnvironmentsFile struct {
	path      string
	handedOut bool
	taken     []string // ids of environments that everybody on this machine has
	files     files.System
}

// NewEnvironmentsFile returns the file at a path; it may be missing. A file that was handed out is
// only read.
func NewEnvironmentsFile(path string, handedOut bool) *EnvironmentsFile {
	return &EnvironmentsFile{path: path, handedOut: handedOut, files: files.OS{}}
}

// newEnvironmentsFile returns the file of the user's own environments, or the one that the caller
// named.
func newEnvironmentsFile(own, named string, taken []string) *EnvironmentsFile {
	f := NewEnvironmentsFile(cmp.Or(named, own), named != "")
	f.taken = taken
	return f
}

// Path returns where the file is.
func (f *EnvironmentsFile) Path() string { return f.path }

// HandedOut reports whether the file is an administrator's and only read.
func (f *EnvironmentsFile) HandedOut() bool { return f.handedOut }

// Read reads the file; a missing one holds no environments. Problems are [files.Error]s, as those
// of [ParseEnvironments].
func (f *EnvironmentsFile) Read() (EnvironmentsText, error) {
	data, err := files.Read(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return EnvironmentsText{name: f.path, taken: f.taken, missing: true}, nil
	}
	if err != nil {
		return EnvironmentsText{}, err
	}
	return parseEnvironmentsText(data, f.path, f.taken)
}

// Write replaces the file as a whole, if it is still what was read. If another program has changed
// it since, or it was handed out or can't be written, Write leaves it as it is and returns a
// [files.Error]. It compares and writes under a lock; if another window holds the lock for longer
// than 2 seconds, that counts as a change.
func (f *EnvironmentsFile) Write(ctx context.Context, was, now EnvironmentsText) error {
	if f.handedOut {
		return &files.Error{File: f.path, Problem: files.ProblemReadOnly}
	}
	changed := &files.Error{File: f.path, Problem: files.ProblemChanged}
	lock, err := files.LockToWrite(ctx, f.path, f.files, changed)
	if err != nil {
		return err
	}
	defer lock.Close()
	data, err := files.Read(f.path)
	switch missing := errors.Is(err, fs.ErrNotExist); {
	case err != nil && !missing:
		return err
	case missing != was.missing || !bytes.Equal(data, was.data):
		return changed
	}
	return files.Write(f.path, now.data, f.files)
}

// EnvironmentsText is the text of a file of environments, and the environments in it. It is
// immutable: its methods return another one, in which everything except the table that was changed
// is the same byte for byte, comments included.
type EnvironmentsText struct {
	name         string
	taken        []string // ids that the file can't have
	data         []byte
	missing      bool // there was no file
	environments []Environment
}

// ParseEnvironmentsText is [ParseEnvironments] for a text that is to be changed.
func ParseEnvironmentsText(data []byte, name string) (EnvironmentsText, error) {
	return parseEnvironmentsText(data, name, nil)
}

func parseEnvironmentsText(data []byte, name string, taken []string) (EnvironmentsText, error) {
	environments, err := parseEnvironments(data, name, taken)
	if err != nil {
		return EnvironmentsText{}, err
	}
	return EnvironmentsText{name: name, taken: taken, data: slices.Clone(data), environments: environments}, nil
}

// ReadEnvironments reads environments from a source other than one of our files, at most 1 MiB;
// name is what errors call it.
func ReadEnvironments(from io.Reader, name string) ([]Environment, error) {
	data, err := io.ReadAll(io.LimitReader(from, files.MaxSize+1))
	if err != nil {
		return nil, &files.Error{File: name, Problem: files.ProblemUnreadable, Err: files.Cause(err)}
	}
	return ParseEnvironments(data, name)
}

// Environments returns the environments of the text, in its order.
func (t EnvironmentsText) Environments() []Environment { return slices.Clone(t.environments) }

// Bytes returns the text itself.
func (t EnvironmentsText) Bytes() []byte { return slices.Clone(t.data) }

// index returns the index of an environment, or -1.
func (t EnvironmentsText) index(id string) int {
	return slices.IndexFunc(t.environments, func(e Environment) bool { return e.ID == id })
}

// With returns the text with e instead of the environment with an id, or with e at the end if there
// is none with that id. Errors are [files.Error]s, as from reading the result.
func (t EnvironmentsText) With(id string, e Environment) (EnvironmentsText, error) {
	at := t.index(id)
	if at < 0 {
		return t.become(t.appended(e), append(t.Environments(), e))
	}
	data, err := t.replaced(at, e)
	if err != nil {
		return t, err
	}
	want := t.Environments()
	want[at] = e
	return t.become(data, want)
}

// Without returns the text without an environment. If there is no such environment, the text is
// unchanged.
func (t EnvironmentsText) Without(id string) (EnvironmentsText, error) {
	at := t.index(id)
	if at < 0 {
		return t, nil
	}
	tables, ok := t.tables()
	if !ok {
		return t, t.layout()
	}
	start, end := tables[at].start, tables[at].end()
	rest := t.data[end:]
	// The blank line between it and the next one is removed, too.
	if before := t.data[:start]; len(before) == 0 || endsInBlankLine(before) {
		rest = rest[blankLine(rest):]
	}
	return t.become(slices.Concat(t.data[:start], rest), slices.Delete(t.Environments(), at, at+1))
}

// become reads a changed text and checks that it says exactly what is wanted. So a form of TOML
// that the code doesn't foresee is never written wrong.
func (t EnvironmentsText) become(data []byte, want []Environment) (EnvironmentsText, error) {
	next, err := parseEnvironmentsText(data, t.name, t.taken)
	if err != nil {
		return t, err
	}
	if len(next.environments) != len(want) {
		return t, t.layout()
	}
	for i := range want {
		if !sameEnvironment(next.environments[i], want[i]) {
			return t, t.layout()
		}
	}
	return next, nil
}

func (t EnvironmentsText) layout() error {
	return &files.Error{File: t.name, Problem: files.ProblemLayout}
}

// sameEnvironment reports whether a file says the same of two environments.
func sameEnvironment(a, b Environment) bool {
	return slices.EqualFunc(a.values(), b.values(), func(x, y pair) bool { return x.text() == y.text() })
}

// lineEnd returns the text's line break, which on Windows is another one.
func (t EnvironmentsText) lineEnd() string {
	if at := bytes.IndexByte(t.data, '\n'); at > 0 && t.data[at-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// appended returns the text with one more table at its end.
func (t EnvironmentsText) appended(e Environment) []byte {
	lineEnd := t.lineEnd()
	text := string(t.data)
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += lineEnd
	}
	if text != "" && !endsInBlankLine([]byte(text)) {
		text += lineEnd
	}
	return []byte(text + tableOf(e, lineEnd))
}

// tableText is an [[environment]] in the text: its header and the statements below it, up to the
// last key. Comments and blank lines after that belong to what follows.
type tableText struct {
	start int
	parts []statement // the header first
}

func (t tableText) end() int { return t.parts[len(t.parts)-1].end }

// tables finds all tables. It fails if the environments aren't written as [[environment]].
func (t EnvironmentsText) tables() ([]tableText, bool) {
	var all []tableText
	var between []statement // comments that may belong to a table
	whole := statements(t.data, func(s statement) {
		switch {
		case s.opens():
			all = append(all, tableText{start: s.start, parts: []statement{s}})
			between = nil
		case len(all) == 0:
		case len(s.key) == 0:
			between = append(between, s)
		default:
			last := &all[len(all)-1]
			last.parts = append(append(last.parts, between...), s)
			between = nil
		}
	})
	return all, whole && len(all) == len(t.environments)
}

// replaced returns the text with another environment in one table. It leaves statements whose value
// is unchanged, and the comments between them, as they are.
func (t EnvironmentsText) replaced(at int, e Environment) ([]byte, error) {
	tables, ok := t.tables()
	if !ok {
		return nil, t.layout()
	}
	table, lineEnd := tables[at], t.lineEnd()
	text := make([]string, len(table.parts)) // of each statement
	place := make(map[string]int)
	for i, part := range table.parts {
		text[i] = string(t.data[part.start:part.end])
		if i > 0 && len(part.key) > 0 {
			place[part.key[0]] = i
		}
	}
	was := t.environments[at].values()
	after := 0 // the statement that a new key follows
	for i, v := range e.values() {
		part, written := place[v.key]
		changed := was[i].text() != v.text()
		switch {
		case written && !changed:
			after = part
		case written && v.standard && !v.needed:
			text[part] = ""
		case written:
			text[part] = v.statement() + lineEnd
			after = part
		case !v.standard || v.needed && changed:
			if !strings.HasSuffix(text[after], "\n") {
				text[after] += lineEnd
			}
			text[after] += v.statement() + lineEnd
		}
	}
	return slices.Concat(t.data[:table.start], []byte(strings.Join(text, "")), t.data[table.end():]), nil
}

// endsInBlankLine reports whether the last line before the end is blank.
func endsInBlankLine(text []byte) bool {
	text, found := bytes.CutSuffix(text, []byte("\n"))
	line := text[bytes.LastIndexByte(text, '\n')+1:]
	return found && len(bytes.TrimSpace(line)) == 0
}

// blankLine returns the length of a blank line at the beginning, or 0.
func blankLine(text []byte) int {
	end := bytes.IndexByte(text, '\n')
	if end < 0 || len(bytes.TrimSpace(text[:end])) > 0 {
		return 0
	}
	return end + 1
}
