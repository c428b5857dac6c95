package config

import "strings"

// paths holds the line of each key and table of a document, by its whole path, as
// "environment.nordby.cpr".
type paths map[string]int

// findPaths finds the lines of the keys. After a statement of too many lines, none is known.
func findPaths(data []byte) paths {
	found := make(paths)
	var table []string
	statements(data, func(s statement) {
		if len(s.key) == 0 {
			return
		}
		if s.header {
			table = s.key
			note(found, strings.Join(table, "."), s.line)
			return
		}
		path := ""
		for i, part := range append(append([]string{}, table...), s.key...) {
			if i > 0 {
				path += "."
			}
			path += part
			note(found, path, s.line)
		}
	})
	return found
}

// of returns the line of a key, or of what it is in; 0 if that isn't known.
func (p paths) of(path string) int {
	for {
		if line, known := p[path]; known {
			return line
		}
		end := strings.LastIndexByte(path, '.')
		if end < 0 {
			return 0
		}
		path = path[:end]
	}
}
