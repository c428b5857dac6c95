package config

import (
	"bytes"
	"slices"

	"github.com/BurntSushi/toml"
)

// lines holds the line of each key. The TOML library knows it too, but not for each of several
// tables of one name.
type lines struct {
	tops   map[string]int
	tables []map[string]int // one for each [[environment]]; key "" is its header
}

// maxStatement is the most lines that one statement may have. Each line is tried with one more line
// until the statement is complete, so the time grows quickly.
const maxStatement = 200

// statement is a number of whole lines: a key with its value, a header, a comment or a blank line.
type statement struct {
	start, end int // in bytes, the line break included
	line       int // of its first line, counted from 1
	key        toml.Key
	kind       string // of the key, as the TOML library calls it
	header     bool
}

// opens reports whether the statement is [[environment]].
func (s statement) opens() bool {
	return s.kind == "ArrayHash" && s.header && slices.Equal(s.key, toml.Key{"environment"})
}

// statements splits a valid TOML document into statements and calls visit for each. A statement is
// the shortest run of lines that is valid TOML by itself. It reports whether it reached the end.
func statements(data []byte, visit func(statement)) (whole bool) {
	start, first, line := 0, 1, 0
	for end := range data {
		if data[end] != '\n' && end != len(data)-1 {
			continue
		}
		line++
		var values map[string]any
		meta, ok := decodeStatement(string(data[start:end+1]), &values)
		if !ok {
			if line-first >= maxStatement {
				return false
			}
			continue
		}
		s := statement{start: start, end: end + 1, line: first, header: isHeader(data[start : end+1])}
		if keys := meta.Keys(); len(keys) > 0 {
			s.key, s.kind = keys[0], meta.Type(keys[0]...)
		}
		visit(s)
		start, first = end+1, line+1
	}
	return start == len(data)
}

// findLines finds the lines of the keys. After a statement of too many lines, none is known.
func findLines(data []byte) lines {
	found := lines{tops: make(map[string]int)}
	here := found.tops
	statements(data, func(s statement) {
		switch {
		case len(s.key) == 0:
		case s.opens():
			here = map[string]int{"": s.line}
			found.tables = append(found.tables, here)
			note(found.tops, "environment", s.line)
		case s.kind == "ArrayHash" || s.header:
			if s.key[0] == "environment" && len(s.key) > 1 && len(found.tables) > 0 {
				note(found.tables[len(found.tables)-1], s.key[1], s.line)
			} else {
				note(found.tops, s.key[0], s.line)
			}
			here = make(map[string]int) // of a table that doesn't belong here
		default:
			note(here, s.key[0], s.line)
		}
	})
	return found
}

// decodeStatement reports whether some lines are valid TOML by themselves, and decodes them.
func decodeStatement(text string, into *map[string]any) (meta toml.MetaData, ok bool) {
	defer func() { ok = ok && recover() == nil }()
	meta, err := toml.Decode(text, into)
	return meta, err == nil
}

// isHeader reports whether a statement is a [table] header.
func isHeader(statement []byte) bool {
	for _, b := range bytes.TrimPrefix(statement, []byte("\ufeff")) {
		if b != ' ' && b != '\t' {
			return b == '['
		}
	}
	return false
}

// note records the first line of a key.
func note(lines map[string]int, key string, line int) {
	if _, known := lines[key]; !known {
		lines[key] = line
	}
}

// top returns the line of a key of the document, 0 if it isn't known.
func (l lines) top(key string) int { return l.tops[key] }

// of returns the line of a key of an environment, or of its header if the key is missing.
func (l lines) of(environment int, key string) int {
	if environment >= len(l.tables) {
		return 0
	}
	if line, ok := l.tables[environment][key]; ok {
		return line
	}
	return l.tables[environment][""]
}
