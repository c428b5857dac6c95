package remains_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestTheTableIsComplete: every sink has a line for every kind, and the named tests exist.
func TestTheTableIsComplete(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	kinds := []string{"secret", "hint", "token", "auth_req_id", "name", "person", "cpr"}
	cells := make(map[string][]string) // the kinds of each sink
	named := regexp.MustCompile(`[a-z/]+\.Test[A-Za-z]+`)
	for line := range strings.Lines(file.Doc.Text()) {
		fields := strings.Split(strings.TrimSpace(line), "|")
		if len(fields) != 3 || strings.HasPrefix(fields[0], "sink") {
			continue
		}
		sink, kind, by := strings.TrimSpace(fields[0]), strings.TrimSpace(fields[1]), strings.TrimSpace(fields[2])
		cells[sink] = append(cells[sink], kind)
		tests := named.FindAllString(by, -1)
		if len(tests) == 0 && !strings.HasPrefix(by, "meant: ") {
			t.Errorf("%s, %s: nothing looks there: %q", sink, kind, by)
		}
		for _, test := range tests {
			folder, name, _ := strings.Cut(test, ".")
			folder = strings.TrimPrefix(folder, "main")
			if !slices.Contains(testsIn(t, folder), name) {
				t.Errorf("%s, %s: there is no test %s in %s", sink, kind, name, folder)
			}
		}
	}
	if len(cells) < 10 {
		t.Errorf("only these sinks are in the table: %v", cells)
	}
	for sink, has := range cells {
		if !slices.Equal(has, kinds) {
			t.Errorf("%s has %v, want %v", sink, has, kinds)
		}
	}
}

// testsIn returns the tests of a folder of this project, whatever their build tags.
func testsIn(t *testing.T, folder string) (names []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(folder), "*_test.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no tests in %s: %v", folder, err)
	}
	for _, path := range files {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, source, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, declared := range file.Decls {
			if f, ok := declared.(*ast.FuncDecl); ok && f.Recv == nil {
				names = append(names, f.Name.Name)
			}
		}
	}
	return names
}
