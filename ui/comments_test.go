package ui_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// longestComment is where comments are wrapped, in columns; a tab counts 4.
const longestComment = 100

// TestCommentsAreWrapped reads every comment that has a line of its own. Tables, examples and
// directives stay as they are.
func TestCommentsAreWrapped(t *testing.T) {
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && path != "..", entry.IsDir() && entry.Name() == "build":
			return fs.SkipDir
		case !strings.HasSuffix(path, ".go"):
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, group := range file.Comments {
			for _, comment := range group.List {
				if at := files.Position(comment.Pos()); tooLong(comment, at.Column) {
					t.Errorf("%s:%d: a comment goes beyond column %d", path, at.Line, longestComment)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// tooLong reports whether a comment that begins in a column, counted from 1, could be wrapped. A
// comment behind code isn't judged: its column depends on the code.
func tooLong(comment *ast.Comment, column int) bool {
	text, ok := strings.CutPrefix(comment.Text, "// ")
	indent := (column - 1) * 4 // gofmt indents by tabs
	return ok && column <= 6 && !strings.HasPrefix(text, " ") && strings.Contains(text, " ") &&
		indent+3+utf8.RuneCountInString(text) > longestComment
}
