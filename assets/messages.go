package assets

import (
	"fmt"
	"strconv"
	"strings"
)

// message is the text of a key, with {{.Name}} where a value is filled in.
type message struct {
	one   string // the form for one; "" if other is the form for every count
	other string
}

// plain reports whether nothing is filled in and no count selects the form.
func (m message) plain() bool { return m.one == "" && !strings.Contains(m.other, "{{") }

// readMessages reads the translations of one language.
func readMessages(lang Language) (map[string]message, error) {
	content := map[Language]string{English: english, Danish: danish}[lang]
	if content == "" {
		return nil, fmt.Errorf("there are no translations for the language %q; choose one of %v", lang, Languages())
	}
	messages, err := parseMessages(content)
	if err != nil {
		return nil, fmt.Errorf("translations of %q: %w", lang, err)
	}
	return messages, nil
}

// parseMessages reads the part of TOML that our translations use: comments, tables, and keys on one
// line with one text or with two forms. It reads them in a hundredth of the time that a whole
// parser takes, and each start waits for it.
func parseMessages(content string) (map[string]message, error) {
	messages := make(map[string]message, strings.Count(content, "\n"))
	table, number := "", 0
	for line := range strings.SplitSeq(content, "\n") {
		number++
		if line == "" || line[0] == '#' {
			continue
		}
		if name, isTable := strings.CutPrefix(line, "["); isTable {
			table = strings.TrimSuffix(name, "]") + "."
			continue
		}
		key, value, _ := strings.Cut(line, " = ")
		m, ok := parseMessage(value)
		if !ok {
			return nil, fmt.Errorf("line %d: expected key = \"text\" or key = { one = \"text\", other = \"text\" }", number)
		}
		messages[table+strings.Trim(key, `"`)] = m
	}
	return messages, nil
}

// parseMessage reads a text, or its two forms in braces.
func parseMessage(value string) (m message, ok bool) {
	forms, inBraces := strings.CutPrefix(value, "{ one = ")
	if !inBraces {
		m.other, value, ok = parseText(value)
		return m, ok && value == ""
	}
	if m.one, value, ok = parseText(forms); !ok {
		return m, false
	}
	if value, ok = strings.CutPrefix(value, ", other = "); !ok {
		return m, false
	}
	m.other, value, ok = parseText(value)
	return m, ok && value == " }"
}

// parseText reads a text in double quotes, whose escapes are those of Go too.
func parseText(value string) (text, rest string, ok bool) {
	if !strings.HasPrefix(value, `"`) {
		return "", "", false
	}
	end := 1 + strings.IndexByte(value[1:], '"')
	if end > 0 && strings.IndexByte(value[:end], '\\') < 0 { // nearly all of them
		return value[1:end], value[end+1:], true
	}
	quoted, err := strconv.QuotedPrefix(value)
	if err != nil {
		return "", "", false
	}
	text, err = strconv.Unquote(quoted)
	return text, value[len(quoted):], err == nil
}
