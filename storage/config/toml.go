package config

import (
	"errors"

	"github.com/BurntSushi/toml"

	"ringback/storage/files"
)

// maxDepth limits nested brackets. The TOML library recurses into each of them, and a stack
// overflow can't be recovered from.
const maxDepth = 100

// parseTOML returns the document as a map, because the library's decoding into structs ignores case
// and stops at the first value of a wrong type. It doesn't repeat the library's error text, which
// quotes the offending text: that may be a secret without its quotation marks.
func parseTOML(data []byte, name string) (document map[string]any, err error) {
	if len(data) > files.MaxSize {
		return nil, &files.Error{File: name, Problem: files.ProblemTooLarge, Limit: files.MaxSize}
	}
	text, err := files.UTF8(data)
	if err != nil {
		return nil, &files.Error{File: name, Problem: files.ProblemEncoding, Line: files.NotUTF8Line(data)}
	}
	data = text
	if tooDeep(data) {
		return nil, &files.Error{File: name, Problem: files.ProblemTooDeep}
	}
	defer func() {
		// The library panics if it finds a bug in itself.
		if recover() != nil {
			document, err = nil, &files.Error{File: name, Problem: files.ProblemSyntax}
		}
	}()
	if _, err := toml.Decode(string(data), &document); err != nil {
		fault := &files.Error{File: name, Problem: files.ProblemSyntax}
		var parse toml.ParseError
		if errors.As(err, &parse) {
			fault.Line = parse.Position.Line
			if secretLike(parse.LastKey) {
				fault.Key, fault.Problem = lastPart(parse.LastKey), files.ProblemSecret
			}
		}
		return nil, fault
	}
	return document, nil
}

// tooDeep counts brackets wherever they are, and the dots of a line: the library's time grows with
// the square of their number. A file of environments has no reason for many of either, not even in
// its strings; consecutive dots count as one.
func tooDeep(data []byte) bool {
	depth, dots := 0, 0
	var before byte
	for _, b := range data {
		switch b {
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(depth-1, 0)
		case '\n':
			dots = 0
		case '.':
			if before != '.' {
				dots++
			}
		}
		if depth > maxDepth || dots > maxDepth {
			return true
		}
		if b != ' ' && b != '\t' {
			before = b
		}
	}
	return false
}
