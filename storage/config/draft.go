package config

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Draft is an environment as it is typed: the text of each key of the file. An empty text means the
// same as no key. The items of a list are separated by blanks or line breaks; those of key lists
// and algorithms also by commas.
type Draft map[string]string

// listGap separates the items of a list.
const listGap = " "

// DraftOf returns the draft of an environment. A key that has its default has no text.
func DraftOf(e Environment) Draft {
	d := make(Draft)
	for _, v := range e.values() {
		if !v.standard || v.needed {
			d[v.key] = v.text()
		}
	}
	return d
}

// Read reads a draft as if it were in the file; name is what errors call that file. It returns
// every problem as a [files.Error] with its key, all of them joined. The environment then holds
// what could be read, and is only good enough to be shown.
func (d Draft) Read(name string) (Environment, error) {
	r := &tableReader{file: name, label: "#1", table: d.table(), known: make(map[string]bool), line: func(string) int { return 0 }}
	e := readEnvironment(r)
	r.strangers()
	return e, joined(r.problems)
}

// table returns the table that the file would hold.
func (d Draft) table() map[string]any {
	kinds := make(map[string]KeyKind)
	for _, key := range Keys(d["profile"]) {
		kinds[key.Name] = key.Kind
	}
	table := make(map[string]any)
	for _, key := range slices.Sorted(maps.Keys(d)) {
		text := strings.TrimSpace(d[key])
		if text == "" {
			continue
		}
		switch kinds[key] {
		case KeyList:
			var items []any
			for _, item := range splitList(key, text) {
				items = append(items, item)
			}
			table[key] = items
		case KeyFlag:
			if flag, err := strconv.ParseBool(text); err == nil {
				table[key] = flag
			} else {
				table[key] = text // the reader reports what is wrong with it
			}
		case KeySeconds:
			if n, err := strconv.ParseInt(text, 10, 64); err == nil {
				table[key] = n
			} else {
				table[key] = text
			}
		default:
			table[key] = text
		}
	}
	return table
}

// splitList splits the text of a list. An authentication context class may contain a comma, so
// there only blanks separate.
func splitList(key, text string) []string {
	if key != "acr_values" {
		text = strings.ReplaceAll(text, ",", listGap)
	}
	return strings.Fields(text)
}
