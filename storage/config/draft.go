package config

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Draft is an environment as somebody types it: the text of each key of the file. No text is the
// same as no key. The items of a list have blanks or line breaks between them; those of key lists
// and algorithms may have commas.
type Draft map[string]string

// listGap stands between the items of a list.
const listGap = " "

// DraftOf returns the draft of an environment. What is as it is without the key has no text.
func DraftOf(e Environment) Draft {
	d := make(Draft)
	for _, v := range e.values() {
		if !v.standard || v.needed {
			d[v.key] = v.text()
		}
	}
	return d
}

// Read reads a draft as the file would be read in which it stood; name is what errors call that
// file. Every problem comes as a [files.Error] with its key, all of them joined; the environment
// holds what could be read all the same, and is not to be used for more than to show it.
func (d Draft) Read(name string) (Environment, error) {
	r := &tableReader{file: name, label: "#1", table: d.table(), known: make(map[string]bool), line: func(string) int { return 0 }}
	e := readEnvironment(r)
	r.strangers()
	return e, joined(r.problems)
}

// table is the table that the file would hold.
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
				table[key] = text // the reader says what is wrong with it
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

// splitList takes a list apart. An authentication context class can have a comma in it, so there
// only blanks divide.
func splitList(key, text string) []string {
	if key != "acr_values" {
		text = strings.ReplaceAll(text, ",", listGap)
	}
	return strings.Fields(text)
}
